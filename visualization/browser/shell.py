"""What stands around every page: its name, the way to the others, language, undo, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import solara
from reacton import component, use_exception
from reacton.ipyvuetify import Html

from ...scenarios.message import say
from .hooks import handler
from .page import PageDeclaration
from .pages import PAGES
from .panels.tour import Tour
from .session import Visitor
from .translations import TAGS
from .widgets.keys import Keys

ASSETS = Path(__file__).parent / "assets"


def load_pages() -> dict[str, PageDeclaration]:
    """Return what the modules of :mod:`.pages` declare, in the order of their places."""
    declared = {name: import_module(f".pages.{name}", __package__).PAGE for name in PAGES}
    return dict(sorted(declared.items(), key=lambda item: item[1].place))


ROOMS = load_pages()
"""What each page shows, by its name."""

STEPS = {"back": -1, "forward": 1, "back_quarter": -13, "forward_quarter": 13}
"""Weeks that a key moves."""


@component
def Shell(visitor: Visitor) -> None:
    """Show the page that is looked at, between heading and messages."""
    view, words = visitor.view.value, visitor.words
    solara.Style(ASSETS / "cogov.css")
    solara.Title(words("shell.title"))
    fault, clear = use_exception()
    about = {"lang": TAGS[view.language]}  # assets/page/custom.js gives it to the document
    with solara.Div(classes=["shell", *(["presenter"] if view.presenter else [])], attributes=about):
        Html(tag="a", children=[words("shell.skip")], class_="skip", attributes={"href": "#content"})
        Keys(lambda key: obey(visitor, key))
        if view.page == "play" and not view.presenter:
            Tour(words)
        Heading(visitor)
        Told(visitor)
        with Html(tag="main", attributes={"id": "content", "tabindex": "-1"}):
            page = ROOMS[view.page]
            if fault is not None or not page.headed:
                Html(tag="h1", children=[page.names[view.language]], class_="unseen")
            if fault is not None:
                with solara.Div(classes=["fault"]):
                    solara.Error(words("shell.fault", kind=type(fault).__name__))
                    solara.Button(words("shell.again"), on_click=clear)
            else:
                if visitor.help.value:
                    solara.Text(words("shell.keys"), classes=["told"])
                with solara.Div(classes=["room"]):
                    page.show(visitor)


def obey(visitor: Visitor, key: str) -> None:
    """Do what a key asks for; see :data:`~.keys.KEYS`."""
    view = visitor.view.value
    if key == "play":
        visitor.playing.set(not visitor.playing.value)
    elif key in STEPS:
        visitor.week.set(max(0, visitor.week.value + STEPS[key]))
    elif key == "replay":
        visitor.week.set(0)
        visitor.playing.set(True)
    elif key == "language":
        visitor.show(language="en" if view.language == "zh" else "zh")
    elif key == "presenter":
        visitor.show(presenter=not view.presenter)
    elif key == "undo":
        visitor.undo()
    elif key == "redo":
        visitor.redo()
    elif key == "blank":
        visitor.blank.set(not visitor.blank.value)
    elif key.startswith("scene_"):
        if view.page == "lessons" and view.lesson:
            visitor.show(scene=int(key.removeprefix("scene_")) - 1)
    elif key == "help":
        visitor.help.set(not visitor.help.value)


@component
def Heading(visitor: Visitor) -> None:
    """Show the name of the program and what can be done on every page."""
    view, words, history = visitor.view.value, visitor.words, visitor.history.value
    other = "en" if view.language == "zh" else "zh"
    with solara.Div(classes=["heading"], attributes={"role": "banner"}):
        solara.Text(words("shell.title"), classes=["heading-name"])
        with solara.Div(
            classes=["heading-pages"], attributes={"role": "navigation", "aria-label": words("shell.pages")}
        ):
            for name, page in ROOMS.items():
                _button(page.names[view.language], lambda name=name: visitor.show(page=name), name == view.page)
        _button(words("shell.undo"), visitor.undo, disabled=not history.past)
        _button(words("shell.redo"), visitor.redo, disabled=not history.undone)
        _button(words("shell.presenter"), lambda: visitor.show(presenter=not view.presenter), view.presenter)
        _button(words("shell.language"), lambda: visitor.show(language=other))


def _button(text: str, act: Callable[[], object], pressed: bool = False, *, disabled: bool = False) -> None:
    classes = ["heading-button", *(["pressed"] if pressed else [])]
    attributes = {"aria-pressed": str(pressed).lower()}
    solara.Button(text, on_click=handler(act), text=True, classes=classes, disabled=disabled, attributes=attributes)


@component
def Told(visitor: Visitor) -> None:
    """Show what was wrong with the last change, until it is put away."""
    words = visitor.words
    if not visitor.told.value:
        return
    with solara.Div(classes=["told"], attributes={"role": "alert"}):
        solara.Text(words("shell.told"))
        for line in visitor.told.value:
            solara.Text(say(line, words.language), classes=["told-line"])
        solara.Button(words("shell.dismiss"), on_click=lambda: visitor.told.set(()), text=True)
