"""Keys that work everywhere on a page, except while something is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import anywidget
from reacton import component

from .messages import WidgetMessage, use_messages
from .scripts import script

KEYS = ("play", "back", "forward", "back_quarter", "forward_quarter", "replay", "language", "presenter", "undo", "redo",
        "help", "blank", *(f"scene_{number}" for number in range(1, 10)))  # fmt: skip
"""What a key asks for: space; ← →, with shift 13 weeks; R; L; P; Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y; ?; B; 1 to 9."""


class KeyListener(anywidget.AnyWidget):
    """Listens to the window of its tab, and shows nothing."""

    _esm = script("keys.js")


@component
def Keys(on_key: Callable[[str], None]) -> None:
    """Call `on_key` with one of :data:`KEYS`, from when this is rendered until it is removed."""

    def receive(message: WidgetMessage) -> None:
        if message.get("key") in KEYS:
            on_key(message["key"])

    use_messages(cast(Any, KeyListener).element(), receive)
