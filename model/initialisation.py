"""Build the first week from settings and draws.

Who lives where, with which trust, motive and priorities; which organisations there are, with what means. Draws are
keyed by place and rank, so that one resident or one county more leaves all others' states as they were; who is
acquainted with whom depends on how many there are to choose from.
"""

from __future__ import annotations

import math

import numpy as np

from . import random_draws as draws
from .array_types import Column, Flags, Keys, Links, Small, Whole
from .compilation import kernel
from .processes.experience import average_over_places
from .processes.happen import put_in_force
from .settings import Settings
from .state import (
    NEVER,
    Citizens,
    City,
    Communities,
    Contributor,
    Grids,
    Issues,
    Kind,
    Ledger,
    Organisations,
    Types,
    Work,
)
from .territory import Territory, lay_out
from .world import DOMAINS, RESOURCES, OrganisationActor, World

_CONDITIONAL, _FREE_RIDER, _HUMP, _OTHER = (
    int(Contributor.CONDITIONAL), int(Contributor.FREE_RIDER), int(Contributor.HUMP_SHAPED), int(Contributor.OTHER),
)  # fmt: skip
# Draw numbers within the founding streams; a gamma takes 64, a Beta 128.
_TRUST, _MOTIVE, _NORM, _TOLERANCE, _PRIORITIES, _TRAITS, _LINKS = 0, 128, 256, 384, 512, 1024, 1025

_AT_HOME = (Kind.PARTY_BRANCH, Kind.SELF_GOVERNING, Kind.ENTERPRISE, Kind.SOCIAL_ORGANISATION)


