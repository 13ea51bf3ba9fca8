"""Which names and words are accepted from files: they end up in paths, tables, pages and terminals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .message import message

LONGEST = 80

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def normalise(name: str) -> str:
    """Return a name in composed form (NFC), so that one name has one spelling."""
    return unicodedata.normalize("NFC", name)


def fault_of_name(name: str) -> str:
    """Return why a scenario cannot bear this name, or an empty string."""
    if fault := fault_of_word(name):
        return fault
    if name.startswith("-"):
        return message("name.hyphen")
    if name.startswith(".") or name.endswith((".", " ")) or name.startswith(" "):
        return message("name.dot")
    if _RESERVED.fullmatch(name):
        return message("name.reserved")
    if bad := next((mark for mark in name if mark in '<>:"|?*'), ""):
        return message("name.character", mark=bad)
    return ""


def fit_name(stem: str) -> str:
    """Return the name that a scenario has from its file: the file may be called anything."""
    name = re.sub(r'[<>:"|?*/\\]', "_", _CONTROL.sub("_", normalise(stem)))[:LONGEST].strip(" .").lstrip("-. ")
    return f"{name}_"[:LONGEST] if _RESERVED.fullmatch(name) else name or "scenario"


def fault_of_word(name: str) -> str:
    """Return why nothing (a place, an issue type, a scenario) can bear this name, or an empty string."""
    if not name.strip():
        return message("name.empty")
    if len(name) > LONGEST:
        return message("name.long", count=len(name), most=LONGEST)
    if _CONTROL.search(name):
        return message("name.control")
    if "/" in name or "\\" in name:
        return message("name.slash")
    return ""


def fault_of_text(text: str, longest: int) -> str:
    """Return why a title or story cannot be shown, or an empty string. Line ends and tabs are fine."""
    if len(text) > longest:
        return message("text.long", count=len(text), most=longest)
    if _CONTROL.search(text.replace("\n", "").replace("\t", "").replace("\r", "")):
        return message("text.control")
    return ""


def fault_of_address(text: str, longest: int) -> str:
    """Return why text is no address of a place, names between slashes; or an empty string."""
    if len(text) > longest:
        return message("text.long", count=len(text), most=longest)
    return next((fault for part in text.split("/") if (fault := fault_of_word(part))), "")


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names with a number behind each that came before.

    >>> unique(["a", "b", "a"])
    ('a', 'b', 'a (2)')
    """
    labels: list[str] = []
    for name in names:
        label, number = name, 1
        while label in labels:
            number += 1
            label = f"{name} ({number})"
        labels.append(label)
    return tuple(labels)
