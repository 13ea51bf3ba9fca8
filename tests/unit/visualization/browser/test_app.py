"""The page and its address: each follows the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import solara

from cogov.visualization.browser import app

START = "language=en"


@dataclass
class Router:
    """What a page is told of the browser: where it is, and how to send it elsewhere."""

    search: str
    push: Callable[[str], None]


@dataclass
class Address:
    """The address of a browser, and where it was sent."""

    search: str = START
    pushed: list[str] = field(default_factory=list)


ROUTER = solara.create_context(None)


@pytest.fixture
def address(monkeypatch):
    monkeypatch.setattr(app, "use_router", lambda: solara.use_context(ROUTER))
    return Address()


@pytest.fixture
def visitor(monkeypatch):
    """The visitor of the page that is shown, once it is."""
    found = []

    @solara.component
    def Shell(visitor):
        found.append(visitor)
        solara.Text(visitor.view.value.page)

    monkeypatch.setattr(app, "Shell", Shell)
    return lambda: found[-1]


def shown(address, *, back_while_drawn):
    """Show the page in a browser whose visitor goes back while the next page is drawn, or does not."""

    @solara.component
    def Browser():
        search, set_search = solara.use_state(START)
        went_back = solara.use_ref(False)

        def push(path):
            address.pushed.append(path)
            set_search(path.removeprefix("?"))

        address.search = search
        ROUTER.provide(Router(search, push))
        if back_while_drawn and search != START and not went_back.current:
            went_back.current = True
            set_search(START)
        app.Page()

    return solara.render(Browser(), handle_error=False)


def test_where_the_visitor_goes_the_address_follows(address, visitor):
    _, context = shown(address, back_while_drawn=False)
    visitor().show(page="compare")
    assert visitor().view.value.page == "compare"
    assert address.pushed == ["?page=compare&language=en"]
    assert address.search == "page=compare&language=en"
    context.close()


def test_who_goes_back_while_a_page_is_drawn_is_where_she_was(address, visitor):
    _, context = shown(address, back_while_drawn=True)
    visitor().show(page="compare")
    assert address.pushed == ["?page=compare&language=en"]
    assert visitor().view.value.page == "play"
    assert address.search == START
    context.close()
