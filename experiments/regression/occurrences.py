"""What can happen in a city that runs of a suite may or may not come across: the branches of its processes.

Each is a question to the city at the end of a week. A branch that no run takes can be wrong in any way and no
comparison of these runs will show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from ...model.array_types import Flags
from ...model.engine.cases import NEVER, Stage
from ...model.engine.ledger import Count, WeekTally
from ...model.engine.levers import Goals, Levers, Mechanism
from ...model.engine.simulation import Simulation
from ...model.engine.state import EPSILON, NOBODY, City, Kind
from ...model.parameters.places import COMMUNITY, DISTRICT
from ...model.parameters.settings import Settings
from ...model.parameters.world import RESOURCES
from .measures import NAMES, fill_lacking

Occurrence = Callable[[City, int], bool]

_LONG_QUEUE = 24
_TIRED = 0.5


def _count(count: Count) -> Occurrence:
    return lambda city, week: bool(city.ledger.counts[week, count] > 0)


def _fewer(count: Count, than: Count) -> Occurrence:
    return lambda city, week: bool(city.ledger.counts[week, count] < city.ledger.counts[week, than])


def _tally(tally: WeekTally) -> Occurrence:
    return lambda city, _: bool(city.ledger.tally[tally] > 0.0)


def _stage(city: City, stage: Stage) -> Flags:
    return city.cases.stage[: int(city.cases.used[0])] == stage


def _longest_queue(city: City) -> int:
    owner = city.cases.owner[: int(city.cases.used[0])][_stage(city, Stage.OWNED)]
    return int(np.bincount(owner[owner != NOBODY], minlength=1).max())


def _nobody_acts(city: City, kind: Kind, tier: int) -> bool:
    """Tell whether some place of a tier has no acting body of a kind."""
    bodies = city.bodies
    here = bodies.acts & (bodies.kind == kind) & (bodies.tier == tier)
    places = np.flatnonzero(city.places.tier == tier)
    return bool((np.bincount(bodies.place[here], minlength=len(city.places.key))[places] == 0).any())


def _acting(city: City, kind: Kind) -> Flags:
    return city.bodies.acts & (city.bodies.kind == kind)


def _rule(lever: Levers, word: int) -> Occurrence:
    return lambda city, _: bool((city.places.lever[:, lever] == word).any())


def _campaigns(city: City) -> Flags:
    lever = city.places.lever
    return (lever[:, Levers.GOALS] == Goals.COMMAND) & (lever[:, Levers.CAMPAIGN] > 0.0)


def _surging(city: City) -> bool:
    return bool((city.communities.surge != 1.0).any())


def _reported_again(city: City, week: int) -> bool:
    cases, used = city.cases, int(city.cases.used[0])
    first = cases.first_reported[:used]
    return bool(((cases.reported[:used] == week) & (first != NEVER) & (first < week)).any())


QUESTIONS: dict[str, Occurrence] = {
    "born": _count(Count.BORN),
    "nothing_born": lambda city, week: city.ledger.counts[week, Count.BORN] == 0,
    "nothing_open": lambda city, _: not any(_stage(city, stage).any() for stage in Stage if stage <= Stage.ON_PAPER),
    "proactive": _count(Count.PROACTIVE),
    "on_the_spot": _count(Count.ON_THE_SPOT),
    "reported_again": _reported_again,
    "not_accepted": _fewer(Count.ACCEPTED, Count.SOUGHT),
    "passed_on": _count(Count.PASSED_ON),
    "waits_for_consent": lambda city, _: bool(_stage(city, Stage.AWAITING).any()),
    "matter_passes": _count(Count.MATTERS_PASSED),
    "matter_fails": _fewer(Count.MATTERS_PASSED, Count.MATTERS),
    "aggrieved": _tally(WeekTally.GRUDGE),
    "meeting_adopts": _count(Count.ADOPTED),
    "meeting_refuses": _fewer(Count.ADOPTED, Count.MEETINGS),
    "request_accepted": _count(Count.JOINED),
    "request_refused": _fewer(Count.JOINED, Count.REQUESTS),
    "joint": _count(Count.JOINT),
    "resolved": _count(Count.RESOLVED),
    "deadline_met": _count(Count.CASE_DUE_MET),
    "deadline_missed": _fewer(Count.CASE_DUE_MET, Count.CASE_DUE),
    "paper": _count(Count.PAPER),
    "lapsed_reported": _count(Count.LAPSED_OPEN),
    "lapsed_unreported": _fewer(Count.LAPSED_OPEN, Count.LAPSED),
    "nothing_resolved_lately": lambda city, week: (
        week >= len(city.ledger.durations) and not city.ledger.durations.any()
    ),
    "long_queue": lambda city, _: _longest_queue(city) > _LONG_QUEUE,
    "grid_unharmed": lambda city, _: bool((city.grids.harm == 0.0).any()),
    "idle": lambda city, _: bool((city.bodies.left > EPSILON).any()),
    "worked_up": lambda city, _: bool((city.bodies.acts & (city.bodies.left <= EPSILON)).any()),
    "overtime": lambda city, _: bool((city.bodies.overtime > 0.0).any()),
    "staff_tired": lambda city, _: bool((city.bodies.fatigue > _TIRED).any()),
    "show": lambda city, _: bool((city.bodies.show > 0.0).any()),
    "unpaid": lambda city, _: bool((city.bodies.paid < 1.0).any()),
    "paid": lambda city, _: bool(
        (city.bodies.paid[_acting(city, Kind.SOCIAL_ORGANISATION)] >= 1.0).any()
        and (city.places.lever[:, Levers.SERVICE_PURCHASE] > 0.0).any()
    ),
    "pooled": _tally(WeekTally.POOLED),
    "hub": _rule(Levers.MECHANISM, Mechanism.HUB),
    "peer": _rule(Levers.MECHANISM, Mechanism.PEER),
    "hub_worked_up": lambda city, _: bool((city.bodies.budget[_acting(city, Kind.PARTY)] <= EPSILON).any()),
    "campaign": lambda city, _: bool(_campaigns(city).any()),
    "campaign_anew": lambda city, week: bool(
        _campaigns(city).any() and week >= 5 * int(city.numbers.align.campaign_weeks)
    ),
    "grid_workers_cut": lambda city, _: bool((city.places.grid_cut > 0.0).any()),
    "emergency": lambda city, _: bool(city.communities.emergency.any()),
    "mobilised": lambda city, _: bool((city.bodies.mobilised > 0.0).any()),
    "rule_without_carrier": lambda city, _: bool((city.places.lever != city.places.raw).any()),
    "no_branch": lambda city, _: _nobody_acts(city, Kind.PARTY, COMMUNITY),
    "no_committee": lambda city, _: _nobody_acts(city, Kind.SELF_GOVERNING, COMMUNITY),
    "no_government": lambda city, _: _nobody_acts(city, Kind.GOVERNMENT, DISTRICT),
    "no_mass_organisation": lambda city, _: not _acting(city, Kind.MASS_ORGANISATION).any(),
    "no_enterprise": lambda city, _: not _acting(city, Kind.ENTERPRISE).any(),
    "no_social_organisation": lambda city, _: not _acting(city, Kind.SOCIAL_ORGANISATION).any(),
    "no_citizens": lambda city, _: not city.numbers.citizens,
    "tied": lambda city, _: bool(city.numbers.tied),
    "nobody_volunteers": lambda city, _: not bool(city.residents.volunteered.any()),
    "fatigue_full": lambda city, _: bool((city.residents.fatigue >= 1.0).any()),
    "trust_none": lambda city, _: bool((city.residents.trust <= 0.0).any()),
    "trust_full": lambda city, _: bool((city.residents.trust >= 1.0).any()),
    "willingness_none": lambda city, _: bool((city.bodies.w <= 0.0).any()),
    "willingness_full": lambda city, _: bool((city.bodies.w >= 1.0).any()),
    "surge_while_pooled": lambda city, _: _surging(city) and bool(city.ledger.tally[WeekTally.POOLED] > 0.0),
    "cut_to_nothing": lambda city, _: bool((city.bodies.cut == 0.0).any()),
    "substitutes": lambda city, _: city.numbers.work.substitution > 0.0,
    "cobb_douglas": lambda city, _: abs(city.numbers.work.substitution) < 1e-8,
    "complements": lambda city, _: city.numbers.work.substitution < 0.0,
    "second_year_deadline": lambda city, _: bool((city.types.deadline > 52).any()),
    "contributors_all": lambda city, _: len(np.unique(city.residents.contributor)) == len(RESOURCES),
    "second_year": lambda city, week: week >= 52,
    "fifth_year": lambda city, week: week >= 208,
    "surge_in_second_year": lambda city, week: week >= 52 and _surging(city),
}
"""Questions by the name under which ``regress.occurrence`` of the wording says what it is."""


@dataclass(frozen=True)
class Found:
    """What runs came across.

    Attributes
    ----------
    occurrences : set of str
        Names of :data:`QUESTIONS`.
    varying : set of str
        Indicators that vary from week to week in any run.
    levers : dict of Levers to set of float
        The values that each lever had at any place in any week, as numbers.
    events : dict of int to set of int
        By run, the numbers of the events that were active in any week.
    ended : dict of int to set of int
        By run, those of them that ended before the run did.
    """

    occurrences: set[str] = field(default_factory=set[str])
    varying: set[str] = field(default_factory=set[str])
    levers: dict[Levers, set[float]] = field(default_factory=lambda: {lever: set[float]() for lever in Levers})
    events: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    ended: dict[int, set[int]] = field(default_factory=dict[int, set[int]])


def live_and_look(every: Iterable[Settings]) -> Found:
    """Run each of some settings once, and return what occurs."""
    found = Found()
    for number, settings in enumerate(every):
        simulation = Simulation(settings)
        begun, ended = found.events.setdefault(number, set()), found.ended.setdefault(number, set())
        while simulation.week < settings.run.weeks:
            before = set(simulation.active)
            simulation.step()
            city, week = simulation.city, simulation.week - 1
            # Questions that no week so far has answered with yes.
            found.occurrences.update(
                name for name, asks in QUESTIONS.items() if name not in found.occurrences and asks(city, week)
            )
            begun |= set(simulation.active)
            ended |= before - set(simulation.active)
            if week == 0 or before != set(simulation.active):
                for lever, values in found.levers.items():
                    values.update(np.unique(city.places.raw[:, lever]).tolist())
        moves = np.ptp(fill_lacking(simulation.series[:, : len(NAMES)]), axis=0) > 0.0  # extensions aside
        found.varying.update(name for name, moved in zip(NAMES, moves, strict=True) if moved)
    return found
