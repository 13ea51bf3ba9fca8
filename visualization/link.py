"""The address of a page holds what is shown: a setup and a view become a query and come back.

A reader can edit it by hand: ``?scenario=synergy&rules.goals.strength=0.5&seed=7``. What does not fit is told and left
out, and the rest holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from ..model.indicators import NAMES
from ..model.settings import Event
from .setup import OWN, Setup, Value, problems, shipped
from .words import LANGUAGES, Language

Page = Literal["play", "compare", "multiplier", "studies", "lessons", "model", "assumptions"]
Colour = Literal["trust", "satisfaction", "participation"]
Panel = Literal["figures", "why", "official", "takeaway"]
Players = Literal["rules", "institutions", "actors"]
PAGES: tuple[Page, ...] = get_args(Page)
COLOURS: tuple[Colour, ...] = get_args(Colour)
PANELS: tuple[Panel, ...] = get_args(Panel)

LONGEST = 16_000
"""Characters of an address that are read."""


@dataclass(frozen=True, slots=True)
class View:
    """How it is shown; nothing here changes a result."""

    page: Page = "play"
    language: Language = "zh"
    presenter: bool = False
    indicator: str = "effectiveness"
    colour: Colour = "satisfaction"
    week: int = 0
    lesson: str = ""
    panel: Panel = "figures"
    players: Players = "rules"
    compared: tuple[str, ...] = ("fragmented", "party_led", "synergy")
    with_played: bool = False


_CHOICES: dict[str, tuple[str, ...]] = {
    "page": PAGES, "language": LANGUAGES, "indicator": NAMES, "colour": COLOURS, "panel": PANELS,
    "players": get_args(Players),
}  # fmt: skip


def query(setup: Setup, view: View) -> str:
    """Return the query of a link that opens this setup in this view; what is as usual is left out, the language never.

    Scenarios that were uploaded have no address: a link to one opens the usual scenario.
    """
    pairs: list[tuple[str, str]] = []
    for field in fields(View):
        value = getattr(view, field.name)
        if value != field.default or field.name == "language":
            text = "1" if value is True else ",".join(value) if isinstance(value, tuple) else str(value)
            pairs.append((field.name, text))
    usual = Setup()
    for name in ("scenario", "against"):
        value = getattr(setup, name)
        if value != getattr(usual, name) and not value.startswith(OWN):
            pairs.append((name, value))
    if not setup.same_shocks:
        pairs.append(("same_shocks", "0"))
    if setup.seed is not None:
        pairs.append(("seed", str(setup.seed)))
    pairs += [(key, json.dumps(value)) for key, value in setup.changes.items()]
    if setup.events is not None:
        events = [event.model_dump(mode="json", exclude_defaults=True) for event in setup.events]
        pairs.append(("events", json.dumps(events, ensure_ascii=False, separators=(",", ":"))))
    return urlencode(pairs)


def opened(text: str, language: Language = "zh") -> tuple[Setup, View, tuple[str, ...]]:
    """Return the setup and the view of a query, and what in it could not be used.

    Parameters
    ----------
    text : str
        What stands behind the question mark.
    language : str
        Language if the query names none.
    """
    told: list[str] = []
    try:
        pairs = parse_qsl(text[:LONGEST], keep_blank_values=True, max_num_fields=400)
    except ValueError:
        return Setup(), View(language=language), ("the address has too many parts",)
    given = dict(pairs)
    view = _view(given, language, told)
    return _setup(given, told), view, tuple(told)


def _view(given: dict[str, str], language: Language, told: list[str]) -> View:
    chosen: dict[str, Any] = {"language": language}
    for name, allowed in _CHOICES.items():
        if (value := given.pop(name, None)) is None:
            continue
        if value in allowed:
            chosen[name] = value
        else:
            told.append(f"{name}={value[:40]}: allowed {', '.join(allowed[:8])}")
    for name in ("presenter", "with_played"):
        chosen[name] = given.pop(name, "") == "1"
    if (compared := given.pop("compared", None)) is not None:
        names = shipped()
        chosen["compared"] = tuple(name for name in compared.split(",")[:8] if name in names)
    chosen["lesson"] = given.pop("lesson", "")[:80]
    week = given.pop("week", "0")
    chosen["week"] = min(int(week), 5200) if week.isascii() and week.isdigit() and len(week) < 9 else 0
    return View(**chosen)


def _setup(given: dict[str, str], told: list[str]) -> Setup:
    """Return the setup of what is left of a query; a part that does not fit is left out and told."""
    setup = Setup()
    names = shipped()
    for name in ("scenario", "against"):
        if (value := given.pop(name, None)) is None:
            continue
        if value in names:
            setup = setup.model_copy(update={name: value})
        else:
            told.append(f"{name}={value[:40]}: no such scenario; allowed {', '.join(names)}")
    setup = setup.with_same_shocks(given.pop("same_shocks", "1") != "0")
    if (seed := given.pop("seed", None)) is not None:
        if seed.isascii() and seed.isdigit() and int(seed[:20]) < 2**63 and len(seed) < 20:
            setup = setup.with_seed(int(seed))
        else:
            told.append(f"seed={seed[:40]}: a whole number from 0 to 2^63 - 1 is needed")
    events = given.pop("events", None)
    for key, text in given.items():
        setup = _kept(setup, setup.with_change(key, _value(text)), told)
    if events is not None:
        try:
            listed = tuple(Event.model_validate(event) for event in json.loads(events)[:1000])
        except (ValueError, TypeError, ValidationError, RecursionError):
            told.append("events: not a list of events")
        else:
            setup = _kept(setup, setup.with_events(listed), told)
    return setup


def _kept(before: Setup, after: Setup, told: list[str]) -> Setup:
    """Return the setup after a change if it can be run, and else the one before."""
    found = problems(after, {})
    told += found
    return before if found else after


def _value(text: str) -> Value:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, bool | int | float | str) else text
