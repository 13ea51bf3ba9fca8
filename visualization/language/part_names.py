"""What places and problems are called: names of the default city in the reader's language, others as given."""

from __future__ import annotations

import re

from .translations import Words

_MADE = re.compile(r"(Urban district|County|Street|Township|Community|Village) (\d+(?:-\d+)*)")


def place_name(name: str, say: Words, *, short: bool = False) -> str:
    """Return the name of a place; only names that the model itself made are translated or short.

    Of an address (``Urban district 1/Street 1-2``) the last part is enough where the model made it.
    """
    if made := _MADE.fullmatch(name.rpartition("/")[2]):
        table = "place_short" if short else "place"
        return say(f"{table}.{made[1].lower().replace(' ', '_')}", number=made[2])
    return name


def issue_name(name: str, say: Words) -> str:
    """Return the name of an issue type; one that a scenario file brought along stays as it is."""
    return say.lines.get(f"issue.{name}", name)
