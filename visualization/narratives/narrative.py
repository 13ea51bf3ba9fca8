"""The log: what was changed, where the runs part, what moved when, what it cost, and what each change brought.

Every sentence is made from the runs. A cause is claimed in two places only: the first difference of paired runs, and
changes that were put in one after the other. With one pair of runs every sentence says that it is one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...experiments.explanation.decomposition import Contribution
from ...experiments.explanation.divergence import Divergence
from ...experiments.explanation.explain import Explanation
from ...experiments.explanation.logged_scenario import LoggedScenario
from ...experiments.explanation.settings_diff import Lever, differing
from ...experiments.explanation.waterfall import Waterfall, WaterfallBar
from ...scenarios import Text
from ...scenarios.form import FORM
from ..language.formatting import change, format_number
from ..language.translations import Words, words
from .change_points import extremes, moves, official, prices
from .events import describe_events
from .log_entry import LogEntry, name_scenario, sentence
from .waterfall import tell_bar, tell_mechanism, tell_sum

_TERM = re.compile(r" \([^)]*[\u4e00-\u9fff][^)]*\)")


def narrative(
    before: LoggedScenario,
    after: LoggedScenario,
    *,
    divergence: Divergence | None = None,
    contributions: Sequence[Contribution] = (),
    waterfall: Waterfall | None = None,
) -> tuple[LogEntry, ...]:
    """Return the log of two scenarios, paired on their seeds; empty if they are the same.

    Parameters
    ----------
    before, after : LoggedScenario
        The scenario compared with, and the one that is told; as many replicates of each.
    divergence, contributions, waterfall
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
    if all(np.array_equal(a, b, equal_nan=True) for a, b in zip(before.runs, after.runs, strict=True)):
        weeks = len(before.runs[0])
        return (*entries, LogEntry("same", sentence("story.same", lambda _: {"weeks": weeks})))
    entries += [
        *(_first(divergence) if divergence else ()),
        *moves(before, after),
        *extremes(before, after),
        *prices(before, after),
        *official(before, after),
        *_components(contributions),
        *(_bars(waterfall) if waterfall else ()),
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
        waterfall=explanation.waterfall,
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
                return {"what": told[say.language][own][place][1], "scenario": name_scenario(scenario, say)}

            yield LogEntry("event", sentence("story.event_both" if shared else "story.event_one", about), week=week)


def _first(divergence: Divergence) -> Iterator[LogEntry]:
    first = divergence.first_effect or divergence.first
    if first is None:
        return

    def about(say: Words) -> dict[str, object]:
        return {"week": first.week, "holder": say(f"holder.{first.table}")}

    yield LogEntry(
        "first",
        sentence("story.first" if first.week else "story.at_once", about),
        week=first.week,
        actor=first.table,
        size=first.size,
        isolated=True,
    )


def _components(result: Sequence[Contribution]) -> Iterator[LogEntry]:
    effectiveness = FORM.by_name["effectiveness"]
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


def _bars(waterfall: Waterfall) -> Iterator[LogEntry]:
    for bar in waterfall.bars:

        def about(say: Words, bar: WaterfallBar = bar) -> str:
            told = [tell_bar(waterfall, bar, say), *(tell_mechanism(moved, say) for moved in bar.mechanism)]
            return (" " if say.language == "en" else "").join(told)

        effect = bar.effect
        yield LogEntry(
            "bar", Text(**{say.language: about(say) for say in _languages()}), week=bar.since, cause=bar.piece.key,
            indicator=waterfall.indicator, size=effect.mean, low=effect.low, high=effect.high, isolated=True,
        )  # fmt: skip
    total = waterfall.total
    yield LogEntry(
        "sum", Text(**{say.language: tell_sum(waterfall, say) for say in _languages()}), indicator=waterfall.indicator,
        size=total.mean, low=total.low, high=total.high, isolated=True,
    )  # fmt: skip


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
