"""The kinds of place and of event that a suite may come across, told from its settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ...model.parameters import events as declared
from ...model.parameters.events import SUMS, Event, parse
from ...model.parameters.places import CITY, COMMUNITY, DISTRICT, STREET, lay_out, list_communities
from ...model.parameters.settings import Settings
from ...model.parameters.world import default_issues

PLACES = (
    "urban", "rural", "mixed", "only_urban", "only_rural", "listed_urban", "listed_rural", "equal", "unequal",
    "uneven_grids", "one_grid", "lone_resident", "lone_place", "one_district", "many_districts", "street_of_one",
    "own_street", "ties", "no_commuters", "district_acquaintances", "rules_of_community", "rules_of_street",
    "rules_of_district", "own_types", "fewer_types",
)  # fmt: skip
"""Marks of a city, by the name under which ``regress.place`` of the wording says what it is."""

EVENTS = (
    "rules", "surge", "surge_less", "surge_overlap", "surge_unended", "cut", "cut_more", "cut_overlap", "cut_unended",
    "first_week", "several_at_once", "when", "until", "until_came", "for_weeks", "for_weeks_ended",
    *(f"where {tier}" for tier in ("city", "district", "street", "community")),
    *(f"type {word}" for word in default_issues()),
    *(f"actor {word}" for word in get_args(declared.Kind)),
    *(f"sum {word}" for word in SUMS),
)  # fmt: skip
"""Kinds of event, by the name under which ``regress.event`` of the wording says what it is."""

_TIERS = {CITY: "city", DISTRICT: "district", STREET: "street", COMMUNITY: "community"}


def kinds_of_place(settings: Settings) -> set[str]:
    """Return the kinds of place of a city."""
    city = settings.world.city
    listed, layout = list_communities(city), lay_out(city)
    kinds = {place.kind for place in listed}
    result: set[str] = set(kinds)
    result |= {f"listed_{kind}" for kind in kinds if city.places}
    result |= {"unequal"} if len({(place.grids, place.persons) for place in listed}) > 1 else {"equal"}
    result |= {"many_districts"} if len(layout.tiers[DISTRICT]) > 1 else {"one_district"}
    result |= {"mixed"} if len(kinds) > 1 else {f"only_{next(iter(kinds))}"}
    result |= {"uneven_grids"} if any(place.agents % place.grids for place in listed) else set()
    result |= {"one_grid"} if any(place.grids == 1 for place in listed) else set()
    result |= {"lone_resident"} if any(place.agents == place.grids for place in listed) else set()
    result |= {"lone_place"} if len(listed) == 1 else set()
    result |= {"street_of_one"} if any(node.last - node.first == 1 for node in layout.tiers[STREET]) else set()
    result |= {"own_street"} if any(place.street is None for place in listed) else set()
    result |= {"ties"} if city.ties else set()
    result |= {"no_commuters"} if city.commuters == 0.0 else set()
    result |= {"district_acquaintances"} if city.acquaintance == "district" else set()
    for entry in settings.places.rules:
        tiers = {node.tier for name in entry.where for node in layout.find(name)}
        result |= {f"rules_of_{_TIERS[tier]}" for tier in tiers}
    shipped = set(default_issues())
    result |= {"own_types"} if set(settings.world.issues) - shipped else set()
    return result | ({"fewer_types"} if shipped - set(settings.world.issues) else set())


def kinds_of_event(settings: Settings, active: set[int], ended: set[int]) -> Iterator[str]:
    """Yield the kinds of event that a run came to.

    Parameters
    ----------
    settings : Settings
    active, ended : set of int
        Numbers of the events that were active in any week of the run, and of those that ended within it.
    """
    layout, weeks = lay_out(settings.world.city), settings.run.weeks
    events = {number: settings.events[number] for number in sorted(active)}
    for number, event in events.items():
        yield from _kinds_of(event, number in ended)
        begun = event.week
        if event.surge is not None and begun is not None and begun + event.surge.weeks > weeks:
            yield "surge_unended"
        if event.capacity is not None and begun is not None and begun + event.capacity.weeks > weeks:
            yield "cut_unended"
        tiers = {node.tier for name in event.where for node in layout.find(name)} or {CITY}
        yield from (f"where {_TIERS[tier]}" for tier in tiers)
    weeks_of = [event.week for event in events.values() if event.week is not None]
    if len(set(weeks_of)) < len(weeks_of) or any(_does_several(event) for event in events.values()):
        yield "several_at_once"
    dated = [event for event in events.values() if event.week is not None]
    yield from _overlaps(dated)


def _kinds_of(event: Event, ended: bool) -> Iterator[str]:
    if event.rules:
        yield "rules"
    if event.week == 0:
        yield "first_week"
    for key, text in (("when", event.when), ("until", event.until)):
        if text is not None:
            yield key
            yield f"sum {parse(text).name}"
    if event.until is not None and ended:
        yield "until_came"
    if event.for_weeks is not None:
        yield "for_weeks"
        if ended:
            yield "for_weeks_ended"
    if event.surge is not None:
        yield "surge" if event.surge.factor > 1.0 else "surge_less"
        yield from (f"type {word}" for word in event.surge.types)
    if event.capacity is not None:
        yield "cut_more" if event.capacity.factor > 1.0 else "cut"
        yield from (f"actor {word}" for word in event.capacity.actors)


def _overlaps(events: list[Event]) -> Iterator[str]:
    for one in range(len(events)):
        for other in range(one):
            a, b = events[one], events[other]
            surges, cuts = (a.surge, b.surge), (a.capacity, b.capacity)
            if surges[0] and surges[1] and set(surges[0].types) & set(surges[1].types):
                yield from ["surge_overlap"] * _meets(a, surges[0].weeks, b, surges[1].weeks)
            if cuts[0] and cuts[1] and set(cuts[0].actors) & set(cuts[1].actors):
                yield from ["cut_overlap"] * _meets(a, cuts[0].weeks, b, cuts[1].weeks)


def _does_several(event: Event) -> bool:
    return bool(event.rules) + (event.surge is not None) + (event.capacity is not None) > 1


def _meets(a: Event, lasting: int, b: Event, other: int) -> bool:
    one, two = a.week or 0, b.week or 0
    return one < two + other and two < one + lasting
