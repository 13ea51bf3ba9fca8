"""Which names and words are accepted from files: they end up in paths, tables, pages and terminals."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def normalised(name: str) -> str:
    """Return a name in composed form (NFC), so that one name has one spelling."""
    return unicodedata.normalize("NFC", name)


def fault_of_name(name: str) -> str:
    """Return why a scenario cannot bear this name, or an empty string."""
    if fault := fault_of_word(name):
        return fault
    if name.startswith("-"):
        return "a name may not begin with a hyphen"
    if name.startswith(".") or name.endswith((".", " ")) or name.startswith(" "):
        return "a name may not begin with a dot or a blank, nor end with one"
    if _RESERVED.fullmatch(name):
        return "the name is reserved by Windows"
    if bad := next((mark for mark in name if mark in '<>:"|?*'), ""):
        return f"a name may not hold the character {bad}"
    return ""


def fitted(stem: str) -> str:
    """Return the name that a scenario has from its file: the file may be called anything."""
    name = re.sub(r'[<>:"|?*/\\]', "_", _CONTROL.sub("_", normalised(stem)))[:LONGEST].strip(" .").lstrip("-. ")
    return f"{name}_"[:LONGEST] if _RESERVED.fullmatch(name) else name or "scenario"


def fault_of_word(name: str) -> str:
    """Return why nothing (a place, an issue type, a scenario) can bear this name, or an empty string."""
    if not name.strip():
        return "the name is empty"
    if len(name) > LONGEST:
        return f"the name has {len(name)} characters, and at most {LONGEST} are allowed"
    if _CONTROL.search(name):
        return "a name may not hold control, direction or invisible characters"
    if "/" in name or "\\" in name:
        return "a name may not hold a slash or backslash"
    return ""


def fault_of_text(text: str, longest: int) -> str:
    """Return why a title or story cannot be shown, or an empty string. Line ends and tabs are fine."""
    if len(text) > longest:
        return f"has {len(text)} characters, and at most {longest} are allowed"
    if _CONTROL.search(text.replace("\n", "").replace("\t", "").replace("\r", "")):
        return "may not hold control, direction or invisible characters"
    return ""
