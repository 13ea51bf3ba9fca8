"""Weeks of a large city, lived by two threads, to the same bit as by one.

One thread lives the week. The other does for residents what waits for nothing in the week so far: it draws their luck
and lets them listen to neighbours, who keep their minds until all have listened, while problems arise and bodies work.
Where the week comes to residents themselves, each thread takes some communities. Nothing is added up across communities
here, so that no sum knows how many threads there are.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from ..array_types import Column, Flags, Keys, Links, Rows, Whole
from ..compilation import unlock
from ..named_columns import STEPS
from ..processors import processors
from .averaging import average_by_day, average_homes
from .cases import Cases
from .coefficients import Record
from .processes.experience import change_minds, listen
from .processes.volunteer import give_hours, live_on, look_around, offer, take_down_need
from .state import DOMAIN_COUNT, Bodies, City, Communities, Grids, Households, Places, Residents, Types
from .tables import pack

LEAST = 100_000
"""Residents from which on a second thread gains more than it costs."""
_VOLUNTEER, _EXPERIENCE, _ALL = STEPS.index("volunteer"), STEPS.index("experience"), len(STEPS) + 1
_PARTS = 4
"""Ranges of communities that the two take in turn: more than two, since other programs slow one thread or the other."""

LiveSteps: TypeAlias = Callable[[int, int], City]
Part: TypeAlias = Callable[[], None]
Begun: TypeAlias = list[tuple[Part, "Future[None]"]]
Range: TypeAlias = tuple[int, int]


def is_worth_it(residents: int) -> bool:
    """Tell whether a second thread helps: in a large city, with a processor to spare.

    It does not where several processes share the runs of a sweep: each uses a processor better with a run of its own.
    """
    return residents >= LEAST and multiprocessing.parent_process() is None and processors() > 1


class TwoThreads:
    """What lives the weeks of a city by two threads.

    Parameters
    ----------
    city : City
    """

    def __init__(self, city: City) -> None:
        residents, start = len(city.residents.key), city.communities.resident_start
        edges = np.unique(np.searchsorted(start, np.linspace(0, residents, _PARTS + 1)))
        groups = np.searchsorted(city.households.start, start[edges]).tolist()
        self._parts: list[Range] = _ranges(edges.tolist())
        self._groups: list[Range] = _ranges(groups)
        # Not the residents' own room: meetings use that meanwhile.
        self._luck, self._others = np.empty(residents), np.empty(residents)
        self._heard = np.empty((2 + DOMAIN_COUNT, residents))

    def live(self, seed: int, week: int, city: City, live_steps: LiveSteps) -> None:
        """Let a week pass.

        Parameters
        ----------
        seed, week : int
        city : City
        live_steps : callable
            Lives the steps ``begin <= step < end`` of the week in this thread, and returns the city.
        """
        looking, listening = _begin(self._plan_looks(seed, week, city)), self._plan_listening(city)
        half = len(listening) // 2
        heard = _begin(listening[:half])
        city = live_steps(0, _VOLUNTEER)
        _finish(looking)
        heard += self._volunteer(seed, week, city, listening[half:])
        city = live_steps(_VOLUNTEER + 1, _EXPERIENCE)
        _finish(heard)
        _finish(_begin(self._plan_changes(week, city)))
        _finish(_begin(self._plan_averages(city)))
        live_steps(_EXPERIENCE + 1, _ALL)

    def _volunteer(self, seed: int, week: int, city: City, meanwhile: list[Part]) -> Begun:
        """Let residents give time, and begin what is to be done meanwhile; return what need not be done yet."""
        numbers = city.numbers
        if numbers.citizens:
            _finish(_begin(self._plan_offers(city)))
        begun = _begin(meanwhile)
        _give_hours(seed, week, numbers.citizens, city.grids, city.households, city.residents, numbers.volunteer)
        if numbers.citizens:
            begun += _begin(self._plan_lives(week, city))
        _take_down_need(city.communities, city.cases, city.types)
        return begun

    def _plan_looks(self, seed: int, week: int, city: City) -> list[Part]:
        r, start = city.residents, city.communities.resident_start
        return [
            partial(
                _look_around, seed, week, *here, start, r.key, r.volunteered, r.near, r.far, self._luck, self._others
            )
            for here in self._parts
        ]  # fmt: skip

    def _plan_listening(self, city: City) -> list[Part]:
        r, start = city.residents, city.communities.resident_start
        return [
            partial(_listen, *here, start, r.trust, r.norm, r.x, r.near, r.far, self._heard) for here in self._parts
        ]

    def _plan_offers(self, city: City) -> list[Part]:
        tables = (city.places, city.communities, city.bodies, city.residents, city.numbers.volunteer)
        return [partial(_offer, *here, self._luck, self._others, *tables) for here in self._parts]

    def _plan_lives(self, week: int, city: City) -> list[Part]:
        tables = (city.places, city.communities, city.residents, city.numbers.volunteer)
        return [partial(_live_on, week, *here, *tables) for here in self._parts]

    def _plan_changes(self, week: int, city: City) -> list[Part]:
        tables = (city.places, city.communities, city.grids, city.households, city.residents, city.numbers.experience)
        return [
            partial(_change_minds, week, here, groups, self._heard, *tables)
            for here, groups in zip(self._parts, self._groups, strict=True)
        ]

    def _plan_averages(self, city: City) -> list[Part]:
        g, edges = city.grids, city.communities.grid_start
        return [
            partial(
                _average_by_day, edges[a], edges[b], g.day_start, g.day_resident, city.residents.trust, g.trust,
                g.day_trust,
            )
            for a, b in self._parts
        ]  # fmt: skip


def _ranges(edges: list[int]) -> list[Range]:
    return list(pairwise(edges))


@cache
def _second() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="cogov-week")


def _begin(parts: Iterable[Part]) -> Begun:
    """Hand parts to the second thread."""
    return [(part, _second().submit(part)) for part in parts]


def _finish(begun: Begun) -> None:
    """Do parts that the second thread has not come to, from the last on, and wait for the rest."""
    for part, future in reversed(begun):
        if future.cancel():
            part()
    for _, future in begun:
        if not future.cancelled():
            future.result()


# What each thread calls for its part; a process that forks leaves the second behind, and the first does all of it.


@unlock
def _look_around(
    seed: int, week: int, first: int, last: int, start: Whole, key: Keys, volunteered: Flags, near: Links, far: Links,
    luck: Column, others: Column,
) -> None:  # fmt: skip
    look_around(seed, week, first, last, start, key, volunteered, near, far, luck, others)


@unlock
def _listen(
    first: int, last: int, start: Whole, trust: Column, norm: Column, x: Column, near: Links, far: Links, heard: Column
) -> None:
    listen(first, last, start, trust, norm, x, near, far, heard)


@unlock
def _offer(
    first: int, last: int, luck: Column, others: Column, places: Places, communities: Communities, bodies: Bodies,
    residents: Residents, b: Record,
) -> None:  # fmt: skip
    offer(first, last, luck, others, pack(places), pack(communities), pack(bodies), pack(residents), b)


@unlock
def _give_hours(
    seed: int, week: int, citizens: bool, grids: Grids, households: Households, residents: Residents, b: Record
) -> None:
    give_hours(seed, week, citizens, pack(grids), pack(households), pack(residents), b)


@unlock
def _live_on(
    week: int, first: int, last: int, places: Places, communities: Communities, residents: Residents, b: Record
) -> None:
    live_on(week, first, last, pack(places), pack(communities), pack(residents), b)


@unlock
def _take_down_need(communities: Communities, cases: Cases, types: Types) -> None:
    take_down_need(pack(communities), pack(cases), pack(types))


@unlock
def _change_minds(
    week: int, here: Range, groups: Range, heard: Column, places: Places, communities: Communities, grids: Grids,
    households: Households, residents: Residents, b: Record,
) -> None:  # fmt: skip
    c, g, r = pack(communities), pack(grids), pack(residents)
    change_minds(week, here[0], here[1], pack(places), c, g, r, heard, b)
    average_homes(here, groups, c, g, pack(households), r)


@unlock
def _average_by_day(
    first: int, last: int, start: Whole, resident: Rows, trust: Column, own: Column, out: Column
) -> None:
    average_by_day(start[first : last + 1], resident, trust, own[first:last], out[first:last])
