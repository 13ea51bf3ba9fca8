"""Outcomes of one's own of both cities of Play, as the commands say them: value, difference, and what each is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import solara
from reacton import component, use_memo

from ....experiments.outcomes.of_results import outcome_rows, pair_outcomes
from ....experiments.outcomes.outcome import Outcome
from ....experiments.outcomes.own_indicator import as_indicator
from ...language.formatting import NOTHING, change, interval, level, localise
from ...narratives.outcomes import describe_outcome, left_out
from ..opened import opened_outcomes
from ..payload import Payload, open_payload
from ..translations import Words
from ..use_runs import PageRuns

ASSETS = Path(__file__).parents[1] / "assets"

AGAINST, PLAYED = "against", "played"
"""The two cities, in the order of a comparison."""


@solara.component_vue(str(ASSETS / "figures.vue"), to_json={"content": open_payload})
def _Figures(content: Payload, event_choose: Callable[[str], object]) -> None:
    """Show a table whose rows can be chosen."""


@component
def OwnOutcomes(
    asked: PageRuns, titles: tuple[str, str], words: Words, chosen: str, on_choose: Callable[[str], object]
) -> None:
    """Show the outcomes that the program was started with; nothing if there are none, or no runs of this visit.

    Parameters
    ----------
    asked : PageRuns
        Of the city played and the one compared with.
    titles : (str, str)
        What they are called.
    words : Words
    chosen : str
        The outcome whose weeks are drawn above; empty if it is none of these.
    on_choose : callable
        Called with the name of an outcome that is clicked on.
    """
    own = opened_outcomes()
    known = [each.digest for row in runs_of(asked) for each in row]
    rows = use_memo(lambda: tabulate_runs(asked), [known])
    if not own or not rows:
        return
    shown = [describe_row(name, outcome, rows, words) for name, outcome in own.items()]
    heads = [words("outcome.title"), *(words(f"readings.{key}") for key in (AGAINST, PLAYED, "difference"))]
    with solara.Div(classes=["own-outcomes"]):
        _Figures(content=Payload({"heads": heads, "rows": shown, "chosen": chosen}), event_choose=on_choose)
        for outcome in own.values():
            say_line(words("readings.own_is", title=words.of(outcome.title), what=describe_outcome(outcome, words)))
        for sentence in left_out(own, rows, {AGAINST: titles[1], PLAYED: titles[0]}, words):
            say_line(sentence)
        say_line(words("readings.own_basis", n=len(asked.replicates[0]) if asked.replicates else 1))


def say_line(text: str) -> None:
    """Show a sentence in a line of its own."""
    solara.Div(children=[solara.Text(text, classes=["quiet"])])


def runs_of(asked: PageRuns) -> tuple[tuple[Any, ...], ...]:
    """Return the runs of both cities, the one compared with first; single ones while there are no replicates."""
    if asked.shipped or len(asked.courses) != 2:
        return ()  # of runs made beforehand one indicator is known
    played, against = asked.replicates or tuple((course,) for course in asked.courses)
    return against, played


def tabulate_runs(asked: PageRuns) -> list[dict[str, Any]]:
    """Return a row for each run with the value of each outcome, and why it has none."""
    rows: list[dict[str, Any]] = []
    for label, runs in zip((AGAINST, PLAYED), runs_of(asked), strict=False):
        rows += outcome_rows(opened_outcomes(), [run.outcome(label) for run in runs], runs[0].settings)
    return rows


def describe_row(name: str, outcome: Outcome, rows: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    """Return a row of the table: the means of both cities, and the paired difference with its interval."""
    indicator = as_indicator(outcome)

    def mean(label: str) -> float:
        values = np.array([row[name] for row in rows if row["scenario"] == label], dtype=np.float64)
        return float(np.nanmean(values)) if not np.isnan(values).all() else float("nan")

    result = pair_outcomes(rows, (AGAINST, PLAYED), (name,))[PLAYED, name]
    gap = f"{change(result.mean, indicator)} {interval(result, indicator)}".strip() if result.n else NOTHING
    cells = [level(mean(AGAINST), indicator), level(mean(PLAYED), indicator), gap]
    unit = words.unit(indicator) if indicator.unit != "share" else ""  # a share says it in each cell
    title = words.of(outcome.title)
    return {
        "group": "",
        "name": name,
        "title": (f"{title} ({unit})" if words.language == "en" else f"{title}（{unit}）") if unit else title,
        "meaning": describe_outcome(outcome, words),
        "cells": [[localise(cell, words)] for cell in cells],
    }
