"""Settings that can be moved by hand outside Play: levers as there, and any other number of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from reacton import component

from ....model.parameter import Quantity, quantities
from ....model.parameters.declaration import names
from ....model.parameters.settings import Settings
from ...language.formatting import format_number
from ..configuration import setting_at
from ..hooks import handler
from ..translations import Words
from .levers import Levers

_STEPS = 20


@component
def Controls(
    settings: Settings,
    original: Settings,
    words: Words,
    keys: tuple[str, ...],
    on_move: Callable[[str, Any, bool], object],
) -> None:
    """Show the settings of some keys; `on_move` gets key, value (None: back) and whether the hand rests."""
    levers = tuple(key for key in keys if key.startswith("rules."))
    if levers:
        Levers(settings, original, words, on_move, only=levers)
    known = {quantity.path: quantity for quantity in quantities(settings)}
    named = dict(names(settings))
    for key in keys:
        if key in known and key not in levers:
            Knob(known[key], named[key][words.language], setting_at(original, key), words, on_move).key(key)


@component
def Knob(quantity: Quantity, name: str, usual: Any, words: Words, on_move: Callable[[str, Any, bool], object]) -> None:
    """Show a number with a slider over the range in which it is swept, and the way back."""
    value = quantity.default
    low, high = min(quantity.sweep[0], value, usual), max(quantity.sweep[1], value, usual)
    step = 1 if quantity.whole else (high - low) / _STEPS or 1.0

    def take(moved: float) -> None:
        # A slider puts a value that is between two of its steps to one of them by itself: nobody has moved it then.
        if abs(moved - value) > 0.51 * step:
            on_move(quantity.path, moved, True)

    slider: Any = solara.SliderInt if quantity.whole else solara.SliderFloat
    with solara.Div(classes=["knob"]):
        slider(
            f"{name[:1].upper()}{name[1:]}: {format_number(value, 2)}", value=value, min=low, max=high, step=step,
            on_value=take,
        )  # fmt: skip
        if value != usual:
            solara.Button(words("levers.back"), on_click=handler(lambda: on_move(quantity.path, None, True)), text=True)
