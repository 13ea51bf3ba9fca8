"""What runs say in figures: means of the last year, differences, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import solara
from reacton import component

from ....experiments.statistics.paired import paired_difference
from ....model.indicators import Indicator
from ...language.formatting import change, interval, localise, reading
from ..measures import BY_NAME, OWN, is_measured
from ..payload import Payload, open_payload
from ..translations import Words
from ..use_runs import PageRuns

ASSETS = Path(__file__).parents[1] / "assets"


GROUPS: dict[str, tuple[str, ...]] = {
    "index": ("effectiveness", "official", "effectiveness_with_cost", "coordination_cost"),
    "pillars": ("responsibility_assigned", "responsibility_delivered", "benefit_shared"),
    "parts": ("resolution", "backlog", "satisfaction", "trust", "participation", "equity"),
}
"""The index and what an assessor sees; 共建, 共治, 共享; the components of the index."""

ROWS = tuple(name for names in GROUPS.values() for name in names)


UNITS = {"share": "", "index": "0–1"}
"""Units that are said otherwise beside a title: shares are in per cent, which each figure says itself."""


@solara.component_vue(str(ASSETS / "figures.vue"), to_json={"content": open_payload})
def _Figures(content: Payload, event_choose: Callable[[str], object]) -> None:
    """Show a table whose rows can be chosen."""


@component
def Readings(asked: PageRuns, words: Words, chosen: str, on_choose: Callable[[str], object]) -> None:
    """Show both cities of Play and their difference; a click on an indicator shows its course."""
    rows: list[dict[str, Any]] = []
    own = [each.name for each in OWN if asked.courses and is_measured(each.name, asked.courses[0].settings)]
    known = (*ROWS, *own) if chosen in (*ROWS, *own, "") else (*ROWS, *own, chosen)
    for name in known:
        indicator = BY_NAME[name]
        cells = [["…"]] * 3
        if len(asked.courses) == 2:
            played, against = (mean(asked, place, name) for place in (0, 1))
            gap = difference(asked, 0, 1, indicator) or change(played - against, indicator)
            cells = [[value_of(asked, 1, indicator)], [value_of(asked, 0, indicator)], [gap]]
        rows.append(_row(indicator, cells, words))
    heads = [describe_basis(asked, words), *(words(f"readings.{key}") for key in ("against", "played", "difference"))]
    _Figures(content=Payload({"heads": heads, "rows": rows, "chosen": chosen}), event_choose=on_choose)
    if asked.replicates:
        solara.Text(words("readings.note"), classes=["quiet"])
    solara.Text(
        words("readings.explained", on_time=words.title(BY_NAME["resolution"])), classes=["quiet", "readings-parts"]
    )


@component
def Table(
    asked: PageRuns, names: Sequence[str], rows: Sequence[str], words: Words, on_choose: Callable[[str], object]
) -> None:
    """Show indicators in rows and scenarios in columns: level, and difference from the first with its interval."""
    shown = [
        _row(BY_NAME[name], [cell(asked, place, BY_NAME[name]) for place in range(len(names))], words) for name in rows
    ]
    heads = [describe_basis(asked, words), *names]
    _Figures(content=Payload({"heads": heads, "rows": shown, "chosen": rows[0]}), event_choose=on_choose)
    if asked.replicates and len(names) > 1:
        solara.Text(words("readings.below", first=names[0]) + words("readings.note"), classes=["quiet"])


def cell(asked: PageRuns, place: int, indicator: Indicator) -> list[str]:
    """Return what stands in a cell: the level, and for all but the first scenario the difference from it."""
    if place >= len(asked.courses):
        return ["…"]
    gap = difference(asked, place, 0, indicator) if place else ""
    return [value_of(asked, place, indicator), *([gap] if gap else [])]


def mean(asked: PageRuns, place: int, name: str) -> float:
    """Return an indicator of one city: the mean of its replicates, or that of the single run while there are none."""
    runs = asked.replicates[place] if asked.replicates else (asked.courses[place],)
    return sum(run.final[name] for run in runs) / len(runs)


def value_of(asked: PageRuns, place: int, indicator: Indicator) -> str:
    """Return an indicator of one city as text."""
    return reading({name: mean(asked, place, name) for name in (indicator.name, "resolved")}, indicator)


def describe_basis(asked: PageRuns, words: Words) -> str:
    """Return what the figures are means of."""
    runs = len(asked.replicates[0]) if asked.replicates else 1
    return words("readings.mean", n=runs) if runs > 1 else words("readings.one")


def describe_runs(asked: PageRuns, words: Words) -> str:
    """Return of what runs a chart's lines and bands are; nothing while there are none."""
    if not asked.courses:
        return ""
    seed = asked.courses[0].settings.run.seed
    many = len(asked.replicates[0]) if asked.replicates else 1
    return words("play.band", seed=seed, n=many) if many > 1 else words("play.one_run", seed=seed)


def difference(asked: PageRuns, place: int, other: int, indicator: Indicator) -> str:
    """Return the mean difference of two scenarios over paired runs and its interval, empty with a single run."""
    if not asked.replicates or len(asked.replicates[0]) < 2:
        return ""
    name = indicator.name
    ours, theirs = ([run.final[name] for run in asked.replicates[which]] for which in (place, other))
    result = paired_difference(ours, theirs)
    return f"{change(result.mean, indicator)} {interval(result, indicator)}"


def _row(indicator: Indicator, cells: list[list[str]], words: Words) -> dict[str, Any]:
    heading = next((group for group, names in GROUPS.items() if names[0] == indicator.name), "")
    return {
        "group": words(f"readings.{heading}") if heading else "",
        "name": indicator.name,
        "title": words.title(indicator),
        "unit": UNITS.get(indicator.unit, words.unit(indicator)),
        "meaning": words.meaning(indicator),
        "cells": [[localise(line, words) for line in cell] for cell in cells],
    }
