"""What places and problems are called: names of the default city in the reader's language, others as given."""

from __future__ import annotations

import re

from ...model.parameters.world import DOMAINS, KINDS
from .recording import CityLayoutOnMap
from .translations import Words

_MADE = re.compile(r"(Urban district|County|Street|Township|Community|Village) (\d+(?:-\d+)*)")


def place_name(name: str, say: Words, *, short: bool = False) -> str:
    """Return the name of a place; only names that the model itself made are translated or short.

    Of an address (``Urban district 1/Street 1-2``) the last part is enough where the model made it.
    """
    if made := _MADE.fullmatch(name.rpartition("/")[2]):
        table = "place_short" if short else "place"
        return say(f"map.{table}.{made[1].lower().replace(' ', '_')}", number=made[2])
    return name


def issue_name(name: str, say: Words) -> str:
    """Return the name of an issue type; one that a scenario file brought along stays as it is."""
    return say.lines.get(f"map.issue.{name}", name)


def body_name(layout: CityLayoutOnMap, body: int, say: Words) -> str:
    """Return what a body is called: by its kind and tier, its field and its place."""
    kind, tier, domain = KINDS[int(layout.kinds[body])], int(layout.tiers[body]), int(layout.domains[body])
    place = place_name(layout.places.tiers[tier][int(layout.where[body])].name, say)
    field = say(f"map.domain.{DOMAINS[domain]}") if domain >= 0 else ""
    return say(f"map.body.{kind}_{tier}", place=place, field=field)
