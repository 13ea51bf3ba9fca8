"""The city on a map, week by week, beside the city it is compared with; what a click says, and one case followed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import solara
from reacton import component

from ....model.parameters.settings import Settings
from ....scenarios.outlines import Outlines
from ..hooks import use_background, use_state
from ..inspection import inspect
from ..recording import Film
from ..run_cache import TooLarge, shot
from ..session import Visitor
from ..url_state import COLOURS
from ..use_runs import REST
from ..widgets.city_map import BEFORE, CityMapView, Selection
from .followed_case import FollowedCase

HEIGHT = "clamp(560px, calc(100vh - 120px), 1000px)"
"""Of map, numbers and legend, as CSS."""

Films = tuple[Film, Film]

NOTHING: tuple[Selection, ...] = ()
NO_CASE: tuple[int, ...] = ()


@component
def City(
    visitor: Visitor, settings: Settings, against: Settings, titles: tuple[str, str], outlines: Outlines | None = None
) -> None:
    """Show two cities on one map, made when the hand has rested: the one compared with, and the one played.

    Parameters
    ----------
    visitor : Visitor
    settings, against : Settings
        Of the city played and of the one it is compared with.
    titles : tuple of str
        What the one compared with and the one played are called.
    outlines : Outlines, optional
        Of communities.
    """
    view, words = visitor.view.value, visitor.words
    selected, select = use_state(NOTHING)
    followed, follow = use_state(NO_CASE)
    same = settings.digest() == against.digest()

    async def make() -> Films | None:
        await asyncio.sleep(REST)
        try:
            after = await shot(settings)
            return (after if same else await shot(against)), after
        except TooLarge:
            return None

    made = use_background(make, settings.digest(), against.digest())
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
            with solara.Div(style={"min-height": HEIGHT}):
                solara.Text(words("city.busy"), classes=["quiet"])
            return
        before, after = made
        week = min(visitor.week.value, after.weeks - 1)
        with solara.Div(style={"min-height": HEIGHT}):  # the room is kept until the map comes
            CityMapView(
                after,
                week,
                view.colour,
                words.language,
                lambda selection: select((selection,)),
                against=before if before is not after else None,
                titles=titles,
                on_follow=lambda key: follow((key,)),
                selected=selected[0] if selected else None,
                followed=followed[0] if followed else None,
                outlines=outlines,
                height=HEIGHT,
            )
        if selected:
            of = before if selected[0]["city"] == BEFORE else after
            Inspected(visitor, of.settings, week, selected[0], lambda: select(NOTHING))
        FollowedCase(
            made, titles, week, followed[0] if followed else None, words,
            lambda key: follow(NO_CASE if key is None else (key,)),
        )  # fmt: skip


@component
def Inspected(
    visitor: Visitor, settings: Settings, week: int, selection: Selection, on_close: Callable[[], None]
) -> None:
    """Show one actor in words, as it is at the end of the week."""
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
