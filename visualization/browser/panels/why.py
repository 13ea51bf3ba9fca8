"""Why the two cities differ: a waterfall of what each change brought, and the log of both runs (缘由)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import cast, get_args

import numpy as np
import solara
from numpy.typing import NDArray
from reacton import component, use_memo

from ....experiments.explanation.explain import Explanation, explain
from ....experiments.explanation.pieces import Piece, PieceUnit
from ....experiments.explanation.streets import StreetEffect, find_street_effects
from ....experiments.explanation.waterfall import Waterfall, WaterfallBar
from ....scenarios import Scenario
from ....scenarios.form import FORM
from ...charts.bars import Bar
from ...charts.lines import Line, line_chart
from ...charts.waterfall import waterfall_chart
from ...narratives.log_entry import LogEntry
from ...narratives.narrative import narrate
from ...narratives.waterfall import name_piece, tell_bar, tell_mechanism, tell_street, tell_sum, tell_weeks
from ..hooks import use_background, use_state
from ..payload import Payload
from ..run_cache import TooLarge, course
from ..session import Visitor
from ..translations import Words
from ..use_runs import REPLICATES, REST
from .drawn import Drawn

STAGES = (1, 2, 4, REPLICATES)
"""Pairs of runs after which the waterfall is drawn anew; the last are those of the curves on Play."""

WIDE = 480
"""Width of the picture, in units of its text."""

FEW = 4
"""Pairs of runs below which an interval is said and not drawn: it would be longer than the picture."""

STREET_PAIRS = 2
"""Pairs of runs behind what a change does street by street."""

UNITS: tuple[PieceUnit, ...] = get_args(PieceUnit)

GROUPS: dict[str, tuple[str, ...]] = {
    "components": ("component", "price", "official"),
    "course": ("first", "turned", "passing", "widest", "narrowest", "moved"),
    "changes": ("lever", "event"),
}
"""Sorts of entries of the log by what they are about."""


def use_unit() -> tuple[PieceUnit, Callable[[PieceUnit], None]]:
    """Return how fine the rules are taken apart, and how to choose it (a hook)."""
    return use_state(UNITS[0])


WaterfallState = tuple[tuple[str, ...], Explanation | TooLarge | None]


@component
def Why(visitor: Visitor, before: Scenario, after: Scenario) -> None:
    """Show what each change brought, and how; it is made when the hand has rested, and grows with the runs."""
    words = visitor.words
    unit, take_unit = use_unit()
    key = (before.digest, after.digest, unit)
    result, found = use_state(cast("WaterfallState", ((), None)))
    chosen, choose = use_state("")

    async def ask() -> None:
        await asyncio.sleep(REST)
        try:
            async for each in explain(before, after, stages=STAGES, run=course, pause=_pause, unit=unit):
                found((key, each))
        except TooLarge as problem:
            found((key, problem))

    use_background(ask, key)
    with solara.Div(classes=["why-units"], attributes={"role": "group"}):
        for each in UNITS:
            solara.Button(
                words(f"why.unit.{each}"), on_click=lambda each=each: take_unit(each), text=True,
                classes=["tab", *(["pressed"] if each == unit else [])],
                attributes={"aria-pressed": str(each == unit).lower()},
            )  # fmt: skip
    explanation = result[1] if result[0] == key else None
    if before.settings == after.settings:
        solara.Text(words("why.nothing"), classes=["quiet"])
    elif isinstance(explanation, TooLarge):
        solara.Warning(words("shell.too_many", residents=explanation.residents, most=explanation.most))
    elif explanation is None:
        solara.Text(words("why.busy"), classes=["quiet"])
    else:
        _Told(visitor, explanation, chosen, choose)


async def _pause() -> None:
    await asyncio.sleep(0)


@component
def _Told(visitor: Visitor, explanation: Explanation, chosen: str, choose: Callable[[str], None]) -> None:
    """Show the waterfall, the bar that was chosen, and the log."""
    words, waterfall = visitor.words, explanation.waterfall
    titles = [words.of(each.scenario.title) or each.scenario.name for each in (explanation.before, explanation.after)]
    place = next((n for n, bar in enumerate(waterfall.bars) if bar.piece.key == chosen), None)
    about = {"data-pairs": str(explanation.pairs), "data-total": f"{waterfall.total.mean:.6f}"}
    with solara.Div(classes=["why"], attributes=about):
        solara.Text(words("why.from_to", before=titles[0], after=titles[1]), classes=["shelf-title"])
        solara.Text(tell_sum(waterfall, words))
        if explanation.pairs < explanation.of:
            solara.Text(words("why.growing", done=explanation.pairs, total=explanation.of), classes=["quiet"])
        drawn = draw(waterfall, (titles[0], titles[1]), words, place)
        Drawn(html=Payload(drawn))
        with solara.Div(classes=["why-bars"], attributes={"role": "group", "aria-label": words("why.bars")}):
            for bar in waterfall.bars:
                solara.Button(
                    name_piece(bar.piece, words),
                    on_click=lambda key=bar.piece.key: choose("" if key == chosen else key),
                    outlined=True,
                    classes=["why-bar", *(["pressed"] if bar.piece.key == chosen else [])],
                    attributes={"aria-pressed": str(bar.piece.key == chosen).lower()},
                )  # fmt: skip
        if place is not None:
            _Chosen(visitor, explanation, waterfall.bars[place]).key(chosen)
        entries = narrate(explanation)
        for group, sorts in GROUPS.items():
            told = [entry for entry in entries if entry.kind in sorts]
            if told:
                with solara.Details(summary=words(f"why.group.{group}"), expand=False).key(group):
                    _entries(told, words)


def draw(waterfall: Waterfall, titles: tuple[str, str], words: Words, chosen: int | None = None) -> str:
    """Return the picture of a waterfall as SVG."""
    indicator = FORM.by_name[waterfall.indicator]
    steps = [
        Bar(
            name_piece(bar.piece, words),
            bar.effect.mean,
            math.nan if bar.effect.low is None or bar.effect.n < FEW else bar.effect.low,
            math.nan if bar.effect.high is None or bar.effect.n < FEW else bar.effect.high,
        )
        for bar in waterfall.bars
    ]
    unit = words("why.axis", indicator=words.title(indicator), unit=words.unit(indicator))
    return waterfall_chart(
        steps, before=(titles[0], waterfall.before), after=(titles[1], waterfall.after),
        label=words("why.picture", before=titles[0], after=titles[1]), unit=unit, chosen=chosen, width=WIDE,
    ).markup()  # fmt: skip


@component
def _Chosen(visitor: Visitor, explanation: Explanation, bar: WaterfallBar) -> None:
    """Show how one bar came about: what moved with it, in which weeks, in which streets."""
    words, waterfall = visitor.words, explanation.waterfall
    before, after = explanation.before.scenario.settings, explanation.after.scenario.settings
    key = (before.digest(), after.digest(), bar.piece.key)
    streets, found = use_state(cast("tuple[tuple[str, ...], tuple[StreetEffect, ...]]", ((), ())))

    async def look() -> None:
        placed = await find_street_effects(before, after, Piece(bar.piece.key), replicates=STREET_PAIRS, pause=_pause)
        found((key, placed))

    use_background(look, key)
    indicator = FORM.by_name[waterfall.indicator]
    weeks = use_memo(lambda: smooth(bar.weekly), [explanation.pairs, bar.piece.key])
    with solara.Div(classes=["why-chosen"], attributes={"role": "status"}):
        solara.Text(tell_bar(waterfall, bar, words), classes=["asking-question"])
        for moved in bar.mechanism:
            solara.Text(tell_mechanism(moved, words))
        solara.Text(tell_weeks(bar, words))
        drawing = line_chart(
            [Line(name_piece(bar.piece, words), weeks, None, None, 1)], label=tell_weeks(bar, words),
            week=words("why.weeks"), unit=words.unit(indicator), size=(WIDE, 180),
        )  # fmt: skip
        Drawn(html=Payload(drawing.markup()))
        first = bar.peak[0]
        solara.Button(words("why.show_weeks", week=first), on_click=lambda: visitor.week.set(first), text=True)
        if streets[0] != key:
            solara.Text(words("why.streets_busy"), classes=["quiet"])
        else:
            solara.Text(words("why.streets"), classes=["quiet"])
            for street in streets[1]:
                solara.Text(tell_street(street, words), classes=["why-street"])


def smooth(weekly: NDArray[np.float64]) -> list[float]:
    """Return weeks averaged over the month around each, so that a step is seen through the noise of single weeks."""
    window = np.ones(min(5, len(weekly)))
    return (np.convolve(weekly, window, mode="same") / np.convolve(np.ones(len(weekly)), window, mode="same")).tolist()


def _entries(entries: list[LogEntry], words: Words) -> None:
    with solara.Div(classes=["log"]):
        for entry in entries:
            with solara.Div(classes=["log-entry", *(["log-isolated"] if entry.isolated else [])]):
                when = "" if entry.week is None else words("why.week", week=entry.week)
                solara.Text(when, classes=["quiet", "log-week"])
                solara.Text(words.of(entry.text))
