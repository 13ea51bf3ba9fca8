"""Four steps through the first page, for who sees it for the first time."""

from __future__ import annotations

from pathlib import Path

import solara
from reacton import component

from ..translations import Words

ASSETS = Path(__file__).parents[1] / "assets"

STEPS = {"said": ".standing-said", "levers": ".play-levers", "time": ".play-time", "city": ".play-stage"}
"""What the steps are about, and where on the page it stands."""

SAID = ("title", "skip", "back", "next", "done")


@solara.component_vue(str(ASSETS / "tour.vue"))
def _Tour(steps: list[dict[str, str]], say: dict[str, str]) -> None:
    """Show the steps unless this browser has seen them."""


@component
def Tour(words: Words) -> None:
    """Show the tour to a browser that has not seen it; Escape ends it."""
    steps = [
        {"at": at, "title": words(f"tour.{name}.title"), "text": words(f"tour.{name}.text")}
        for name, at in STEPS.items()
    ]
    _Tour(steps=steps, say={name: words(f"tour.{name}") for name in SAID})
