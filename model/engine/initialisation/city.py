"""The first week: the city is founded as section 5 of ``model/ODD.md`` says."""

from __future__ import annotations

import numpy as np

from ...parameters.places import lay_out
from ...parameters.settings import Settings
from ..averaging import average_by_day, average_grids, average_rows
from ..cases import empty_cases
from ..coefficients import Numbers, light
from ..gates import list_gates
from ..ledger import WINDOW, Count, Ledger, WeekTally
from ..state import Bodies, City, Communities, Grids, Households, Places, Residents, Types
from .bodies import list_bodies
from .founded import find_founded, founding_key, keep_founded
from .grids import lay_out_grids
from .issue_types import list_types
from .residents import settle_residents
from .territory import lay_out_communities, lay_out_places, mix_places

_Tables = tuple[Places, Communities, Grids, Households, Bodies, Residents, Types]

_CASES_PER_GRID = 32
"""Room for cases at first. Where it does not do, the week begins anew with more, and a run of a small city notices."""


def initialise(settings: Settings, seed: int) -> City:
    """Return the city at the start of week 0."""
    key = founding_key(settings, seed)
    tables = find_founded(key)
    if tables is None:
        tables = _settle_all(settings, seed)
        keep_founded(key, tables)
    places, communities, grids, households, bodies, residents, types = tables
    return City(
        places=places, communities=communities, grids=grids, households=households, bodies=bodies,
        residents=residents, cases=empty_cases(max(64, _CASES_PER_GRID * len(grids.key))), types=types,
        ledger=_ledger(settings, types), numbers=_numbers(settings), gates=list_gates(),
    )  # fmt: skip


def _settle_all(settings: Settings, seed: int) -> _Tables:
    """Return the tables of a city that is founded anew."""
    layout = lay_out(settings.world.city)
    types = list_types(settings)
    places = lay_out_places(layout, len(types.domain))
    communities = lay_out_communities(settings, seed, layout, types)
    mix_places(places, communities, types)
    grids, households = lay_out_grids(settings, seed, layout, communities, len(types.domain))
    bodies = list_bodies(settings, seed, layout, places, communities, types)
    residents = settle_residents(settings, seed, layout, communities, grids, households)
    average_grids(grids.resident_start, residents.trust, residents.norm, grids.trust, grids.norm)
    average_by_day(grids.day_start, grids.day_resident, residents.trust, grids.trust, grids.day_trust)
    average_rows(communities.resident_start, residents.x, communities.x)
    average_rows(households.start, residents.x, households.x)
    return places, communities, grids, households, bodies, residents, types


def _numbers(settings: Settings) -> Numbers:
    steps = {name: light(getattr(settings.behaviour, name)) for name in Numbers._fields[:-3]}
    return Numbers(
        **steps,
        capacity_scale=float(settings.world.actors.capacity_scale),
        citizens=bool(settings.world.actors.citizen.enabled),
        tied=bool(settings.world.city.ties),
    )


def _ledger(settings: Settings, types: Types) -> Ledger:
    weeks = settings.run.weeks + int(types.deadline.max()) + 2
    return Ledger(
        counts=np.zeros((weeks, len(Count)), np.int64),
        durations=np.zeros((WINDOW, settings.run.weeks + 1), np.int64),
        tally=np.zeros(len(WeekTally)),
    )
