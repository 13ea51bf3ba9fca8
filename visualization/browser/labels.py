"""What bodies are called in the reader's language."""

from __future__ import annotations

from ...model.parameters.world import DOMAINS, KINDS
from ..language.part_names import place_name
from .recording import CityLayoutOnMap
from .translations import Words


def body_name(layout: CityLayoutOnMap, body: int, say: Words) -> str:
    """Return what a body is called: by its kind and tier, its field and its place."""
    kind, tier, domain = KINDS[int(layout.kinds[body])], int(layout.tiers[body]), int(layout.domains[body])
    node = layout.places.tiers[tier][int(layout.where[body])]
    place = place_name(node.name, say)
    field = say(f"map.domain.{DOMAINS[domain]}") if domain >= 0 else ""
    rural = "_rural" if kind == "self_governing" and node.rural else ""
    return say(f"map.body.{kind}_{tier}{rural}", place=place, field=field)
