"""Bodies (5.4): capacity (7), willingness (8), priorities, trades, skills."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Keys, Whole
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import CITY, DISTRICT
from ...parameters.places import Places as Layout
from ...parameters.settings import Settings
from ...parameters.world import KINDS, RESOURCES
from ..matching import match_row
from ..state import (
    DOMAIN_COUNT,
    NOBODY,
    Bodies,
    Communities,
    Kind,
    Places,
    Types,
)
from .departments import share_departments
from .roll import Roll
from .ties import read_body_ties

_PERSONS_OF_CAPACITY = 5000.0
_SMALLEST_SPREAD = 1e-6


def list_bodies(
    settings: Settings, seed: int, layout: Layout, places: Places, communities: Communities, types: Types
) -> Bodies:
    """Return the bodies of a city, each as it is before the first week."""
    roll = Roll(layout, settings)
    roll.call(places, communities)
    actors, founding, b = settings.world.actors, settings.behaviour.founding, settings.behaviour.work
    kinds = [getattr(actors, name) for name in KINDS]
    n = len(roll.place)
    kind, place = np.array(roll.kind, np.int64), np.array(roll.place, np.int64)
    domain, rank = np.array(roll.domain, np.int64), np.array(roll.rank, np.int64)
    tier = np.array([node.tier for node in roll.node], np.int64)
    district = np.array([communities.at[node.first, DISTRICT] for node in roll.node], np.int64)
    rural = places.rural[district] & (tier < CITY)
    burdened = [share_departments(settings, types, kind_) for kind_ in (False, True)]
    capacity = np.zeros((n, len(RESOURCES)))
    for o, node in enumerate(roll.node):
        own = kinds[kind[o]]
        part = _part(actors, roll.kind[o], int(tier[o]), int(domain[o]), burdened[int(rural[o])])
        factor = own.rural_factor if rural[o] else 1.0
        for k, name in enumerate(RESOURCES):
            hours = getattr(own.capacity, name)
            capacity[o, k] = actors.capacity_scale * hours * node.persons / _PERSONS_OF_CAPACITY * part * factor
    total = capacity[:, 0] + capacity[:, 1] + capacity[:, 2] + capacity[:, 3]
    mix = np.divide(capacity, total[:, None], out=np.zeros_like(capacity), where=total[:, None] > 0.0)
    start, to, weight = read_body_ties(settings, layout, roll)

    def of_kind(name: str) -> Column:
        return np.array([float(getattr(each, name)) for each in kinds])[kind]

    def zeros() -> Column:
        return np.zeros(n)

    bodies = Bodies(
        key=np.zeros(n, np.uint64), kind=kind, tier=tier, place=place, district=district, domain=domain,
        trade=np.full(n, NOBODY, np.int64), first=places.first[place].copy(), last=places.last[place].copy(),
        enabled=np.array([each.enabled for each in kinds], np.bool_)[kind], vacancies=of_kind("vacancies"),
        cut=np.ones(n), capacity=capacity, capacity_sum=total, mix=mix, solo=np.zeros((n, len(types.domain))),
        skill=np.ones((n, len(types.domain))), hours_full=zeros(), hours=zeros(), acts=np.zeros(n, np.bool_),
        f=zeros(), w=zeros(), w_anchor=zeros(), p=np.zeros((n, DOMAIN_COUNT)), p_anchor=np.zeros((n, DOMAIN_COUNT)),
        success=np.full(n, float(founding.success)), fatigue=zeros(), load=zeros(), burden=zeros(),
        coordination=zeros(), overtime=zeros(), mobilised=zeros(), show=zeros(), paid=zeros(), effort=zeros(),
        full=zeros(), left=zeros(), budget=zeros(), queued=zeros(), closures=np.zeros(n, np.int64),
        on_time=np.zeros(n, np.int64), by_key=np.zeros(n, np.int64), luck=zeros(), turn=np.zeros(n, np.int64),
        start=np.zeros(n + 1, np.int64), tie_start=start, tie_to=to, tie_weight=weight,
    )  # fmt: skip
    spread = (float(founding.willingness_sd), float(founding.home_mix), float(founding.home_shape))
    focus = (float(founding.department_focus), float(founding.trade_focus), float(founding.other_shape))
    _settle_bodies(
        seed, places.key, places.mix, rank, of_kind("willingness"), spread, focus, bodies.place, kind, domain,
        bodies.key, bodies.trade, bodies.w, bodies.p,
    )  # fmt: skip
    bodies.w_anchor[:] = bodies.w
    bodies.p_anchor[:] = bodies.p
    skills = (float(founding.skill), float(founding.skill_social))
    _fit_out(
        kind, bodies.trade, mix, types.domain, types.needs, skills, float(b.fungible), float(b.substitution),
        bodies.skill, bodies.solo,
    )  # fmt: skip
    bodies.by_key[:] = np.argsort(bodies.key, kind="stable")
    return bodies


def _part(actors: Any, kind: Kind, tier: int, domain: int, departments: Column) -> float:
    """Return the part of its kind's hours that a body has (7)."""
    if kind == Kind.PARTY:
        return float((actors.party.community, actors.party.street, actors.party.district, actors.party.city)[tier])
    if kind == Kind.GOVERNMENT:
        if tier == DISTRICT:
            even = actors.government.department_even
            return float(actors.government.department * ((1.0 - even) * departments[domain] + even / DOMAIN_COUNT))
        return float(actors.government.city if tier == CITY else actors.government.street)
    if kind == Kind.SELF_GOVERNING:
        return 1.0
    return 1.0 / getattr(actors, KINDS[kind]).number


