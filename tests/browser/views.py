"""Every page and state that an address can open, by a short name: derived, so that a new one cannot be forgotten."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlencode

from cogov.experiments.lessons import load_lesson
from cogov.visualization.browser.pages import PAGES
from cogov.visualization.browser.url_state import PANELS, Players, View

EVENT = '[{"week":20,"surge":{"types":["refuse"],"factor":3.0,"weeks":4}}]'


def list_pages() -> dict[str, str]:
    """Return the queries of all pages, panels and choices of what plays, plain and as presented."""
    usual = View()
    found = {name: {"page": name} for name in PAGES}
    found |= {f"play {name}": {"panel": name} for name in PANELS if name != usual.panel}
    players = (name for name in get_args(Players) if name != usual.players)
    found |= {f"multiplier {name}": {"page": "multiplier", "players": name} for name in players}
    found["play event"] = {"events": EVENT}
    found["play flood"] = {"scenario": "flood", "against": "flood_coordinated"}  # levers that others hold back
    presented = {f"{name}, presented": {**about, "presenter": "1"} for name, about in found.items() if name in PAGES}
    return {name: urlencode(about) for name, about in (found | presented).items()}


def list_scenes(name: str) -> dict[str, str]:
    """Return for a lesson the queries of its scenes: asked, revealed, noted on the console, and the end."""
    lesson = load_lesson(name)
    found: dict[str, dict[str, str | int]] = {}
    for number, scene in enumerate(lesson.scenes):
        about = {"page": "lessons", "lesson": name, "scene": number}
        found[f"{number + 1}"] = about
        found[f"{number + 1}, console"] = {**about, "console": 1}
        if scene.poll is not None:
            found[f"{number + 1}, revealed"] = {**about, "said": "." * number + "0r"}
    found["end"] = {"page": "lessons", "lesson": name, "scene": len(lesson.scenes)}
    return {state: urlencode(about) for state, about in found.items()}
