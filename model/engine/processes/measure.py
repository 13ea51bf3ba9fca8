"""14. Measuring the city at the end of a week (7.14). Pure: nothing that a process reads is changed.

:class:`Measured` declares the indicators, :func:`_compose` gives each its value by name: a value without a declaration,
or a declaration without a value, is an error that names it.
"""

from __future__ import annotations

import math

import numpy as np

from ...array_types import Column
from ...compilation import kernel
from ...parameters.places import COMMUNITY
from ..cases import Cases
from ..coefficients import Record
from ..ledger import WINDOW, Count, Ledger, WeekTally
from ..levers import Levers
from ..measuring.indicators import Measured
from ..measuring.organisations import Means, align_hours, average, average_bodies
from ..measuring.people import People, ask_people
from ..measuring.problems import Problems, count_problems
from ..measuring.statistics import least_age, median, rate, weigh
from ..state import (
    Bodies,
    Communities,
    Grids,
    Number,
    Places,
    Residents,
    Types,
)


@kernel
def measure(
    week: int, places: Places, communities: Communities, grids: Grids, bodies: Bodies, residents: Residents,
    cases: Cases, types: Types, ledger: Ledger, b: Record, convening_limit: float, into: Column,
) -> None:  # fmt: skip
    """Write this week's indicators into a row of a record, in the order of their declaration."""
    people = ask_people(week, places, communities, grids, residents)
    problems = count_problems(week, cases, types)
    means = average_bodies(places, bodies, convening_limit)
    persons, assessment = 0.0, 0.0
    for c in range(len(communities.key)):
        p = communities.at[c, COMMUNITY]
        persons += places.persons[p]
        assessment += places.persons[p] * places.lever[p, Levers.ASSESSMENT]
    assessment /= persons
    measured = _compose(
        week, people, problems, means, persons, assessment, align_hours(communities), average(communities.pledge),
        average(communities.cohesion), ledger, b,
    )  # fmt: skip
    for k, value in enumerate(measured):
        into[k] = value


