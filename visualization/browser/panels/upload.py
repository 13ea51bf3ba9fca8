"""Bring a scenario: chosen or dropped, read as a scenario and as nothing else."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
from reacton import component

from ..session import LARGEST_FILE, Visitor
from ..translations import in_both

ASSETS = Path(__file__).parents[1] / "assets"


@solara.component_vue(str(ASSETS / "upload.vue"))
def _Upload(label: str, most: int, event_take: Callable[[dict[str, Any]], None]) -> None:
    """Show a place for a file; `event_take` gets its name, its size, and its content in base 64 if it is small."""


@component
def FilePlace(visitor: Visitor, label: str, on_file: Callable[[str, bytes], object]) -> None:
    """Take a file of moderate size; one that is too large is refused before it is read."""

    def take(file: dict[str, Any]) -> None:
        content = file.get("content")
        try:
            if content is None:
                size, most = int(file["size"]) // 1000, LARGEST_FILE // 1000
                visitor.told.set((in_both("shell.too_large", size=size, most=most),))
                return
            read = b64decode(content, validate=True)
        except (binascii.Error, TypeError, ValueError, KeyError):
            return  # no page of ours sends that
        on_file(str(file.get("name", "")), read)

    _Upload(label=label, most=LARGEST_FILE, event_take=take)


@component
def Upload(visitor: Visitor) -> None:
    """Take a scenario file and play it."""
    FilePlace(visitor, visitor.words("play.upload"), visitor.upload)
