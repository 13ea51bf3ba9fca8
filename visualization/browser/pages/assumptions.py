"""Assumptions: every number with unit and source, to be changed on the spot by who doubts it (假设)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
from reacton import component, use_memo

from ....model.odd_tables import source, translate
from ....model.parameter import quantities
from .. import configuration as setups
from ..hooks import handler
from ..page import PageDeclaration
from ..payload import Payload, open_payload
from ..session import Visitor

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
                "unit": translate(quantity.unit, words.language),
                "meaning": quantity.meaning_zh if words.language == "zh" else quantity.meaning,
                "source": source(quantity, words.language),
                "whole": quantity.whole,
            }
            for quantity in quantities(settings)
            if quantity.path != "run.seed"
        ]

    original = use_memo(lambda: setups.base(setup.scenario, uploads), [setup.scenario, len(uploads)])
    rows = use_memo(list_rows, [setup, words.language, len(uploads)])
    keys = ("search", "changed", "meaning", "value", "base", "unit", "range", "source")
    with solara.Div(classes=["sheet"]):
        solara.Text(words("assumptions.about", scenario=visitor.title(setup.scenario)))
        _Table(
            rows=Payload(rows),
            say={key: words(f"assumptions.{key}") for key in keys},
            event_move=handler(lambda data: visitor.move(str(data["key"]), data["value"])),
        )


PAGE = PageDeclaration(70, {"en": "Assumptions", "zh": "假设"}, Assumptions)
