"""When indicators part, where the gap is widest, and what got worse, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from ...experiments.explanation.change_points import (
    Extreme,
    IndicatorChange,
    Move,
    find_extremes,
    find_moves,
    find_official_gap,
    find_prices,
)
from ...experiments.explanation.logged_scenario import LoggedScenario
from ...model.indicators import Indicator
from ...scenarios.form import FORM
from ..language.formatting import change, level
from ..language.translations import Words
from .log_entry import LogEntry, name_scenario, sentence, sureness


def moves(before: LoggedScenario, after: LoggedScenario) -> list[LogEntry]:
    """Return when each indicator began to differ noticeably and where it ended, in the order of weeks."""
    return [_about_move(move, after) for move in find_moves(before, after)]


def _about_move(move: Move, after: LoggedScenario) -> LogEntry:
    end = move.end

    def about(say: Words) -> dict[str, object]:
        return {
            "week": move.week,
            "indicator": _indicator_name(end.indicator, say),
            "direction": say("story.higher" if move.at_first > 0 else "story.lower"),
            "scenario": name_scenario(after, say),
            **_ends(end, say),
        }

    return LogEntry(
        move.kind, sentence(f"story.{move.kind}", about), week=move.week, indicator=end.indicator.name,
        size=end.difference.mean, low=end.difference.low, high=end.difference.high,
    )  # fmt: skip


def extremes(before: LoggedScenario, after: LoggedScenario) -> Iterator[LogEntry]:
    """Yield the weeks in which the difference in effectiveness is largest and smallest, once it has begun."""
    for extreme in find_extremes(before, after):
        there = extreme.difference

        def about(say: Words, extreme: Extreme = extreme) -> dict[str, object]:
            gap, indicator = extreme.difference, extreme.indicator
            return {
                "week": extreme.week,
                "change": change(gap.mean, indicator),
                "sure": sureness(gap, indicator, say),
            }

        yield LogEntry(
            extreme.kind, sentence(f"story.{extreme.kind}", about), week=extreme.week,
            indicator=extreme.indicator.name, size=there.mean, low=there.low, high=there.high,
        )  # fmt: skip


def prices(before: LoggedScenario, after: LoggedScenario) -> Iterator[LogEntry]:
    """Yield what is noticeably worse at the end: first what coordination is known to cost, then all else."""
    for price in find_prices(before, after):
        result = price.difference

        def about(say: Words, price: IndicatorChange = price) -> dict[str, object]:
            return {
                "scenario": name_scenario(after, say),
                "indicator": _indicator_name(price.indicator, say),
                **_ends(price, say),
            }

        yield LogEntry(
            "price", sentence("story.price", about), indicator=price.indicator.name, size=result.mean, low=result.low,
            high=result.high,
        )  # fmt: skip


def official(before: LoggedScenario, after: LoggedScenario) -> Iterator[LogEntry]:
    """Yield that the official index and effectiveness moved apart, where they did."""
    gap = find_official_gap(before, after)
    if gap is None:
        return
    seen, true = FORM.by_name["official"], FORM.by_name["effectiveness"]

    def about(say: Words) -> dict[str, object]:
        return {
            "official": change(gap.official.mean, seen),
            "true": change(gap.effectiveness.mean, true),
            "sure": sureness(gap.effectiveness, true, say),
            "gap": change(gap.after, seen),
            "gap_before": change(gap.before, seen),
        }

    text = sentence(f"story.official_{gap.parting}", about)
    apart = gap.apart
    yield LogEntry("official", text, indicator="performance_gap", size=apart.mean, low=apart.low, high=apart.high)


def _ends(end: IndicatorChange, say: Words) -> dict[str, object]:
    return {
        "before": level(end.before, end.indicator),
        "after": level(end.after, end.indicator),
        "change": change(end.difference.mean, end.indicator),
        "sure": sureness(end.difference, end.indicator, say),
    }


def _indicator_name(indicator: Indicator, say: Words) -> str:
    return say.title(indicator) if say.language == "zh" else f"“{say.title(indicator)}”"
