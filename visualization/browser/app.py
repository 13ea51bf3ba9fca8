"""What ``cogov app`` serves: one page a visitor, its state in the address."""

from __future__ import annotations

from typing import Any

import solara
from reacton import component, use_effect, use_memo, use_ref
from solara.lab.utils.headers import headers
from solara.routing import use_router

from .opened import opened_scenarios, opening_query
from .session import Visitor
from .shell import Shell
from .translations import ask_language
from .url_state import query

__all__ = ["Layout", "Page"]


@component
def Layout(children: list[Any]) -> None:
    """Leave the window to the page: Solara's own frame is not used."""
    solara.Div(children=children, classes=["cogov"])


@component
def Page() -> None:
    """Show one visitor what her address says, and keep the address to what she sees."""
    router = use_router()
    here = router.search or opening_query(list(opened_scenarios()))  # an address that says nothing opens on these
    visitor = use_memo(
        lambda: Visitor(here, ask_language(",".join((headers.value or {}).get("accept-language", [])))), []
    )
    address = query(visitor.setup, visitor.view.value)
    pushed = use_ref(here)

    def follow() -> None:
        if here != pushed.current:  # not where we went: the visitor went back or forward
            pushed.current = here
            visitor.open(here)
        if address != here and address == query(visitor.setup, visitor.view.value):
            pushed.current = address
            router.push(f"?{address}")  # without a slash it stays below the path of a proxy

    # Where we went last is looked at too: who goes back before that is drawn is where she was, to go from there again.
    use_effect(follow, [address, here, pushed.current])
    Shell(visitor)