def initialise(settings: Settings, seed: int | None = None) -> City:
    """Found a city at the start of week 0.

    Parameters
    ----------
    settings : Settings
    seed : int, optional
        Takes the place of ``settings.run.seed``.
    """
    seed = settings.run.seed if seed is None else seed
    territory = lay_out(settings.world.city)
    types = issue_types(settings.world)
    communities = _communities(settings, seed, territory, types)
    city = City(
        settings=settings,
        seed=seed,
        rules=settings.rules,
        territory=territory,
        types=types,
        citizens=_citizens(settings, seed, territory, types, communities),
        organisations=_organisations(settings, seed, territory),
        communities=communities,
        grids=_grids(territory, types),
        issues=Issues.empty(max(64, territory.citizens // 4)),
        work=Work.empty(territory.communities, len(types.names)),
        ledger=Ledger.empty(settings.run.weeks, int(types.deadline.max())),
        timetable=settings.timetable(),
        arrival_factor=np.ones((territory.communities, len(types.names))),
        capacity_factor=np.ones(len(Kind)),
        room=np.empty((7, territory.citizens)),
    )
    average_over_places(city)
    put_in_force(city)
    return city


def issue_types(world: World) -> Types:
    """Bring the issue types into columns."""
    kinds = list(world.issues.values())
    needs = np.array([[getattr(kind.needs, resource) for resource in RESOURCES] for kind in kinds])
    needs /= needs.sum(axis=1, keepdims=True)
    domain = np.array([DOMAINS.index(kind.domain) for kind in kinds], dtype=np.int64)
    listed = np.zeros(len(DOMAINS))
    np.add.at(listed, domain, [kind.share for kind in kinds])
    return Types(
        names=tuple(world.issues),
        domain=domain,
        needs=needs,
        contestability=np.array([kind.contestability for kind in kinds]),
        norm_sensitivity=np.array([kind.norm_sensitivity for kind in kinds]),
        deadline=np.array([kind.deadline_weeks for kind in kinds], dtype=np.int64),
        kinds=(needs > 0.0).sum(axis=1).astype(float),
        listed=listed / listed.sum(),
    )


def _communities(settings: Settings, seed: int, territory: Territory, types: Types) -> Communities:
    founding = settings.behaviour.founding
    communities = Communities.empty(territory.communities, len(types.names))
    shares = np.array([kind.share for kind in settings.world.issues.values()])
    rural = shares * np.array([kind.rural_weight for kind in settings.world.issues.values()])
    if rural.sum() <= 0.0:
        rural = shares
    _draw_mixes(seed, territory.community_key, territory.rural, shares, rural, founding.mix_shape, communities.mix)
    communities.consensus[:] = founding.consensus
    communities.agenda[:] = 1.0 / len(DOMAINS)
    communities.cohesion[:] = founding.cohesion
    return communities


def _grids(territory: Territory, types: Types) -> Grids:
    grids = Grids.empty(territory.grids, len(types.names))
    _key_arrivals(territory.grid_key, grids.arrival_key)
    return grids


@kernel
def _key_arrivals(grid_key: Keys, arrival_key: Keys) -> None:
    """Give each type's arrivals in a grid a key of their own."""
    for g in range(len(grid_key)):
        for y in range(arrival_key.shape[1]):
            arrival_key[g, y] = draws.child(grid_key[g], y)


@kernel
def _draw_mixes(
    seed: int, keys: Keys, rural: Flags, shares: Column, rural_shares: Column, shape: float, mix: Column
) -> None:
    """Draw each community's mix of problems: the shares of its kind of place, perturbed by gamma(shape) / shape."""
    for c in range(len(keys)):
        total = 0.0
        for y in range(len(shares)):
            part = rural_shares[y] if rural[c] else shares[y]
            mix[c, y] = part * draws.gamma(seed, draws.FOUND_COMMUNITY, 0, keys[c], 64 * y, shape)
            total += mix[c, y]
        for y in range(len(shares)):
            mix[c, y] /= total


def _citizens(settings: Settings, seed: int, territory: Territory, types: Types, communities: Communities) -> Citizens:
    founding = settings.behaviour.founding
    citizens = Citizens.empty(territory.citizens)
    citizens.satisfaction[:] = founding.satisfaction
    citizens.yearly_satisfaction[:] = founding.satisfaction
    citizens.belief[:] = founding.belief
    citizens.took_part[:] = NEVER
    by_domain = np.zeros((territory.communities, len(DOMAINS)))
    for y, domain in enumerate(types.domain):
        by_domain[:, domain] += communities.mix[:, y]
    shares = np.cumsum([founding.conditional_cooperators, founding.free_riders, founding.hump_shaped])
    _draw_citizens(
        seed, territory.grid_key, territory.resident_start, territory.home_of, by_domain,
        (founding.trust_a, founding.trust_b, founding.motive_a, founding.motive_b, founding.norm_a, founding.norm_b,
         founding.tolerance_a, founding.tolerance_b, founding.tolerance_scale),
        founding.party_members, shares, founding.own_priorities, founding.priority_shape,
        citizens.key, citizens.trust, citizens.motive, citizens.motive_anchor, citizens.norm, citizens.tolerance,
        citizens.link_rank, citizens.priorities, citizens.priority_anchor, citizens.contributor, citizens.party_member,
    )  # fmt: skip
    home = territory.district_of[territory.home_of]
    if settings.world.city.acquaintance == "city":
        home = np.zeros_like(home)
        reach = np.array([0, territory.citizens])
    else:
        reach = territory.citizen_start[territory.district_start]
    _draw_acquaintances(
        seed, citizens.key, territory.resident_start, territory.home_of, territory.citizen_start, home, reach,
        citizens.near, citizens.far,
    )  # fmt: skip
    return citizens


@kernel
def _draw_citizens(
    seed: int, grid_key: Keys, start: Whole, home_of: Whole, by_domain: Column, shapes: tuple[float, ...],
    members: float, type_shares: Column, own: float, shape: float, key: Keys, trust: Column, motive: Column,
    motive_anchor: Column, norm: Column, tolerance: Column, link_rank: Column, priorities: Column, anchor: Column,
    contributor: Small, party_member: Flags,
) -> None:  # fmt: skip
    """Draw each resident's founding state; priorities are part Dirichlet, part the community's problems."""
    stream = draws.FOUND_CITIZEN
    trust_a, trust_b, motive_a, motive_b, norm_a, norm_b, tolerance_a, tolerance_b, widest = shapes
    for g in range(len(grid_key)):
        c = home_of[g]
        for i in range(start[g], start[g + 1]):
            k = draws.child(grid_key[g], i - start[g])
            key[i] = k
            trust[i] = draws.beta(seed, stream, 0, k, _TRUST, trust_a, trust_b)
            motive[i] = draws.beta(seed, stream, 0, k, _MOTIVE, motive_a, motive_b)
            motive_anchor[i] = motive[i]
            norm[i] = draws.beta(seed, stream, 0, k, _NORM, norm_a, norm_b)
            tolerance[i] = widest * draws.beta(seed, stream, 0, k, _TOLERANCE, tolerance_a, tolerance_b)
            total = 0.0
            for d in range(by_domain.shape[1]):
                anchor[i, d] = draws.gamma(seed, stream, 0, k, _PRIORITIES + 64 * d, shape)
                total += anchor[i, d]
            for d in range(by_domain.shape[1]):
                anchor[i, d] = own * anchor[i, d] / total + (1.0 - own) * by_domain[c, d]
                priorities[i, d] = anchor[i, d]
            u, v = draws.two(seed, stream, 0, k, _TRAITS)
            party_member[i] = u < members
            contributor[i] = _OTHER
            if v < type_shares[0]:
                contributor[i] = _CONDITIONAL
            elif v < type_shares[1]:
                contributor[i] = _FREE_RIDER
            elif v < type_shares[2]:
                contributor[i] = _HUMP
            link_rank[i] = draws.uniform(seed, stream, 0, k, _LINKS)


@kernel
def _draw_acquaintances(
    seed: int, key: Keys, resident_start: Whole, home_of: Whole, citizen_start: Whole, area: Whole, reach: Whole,
    near: Links, far: Links,
) -> None:  # fmt: skip
    """Draw two acquaintances of each resident: one in the community, one of the wider area (small world).

    Neither is herself unless she is alone there.
    """
    for g in range(len(home_of)):
        for i in range(resident_start[g], resident_start[g + 1]):
            u, v = draws.two(seed, draws.FOUND_CITIZEN, 0, key[i], _LINKS + 1)
            first, last = citizen_start[home_of[g]], citizen_start[home_of[g] + 1]
            near[i] = first + (i - first + 1 + int(u * (last - first - 1))) % (last - first)
            first, last = reach[area[g]], reach[area[g] + 1]
            far[i] = first + (i - first + 1 + int(v * (last - first - 1))) % (last - first)


def _organisations(settings: Settings, seed: int, territory: Territory) -> Organisations:
    """Lay out organisations, with capacity by the residents they serve and priorities of their own."""
    actors = settings.world.actors
    founding = settings.behaviour.founding
    rows: list[tuple[Kind, int, int, int, float, OrganisationActor, int]] = []
    home_start = [0]
    for c in range(territory.communities):
        for kind in _AT_HOME:
            spec: OrganisationActor = getattr(actors, kind.name.lower())
            for rank in range(spec.number if spec.enabled else 0):
                part = territory.residents[c] / spec.number
                rows.append((kind, c, int(territory.district_of[c]), -1, part, spec, rank))
        home_start.append(len(rows))
    district_start = [len(rows)]
    for d in range(territory.districts):
        served = slice(territory.district_start[d], territory.district_start[d + 1])
        residents = float(territory.residents[served].sum())
        burden = _administrative_need(settings.world, bool(territory.rural[territory.district_start[d]]))
        if actors.government.enabled:
            for domain in range(len(DOMAINS)):
                for rank in range(actors.government.number):
                    part = residents * burden[domain] / actors.government.number
                    rows.append((Kind.GOVERNMENT, -1, d, domain, part, actors.government, rank))
        if actors.mass_organisation.enabled:
            for rank in range(actors.mass_organisation.number):
                part = residents / actors.mass_organisation.number
                rows.append((Kind.MASS_ORGANISATION, -1, d, -1, part, actors.mass_organisation, rank))
        district_start.append(len(rows))

    n, kinds = len(rows), len(RESOURCES)
    key = np.zeros(n, dtype=np.uint64)
    capacity = np.zeros((n, kinds))
    willingness = np.array([spec.willingness for *_, spec, _ in rows])
    priorities = np.zeros((n, len(DOMAINS)))
    place = [territory.community_key[c] if c >= 0 else territory.district_key[d] for _, c, d, *_ in rows]
    _draw_organisations(
        seed, np.array(place, dtype=np.uint64), np.array([row[0] for row in rows], dtype=np.int64),
        np.array([rank + 1000 * (domain + 1) for *_, domain, _, _, rank in rows], dtype=np.int64),
        founding.organisation_shape, key, priorities,
    )  # fmt: skip
    for o, (kind, c, d, domain, part, spec, _) in enumerate(rows):
        first = c if c >= 0 else territory.district_start[d]
        factor = actors.capacity_scale * (spec.rural_factor if territory.rural[first] else 1.0)
        capacity[o] = [getattr(spec.capacity, resource) * factor * part / 1000.0 for resource in RESOURCES]
        own = priorities[o].copy()
        if kind is Kind.GOVERNMENT:
            own = np.full(len(DOMAINS), (1.0 - founding.agency_focus) / (len(DOMAINS) - 1))
            own[domain] = founding.agency_focus
        elif kind in (Kind.PARTY_BRANCH, Kind.SELF_GOVERNING):
            own = founding.uniform_priorities / len(DOMAINS) + (1.0 - founding.uniform_priorities) * own
        priorities[o] = own
    return Organisations(
        key=key,
        kind=np.array([row[0] for row in rows], dtype=np.int8),
        community=np.array([row[1] for row in rows], dtype=np.int64),
        district=np.array([row[2] for row in rows], dtype=np.int64),
        domain=np.array([row[3] for row in rows], dtype=np.int8),
        capacity=capacity,
        willingness=willingness.copy(),
        willingness_anchor=willingness,
        priorities=priorities.copy(),
        priority_anchor=priorities,
        burden=np.zeros(n),
        coordination=np.zeros(n),
        effort=np.zeros((n, kinds)),
        home_start=np.array(home_start, dtype=np.int64),
        district_start=np.array(district_start, dtype=np.int64),
    )


@kernel
def _draw_organisations(seed: int, place: Keys, kind: Whole, rank: Whole, shape: float, key: Keys, own: Column) -> None:
    """Give each organisation its key, and priorities of its own: a Dirichlet draw."""
    for o in range(len(place)):
        key[o] = draws.child(draws.child(place[o], 1 + kind[o]), rank[o])
        total = 0.0
        for d in range(own.shape[1]):
            own[o, d] = draws.gamma(seed, draws.FOUND_ORGANISATION, 0, key[o], 64 * d, shape)
            total += own[o, d]
        for d in range(own.shape[1]):
            own[o, d] /= total


def _administrative_need(world: World, rural: bool) -> Column:
    """Return each domain's part of all administrative work, by which agencies' capacity is split."""
    need = np.zeros(len(DOMAINS))
    for kind in world.issues.values():
        # fsum is exact: from Python 3.12 on, sum() adds floats in another way than before.
        total = math.fsum(getattr(kind.needs, resource) for resource in RESOURCES)
        part = kind.share * (kind.rural_weight if rural else 1.0)
        need[DOMAINS.index(kind.domain)] += part * kind.needs.administrative / total
    return need / need.sum() if need.sum() > 0.0 else np.full(len(DOMAINS), 1.0 / len(DOMAINS))