@kernel
def _compose(
    week: int, people: People, problems: Problems, means: Means, persons: Number, assessment: Number, alignment: float,
    pledge: float, cohesion: float, ledger: Ledger, b: Record,
) -> Measured:  # fmt: skip
    """Put the parts together, each by its name."""
    counts, tally = ledger.counts, ledger.tally
    recent = np.zeros(counts.shape[1], dtype=np.int64)
    for w in range(max(0, week - WINDOW + 1), week + 1):
        for k in range(counts.shape[1]):
            recent[k] += counts[w, k]
    ages = ledger.durations[:, : week + 1]

    # The index, from the true state; where there was nothing to do, nothing was left undone.
    harm = 1000.0 * problems.severity / persons
    resolution = rate(recent[Count.DUE_MET], recent[Count.DUE], 1.0)
    backlog = math.exp(-harm / b.backlog_scale)
    goal = min(1.0, people.participation / b.participation_goal)
    equity = max(0.0, 1.0 - b.gini_factor * people.inequality)
    cost = rate(means.coordination + tally[WeekTally.TAKEN], means.hours, 0.0)
    parts = np.array(
        (resolution, backlog, (people.satisfaction + people.trust) / 2.0, goal, equity, max(0.0, 1.0 - cost))
    )
    weights = np.array((
        b.weight_resolution, b.weight_backlog, b.weight_public, b.weight_participation, b.weight_equity, b.weight_cost,
    ))  # fmt: skip
    effectiveness = 100.0 * weigh(parts[:5], weights[:5], b.floor)

    # What an assessor sees.
    response = min(1.0, rate(recent[Count.ACCEPTED], recent[Count.REPORTS], 1.0))
    closing = rate(recent[Count.CASE_DUE_MET], recent[Count.CASE_DUE], 1.0)
    late = recent[Count.RESOLVED] - recent[Count.RESOLVED_BY_REPORT]
    believed = assessment * assessment / (1.0 + assessment * assessment) / 2.0
    pleased = rate(
        recent[Count.RESOLVED_BY_REPORT] + b.late_satisfied * late + believed * recent[Count.PAPER],
        float(recent[Count.RESOLVED] + recent[Count.PAPER] + recent[Count.LAPSED_OPEN]),
        1.0,
    )
    seen = b.official_response * response + b.official_closing * closing + b.official_satisfaction * pleased
    official = 100.0 * rate(seen, b.official_response + b.official_closing + b.official_satisfaction, 0.0)

    resolved = float(recent[Count.RESOLVED])
    passed_on = rate(recent[Count.PASSED_ON], resolved, 0.0)
    fluency = 1.0 - passed_on
    matched = min(1.0, rate(tally[WeekTally.DONE], tally[WeekTally.APPLIED], 1.0))
    degree = max(means.agreement, 0.01) * max(matched, 0.01) * max(fluency, 0.01)
    weeks, weeks_90 = median(recent[Count.RESOLVED], ages), least_age(recent[Count.RESOLVED], ages)
    weeks = problems.oldest if weeks < 0.0 else weeks
    weeks_90 = weeks if weeks_90 < 0.0 else weeks_90
    return Measured(
        effectiveness=effectiveness,
        effectiveness_with_cost=100.0 * weigh(parts, weights, b.floor),
        official=official,
        performance_gap=official - effectiveness,
        resolution=resolution,
        backlog=backlog,
        satisfaction=people.satisfaction,
        trust=people.trust,
        participation=people.participation,
        equity=equity,
        volunteering=people.volunteering,
        motive=people.motive,
        fatigue=people.fatigue,
        norm=people.norm,
        voice=people.voice,
        urban_rural_gap=people.gap,
        worst_tenth=people.worst_tenth,
        coordination_cost=cost,
        burden=rate(means.burden, means.hours, 0.0),
        show=means.show,
        idle_effort=means.idle,
        goal_alignment=alignment,
        resource_match=matched,
        resource_pooling=min(1.0, rate(tally[WeekTally.POOLED], means.effort, 0.0)),
        mechanism_fluency=fluency,
        coordination_degree=math.sqrt(degree ** (1.0 / 3.0)),
        responsibility_assigned=rate(recent[Count.ACCEPTED], recent[Count.SOUGHT], 1.0),
        responsibility_delivered=math.sqrt(min(1.0, rate(means.full, means.hours, 0.0)) * goal),
        benefit_shared=equity * (1.0 - abs(people.gap)),
        proactive_share=rate(recent[Count.PROACTIVE], recent[Count.REPORTS], 0.0),
        arrivals=float(counts[week, Count.BORN]),
        latent=problems.latent,
        open_issues=problems.at_desk + problems.awaiting + problems.owned,
        overdue=problems.overdue,
        weeks_to_resolution=weeks,
        resolved=float(counts[week, Count.RESOLVED]),
        lapsed=float(counts[week, Count.LAPSED]),
        paper_closed=problems.on_paper,
        official_response=response,
        official_closing=closing,
        official_satisfaction=pleased,
        pledge=pledge,
        willingness=means.willingness,
        cohesion=cohesion,
        harm=harm,
        log_harm=math.log(max(harm, b.harm_floor)),
        solved=rate(recent[Count.FIRST_DUE_MET], recent[Count.FIRST_DUE], 1.0),
        goal_agreement=means.agreement,
        hops=rate(recent[Count.HOPS], resolved, 0.0),
        passed_on=passed_on,
        joint_share=rate(recent[Count.JOINT], resolved, 0.0),
        requests_accepted=rate(recent[Count.JOINED], recent[Count.REQUESTS], np.nan),
        adoption=rate(recent[Count.ADOPTED], recent[Count.MEETINGS], np.nan),
        matters_passed=rate(recent[Count.MATTERS_PASSED], recent[Count.MATTERS], np.nan),
        matters_waiting=problems.awaiting,
        grievance=tally[WeekTally.GRUDGE],
        overtime=means.overtime,
        staff_fatigue=means.fatigue,
        load=means.load,
        on_the_spot=rate(recent[Count.ON_THE_SPOT], resolved, 0.0),
        hub_time=means.hub_time,
        weeks_90=weeks_90,
    )
