"""Measuring the city at the end of a week. Pure: nothing is changed.

What is measured in one pass is given to :data:`Measured` by name, whose fields are those that
:data:`.declaration.INDICATORS` declares: a value without a declaration, or a declaration without a value, is an error
that names it, and none can come to stand in the place of another. The indicators of :mod:`.single` follow.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

import numpy as np

from ..array_types import Column, Flags, Rows, Small, Whole
from ..compilation import kernel
from ..observing import (
    WINDOW,
    Effort,
    Hours,
    People,
    Problems,
    observe_hours,
    observe_issues,
    observe_people,
    observe_work,
)
from ..processes.commit import appearance_share
from ..state import City, Count, Kind
from . import NAMES
from .declaration import INDICATORS as IN_ONE_PASS
from .single import SINGLES

Measured = cast(Any, NamedTuple)("Measured", [(indicator.name, float) for indicator in IN_ONE_PASS])
"""A value for each indicator that is measured in one pass."""

_CITIZEN = int(Kind.CITIZEN)


def measure(city: City, into: Column) -> None:
    """Write this week's indicators into a row of a record, in the order of their declaration; change nothing else.

    Raises
    ------
    ValueError
        If the row has not one place for each indicator.
    """
    if into.shape != (len(NAMES),):
        raise ValueError(f"a row of {len(NAMES)} indicators is needed, not of shape {into.shape}")
    b, work, citizens, issues = city.behaviour.index, city.work, city.citizens, city.issues
    organisations, communities, types = city.organisations, city.communities, city.types
    # One call: to hand named tuples from kernel to Python and back takes as long as all the rest.
    _measure(
        city.week, city.territory.rural, city.territory.citizen_start, citizens.satisfaction,
        citizens.yearly_satisfaction, citizens.trust, citizens.motive, citizens.fatigue, citizens.norm, citizens.voice,
        citizens.volunteered, citizens.took_part,
        issues.open, issues.stage, issues.type, issues.severity, issues.born, types.deadline, city.ledger.durations,
        organisations.kind, organisations.capacity, organisations.burden, organisations.coordination,
        organisations.willingness, appearance_share(city.rules.administration.assessment),
        work.delivered - work.by_kind[_CITIZEN],
        types.domain, work.needed, work.effort, work.done, work.applied, work.output,
        city.ledger.counts, work.delivered, work.pooled, communities.consensus, communities.pledge,
        communities.cohesion, communities.reach,
        (b.weight_resolution, b.weight_backlog, b.weight_public, b.weight_participation, b.weight_equity,
         b.weight_cost),
        (b.floor, b.backlog_scale, b.participation_goal, b.gini_factor, b.late_satisfied),
        (b.official_response, b.official_closing, b.official_satisfaction), into,
    )  # fmt: skip
    for place, single in enumerate(SINGLES, len(IN_ONE_PASS)):
        into[place] = single.measure(city)


@kernel
def _measure(
    week: int, rural: Flags, citizen_start: Whole, satisfaction: Column, yearly: Column, trust: Column, motive: Column,
    fatigue: Column, norm: Column, voice: Column, volunteered: Flags, took_part: Rows, n: int, stage: Small,
    type_: Small, severity: Column, born: Rows, deadline: Whole, durations: Whole, kind: Small, capacity: Column,
    burden: Column, coordination: Column, willingness: Column, pressure: float, spent: float, domain: Whole,
    needed: Column, given: Column, done: Column, applied: Column, output: Column, counts: Whole, delivered: float,
    pooled: float, consensus: Column, pledge: Column, cohesion: Column, reach: Column, weights: tuple[float, ...],
    posts: tuple[float, ...], official_weights: tuple[float, ...], into: Column,
) -> None:  # fmt: skip
    people = observe_people(
        week, rural, citizen_start, satisfaction, yearly, trust, motive, fatigue, norm, voice, volunteered, took_part
    )
    problems = observe_issues(week, n, stage, type_, severity, born, deadline, durations)
    hours = observe_hours(kind, capacity, burden, coordination, willingness, pressure, spent)
    effort = observe_work(domain, needed, given, done, applied, output)
    _compose(
        week, len(satisfaction), people, problems, hours, effort, counts, delivered, pooled, pressure, consensus,
        pledge, cohesion, reach, weights, posts, official_weights, into,
    )  # fmt: skip


@kernel
def _compose(
    week: int, citizens: int, people: People, problems: Problems, hours: Hours, effort: Effort, counts: Whole,
    delivered: float, pooled: float, pressure: float, consensus: Column, pledge: Column, cohesion: Column,
    reach: Column, weights: tuple[float, ...], posts: tuple[float, ...], official_weights: tuple[float, ...],
    into: Column,
) -> None:  # fmt: skip
    """Put the parts together and write each to the place of its name."""
    floor, backlog_scale, participation_goal, gini_factor, late_satisfied = posts
    recent = np.zeros(counts.shape[1], dtype=np.int64)
    for w in range(max(0, week - WINDOW + 1), week + 1):
        recent += counts[w]

    # The index, from the true state; where there was nothing to do, nothing was left undone.
    resolution = rate(recent[Count.DUE_MET], recent[Count.DUE], 1.0)
    backlog = math.exp(-1000.0 * problems.severity / citizens / backlog_scale)
    taking_part = min(1.0, people.participation / participation_goal)
    equity = max(0.0, 1.0 - gini_factor * people.inequality)
    parts = np.array(
        (resolution, backlog, 0.5 * (people.satisfaction + people.trust), taking_part, equity, 1.0 - hours.coordination)
    )
    importance = np.array(weights)
    effectiveness = 100.0 * weighted_mean(parts[:5], importance[:5], floor)

    # What an assessor sees.
    response = min(1.0, rate(recent[Count.ASSIGNED], recent[Count.REPORTED], 1.0))
    closing = rate(recent[Count.CASE_DUE_MET], recent[Count.CASE_DUE], 1.0)
    pleased = rate(
        recent[Count.CASE_ON_TIME] + late_satisfied * recent[Count.RESOLVED_LATE] + pressure * recent[Count.PAPER],
        recent[Count.RESOLVED] + recent[Count.PAPER] + recent[Count.LAPSED_REPORTED],
        1.0,
    )
    first, second, third = official_weights
    official = 100.0 * rate(first * response + second * closing + third * pleased, first + second + third, 0.0)

    match = min(1.0, rate(effort.output, effort.applied, 1.0))
    fluency = mean(reach)
    measured = Measured(
        effectiveness=effectiveness,
        effectiveness_with_cost=100.0 * weighted_mean(parts, importance, floor),
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
        coordination_cost=hours.coordination,
        burden=hours.burden,
        show=hours.show,
        idle_effort=max(0.0, 1.0 - rate(effort.done, delivered, 1.0)),
        goal_alignment=effort.alignment,
        resource_match=match,
        resource_pooling=rate(pooled, delivered, 0.0),
        mechanism_fluency=fluency,
        coordination_degree=coupling_coordination(effort.alignment, match, fluency),
        responsibility_assigned=rate(recent[Count.ASSIGNED], recent[Count.SOUGHT], 1.0),
        responsibility_delivered=math.sqrt(hours.working * taking_part),
        benefit_shared=equity * (1.0 - abs(people.gap)),
        proactive_share=rate(recent[Count.PROACTIVE], recent[Count.REPORTED], 0.0),
        arrivals=float(counts[week, Count.BORN]),
        latent=problems.latent,
        open_issues=problems.reported + problems.assigned,
        overdue=problems.overdue,
        weeks_to_resolution=problems.weeks,
        resolved=float(counts[week, Count.RESOLVED]),
        lapsed=float(counts[week, Count.LAPSED]),
        paper_closed=problems.paper_closed,
        official_response=response,
        official_closing=closing,
        official_satisfaction=pleased,
        consensus=mean(consensus),
        pledge=mean(pledge),
        willingness=hours.willingness,
        cohesion=mean(cohesion),
    )
    for k, value in enumerate(measured):  # as many as are declared, which `measure` has seen that there is room for
        into[k] = value


@kernel
def mean(values: Column) -> float:
    """Return the mean, added up in order: the same to the bit compiled or not."""
    total = 0.0
    for k in range(len(values)):
        total += values[k]
    return total / len(values)


@kernel
def rate(part: float, whole: float, empty: float) -> float:
    """Return a part of a whole, and `empty` where there is no whole."""
    return part / whole if whole > 0 else empty


@kernel
def weighted_mean(parts: Column, weights: Column, floor: float) -> float:
    """Return the weighted geometric mean of parts in [0, 1], each floored; 0 where all weights are 0."""
    total, logs = 0.0, 0.0
    for k in range(len(parts)):
        total += weights[k]
        logs += weights[k] * math.log(max(parts[k], floor))
    return math.exp(logs / total) if total > 0.0 else 0.0


@kernel
def coupling_coordination(goals: float, resources: float, mechanism: float) -> float:
    """Return the coupling coordination degree D = sqrt(C T) of three parts in [0, 1], each floored at .01 (耦合协调度).

    C is the geometric over the arithmetic mean, T the arithmetic mean; so D is the root of the geometric mean.
    """
    product = max(goals, 0.01) * max(resources, 0.01) * max(mechanism, 0.01)
    return math.sqrt(product ** (1.0 / 3.0))


def gini(values: Column) -> float:
    """Return the Gini coefficient of non-negative values; 0 when all are equal or all are 0."""
    ordered = np.sort(np.asarray(values, dtype=float))
    total, n = float(ordered.sum()), len(ordered)
    if total <= 0.0:
        return 0.0
    return float((2.0 * np.arange(1, n + 1) - n - 1.0) @ ordered) / (n * total)
