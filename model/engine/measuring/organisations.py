"""What bodies do with their hours, and communities with theirs (7.14)."""

from __future__ import annotations

from typing import NamedTuple

from ...array_types import Column
from ...compilation import kernel
from ..processes.conditions import may_own
from ..state import (
    DOMAIN_COUNT,
    EPSILON,
    Bodies,
    Communities,
    Kind,
    Places,
)
from .statistics import cosine, rate


class Means(NamedTuple):
    """What bodies do with their hours."""

    hours: float
    coordination: float
    burden: float
    show: float
    willingness: float
    effort: float
    full: float
    idle: float
    agreement: float
    overtime: float
    fatigue: float
    load: float
    hub_time: float


@kernel
def average_bodies(places: Places, bodies: Bodies, convening_limit: float) -> Means:
    """Return what bodies do with their hours, weighed by these."""
    hours, coordination, burden, shown, willing, effort, full = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    agreement, agreeing, own_full, own_left, budget, used = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    overtime, fatigue, load, owners = 0.0, 0.0, 0.0, 0
    for o in range(len(bodies.key)):
        h, kind = bodies.hours[o], bodies.kind[o]
        hours += h
        coordination += h * bodies.coordination[o]
        burden += h * bodies.burden[o]
        willing += h * bodies.w[o]
        shown += h * (1.0 - bodies.burden[o]) * bodies.show[o]
        effort += bodies.effort[o]
        full += bodies.full[o]
        if not bodies.acts[o]:
            continue
        if kind <= Kind.SELF_GOVERNING:
            own_full += bodies.full[o]
            own_left += bodies.left[o]
        if kind == Kind.PARTY:
            budget += convening_limit * bodies.effort[o]
            used += convening_limit * bodies.effort[o] - bodies.budget[o]
        if may_own(kind, bodies.tier[o]):
            overtime += bodies.overtime[o]
            fatigue += bodies.fatigue[o]
            load += bodies.load[o]
            owners += 1
        if bodies.domain[o] < 0:
            p = bodies.place[o]
            known = 0.0
            for d in range(DOMAIN_COUNT):
                known += places.need_sum[p, d]
            needs = places.need_sum[p] if known > EPSILON else places.mix[p]
            agreement += h * cosine(bodies.p[o], needs)
            agreeing += h
    return Means(
        hours=hours, coordination=coordination, burden=burden, show=rate(shown, hours - burden, 0.0),
        willingness=rate(willing, hours, 0.0), effort=effort, full=full, idle=rate(own_left, own_full, 0.0),
        agreement=rate(agreement, agreeing, 1.0), overtime=rate(overtime, float(owners), 0.0),
        fatigue=rate(fatigue, float(owners), 0.0), load=rate(load, float(owners), 0.0),
        hub_time=min(1.0, rate(used, budget, 0.0)),
    )  # fmt: skip


@kernel
def sum_needs(places: Places, communities: Communities) -> None:
    """Add up the need of every place by domain, as it is known at the end of the week."""
    for p in range(len(places.key)):
        for d in range(DOMAIN_COUNT):
            need = 0.0
            for c in range(places.first[p], places.last[p]):
                need += communities.need[c, d]
            places.need_sum[p, d] = need


@kernel
def align_hours(communities: Communities) -> float:
    """Return the mean over communities of the cosine of hours given and need, by need; 1 if there is none."""
    total, weight = 0.0, 0.0
    for c in range(len(communities.key)):
        need = 0.0
        for d in range(DOMAIN_COUNT):
            need += communities.need[c, d]
        total += need * cosine(communities.given[c], communities.need[c])
        weight += need
    return rate(total, weight, 1.0)


@kernel
def average(values: Column) -> float:
    """Return the plain mean."""
    total = 0.0
    for k in range(len(values)):
        total += values[k]
    return total / len(values)
