"""What there is to see in a city at the end of a week: residents, problems, hours and work, each by name.

Only :mod:`.indicators.measuring` looks: no process reads what is measured.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .array_types import Column, Flags, Rows, Small, Whole
from .compilation import kernel
from .state import Kind, Stage

WINDOW = 13
"""Weeks that rates look back: a quarter."""

_CLASSES = 1000
_ENTERPRISE, _SOCIAL = int(Kind.ENTERPRISE), int(Kind.SOCIAL_ORGANISATION)
_RESOLVED = int(Stage.RESOLVED)


class People(NamedTuple):
    """What residents feel and do: means, and of satisfaction the Gini, the worst tenth and the urban-rural gap."""

    satisfaction: float
    trust: float
    motive: float
    fatigue: float
    norm: float
    voice: float
    volunteering: float
    participation: float
    inequality: float
    worst_tenth: float
    gap: float


class Problems(NamedTuple):
    """Numbers of problems by stage, those overdue, the severity of all, and weeks to resolution."""

    latent: float
    reported: float
    assigned: float
    paper_closed: float
    overdue: float
    severity: float
    weeks: float


class Hours(NamedTuple):
    """By capacity: coordination and burden of hours, show of those left, effort of capacity, willingness."""

    coordination: float
    burden: float
    show: float
    working: float
    willingness: float


class Effort(NamedTuple):
    """The need-weighted mean over communities of the cosine of effort and need by domain; sums of work."""

    alignment: float
    done: float
    applied: float
    output: float


@kernel
def observe_people(
    week: int, rural: Flags, citizen_start: Whole, satisfaction: Column, yearly: Column, trust: Column, motive: Column,
    fatigue: Column, norm: Column, voice: Column, volunteered: Flags, took_part: Rows,
) -> People:  # fmt: skip
    """Look at residents."""
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
    return People(
        satisfaction=(town + country) / n, trust=t / n, motive=m / n, fatigue=f / n, norm=v / n, voice=w / n,
        volunteering=served / n, participation=taken_part / n, inequality=inequality, worst_tenth=worst / (0.1 * n),
        gap=gap,
    )  # fmt: skip


@kernel
def observe_issues(
    week: int, n: int, stage: Small, type_: Small, severity: Column, born: Rows, deadline: Whole, durations: Whole
) -> Problems:
    """Look at problems."""
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
    return Problems(
        latent=by_stage[0], reported=by_stage[1], assigned=by_stage[2], paper_closed=by_stage[3], overdue=overdue,
        severity=weight, weeks=weeks,
    )  # fmt: skip


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
def observe_hours(
    kind: Small, capacity: Column, burden: Column, coordination: Column, willingness: Column, pressure: float,
    effort: float,
) -> Hours:  # fmt: skip
    """Look at organisations' hours."""
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
        return Hours(coordination=0.0, burden=0.0, show=0.0, working=0.0, willingness=0.0)
    return Hours(
        coordination=coordinating / total, burden=lost / total, show=shown_ / (total - lost),
        working=min(1.0, effort / total), willingness=willing / total,
    )  # fmt: skip


@kernel
def observe_work(
    domain: Whole, needed: Column, effort: Column, done: Column, applied: Column, output: Column
) -> Effort:
    """Look at the week's work."""
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
    alignment = aligned / weight if weight > 0.0 else 1.0
    return Effort(alignment=alignment, done=all_done, applied=all_applied, output=all_output)