@kernel
def _settle_bodies(
    seed: int, place_key: Keys, place_mix: Column, rank: Whole, willingness: Column, spread: tuple[float, ...],
    focus: tuple[float, ...], place: Whole, kind: Whole, domain: Whole, key: Keys, trade: Whole, w: Column, p: Column,
) -> None:  # fmt: skip
    """Draw keys, trades, willingness (8) and priorities of bodies."""
    sd, home_mix, home_shape = spread
    department_focus, trade_focus, other_shape = focus
    for o in range(len(key)):
        key[o] = draws.child(draws.child(place_key[place[o]], 1 + kind[o]), rank[o] + 1000 * (domain[o] + 1))
        m = willingness[o]
        w[o] = m
        if sd >= _SMALLEST_SPREAD:
            precision = m * (1.0 - m) / (sd * sd) - 1.0
            if precision > 0.0:
                a, b = m * precision, (1.0 - m) * precision
                w[o] = draws.beta(seed, streams.FOUND_ORGANISATION, 0, key[o], 320, a, b)
        if kind[o] == Kind.ENTERPRISE:
            trade[o] = 4 if rank[o] % 2 == 0 else 1
        elif kind[o] == Kind.MASS_ORGANISATION:
            trade[o] = 1 + rank[o] % 3
        elif kind[o] == Kind.SOCIAL_ORGANISATION:
            u = draws.uniform(seed, streams.FOUND_ORGANISATION, 0, key[o], 448)
            trade[o] = min(4, math.floor(5.0 * u))
        if domain[o] >= 0:
            for d in range(DOMAIN_COUNT):
                p[o, d] = department_focus if d == domain[o] else (1.0 - department_focus) / 4.0
            continue
        own = kind[o] <= Kind.SELF_GOVERNING
        shape = home_shape if own else other_shape
        total = 0.0
        for d in range(DOMAIN_COUNT):
            p[o, d] = draws.gamma(seed, streams.FOUND_ORGANISATION, 0, key[o], 64 * d, shape)
            total += p[o, d]
        for d in range(DOMAIN_COUNT):
            part = p[o, d] / total
            if own:
                p[o, d] = home_mix * place_mix[place[o], d] + (1.0 - home_mix) * part
            else:
                p[o, d] = trade_focus * (1.0 if d == trade[o] else 0.0) + (1.0 - trade_focus) * part


@kernel
def _fit_out(
    kind: Whole, trade: Whole, mix: Column, domain: Whole, needs: Column, skills: tuple[float, float], fungible: float,
    r: float, skill: Column, solo: Column,
) -> None:  # fmt: skip
    """Set skills in the trade and what each body does alone for an hour, by type."""
    for o in range(len(kind)):
        for y in range(len(domain)):
            if trade[o] == domain[y]:
                skill[o, y] = skills[1] if kind[o] == Kind.SOCIAL_ORGANISATION else skills[0]
            solo[o, y] = match_row(mix[o], needs[y], fungible, r) * skill[o, y]
