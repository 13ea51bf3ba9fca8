"""The levers of a scenario, in the order of :mod:`cogov.model.rules`, as the visitor's hands find them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast, get_args

import solara
from pydantic import BaseModel
from reacton import component

from ....model.parameter import quantities
from ....model.rules import Rules
from ....model.settings import Settings
from ....scenarios.warnings import idle
from ..configuration import setting_at
from ..payload import Payload, open_payload
from ..translations import Words
from ..widgets.messages import use_reports

ASSETS = Path(__file__).parents[1] / "assets"

OPEN = ("goals", "resources", "mechanism")
"""Groups that are unfolded at first: the three of the seed's claim."""

_STEPS = 20  # steps of a slider from end to end, for shares and pressures


@solara.component_vue(str(ASSETS / "levers.vue"), to_json={"groups": open_payload})
def _Levers(groups: Payload, back: str, heard: int, event_move: Callable[[dict[str, Any]], None]) -> None:
    """Show groups of levers; `event_move` gets key, value, whether the hand rests, and the number of the report."""


def describe_levers(
    settings: Settings, original: Settings, words: Words, only: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Return the levers as the page draws them.

    Parameters
    ----------
    settings, original : Settings
        As they are, and as the scenario has them.
    words : Words
    only : tuple of str
        Keys of the levers to show; all if empty.
    """
    unused = idle(settings.rules)
    declared = {quantity.path: quantity for quantity in quantities(Rules, "rules")}
    groups: list[dict[str, Any]] = []
    for name, field in Rules.model_fields.items():
        levers: list[dict[str, Any]] = []
        record = cast("type[BaseModel]", field.annotation)
        for word, lever in record.model_fields.items():
            key = f"rules.{name}.{word}"
            if only and key not in only:
                continue
            about = cast("dict[str, Any]", lever.json_schema_extra)
            item: dict[str, Any] = {
                "key": key,
                "label": words(f"levers.name.{name}.{word}"),
                "hint": about["zh"] if words.language == "zh" else lever.description,
                "value": setting_at(settings, key),
                "base": setting_at(original, key),
                "idle": words("levers.idle") if key in unused else "",
            }
            if number := declared.get(key):
                low, high = min(number.low, number.sweep[0]), number.sweep[1]
                high = max(high, item["value"], item["base"])
                share = number.unit == "share"
                step = 1 if number.whole else (high - low) / _STEPS
                unit = "" if share else words(f"levers.{number.unit}")
                item |= {"low": low, "high": high, "step": step, "share": share, "unit": unit, "choices": None}
            else:
                choices = get_args(lever.annotation)
                item["choices"] = [{"value": each, "text": words(f"levers.choice.{each}")} for each in choices]
            levers.append(item)
        if levers:
            groups.append(
                {"title": words(f"levers.group.{name}"), "open": bool(only) or name in OPEN, "levers": levers}
            )
    return groups


@component
def Levers(
    settings: Settings,
    original: Settings,
    words: Words,
    on_move: Callable[[str, Any, bool], object],
    only: tuple[str, ...] = (),
) -> None:
    """Show the levers; `on_move` gets key, value (None: back to the scenario's) and whether the hand rests."""
    take, heard = use_reports()

    def move(data: dict[str, Any]) -> None:
        take(data, lambda: on_move(str(data["key"]), data["value"], bool(data["resting"])))

    _Levers(
        groups=Payload(describe_levers(settings, original, words, only)),
        back=words("levers.back"),
        heard=heard,
        event_move=move,
    )
