"""What can happen in a city that runs of a suite may or may not come across: the branches of its processes.

Each is a question to the city at the end of a week. A branch that no run takes can be wrong in any way and no
comparison of these runs will show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from ...model.indicators import NAMES
from ...model.settings import Settings
from ...model.simulation import Simulation
from ...model.state import City, Contributor, Count, Kind, Stage
from ...model.territory import places

Occurrence = Callable[[City], bool]

_LONG_QUEUE = 24  # from which on cases are put in their turn by another way of sorting


def _count(count: Count) -> Occurrence:
    return lambda city: bool(city.ledger.counts[city.week, count] > 0)


def _this_week(city: City, more: Count, less: Count) -> bool:
    return bool(city.ledger.counts[city.week, more] > city.ledger.counts[city.week, less])


def _stage(city: City, stage: Stage) -> bool:
    return bool((city.issues.stage[: city.issues.open] == stage).any())


def _longest_queue(city: City) -> int:
    issues = city.issues
    # Before this week's work: what is assigned still, and what was resolved by it.
    here = np.isin(issues.stage[: issues.open], (Stage.ASSIGNED, Stage.RESOLVED))
    cells = city.territory.home_of[issues.grid[: issues.open][here]] * len(city.types.names)
    return int(np.bincount(cells + issues.type[: issues.open][here], minlength=1).max())


def _missing_at_home(city: City, kind: Kind) -> bool:
    homes = city.organisations.community[city.organisations.kind == kind]
    return bool((np.bincount(homes[homes >= 0], minlength=city.territory.communities) == 0).any())


def _missing_in_district(city: City, kind: Kind) -> bool:
    districts = city.organisations.district[city.organisations.kind == kind]
    return bool((np.bincount(districts, minlength=city.territory.districts) == 0).any())


def _hub_overloaded(city: City) -> bool:
    rules = city.rules.mechanism
    return rules.rule == "hub" and bool((city.communities.reach < rules.strength - 1e-12).any())


def _joint(city: City) -> bool:
    return city.rules.mechanism.rule != "silo" and city.rules.mechanism.strength > 0.0


def _campaign_round(city: City) -> int:
    goals = city.rules.goals
    running = goals.rule == "command" and goals.campaign > 0.0
    return city.week // city.behaviour.align.campaign_weeks if running else -1


def _struck(city: City) -> bool:
    return bool((city.arrival_factor != 1.0).any())


QUESTIONS: dict[str, Occurrence] = {
    "born": _count(Count.BORN),
    "proactive": _count(Count.PROACTIVE),
    "not_assigned": lambda city: _this_week(city, Count.SOUGHT, Count.ASSIGNED),
    "resolved_on_time": _count(Count.ON_TIME),
    "resolved_late": _count(Count.RESOLVED_LATE),
    "paper": _count(Count.PAPER),
    "paper_late": lambda city: _this_week(city, Count.PAPER, Count.PAPER_ON_TIME),
    "reopened": _count(Count.REOPENED),
    "lapsed_reported": _count(Count.LAPSED_REPORTED),
    "lapsed_unreported": lambda city: _this_week(city, Count.LAPSED, Count.LAPSED_REPORTED),
    "meeting": _count(Count.MEETINGS),
    "meeting_adopts": _count(Count.ADOPTED),
    "meeting_refuses": lambda city: _this_week(city, Count.MEETINGS, Count.ADOPTED),
    "meeting_empty": lambda city: bool(
        city.ledger.counts[city.week, Count.MEETINGS]
        and (city.communities.attendance[city.communities.convened] == 0.0).any()
    ),
    "nobody_convenes": lambda city: not bool(city.communities.convened.all()),
    "nothing_open": lambda city: (
        not _stage(city, Stage.LATENT) and not _stage(city, Stage.REPORTED) and not _stage(city, Stage.ASSIGNED)
    ),
    "nothing_born": lambda city: city.ledger.counts[city.week, Count.BORN] == 0,
    "nothing_resolved_lately": lambda city: city.week >= len(city.ledger.durations) and not city.ledger.durations.any(),
    "long_queue": lambda city: _longest_queue(city) > _LONG_QUEUE,
    "harm_at_its_cap": lambda city: bool(
        (city.week - city.issues.born[: city.issues.open] > city.behaviour.experience.age_cap).any()
    ),
    "grid_unharmed": lambda city: bool((city.grids.harm == 0.0).any()),
    "output_lacks_resource": lambda city: bool(((city.work.applied > 0.0) & (city.work.output <= 0.0)).any()),
    "effort_idle": lambda city: bool((city.work.output > city.work.done + 1e-9).any()),
    "pooled": lambda city: city.work.pooled > 0.0,
    "hub": lambda city: _joint(city) and city.rules.mechanism.rule == "hub",
    "hub_overloaded": _hub_overloaded,
    "link_least": lambda city: _joint(city) and bool((city.communities.load < city.behaviour.commit.load_low).any()),
    "link_most": lambda city: _joint(city) and bool((city.communities.load > city.behaviour.commit.load_high).any()),
    "burden_capped": lambda city: bool((city.organisations.burden >= city.behaviour.commit.cap).any()),
    "services_bought": lambda city: city.rules.participation.service_purchase > 0.0,
    "services_nobody_sells": lambda city: (
        city.rules.participation.service_purchase > 0.0 and _missing_in_district(city, Kind.SOCIAL_ORGANISATION)
    ),
    "campaign": lambda city: _campaign_round(city) >= 0,
    "campaign_all_domains": lambda city: _campaign_round(city) >= 4,
    "campaign_anew": lambda city: _campaign_round(city) >= 5,
    "no_branch": lambda city: _missing_at_home(city, Kind.PARTY_BRANCH),
    "no_committee": lambda city: _missing_at_home(city, Kind.SELF_GOVERNING),
    "no_government": lambda city: _missing_in_district(city, Kind.GOVERNMENT),
    "no_mass_organisation": lambda city: _missing_in_district(city, Kind.MASS_ORGANISATION),
    "no_enterprise": lambda city: not bool((city.organisations.kind == Kind.ENTERPRISE).any()),
    "nobody_volunteers": lambda city: not bool(city.citizens.volunteered.any()),
    "fatigue_full": lambda city: bool((city.citizens.fatigue >= 1.0).any()),
    "trust_none": lambda city: bool((city.citizens.trust <= 0.0).any()),
    "trust_full": lambda city: bool((city.citizens.trust >= 1.0).any()),
    "willingness_none": lambda city: bool((city.organisations.willingness <= 0.0).any()),
    "willingness_full": lambda city: bool((city.organisations.willingness >= 1.0).any()),
    "surge_while_pooled": lambda city: _struck(city) and city.work.pooled > 0.0,
    "cut_to_nothing": lambda city: bool((city.capacity_factor == 0.0).any()),
    "work_shared": lambda city: city.behaviour.produce.spread > 0.0,
    "substitutes": lambda city: city.behaviour.produce.substitution > 0.0,
    "cobb_douglas": lambda city: abs(city.behaviour.produce.substitution) < 1e-8,
    "complements": lambda city: city.behaviour.produce.substitution < 0.0,
    "second_year_deadline": lambda city: bool((city.types.deadline > 52).any()),
    "contributors_all": lambda city: len(np.unique(city.citizens.contributor)) == len(Contributor),
    "second_year": lambda city: city.week >= 52,
    "surge_in_second_year": lambda city: city.week >= 52 and _struck(city),
    "rules_changed": lambda city: city.rules is not city.timetable[0][1],
}
"""Questions by the name under which ``regress.occurrence`` of the wording says what it is."""


def occurring(every: Iterable[Settings]) -> tuple[set[str], set[str]]:
    """Run each of some settings once, and return what occurs, and which indicators vary from week to week in any."""
    result: set[str] = set()
    varying: set[str] = set()
    for settings in every:
        simulation = Simulation(settings)
        while simulation.week < settings.run.weeks:
            simulation.step()
            # Questions that no week so far has answered with yes.
            result |= {name for name, asked in QUESTIONS.items() if name not in result and asked(simulation.city)}
        moves = np.ptp(simulation.series, axis=0) > 0.0
        varying |= {name for name, moved in zip(NAMES, moves, strict=True) if moved}
    return result, varying


def kinds_of_place(settings: Settings) -> set[str]:
    """Return the kinds of place of a city, by the name under which ``regress.place`` of the wording says what it is."""
    city = settings.world.city
    listed = places(city)
    kinds = {place.kind for place in listed}
    districts = {place.district for place in listed}
    sizes = {(place.grids, place.residents) for place in listed}
    result: set[str] = set(kinds)
    result |= {f"listed_{kind}" for kind in kinds if city.places}
    result |= {"unequal"} if len(sizes) > 1 else {"equal"}
    result |= {"many_districts"} if len(districts) > 1 else {"one_district"}
    result |= {"mixed"} if len(kinds) > 1 else {f"only_{next(iter(kinds))}"}
    result |= {"uneven_grids"} if any(place.residents % place.grids for place in listed) else set()
    result |= {"one_grid"} if any(place.grids == 1 for place in listed) else set()
    result |= {"lone_resident"} if any(place.residents == place.grids for place in listed) else set()
    result |= {"lone_place"} if len(listed) == 1 else set()
    mixed = {d for d in districts if len({place.kind for place in listed if place.district == d}) > 1}
    result |= {"mixed_district"} if mixed else set()
    return result


PLACES = (
    "urban", "rural", "mixed", "only_urban", "only_rural", "mixed_district", "listed_urban", "listed_rural", "equal",
    "unequal", "uneven_grids", "one_grid", "lone_resident", "lone_place", "one_district", "many_districts",
)  # fmt: skip
