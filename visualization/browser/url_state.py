"""The address of a page holds what is shown: a setup and a view become a query and come back.

A reader can edit it by hand: ``?scenario=synergy&rules.goals.strength=0.5&seed=7``. What does not fit is told and left
out, and the rest holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qsl, urlencode

from ...scenarios import ScenarioError, load
from ...scenarios.coercion import parse_text
from ...scenarios.errors import enumerate_words
from ...scenarios.message import Bilingual, message
from .configuration import (
    OWN,
    SettingValue,
    Setup,
    base,
    offered_scenarios,
    problems,
    scenario_played,
    set_beside,
    setting_at,
)
from .measures import NAMES
from .opened import opened_outcomes
from .pages import PAGES
from .recording import COLOURS, Colour
from .translations import LANGUAGES, Language

PanelName = Literal["figures", "why", "official", "takeaway"]
Players = Literal["rules", "institutions", "actors"]
PANELS: tuple[PanelName, ...] = get_args(PanelName)

DOOR = Bilingual("link", "链接")
"""What names the changes of a link in messages."""

LONGEST = 16_000
"""Characters of an address that are read."""


@dataclass(frozen=True, slots=True)
class View:
    """How it is shown; nothing here changes a result."""

    page: str = "play"
    language: Language = "zh"
    presenter: bool = False
    indicator: str = "effectiveness"
    outcome: str = ""
    colour: Colour = "trust"
    week: int = 0
    lesson: str = ""
    scene: int = 0
    said: str = ""
    console: bool = False
    panel: PanelName = "figures"
    players: Players = "rules"
    compared: tuple[str, ...] = ("fragmented", "middling", "synergy")
    with_played: bool = False


_CHOICES: dict[str, tuple[str, ...]] = {
    "page": PAGES, "language": LANGUAGES, "indicator": NAMES, "colour": COLOURS, "panel": PANELS,
    "players": get_args(Players), "outcome": tuple(opened_outcomes()),
}  # fmt: skip


_ALSO = {"lang": "language"}
"""Short names that a hand may write; links that we make have the long one, which is the one that holds."""


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
        # Beside a scenario of its own an address says what it is compared with: without that a page would choose.
        own = setup.scenario.startswith(OWN)
        chosen = value != getattr(usual, name) or (name == "against" and setup.scenario != usual.scenario and not own)
        if chosen and not value.startswith(OWN):
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


def parse_query(text: str, language: Language = "zh") -> tuple[Setup, View, tuple[str, ...]]:
    """Return the setup and the view of a query, and what in it could not be used, to be said in either language.

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
        return Setup(), View(language=language), (message("link.parts"),)
    given = _single_values(pairs, told)
    view = _view(given, language, told)
    return _setup(given, told), view, tuple(told)


def _about(part: str, what: str) -> str:
    """Return what is wrong with a part of a query."""
    return message("value.keyed", key=part, what=what)


