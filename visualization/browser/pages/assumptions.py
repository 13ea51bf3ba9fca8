"""Assumptions: the twelve that carry most as cards, then every number; whoever doubts one changes it here (假设)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
from reacton import component, use_memo

from ....model.parameter import quantities
from ....model.parameters.declaration import names as names_of
from ....model.parameters.tables import say as name_unit
from ...language.formatting import format_number
from .. import configuration as setups
from ..hooks import handler
from ..page import PageDeclaration
from ..panels.controls import Knob
from ..payload import Payload, open_payload
from ..session import Visitor
from ..use_runs import use_courses

CARDS = (
    "behaviour.work.initiative",
    "behaviour.adapt.temptation",
    "behaviour.adapt.success",
    "behaviour.route.hop_cost",
    "behaviour.route.fit_base",
    "behaviour.deliberate.grudge_work",
    "behaviour.work.small_first",
    "behaviour.hours.overtime",
    "behaviour.hours.fatigue_gain",
    "behaviour.work.fungible",
    "behaviour.volunteer.crowding_out",
    "behaviour.close.paper",
)
"""The coefficients that carry most of what the model says, or are disputed most; model/ODD.md says so of each."""

ASSETS = Path(__file__).parents[1] / "assets"


@solara.component_vue(str(ASSETS / "assumptions.vue"), to_json={"rows": open_payload})
def _Table(rows: Payload, say: dict[str, str], event_move: Callable[[dict[str, Any]], None]) -> None:
    """Show numbers in a table that can be searched; `event_move` gets key and value."""


@component
def Assumptions(visitor: Visitor) -> None:
    """Show every number of the scenario played; one that is changed holds in both cities, levers in the played one."""
    words, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value

    def list_rows() -> list[dict[str, Any]]:
        settings = setups.scenario_played(setup, uploads).settings
        base = {quantity.path: quantity.default for quantity in quantities(original.settings)}
        return [
            {
                "key": quantity.path,
                "value": quantity.default,
                "base": base[quantity.path],
                "low": quantity.low,
                "high": quantity.high,
                "unit": name_unit(quantity.unit, words.language),
                "meaning": quantity.meaning_zh if words.language == "zh" else quantity.meaning,
                "source": quantity.source_zh if words.language == "zh" else quantity.source,
                "whole": quantity.whole,
            }
            for quantity in quantities(settings)
            if quantity.path != "run.seed"
        ]

    original = use_memo(lambda: setups.base(setup.scenario, uploads), [setup.scenario, len(uploads)])
    rows = use_memo(list_rows, [setup, words.language, len(uploads)])
    keys = ("search", "changed", "meaning", "value", "base", "unit", "range", "source")
    Cards(visitor)
    with solara.Div(classes=["sheet"]):
        solara.Text(words("assumptions.about", scenario=visitor.title(setup.scenario)))
        _Table(
            rows=Payload(rows),
            say={key: words(f"assumptions.{key}") for key in keys},
            event_move=handler(lambda data: visitor.move(str(data["key"]), data["value"])),
        )


@component
def Cards(visitor: Visitor) -> None:
    """Show the numbers that carry most, and what the two cities of Play are with what the visitor makes of them."""
    words, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value
    usual = setup
    for key in CARDS:
        usual = usual.without_change(key)
    pairs = [
        (setups.scenario_played(each, uploads), setups.scenario_compared(each, uploads)) for each in (usual, setup)
    ]
    asked = use_courses(tuple(scenario.settings for pair in pairs for scenario in pair), replicates=1)
    with solara.Div(classes=["sheet", "twelve"]):
        solara.Text(words("assumptions.twelve"), classes=["shelf-title"])
        solara.Text(words("assumptions.twelve_about"), classes=["quiet"])
        with solara.Div(classes=["what-if"], attributes={"role": "status"}):
            if len(asked.courses) == 2 * len(pairs):
                levels = [course.final["effectiveness"] for course in asked.courses]
                gaps = [levels[0] - levels[1], levels[2] - levels[3]]
                names = {"played": visitor.title(setup.scenario), "against": visitor.title(setup.against)}
                told = "assumptions.gap" if usual == setup else "assumptions.gap_moved"
                numbers = {
                    "before": format_number(gaps[0], 1, sign=True),
                    "after": format_number(gaps[1], 1, sign=True),
                }
                solara.Text(words(told, **names, **numbers))
        settings, original = pairs[1][0].settings, pairs[0][0].settings
        known = {quantity.path: quantity for quantity in quantities(settings)}
        named = dict(names_of(settings))

        def move(key: str, value: Any, rest: bool) -> None:
            visitor.move(key, value, rest=rest)

        with solara.Div(classes=["cards"]):
            for key in CARDS:
                quantity = known[key]
                with solara.Div(classes=["card"], attributes={"data-key": key}).key(key):
                    name, meaning = named[key][words.language], quantity.meaning
                    meaning = quantity.meaning_zh if words.language == "zh" else meaning
                    Knob(quantity, name, setups.setting_at(original, key), words, move)
                    if meaning.casefold() != name.casefold():
                        solara.Text(meaning)
                    about = {"low": f"{quantity.sweep[0]:g}", "high": f"{quantity.sweep[1]:g}"}
                    unit = name_unit(quantity.unit, words.language)
                    swept = "assumptions.swept_in" if unit else "assumptions.swept"
                    solara.Text(words(swept, unit=unit, **about), classes=["quiet"])
                    solara.Text(quantity.source_zh if words.language == "zh" else quantity.source, classes=["quiet"])


PAGE = PageDeclaration(70, {"en": "Assumptions", "zh": "假设"}, Assumptions)
