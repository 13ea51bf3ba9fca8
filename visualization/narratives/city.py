"""What was read of a city and what was assumed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ...scenarios.city.assumptions import CityFacts
from ...scenarios.city.boundaries import Boundaries
from ...scenarios.city.headings import name_meaning
from ...scenarios.city.places import PlaceTable
from ...scenarios.message import say as say_in
from ..language.translations import Words

SHOWN = 12
"""Rows set apart that are listed one by one."""


def tell_city(table: PlaceTable, facts: CityFacts, shapes: Boundaries | None, say: Words) -> Iterator[str]:
    """Yield what was read, what is no place, what was assumed and what a user should look at."""
    yield say(
        "city.read",
        file=table.file,
        sheet=say("city.sheet", name=table.sheet) if table.sheet else table.encoding,
        places=len(facts.places),
        persons=f"{facts.persons:,}",
        residents=f"{facts.residents:,}",
        scale=facts.persons_per_agent,
    )
    for meaning, heading in table.columns.items():
        yield "  " + say("city.column", meaning=say_in(name_meaning(meaning), say.language), heading=heading)
    for line, what in table.aside[:SHOWN]:
        yield "  " + say("city.aside", line=line, what=say_in(what, say.language))
    if len(table.aside) > SHOWN:
        yield "  " + say("city.aside_more", count=len(table.aside) - SHOWN)
    for notice in table.notices:
        yield say("city.notice", what=say_in(notice, say.language))
    for assumption in facts.assumptions:
        key = "city.assumed_places" if assumption.places else "city.assumed"
        field = say_in(name_meaning(assumption.key), say.language)
        yield say(key, places=assumption.places, field=field, rule=say_in(assumption.rule, say.language))
    if shapes is not None:
        yield say("city.boundaries", there=len(shapes.shapes), property=shapes.key, without=len(shapes.without))