def _single_values(pairs: list[tuple[str, str]], told: list[str]) -> dict[str, str]:
    """Return what a query gives; what it gives more than once is told and left out, whichever was meant."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    for name, several in values.items():
        if len(several) > 1:
            both = enumerate_words([value[:40] for value in several], 4)
            told.append(_about(name[:40], message("link.twice", both=both)))
    return {name: several[0] for name, several in values.items() if len(several) == 1}


def _view(given: dict[str, str], language: Language, told: list[str]) -> View:
    chosen: dict[str, Any] = {"language": language}
    for name, allowed in (("lang", LANGUAGES), *_CHOICES.items()):
        if (value := given.pop(name, None)) is None:
            continue
        if value in allowed:
            chosen[_ALSO.get(name, name)] = value
        else:
            told.append(_about(f"{name}={value[:40]}", message("link.allowed", names=enumerate_words(allowed[:8]))))
    for name in ("presenter", "with_played", "console"):
        chosen[name] = given.pop(name, "") == "1"
    if (compared := given.pop("compared", None)) is not None:
        names = offered_scenarios()
        wanted = compared.split(",")[:8]
        chosen["compared"] = tuple(dict.fromkeys(name for name in wanted if name in names))
    chosen["lesson"] = given.pop("lesson", "")[:80]
    chosen["said"] = given.pop("said", "")[:80]
    scene = given.pop("scene", "0")
    chosen["scene"] = int(scene) if scene.isascii() and scene.isdigit() and len(scene) < 3 else 0
    week = given.pop("week", "0")
    chosen["week"] = min(int(week), 5200) if week.isascii() and week.isdigit() and len(week) < 9 else 0
    return View(**chosen)


def _setup(given: dict[str, str], told: list[str]) -> Setup:
    """Return the setup of what is left of a query; a part that does not fit is left out and told."""
    setup = Setup()
    names = tuple(offered_scenarios())
    given.pop("edition", None)  # in links of versions that had two
    compared = "against" in given
    for name in ("scenario", "against"):
        if (value := given.pop(name, None)) is None:
            continue
        value = value.removeprefix("second/")  # in links of those versions
        if value in names:
            setup = setup.model_copy(update={name: value})
        else:
            what = message("link.no_scenario", names=enumerate_words(names, 40))
            told.append(_about(f"{name}={value[:40]}", what))
    if setup.scenario != Setup().scenario and not compared:
        setup = set_beside(setup, {}, named=True)
    if (shared := given.pop("same_shocks", None)) is not None:
        setup = setup.with_same_shocks(shared != "0")
    if (seed := given.pop("seed", None)) is not None:
        if seed.isascii() and seed.isdigit() and int(seed[:20]) < 2**63 and len(seed) < 20:
            setup = setup.with_seed(int(seed))
        else:
            told.append(_about(f"seed={seed[:40]}", message("link.seed")))
    events = given.pop("events", None)
    if events is not None:  # first if they can be: a change may fit these and not those of the scenario
        wrong: list[str] = []
        before = _with_events(setup, events, wrong)
        setup, events = (setup, events) if wrong else (before, None)
    for key, text in given.items():
        value = _value(text)
        result = problems(setup.with_change(key, value), {}, DOOR)
        told += result
        setup = setup if result else setup.with_change(key, _as_taken(setup, key, value))
    if events is not None:
        setup = _with_events(setup, events, told)
    return setup


def _with_events(setup: Setup, text: str, told: list[str]) -> Setup:
    """Return the setup with the events of a link, if they are some."""
    try:
        result = _json(text)
        if not isinstance(result, list):
            raise TypeError
        plan = cast("list[Any]", result)[:1000]
        scenario = load(base(setup.scenario, {}), changes={"events": plan}, door=DOOR)
    except ScenarioError as error:
        told += [problem.sentence for problem in error.problems]
    except (ValueError, TypeError, RecursionError):
        told.append(message("link.events"))
    else:
        after = setup.with_events(scenario.settings.events)
        wrong = problems(after, {}, DOOR)
        told += wrong
        return setup if wrong else after
    return setup


def _as_taken(setup: Setup, key: str, value: SettingValue) -> SettingValue:
    """Return a value as the settings hold it where that is a whole number written with a point."""
    taken = setting_at(scenario_played(setup.with_change(key, value), {}).settings, key)
    return taken if type(taken) is int else value


def _json(text: str) -> Any:
    """Read JSON in which no table gives a key twice.

    Raises
    ------
    ValueError
        If one does, or it is none.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            raise ValueError(message("baseline.key_twice"))
        return result

    return json.loads(text, object_pairs_hook=once)


def _value(text: str) -> SettingValue:
    """Read a value: JSON, as this module writes it, or as any other door made of text reads it."""
    try:
        value = _json(text)
    except (ValueError, RecursionError):
        value = parse_text(text)
    return value if isinstance(value, bool | int | float | str) else text
