"""What bodies are called in the reader's language."""

from __future__ import annotations

from ...model.parameters.world import DOMAINS, KINDS
from ..language.part_names import place_name
from .recording import CityLayoutOnMap
from .translations import Words


def body_name(layout: CityLayoutOnMap, body: int, say: Words) -> str:
    """Return what a body is called: by its kind and tier, its field and its place."""
    kind, tier, domain = KINDS[int(layout.kinds[body])], int(layout.tiers[body]), int(layout.domains[body])
    place = place_name(layout.places.tiers[tier][int(layout.where[body])].name, say)
    field = say(f"map.domain.{DOMAINS[domain]}") if domain >= 0 else ""
    return say(f"map.body.{kind}_{tier}", place=place, field=field)
