"""Studies: a folder of results, also while its sweep is still running (研究)."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import solara
from reacton import component, use_memo

from ....experiments.design.loading import load_study, studies
from ....experiments.store.atomic_files import StoreError
from ....experiments.store.results import Results
from ....model.indicators import Indicator
from ....scenarios.message import say_error
from ...charts.main_effects import picture
from ...language.formatting import digits, format_number, level
from ..hooks import use_background, use_state
from ..measures import BY_NAME
from ..page import PageDeclaration
from ..panels.curves import draw_chart
from ..payload import Payload
from ..serving.presence import visitor as presence
from ..session import Visitor
from ..translations import Words
from .multiplier import Picture

PLACE = "COGOV_RESULTS"
"""Environment variable with the folder whose studies are shown: what ``cogov app --results`` sets."""

PAUSE = 3.0
"""Seconds between two looks at a folder."""

IDLE = 10.0
"""The same while nobody writes to it: the sweep may go on."""

_LEVELS = 12  # of a factor that are shown one by one
_FIFTHS = 5  # classes of one that has more

MOST = 40
"""Points listed in the table."""


def root() -> Path:
    """Return the folder whose studies are shown."""
    return Path(os.environ.get(PLACE, "results"))


def folders() -> tuple[str, ...]:
    """Return the names of the studies there, the latest first; nothing outside the folder can be named."""
    try:
        result = [path for path in root().iterdir() if (path / "manifest.json").is_file()]
    except OSError:
        return ()
    return tuple(path.name for path in sorted(result, key=lambda path: -path.stat().st_mtime))


@component
def Studies(visitor: Visitor) -> None:
    """Show the studies of the results folder, and the chosen one as far as it is."""
    words = visitor.words
    names = folders()
    chosen, choose = use_state("")
    name = chosen if chosen in names else names[0] if names else ""
    with solara.Div(classes=["sheet"]):
        if not names:
            solara.Text(words("studies.none", folder=root().resolve().name))
            Offered(words)
            return
        solara.Select(words("studies.study"), list(names), value=name, on_value=choose)
        Study(visitor, name).key(name)


@component
def Offered(words: Words) -> None:
    """Show the studies that come with the program: what each asks, and the command that runs it."""
    with solara.Div(classes=["shelf"]):
        for name in studies():
            study = load_study(name)
            with solara.Div(classes=["shelf-lesson"]):
                solara.Text(words.of(study.title), classes=["shelf-title"])
                solara.Text(words("studies.minutes", n=f"{study.minutes:g}"), classes=["quiet"])
                solara.Text(words.of(study.question))
                solara.Text(f"cogov sweep {name}", classes=["takeaway-command"])


async def follow(folder: Path, here: Callable[[], bool], show: Callable[[int, Results | Exception], None]) -> None:
    """Look at a study again and again until it is over, while somebody is here.

    Parameters
    ----------
    folder : Path
    here : callable
        Whether somebody looks.
    show : callable
        Gets the number of the look and what was found: the results as far as they are, or why there are none.
    """
    number = 0
    while True:
        pause = IDLE
        if here():
            number += 1
            try:
                results = await asyncio.to_thread(Results, folder)
            except (StoreError, OSError) as error:  # it may be in the midst of being written
                show(number, error)
            else:
                progress = results.progress  # as it is before it is shown: a sweep may end while that is drawn
                show(number, results)
                if progress.complete and not progress.running:
                    return  # a sweep whose last run is there still writes what it found
                pause = PAUSE if progress.running else IDLE
        await asyncio.sleep(pause)


@component
def Study(visitor: Visitor, name: str) -> None:
    """Show one study, looked at again every few seconds while it grows."""
    words, view = visitor.words, visitor.view.value
    state, set_state = use_state(cast("tuple[int, Results | Exception | None]", (0, None)))
    own_outcome = use_state("")
    me = use_memo(presence, [])

    async def watch() -> None:
        await follow(root() / name, lambda: me.here, lambda number, found: set_state((number, found)))

    use_background(watch, name)
    result = state[1]
    if result is None:
        solara.Text(words("studies.busy"), classes=["quiet"])
    elif isinstance(result, Exception):
        fault = say_error(result, words.language)
        solara.Error(fault.replace(str(root() / name), name))  # where the folder lies is no visitor's affair
    else:
        own = [name for name in result.columns if name not in BY_NAME]  # which no other page knows
        chosen, choose = own_outcome
        common = view.indicator if view.indicator in result.columns else "effectiveness"
        indicator = result.indicator(chosen if chosen in own else common)
        by_title = {words.title(each): each.name for each in map(result.indicator, result.columns)}

        def show(title: str) -> None:
            name = by_title[title]
            choose(name if name in own else "")
            if name not in own:
                visitor.show(indicator=name)

        solara.Select(
            words("compare.indicator"),
            list(by_title),
            value=words.title(indicator),
            on_value=show,
        )
        Shown(result, indicator, words).key(f"{state[0]}")


@component
def Shown(results: Results, indicator: Indicator, words: Words) -> None:
    """Show progress, main effects, a heat map of two factors, and the points."""
    progress = results.progress
    share = (progress.ok + progress.failed) / max(1, progress.total)
    left = (
        ""
        if progress.left is None or progress.complete
        else words("studies.left", minutes=format_number(progress.left / 60, 1))
    )
    about = {"ok": progress.ok, "failed": progress.failed, "total": progress.total}
    state = "running" if progress.running else "complete" if progress.complete else "stopped"
    with solara.Div(
        classes=["study-state"], attributes={"role": "status", "data-state": state, "data-ok": str(progress.ok)}
    ):
        solara.ProgressLinear(value=100 * share)
        solara.Text(f"{words('studies.done', **about)} {words(f'studies.{state}')} {left}")
    told = results.manifest
    solara.Text(_either(told["title"], words) or results.name, classes=["shelf-title"])
    solara.Div(children=[solara.Text(_either(told["question"], words))])
    solara.Text(shlex.join(told["provenance"]["command"]), classes=["takeaway-command"])
    if not progress.ok:
        return
    Picture(html=Payload(picture(results, words.language, indicator.name).markup()))
    means = results.means(indicator.name)
    factors = results.factors
    if len(factors) >= 2:
        HeatMap(means, factors, indicator, words)
    _points(means, factors, indicator, words)


@component
def HeatMap(means: pd.DataFrame, factors: list[dict[str, Any]], indicator: Indicator, words: Words) -> None:
    """Show the mean over all other factors for each pair of levels of two factors."""
    titles = {_title(factor, words): str(factor["name"]) for factor in factors}
    names = list(titles)
    across, set_across = use_state(names[0])
    up, set_up = use_state(names[1])
    with solara.Div(classes=["editor-fields"]):
        solara.Select(words("studies.across"), names, value=across, on_value=set_across, dense=True)
        solara.Select(words("studies.up"), names, value=up, on_value=set_up, dense=True)
    if across != up:
        option = heat(means, titles[across], titles[up], indicator, words)
        draw_chart(option, 380)


def heat(means: pd.DataFrame, across: str, up: str, indicator: Indicator, words: Words) -> dict[str, Any]:
    """Return a heat map for ECharts: means of two factors, continuous ones in five classes of equal size."""
    columns, xs = _classes(cast("list[Any]", means[across].tolist()))
    rows, ys = _classes(cast("list[Any]", means[up].tolist()))
    cells: dict[tuple[int, int], list[float]] = {}
    for x, y, value in zip(columns, rows, means["mean"].tolist(), strict=True):
        cells.setdefault((x, y), []).append(float(value))
    values = [[x, y, round(sum(result) / len(result), digits(indicator))] for (x, y), result in cells.items()]
    low, high = min(v[2] for v in values), max(v[2] for v in values)
    return {
        "animation": False,
        "grid": {"left": 120, "right": 110, "top": 10, "bottom": 40},
        "tooltip": {"confine": True},
        "xAxis": {"type": "category", "data": xs},
        "yAxis": {"type": "category", "data": ys},
        "visualMap": {
            "min": low, "max": high if high > low else low + 1e-9, "right": 0, "top": "center",
            "inRange": {"color": ["#00224e", "#575d6d", "#a59c74", "#fde737"]}, "precision": digits(indicator),
            "calculable": True,
        },
        "series": [
            {
                "type": "heatmap", "name": words.title(indicator), "data": values,
                "label": {"show": len(values) <= 60, "color": "#fff", "textBorderColor": "#111", "textBorderWidth": 3},
            }
        ],
    }  # fmt: skip


def _classes(values: list[Any]) -> tuple[list[int], list[str]]:
    """Return the class of each value, and what the classes are called: levels, or fifths where there are many."""
    levels = list(dict.fromkeys(values))
    numbers = all(isinstance(value, float | int) for value in levels)
    if numbers:
        levels.sort()
    if len(levels) <= _LEVELS or not numbers:
        return [levels.index(value) for value in values], [f"{each:g}" if numbers else str(each) for each in levels]
    edges = np.quantile(values, np.linspace(0.0, 1.0, _FIFTHS + 1))
    places = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, _FIFTHS - 1)
    return places.tolist(), [f"{low:.3g}–{high:.3g}" for low, high in pairwise(edges)]


def _title(factor: dict[str, Any], words: Words) -> str:
    return _either(factor.get("title"), words) or str(factor["name"])


def _either(text: dict[str, str] | None, words: Words) -> str:
    """Return a text of the manifest in the visitor's language, or in the other; empty if there is none."""
    both = text or {}
    return both.get(words.language) or both.get("en") or both.get("zh") or ""


def _points(means: pd.DataFrame, factors: list[dict[str, Any]], indicator: Indicator, words: Words) -> None:
    """Show the best points with their intervals."""
    names = [str(factor["name"]) for factor in factors]
    ordered = means.sort_values("mean", ascending=indicator.better < 0).head(MOST)
    with solara.Div(classes=["document"]):
        solara.Text(words("studies.points", shown=len(ordered), points=len(means)), classes=["quiet"])
        heads = [*(_title(factor, words) for factor in factors), words.title(indicator), words("studies.interval"), "n"]
        with solara.Div(classes=["points"], style={"--columns": str(len(heads))}):
            for head in heads:
                solara.Text(head, classes=["table-head"])
            for row in ordered.to_dict("records"):
                for name in names:
                    solara.Text(f"{row[name]:.3g}" if isinstance(row[name], float) else str(row[name]))
                solara.Text(level(float(row["mean"]), indicator))
                interval = [level(float(row[end]), indicator) for end in ("low", "high")] if row["n"] > 1 else []
                solara.Text(f"[{', '.join(interval)}]" if interval else "")
                solara.Text(str(row["n"]))


PAGE = PageDeclaration(40, {"en": "Studies", "zh": "研究"}, Studies)
