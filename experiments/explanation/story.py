"""The log: what was changed, where the runs part, what moved when, what it cost, and what single changes do.

Every sentence is made from the runs. A cause is claimed in two places only: the first difference of paired runs, and
changes that were put in and taken out by themselves. With one pair of runs every sentence says that it is one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...model.settings import Settings
from ..differences import Difference
from ..figures import change, written
from ..findings import BY_NAME
from ..levers import Lever, differing, happenings, levers
from ..quoting import clean
from ..words import Words, words
from .contributions import Contribution, Share
from .divergence import Divergence
from .entry import Entry, Told, said, sureness
from .knock_ins import KnockIns, Piece
from .moves import extremes, moves, official, prices

_SUM = 1.0  # points from the sum of single effects within which a whole counts as that sum
_EFFORT = 0.05  # part by which an actor's effort must change to be told

_TERM = re.compile(r" \([^)]*[\u4e00-\u9fff][^)]*\)")


def story(
    before: Told,
    after: Told,
    *,
    divergence: Divergence | None = None,
    contributions: Sequence[Contribution] = (),
    shares: Sequence[Share] = (),
    knock_ins: KnockIns | None = None,
) -> tuple[Entry, ...]:
    """Return the log of two scenarios, paired on their seeds; empty if they are the same.

    Parameters
    ----------
    before, after : Told
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
        return (*entries, Entry("same", said("story.same", lambda _: {"weeks": weeks})))
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
    return (*entries, Entry("doubt", said("story.doubt" if n == 1 else "story.more_runs", lambda _: {"n": n})))


def _levers(before: Told, after: Told) -> Iterator[Entry]:
    for lever, (old, new) in differing([before.scenario.settings, after.scenario.settings]):

        def about(say: Words, lever: Lever = lever, old: Any = old, new: Any = new) -> dict[str, object]:
            return {
                "meaning": _meaning(lever, say),
                "lever": clean(lever.path),
                "before": _value(old, say),
                "after": _value(new, say),
            }

        yield Entry("lever", said("story.lever", about), week=0, cause=lever.path)


def _events(before: Told, after: Told) -> Iterator[Entry]:
    told = {say.language: [happenings(each.scenario, say) for each in (before, after)] for say in _languages()}
    for own, scenario in ((0, before), (1, after)):
        for place, (week, _) in enumerate(told["en"][own]):
            shared = told["en"][own][place] in told["en"][1 - own]
            if shared and own == 0:
                continue

            def about(say: Words, own: int = own, place: int = place, scenario: Told = scenario) -> dict[str, object]:
                week, what = told[say.language][own][place]
                return {"week": week, "what": what, "scenario": scenario.name(say)}

            yield Entry("event", said("story.event_both" if shared else "story.event_one", about), week=week)


def _first(divergence: Divergence) -> Iterator[Entry]:
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

    yield Entry(
        "first",
        said("story.first" if first.week else "story.at_once", about),
        week=first.week,
        actor=first.table,
        mechanism=first.process,
        size=first.size,
        isolated=True,
    )


def _components(found: Sequence[Contribution]) -> Iterator[Entry]:
    effectiveness = BY_NAME["effectiveness"]
    total = sum(part.points for part in found)
    for part in sorted(found, key=lambda part: -abs(part.points)):

        def about(say: Words, part: Contribution = part) -> dict[str, object]:
            return {
                "total": change(total, effectiveness),
                "points": change(part.points, effectiveness),
                "component": say(f"component.{part.component}"),
                "before": written(part.before, 2),
                "after": written(part.after, 2),
            }

        yield Entry("component", said("story.component", about), indicator=part.component, size=part.points)


def _efforts(found: Sequence[Share]) -> Iterator[Entry]:
    for share in sorted(found, key=lambda share: -abs(share.after - share.before)):
        size = share.after - share.before
        if abs(size) <= _EFFORT * share.before:
            continue
        kind = share.kind.name.lower()

        def about(say: Words, share: Share = share, kind: str = kind) -> dict[str, object]:
            return {
                "kind": say(f"kind.{kind}"),
                "before": written(share.before, 1),
                "after": written(share.after, 1),
            }

        yield Entry("effort", said("story.effort", about), actor=kind, size=size)


