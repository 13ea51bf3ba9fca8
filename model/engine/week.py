"""One week of the city, in order, and many of them: compiled as a whole, from the same processes.

Nothing here crosses to Python: :func:`live_through` goes on until all weeks asked for are done, or cases need room.
"""

from __future__ import annotations

from ..array_types import Column, Whole
from ..compilation import inline, unlock
from .cases import Cases
from .coefficients import Numbers
from .ledger import Ledger
from .measuring.organisations import sum_needs
from .processes.adapt import adapt
from .processes.align import align
from .processes.arise import arise
from .processes.carriers import put_in_force
from .processes.close import close
from .processes.come_to_light import come_to_light
from .processes.deliberate import deliberate
from .processes.emergencies import declare_emergencies
from .processes.experience import experience
from .processes.measure import measure
from .processes.pool import pool
from .processes.route import route
from .processes.set_hours import set_hours
from .processes.volunteer import take_down_need, volunteer
from .processes.work import work
from .state import Bodies, City, Communities, Grids, Households, Places, Residents, Types
from .tables import pack


@inline
def live(
    seed: int, week: int, begin: int, end: int, places: Places, communities: Communities, grids: Grids,
    households: Households, bodies: Bodies, residents: Residents, cases: Cases, types: Types, ledger: Ledger,
    n: Numbers, into: Column,
) -> bool:  # fmt: skip
    """Let the steps ``begin <= step < end`` of a week pass, the last of which is to measure it; of all, 0 and 14.

    Tell whether there was room. If not, the same steps may be lived again with more.
    """
    # 1. what events made of rules is in force already; where there is a surge, there is an emergency
    if begin <= 0:
        declare_emergencies(week, n.hours.mobilise_weeks, communities)
    # 2. problems arise
    if begin <= 1 < end:
        if not arise(
            seed, week, places, communities, grids, cases, types, ledger, n.arise, n.deliberate.losers, n.work.need_even
        ):
            return False
        for k in range(len(ledger.tally)):
            ledger.tally[k] = 0.0
    # 3. load, burdens, effort
    if begin <= 2 < end:
        set_hours(n.capacity_scale, places, communities, grids, bodies, cases, n.hours)
    # 4. some cases come to light, small ones are settled on the spot
    if begin <= 3 < end:
        come_to_light(seed, week, places, communities, grids, bodies, residents, cases, types, ledger, n.report)
    # 5. a case finds an owner, or is passed on
    if begin <= 4 < end:
        route(seed, week, places, communities, bodies, cases, types, ledger, n.route)
    # 6. residents meet, and decide on what is contested
    if begin <= 5 < end:
        deliberate(seed, week, places, communities, grids, bodies, residents, cases, ledger, n.deliberate)
    # 7. priorities draw together
    if begin <= 6 < end:
        align(week, places, communities, bodies, types, n.align)
    # 8. residents give time
    if begin <= 7 < end:
        volunteer(seed, week, n.citizens, places, communities, grids, households, bodies, residents, n.volunteer)
        take_down_need(communities, cases, types)
    # 9. pooled hours go to the worst cases
    if begin <= 8 < end:
        pool(week, places, communities, bodies, cases, types, ledger, n.pool, n.work)
    # 10. owners work, alone or together; bodies act of their own accord
    if begin <= 9 < end:
        work(seed, week, n.tied, places, communities, grids, bodies, cases, types, ledger, n.work, n.route.fit_base)
    # 11. cases end, or seem to
    if begin <= 10 < end:
        close(seed, week, places, communities, grids, bodies, cases, types, ledger, n.close, n.experience)
    # 12. residents make something of it
    if begin <= 11 < end:
        experience(week, places, communities, grids, households, residents, n.experience)
    # 13. bodies learn
    if begin <= 12 < end:
        adapt(places, communities, bodies, n.adapt, n.deliberate.efficacy_rate, n.work.need_memory)
    # 14. and it is measured
    if end > 13:
        sum_needs(places, communities)
        measure(
            week, places, communities, grids, bodies, residents, cases, types, ledger, n.index, n.hours.convening_limit,
            into,
        )  # fmt: skip
    return True


@unlock
def live_through(
    seed: int, first: int, last: int, begin: int, end: int, changed: bool, city: City, record: Column, reached: Whole
) -> bool:
    """Live through weeks in which no event changes anything; tell whether there was room for all.

    Parameters
    ----------
    seed, first, last : int
        Weeks ``first <= week < last``.
    begin, end : int
        Steps of each week, from 0: ``begin <= step < end``. All of them are 0 and 14.
    changed : bool
        Whether rules, cuts or vacancies are to be put in force first.
    city : City
    record : array (weeks, indicators)
    reached : array (1)
        Gets the weeks that are done.
    """
    places, communities, grids = pack(city.places), pack(city.communities), pack(city.grids)
    households, bodies, residents = pack(city.households), pack(city.bodies), pack(city.residents)
    cases, types, ledger, n = pack(city.cases), pack(city.types), pack(city.ledger), pack(city.numbers)
    if changed:
        put_in_force(
            n.citizens,
            n.volunteer.household_persons,
            pack(city.gates),
            places,
            communities,
            grids,
            households,
            bodies,
            residents,
        )
    for week in range(first, last):
        if not live(
            seed, week, begin, end, places, communities, grids, households, bodies, residents, cases, types, ledger, n,
            record[week],
        ):  # fmt: skip
            return False
        reached[0] = week + 1
    return True
