"""The log: what was changed, where the runs part, what moved when, what it cost, and what single changes do.

Every sentence is made from the runs. A cause is claimed in two places only: the first difference of paired runs, and
changes that were put in and taken out by themselves. With one pair of runs every sentence says that it is one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...experiments.explanation.attribution import Attribution, Piece
from ...experiments.explanation.decomposition import Contribution, Share
from ...experiments.explanation.divergence import Divergence
from ...experiments.explanation.explain import Explanation
from ...experiments.explanation.logged_scenario import LoggedScenario
from ...experiments.explanation.settings_diff import Lever, differing, levers
from ...experiments.statistics.paired import Difference
from ...model.indicators import BY_NAME
from ...model.settings import Settings
from ..language.formatting import change, format_number
from ..language.translations import Words, words
from .change_points import extremes, moves, official, prices
from .events import describe_events
from .log_entry import LogEntry, name_scenario, sentence, sureness

_SUM = 1.0  # points from the sum of single effects within which a whole counts as that sum
_EFFORT = 0.05  # part by which an actor's effort must change to be told

_TERM = re.compile(r" \([^)]*[\u4e00-\u9fff][^)]*\)")


def narrative(
    before: LoggedScenario,
    after: LoggedScenario,
    *,
    divergence: Divergence | None = None,
    contributions: Sequence[Contribution] = (),
    shares: Sequence[Share] = (),
    knock_ins: Attribution | None = None,
) -> tuple[LogEntry, ...]:
    """Return the log of two scenarios, paired on their seeds; empty if they are the same.

    Parameters
    ----------
    before, after : LoggedScenario
        The scenario compared with, and the one that is told; as many replicates of each.
    divergence, contributions, shares, knock_ins
        What is known from the other modules of this package; entries about the rest are left out.

    Raises
    ------
    ValueError
        If the replicates cannot be paired.
    """
    if len(before.runs) != len(after.runs) or not before.runs:
        raise ValueError(f"{len(before.runs)} and {len(after.runs)} runs cannot be paired")
    if before.scenario.settings == after.scenario.settings:
        return ()
    entries = [*_levers(before, after), *_events(before, after)]
    if all((a == b).all() for a, b in zip(before.runs, after.runs, strict=True)):
        weeks = len(before.runs[0])
        return (*entries, LogEntry("same", sentence("story.same", lambda _: {"weeks": weeks})))
    entries += [
        *(_first(divergence) if divergence else ()),
        *moves(before, after),
        *extremes(before, after),
        *prices(before, after),
        *official(before, after),
        *_components(contributions),
        *_efforts(shares),
        *(_effects(before, after, knock_ins) if knock_ins else ()),
    ]
    n = len(before.runs)
    return (*entries, LogEntry("doubt", sentence("story.doubt" if n == 1 else "story.more_runs", lambda _: {"n": n})))


def narrate(explanation: Explanation) -> tuple[LogEntry, ...]:
    """Return the log of what is known of two scenarios."""
    return narrative(
        explanation.before,
        explanation.after,
        divergence=explanation.divergence,
        contributions=explanation.contributions,
        shares=explanation.shares,
        knock_ins=explanation.attribution,
    )


def _levers(before: LoggedScenario, after: LoggedScenario) -> Iterator[LogEntry]:
    for lever, (old, new) in differing([before.scenario.settings, after.scenario.settings]):

        def about(say: Words, lever: Lever = lever, old: Any = old, new: Any = new) -> dict[str, object]:
            return {
                "meaning": _meaning(lever, say),
                "lever": lever.path,
                "before": _value(old, say),
                "after": _value(new, say),
            }

        yield LogEntry("lever", sentence("story.lever", about), week=0, cause=lever.path)


def _events(before: LoggedScenario, after: LoggedScenario) -> Iterator[LogEntry]:
    told = {say.language: [describe_events(each.scenario, say) for each in (before, after)] for say in _languages()}
    for own, scenario in ((0, before), (1, after)):
        for place, (week, _) in enumerate(told["en"][own]):
            shared = told["en"][own][place] in told["en"][1 - own]
            if shared and own == 0:
                continue

            def about(
                say: Words, own: int = own, place: int = place, scenario: LoggedScenario = scenario
            ) -> dict[str, object]:
                week, what = told[say.language][own][place]
                return {"week": week, "what": what, "scenario": name_scenario(scenario, say)}

            yield LogEntry("event", sentence("story.event_both" if shared else "story.event_one", about), week=week)


def _first(divergence: Divergence) -> Iterator[LogEntry]:
    first = divergence.first_effect or divergence.first
    if first is None:
        return

    def about(say: Words) -> dict[str, object]:
        process = f"process.{first.process}"
        return {
            "week": first.week,
            "process": say(process) if process in say.lines else first.process,
            "holder": say(f"holder.{first.table}"),
        }

    yield LogEntry(
        "first",
        sentence("story.first" if first.week else "story.at_once", about),
        week=first.week,
        actor=first.table,
        mechanism=first.process,
        size=first.size,
        isolated=True,
    )


def _components(result: Sequence[Contribution]) -> Iterator[LogEntry]:
    effectiveness = BY_NAME["effectiveness"]
    total = sum(part.points for part in result)
    for part in sorted(result, key=lambda part: -abs(part.points)):

        def about(say: Words, part: Contribution = part) -> dict[str, object]:
            return {
                "total": change(total, effectiveness),
                "points": change(part.points, effectiveness),
                "component": say(f"component.{part.component}"),
                "before": format_number(part.before, 2),
                "after": format_number(part.after, 2),
            }

        yield LogEntry("component", sentence("story.component", about), indicator=part.component, size=part.points)


def _efforts(result: Sequence[Share]) -> Iterator[LogEntry]:
    for share in sorted(result, key=lambda share: -abs(share.after - share.before)):
        size = share.after - share.before
        if abs(size) <= _EFFORT * share.before:
            continue
        kind = share.kind.name.lower()

        def about(say: Words, share: Share = share, kind: str = kind) -> dict[str, object]:
            return {
                "kind": say(f"kind.{kind}"),
                "before": format_number(share.before, 1),
                "after": format_number(share.after, 1),
            }

        yield LogEntry("effort", sentence("story.effort", about), actor=kind, size=size)


def _effects(before: LoggedScenario, after: LoggedScenario, result: Attribution) -> Iterator[LogEntry]:
    indicator = BY_NAME[result.indicator]
    for effect in result.effects:
        alone, without = effect.alone, effect.without

        def about(say: Words, piece: Piece = effect.piece, alone: Difference | None = alone) -> dict[str, object]:
            told: dict[str, object] = {"piece": piece_name(piece, before, after, say)}
            if alone:
                told["indicator"] = say.title(indicator)
                told["alone"] = change(alone.mean, indicator)
                told["sure"] = sureness(alone, indicator, say)
            return told

        text = sentence("story.alone" if alone else "story.not_alone", about)
        if without:

            def rest(say: Words, without: Difference = without) -> dict[str, object]:
                return {
                    "without": change(-without.mean, indicator),
                    "sure": _negate_interval(without, result.indicator, say),
                }

            more = sentence("story.without", rest)
            text = text.model_copy(update={"en": f"{text.en} {more.en}", "zh": f"{text.zh}{more.zh}"})
        yield LogEntry(
            "alone", text, cause=effect.piece.key, indicator=result.indicator, size=alone.mean if alone else None,
            low=alone.low if alone else None, high=alone.high if alone else None, isolated=alone is not None,
        )  # fmt: skip
    if result.together is None or len(result.effects) < 2:
        return
    rest_ = result.together
    key = _together(rest_, result.total)

    def whole(say: Words) -> dict[str, object]:
        return {
            "sum": change(result.total.mean - rest_.mean, indicator),
            "total": change(result.total.mean, indicator),
            "rest": change(rest_.mean, indicator),
            "sure": sureness(result.total, indicator, say),
        }

    yield LogEntry(
        "together", sentence(f"story.{key}", whole), indicator=result.indicator, size=rest_.mean, low=rest_.low,
        high=rest_.high, isolated=True,
    )  # fmt: skip


def _together(rest: Difference, total: Difference) -> str:
    """Return which sentence is true of a whole and what it has over the sum of its parts."""
    if abs(rest.mean) < _SUM or _open(rest):
        return "plain"
    if (total.mean - rest.mean) * total.mean < 0:
        return "turn"
    return "more" if rest.mean * total.mean > 0 else "less"


def piece_name(piece: Piece, before: LoggedScenario, after: LoggedScenario, say: Words) -> str:
    """Return what a part of a change is called in a sentence."""
    root, _, rest = piece.key.partition(".")
    if root in ("events", "events_before") and rest:
        scenario = (after if root == "events" else before).scenario
        alone = scenario.settings.events[int(rest)]
        notes = {0: scenario.notes[int(rest)]} if int(rest) in scenario.notes else {}
        single = Settings(world=scenario.settings.world, events=(alone,), run=scenario.settings.run)
        what = describe_events(scenario.model_copy(update={"settings": single, "notes": notes}), say)[0][1]
        return what if root == "events" else say("piece.no_event", what=what)
    if root == "rules" and "." in rest:
        path = {lever.path: lever for lever in levers(after.scenario.settings.rules, "rules")}
        return _meaning(path[piece.key], say)
    for key in (f"piece.{rest}", f"piece.{root}"):
        if key in say.lines and (root == "rules" or key == f"piece.{piece.key}"):
            return say(key)
    return piece.key


def _negate_interval(result: Difference, name: str, say: Words) -> str:
    """Return the interval of minus a difference."""
    if result.low is None or result.high is None:
        return say("story.unsure")
    indicator = BY_NAME[name]
    return say("story.sure", low=change(-result.high, indicator), high=change(-result.low, indicator), n=result.n)


def _open(result: Difference) -> bool:
    return result.low is not None and result.high is not None and result.low <= 0 <= result.high


def _meaning(lever: Lever, say: Words) -> str:
    """Return what a lever means; the Chinese terms that English meanings add are left out."""
    meaning = lever.meaning_zh if say.language == "zh" else _TERM.sub("", lever.meaning)
    return meaning or lever.path


def _value(value: Any, say: Words) -> str:
    if isinstance(value, str):
        return say.lines.get(f"choice.{value}", value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _languages() -> tuple[Words, Words]:
    return words("en"), words("zh")
