"""The city of the run on a map, week by week, and what a click on it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import solara
from reacton import component

from ....model.settings import Settings
from ..hooks import use_background
from ..inspection import inspect
from ..recording import Film
from ..run_cache import TooLarge, shot
from ..session import Visitor
from ..url_state import COLOURS
from ..use_runs import REST
from ..widgets.city_map import CityMapView, Selection

HEIGHT = "clamp(420px, calc(100vh - 190px), 800px)"
"""Of map and legend, as CSS."""


@component
def City(visitor: Visitor, settings: Settings) -> None:
    """Show the map of a run, made when the hand has rested, and the actor that was clicked on."""
    view, words = visitor.view.value, visitor.words
    selected: solara.Reactive[Selection | None] = solara.use_reactive(None)
    key = settings.digest()

    async def make() -> Film | None:
        await asyncio.sleep(REST)
        try:
            return await shot(cast(Any, settings))
        except TooLarge:
            return None

    made = use_background(make, key)
    with solara.Div(classes=["city"]):
        with solara.Div(classes=["play-title"]):
            solara.Text(words("city.title"))
            for colour in COLOURS:
                solara.Button(
                    words(f"city.colour.{colour}"),
                    on_click=lambda colour=colour: visitor.show(colour=colour),
                    text=True,
                    classes=["tab", *(["pressed"] if colour == view.colour else [])],
                    attributes={"aria-pressed": str(colour == view.colour).lower()},
                )
        if made is None:
            solara.Text(words("city.busy"), classes=["quiet"])
            return
        week = min(visitor.week.value, settings.run.weeks - 1)
        CityMapView(
            made,
            week,
            view.colour,
            words.language,
            selected.set,
            selected=selected.value,
            height=HEIGHT,
        )
        if selected.value is not None:
            Inspected(visitor, made.settings, week, selected.value, lambda: selected.set(None))


@component
def Inspected(
    visitor: Visitor, settings: Settings, week: int, selection: Selection, on_close: Callable[[], None]
) -> None:
    """Show one actor in words, as its agent says at the end of the week."""
    language = visitor.view.value.language
    kind, row = selection["kind"], selection["row"]

    async def ask() -> list[tuple[str, str]]:
        return await asyncio.to_thread(inspect, settings, week, kind, row, language)

    told = use_background(ask, settings.digest(), week, kind, row, language)
    with solara.Div(classes=["inspected"], attributes={"role": "status"}):
        solara.Button("×", on_click=on_close, text=True, attributes={"aria-label": visitor.words("shell.dismiss")})
        for label, value in told or []:
            solara.Text(label, classes=["quiet"])
            solara.Text(value)
