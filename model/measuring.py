"""Measuring the city at the end of a week, in the order of :data:`.indicators.INDICATORS`. Pure: nothing is changed."""

from __future__ import annotations

import math

import numpy as np

from .columns import Column, Flags, Rows, Small, Whole
from .compilation import kernel
from .processes.commit import shown
from .state import City, Count, Kind, Stage

WINDOW = 13
"""Weeks that rates look back: a quarter."""

_CLASSES = 1000
_ENTERPRISE, _SOCIAL, _CITIZEN = int(Kind.ENTERPRISE), int(Kind.SOCIAL_ORGANISATION), int(Kind.CITIZEN)
_RESOLVED = int(Stage.RESOLVED)


def measure(city: City, into: Column) -> None:
    """Write this week's indicators into a row of a record, in the order of their declaration; change nothing else."""
    b, work, citizens, issues = city.behaviour.index, city.work, city.citizens, city.issues
    organisations, communities = city.organisations, city.communities
    pressure = shown(city.rules.administration.assessment)
    people = _measure_people(
        city.week, city.territory.rural, city.territory.citizen_start, citizens.satisfaction,
        citizens.yearly_satisfaction, citizens.trust, citizens.motive, citizens.fatigue, citizens.norm, citizens.voice,
        citizens.volunteered, citizens.took_part,
    )  # fmt: skip
    problems = _measure_issues(
        city.week, issues.open, issues.stage, issues.type, issues.severity, issues.born, city.types.deadline,
        city.ledger.durations,
    )  # fmt: skip
    hours = _measure_hours(
        organisations.kind, organisations.capacity, organisations.burden, organisations.coordination,
        organisations.willingness, pressure, work.delivered - work.by_kind[_CITIZEN],
    )  # fmt: skip
    effort = _measure_work(city.types.domain, work.needed, work.effort, work.done, work.applied, work.output)
    _compose(
        city.week, len(citizens.key), people, problems, hours, effort, city.ledger.counts, work.delivered, work.pooled,
        pressure, communities.consensus, communities.pledge, communities.cohesion, communities.reach,
        (b.weight_resolution, b.weight_backlog, b.weight_public, b.weight_participation, b.weight_equity,
         b.weight_cost),
        (b.floor, b.backlog_scale, b.participation_goal, b.gini_factor, b.late_satisfied),
        (b.official_response, b.official_closing, b.official_satisfaction), into,
    )  # fmt: skip


@kernel
def _compose(
    week: int, citizens: int, people: tuple[float, ...], problems: tuple[float, ...], hours: tuple[float, ...],
    effort: tuple[float, ...], counts: Whole, delivered: float, pooled: float, pressure: float, consensus: Column,
    pledge: Column, cohesion: Column, reach: Column, weights: tuple[float, ...], posts: tuple[float, ...],
    official_weights: tuple[float, ...], into: Column,
) -> None:  # fmt: skip
    """Put the parts together and write them in the order of INDICATORS."""
    satisfaction, trust, motive, fatigue, norm, voice, volunteering, participation, inequality, worst, gap = people
    latent, reported, assigned, paper, overdue, severity, weeks = problems
    cost, burden, show, working, willingness = hours
    alignment, done, applied, output = effort
    floor, backlog_scale, participation_goal, gini_factor, late_satisfied = posts
    recent = np.zeros(counts.shape[1], dtype=np.int64)
    for w in range(max(0, week - WINDOW + 1), week + 1):
        recent += counts[w]

    # The index, from the true state; where there was nothing to do, nothing was left undone.
    resolution = rate(recent[Count.DUE_MET], recent[Count.DUE], 1.0)
    backlog = math.exp(-1000.0 * severity / citizens / backlog_scale)
    taking_part = min(1.0, participation / participation_goal)
    equity = max(0.0, 1.0 - gini_factor * inequality)
    parts = np.array((resolution, backlog, 0.5 * (satisfaction + trust), taking_part, equity, 1.0 - cost))
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

    match = min(1.0, rate(output, applied, 1.0))
    fluency = reach.mean()
    values = (
        effectiveness, 100.0 * weighted_mean(parts, importance, floor), official, official - effectiveness, resolution,
        backlog, satisfaction, trust, participation, equity, volunteering, motive, fatigue, norm, voice, gap, worst,
        cost, burden, show, max(0.0, 1.0 - rate(done, delivered, 1.0)), alignment, match, rate(pooled, delivered, 0.0),
        fluency, coupling_coordination(alignment, match, fluency),
        rate(recent[Count.ASSIGNED], recent[Count.SOUGHT], 1.0),
        math.sqrt(working * taking_part), equity * (1.0 - abs(gap)),
        rate(recent[Count.PROACTIVE], recent[Count.REPORTED], 0.0), float(counts[week, Count.BORN]), latent,
        reported + assigned, overdue, weeks, float(counts[week, Count.RESOLVED]), float(counts[week, Count.LAPSED]),
        paper, response, closing, pleased, consensus.mean(), pledge.mean(), willingness, cohesion.mean(),
    )  # fmt: skip
    for k, value in enumerate(values):
        into[k] = value


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