def _effects(before: Told, after: Told, found: KnockIns) -> Iterator[Entry]:
    indicator = BY_NAME[found.indicator]
    for effect in found.effects:
        alone, without = effect.alone, effect.without

        def about(say: Words, piece: Piece = effect.piece, alone: Difference | None = alone) -> dict[str, object]:
            told: dict[str, object] = {"piece": piece_name(piece, before, after, say)}
            if alone:
                told["indicator"] = say.title(indicator)
                told["alone"] = change(alone.mean, indicator)
                told["sure"] = sureness(alone, indicator, say)
            return told

        text = said("story.alone" if alone else "story.not_alone", about)
        if without:

            def rest(say: Words, without: Difference = without) -> dict[str, object]:
                return {"without": change(-without.mean, indicator), "sure": _turned(without, found.indicator, say)}

            more = said("story.without", rest)
            text = text.model_copy(update={"en": f"{text.en} {more.en}", "zh": f"{text.zh}{more.zh}"})
        yield Entry(
            "alone", text, cause=effect.piece.key, indicator=found.indicator, size=alone.mean if alone else None,
            low=alone.low if alone else None, high=alone.high if alone else None, isolated=alone is not None,
        )  # fmt: skip
    if found.together is None or len(found.effects) < 2:
        return
    rest_ = found.together
    key = "plain" if abs(rest_.mean) < _SUM or _open(rest_) else "more" if rest_.mean * found.total.mean > 0 else "less"

    def whole(say: Words) -> dict[str, object]:
        return {
            "sum": change(found.total.mean - rest_.mean, indicator),
            "total": change(found.total.mean, indicator),
            "rest": change(rest_.mean, indicator),
            "sure": sureness(found.total, indicator, say),
        }

    yield Entry(
        "together", said(f"story.{key}", whole), indicator=found.indicator, size=rest_.mean, low=rest_.low,
        high=rest_.high, isolated=True,
    )  # fmt: skip


def piece_name(piece: Piece, before: Told, after: Told, say: Words) -> str:
    """Return what a part of a change is called in a sentence."""
    root, _, rest = piece.key.partition(".")
    if root in ("events", "events_before") and rest:
        scenario = (after if root == "events" else before).scenario
        alone = scenario.settings.events[int(rest)]
        notes = {0: scenario.notes[int(rest)]} if int(rest) in scenario.notes else {}
        single = Settings(world=scenario.settings.world, events=(alone,), run=scenario.settings.run)
        what = happenings(scenario.model_copy(update={"settings": single, "notes": notes}), say)[0][1]
        return what if root == "events" else say("piece.no_event", what=what)
    if root == "rules" and "." in rest:
        path = {lever.path: lever for lever in levers(after.scenario.settings.rules, "rules")}
        return _meaning(path[piece.key], say)
    for key in (f"piece.{rest}", f"piece.{root}"):
        if key in say.lines and (root == "rules" or key == f"piece.{piece.key}"):
            return say(key)
    return clean(piece.key)


def _turned(found: Difference, name: str, say: Words) -> str:
    """Return the interval of minus a difference."""
    if found.low is None or found.high is None:
        return say("story.unsure")
    indicator = BY_NAME[name]
    return say("story.sure", low=change(-found.high, indicator), high=change(-found.low, indicator), n=found.n)


def _open(found: Difference) -> bool:
    return found.low is not None and found.high is not None and found.low <= 0 <= found.high


def _meaning(lever: Lever, say: Words) -> str:
    """Return what a lever means; the Chinese terms that English meanings add are left out."""
    meaning = lever.meaning_zh if say.language == "zh" else _TERM.sub("", lever.meaning)
    return clean(meaning) or clean(lever.path)


def _value(value: Any, say: Words) -> str:
    if isinstance(value, str):
        return say.lines.get(f"choice.{value}", clean(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _languages() -> tuple[Words, Words]:
    return words("en"), words("zh")