@kernel
def _measure_people(
    week: int, rural: Flags, citizen_start: Whole, satisfaction: Column, yearly: Column, trust: Column, motive: Column,
    fatigue: Column, norm: Column, voice: Column, volunteered: Flags, took_part: Rows,
) -> tuple[float, ...]:  # fmt: skip
    """Return what residents feel and do.

    Means of satisfaction, trust, motive, fatigue, norm, voice, volunteering and participation; then Gini, worst tenth
    and urban-rural gap of satisfaction.
    """
    n = len(satisfaction)
    count, total = np.zeros(_CLASSES), np.zeros(_CLASSES)
    town, country, townspeople = 0.0, 0.0, 0
    t, m, f, v, w, served, taken_part = 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0
    for c in range(len(rural)):
        here = 0.0
        for i in range(citizen_start[c], citizen_start[c + 1]):
            here += satisfaction[i]
            t += trust[i]
            m += motive[i]
            f += fatigue[i]
            v += norm[i]
            w += voice[i]
            served += volunteered[i]
            taken_part += week - took_part[i] < WINDOW
            k = min(_CLASSES - 1, int(yearly[i] * _CLASSES))
            count[k] += 1.0
            total[k] += yearly[i]
        if rural[c]:
            country += here
        else:
            town += here
            townspeople += citizen_start[c + 1] - citizen_start[c]
    gap = 0.0
    if 0 < townspeople < n:
        gap = town / townspeople - country / (n - townspeople)
    # Gini over classes, each at its mean: sum of (2 rank - n - 1) x, ranks in a class being those of its middle.
    below, spread, sum_, left, worst = 0.0, 0.0, 0.0, 0.1 * n, 0.0
    for k in range(_CLASSES):
        if count[k] > 0.0:
            spread += (2.0 * below + count[k] - n) * total[k]
            sum_ += total[k]
            taken = min(left, count[k])
            worst += taken * total[k] / count[k]
            left -= taken
            below += count[k]
    inequality = spread / (n * sum_) if sum_ > 0.0 else 0.0
    return (
        (town + country) / n, t / n, m / n, f / n, v / n, w / n, served / n, taken_part / n, inequality,
        worst / (0.1 * n), gap,
    )  # fmt: skip


@kernel
def _measure_issues(
    week: int, n: int, stage: Small, type_: Small, severity: Column, born: Rows, deadline: Whole, durations: Whole
) -> tuple[float, ...]:
    """Return numbers by stage (latent, reported, assigned, closed on paper), overdue, severity; weeks to resolution."""
    by_stage = np.zeros(4)
    overdue, weight, oldest = 0.0, 0.0, 0
    for j in range(n):
        if stage[j] < _RESOLVED:
            by_stage[stage[j]] += 1.0
            overdue += week - born[j] > deadline[type_[j]]
            weight += severity[j]
            oldest = max(oldest, week - born[j])
    weeks = median_duration(durations)
    if weeks < 0.0:
        weeks = float(oldest)
    return by_stage[0], by_stage[1], by_stage[2], by_stage[3], overdue, weight, weeks


@kernel
def median_duration(durations: Whole) -> float:
    """Return the median of durations counted in a table's columns, half-way between the middle two; -1 if empty."""
    total = durations.sum()
    lower, seen = -1, 0
    for age in range(durations.shape[1]):
        if total == 0:
            break
        for w in range(durations.shape[0]):
            seen += durations[w, age]
        if lower < 0 and 2 * seen >= total:
            lower = age
        if 2 * seen > total:
            return 0.5 * (lower + age)
    return -1.0


@kernel
def _measure_hours(
    kind: Small, capacity: Column, burden: Column, coordination: Column, willingness: Column, pressure: float,
    effort: float,
) -> tuple[float, float, float, float, float]:  # fmt: skip
    """Return, by capacity: coordination and burden of hours, show of those left, effort of capacity, willingness."""
    total, coordinating, lost, shown_, willing = 0.0, 0.0, 0.0, 0.0, 0.0
    for o in range(len(kind)):
        hours = 0.0
        for k in range(capacity.shape[1]):
            hours += capacity[o, k]
        total += hours
        coordinating += hours * coordination[o]
        lost += hours * burden[o]
        willing += hours * willingness[o]
        if kind[o] != _ENTERPRISE and kind[o] != _SOCIAL:
            shown_ += hours * (1.0 - burden[o]) * pressure
    if total <= 0.0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    return coordinating / total, lost / total, shown_ / (total - lost), min(1.0, effort / total), willing / total


@kernel
def _measure_work(
    domain: Whole, needed: Column, effort: Column, done: Column, applied: Column, output: Column
) -> tuple[float, float, float, float]:
    """Return the need-weighted mean over communities of the cosine of effort and need by domain; sums of work."""
    weight, aligned, all_done, all_applied, all_output = 0.0, 0.0, 0.0, 0.0, 0.0
    need, given = np.zeros(5), np.zeros(5)
    for c in range(needed.shape[0]):
        need[:] = 0.0
        given[:] = 0.0
        asked = 0.0
        for y in range(needed.shape[1]):
            need[domain[y]] += needed[c, y]
            asked += needed[c, y]
            for k in range(effort.shape[2]):
                given[domain[y]] += effort[c, y, k]
            all_done += done[c, y]
            all_applied += applied[c, y]
            all_output += output[c, y]
        dot, a, b = 0.0, 0.0, 0.0
        for d in range(5):
            dot += need[d] * given[d]
            a += need[d] * need[d]
            b += given[d] * given[d]
        if a > 0.0 and b > 0.0:
            aligned += asked * min(1.0, dot / math.sqrt(a * b))
        weight += asked
    return (aligned / weight if weight > 0.0 else 1.0), all_done, all_applied, all_output
