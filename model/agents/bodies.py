"""The bodies of the first week (5.4): hours, willingness, priorities, trades and skills."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..array_types import Word
from ..parameters.places import CITY
from ..parameters.streams import FOUND_ORGANISATION
from ..parameters.world import KINDS, RESOURCES, Numbered
from ..parameters.world import Body as Means
from .addition import add_up
from .answers import watch
from .body import Body
from .luck import child
from .match import match
from .places import District, Place

if TYPE_CHECKING:
    from .model import GovernanceModel


def base_shares(model: GovernanceModel, rural: bool) -> list[float]:
    """Return how often each type arises in town or country; in the country as in town if nothing would arise there."""
    urban = [kind.issue.share for kind in model.types]
    if not rural:
        return urban
    weighed = [kind.issue.share * kind.issue.rural_weight for kind in model.types]
    return weighed if any(share > 0.0 for share in weighed) else urban


def set_up_bodies(model: GovernanceModel) -> None:
    """Set up the bodies in their order (section 2)."""
    actors = model.settings.world.actors
    city = model.city
    city.party = _add(model, city, "party", 0, actors.party.city)
    city.centre = _add(model, city, "government", 0, actors.government.city)
    for district in model.districts:
        party, government = actors.party, actors.government
        district.party = _add(model, district, "party", 0, party.district)
        shares, even = department_shares(model, district), government.department_even
        district.departments = [
            _add(model, district, "government", 0, government.department * ((1.0 - even) * shares[d] + even / 5.0), d)
            for d in range(5)
        ]
        district.mass_organisations = _several(model, district, actors.mass_organisation, "mass_organisation")
        for street in district.streets:
            street.party = _add(model, street, "party", 0, party.street)
            street.office = _add(model, street, "government", 0, government.street)
            for community in street.communities:
                community.party = community.branch = _add(model, community, "party", 0, party.community)
                community.committee = _add(model, community, "self_governing", 0, 1.0)
                _several(model, community, actors.enterprise, "enterprise")
                community.social_organisations = _several(
                    model, community, actors.social_organisation, "social_organisation"
                )
    for community in model.communities:
        serving = (community.district, community.street, community)
        community.candidates = sorted((body for place in serving for body in place.home), key=lambda b: b.number)


def _several(model: GovernanceModel, place: Place, means: Numbered, kind: str) -> list[Any]:
    return [_add(model, place, kind, rank, 1.0 / means.number) for rank in range(means.number)]


def department_shares(model: GovernanceModel, district: District) -> list[float]:
    """Return the share of departments' work that belongs to each domain, as sizes and competences let expect (7)."""
    arise = model.settings.behaviour.arise
    work = [0.0] * 5
    for kind, share in zip(model.types, base_shares(model, district.rural), strict=True):
        s = kind.issue.size_sigma
        if s == 0.0:
            one = 0 if arise.size_small >= 1.0 else 2 if arise.size_large < 1.0 else 1
            parts = [1.0 if z == one else 0.0 for z in range(3)]
        else:
            small, upto = _work_below(arise.size_small, s), _work_below(arise.size_large, s)
            parts = [small, upto - small, 1.0 - upto]
        work[kind.domain] += share * add_up(parts[z] for z in range(3) if kind.levels[z] == "department")
    total = add_up(work)
    return [part / total for part in work] if total > 0.0 else [0.2] * 5


def _work_below(size: float, sigma: float) -> float:
    """Return the share of all work that is in cases of at most a size."""
    if size <= 0.0:
        return 0.0
    return (1.0 + math.erf((math.log(size) - sigma * sigma / 2.0) / sigma / math.sqrt(2.0))) / 2.0


def _add(model: GovernanceModel, place: Place, kind: str, rank: int, part: float, domain: int = -1) -> Any:
    """Add a body to the city: its hours, how willing it is, what it is about."""
    world, founding, luck = model.settings.world, model.settings.behaviour.founding, model.luck
    means: Means = getattr(world.actors, kind)
    key = child(child(place.key, 1 + KINDS.index(kind)), rank + 1000 * (domain + 1))
    body: Body = model.kinds[kind](model, len(model.bodies), place, key, rank, domain)
    watch(body)
    model.bodies.append(body)
    place.home.append(body)
    rural = place.tier < CITY and place.communities[0].district.rural
    factor = means.rural_factor if rural else 1.0
    scale = world.actors.capacity_scale
    h = [scale * getattr(means.capacity, name) * place.persons / 5000.0 * part * factor for name in RESOURCES]
    body.capacity = (h[0], h[1], h[2], h[3])
    total = h[0] + h[1] + h[2] + h[3]
    if total > 0.0:
        body.mix = (h[0] / total, h[1] / total, h[2] / total, h[3] / total)
    body.willingness = body.anchor = _will(model, key, means.willingness)
    body.success = founding.success
    if kind == "government" and domain >= 0:
        rest = (1.0 - founding.department_focus) / 4.0
        body.own_priorities = [founding.department_focus if d == domain else rest for d in range(5)]
    elif kind in ("party", "government", "self_governing"):
        own = luck.simplex(FOUND_ORGANISATION, key, 0, founding.home_shape)
        body.own_priorities = [founding.home_mix * place.mix[d] + (1.0 - founding.home_mix) * own[d] for d in range(5)]
    else:
        body.trade = _trade(model, kind, rank, key)
        own = luck.simplex(FOUND_ORGANISATION, key, 0, founding.other_shape)
        focus = founding.trade_focus
        body.own_priorities = [focus * (d == body.trade) + (1.0 - focus) * own[d] for d in range(5)]
    body.priorities = list(body.own_priorities)
    skill = founding.skill_social if kind == "social_organisation" else founding.skill
    body.skill = [skill if kind_.domain == body.trade else 1.0 for kind_ in model.types]
    work = model.settings.behaviour.work
    body.solo = [
        match(body.mix, kind_.needs, work.fungible, work.substitution) * body.skill[kind_.number]
        for kind_ in model.types
    ]
    return body


def _will(model: GovernanceModel, key: Word, mean: float) -> float:
    """Draw how willing a body is (8); all of a kind alike where the spread is none, or more than there can be."""
    sd = model.settings.behaviour.founding.willingness_sd
    if sd < 1e-6:
        return mean
    concentration = mean * (1.0 - mean) / (sd * sd) - 1.0
    if concentration <= 0.0:
        return mean
    return model.luck.beta(FOUND_ORGANISATION, key, 320, mean * concentration, (1.0 - mean) * concentration)


def _trade(model: GovernanceModel, kind: str, rank: int, key: Word) -> int:
    """Return the domain of a body's trade."""
    if kind == "enterprise":
        return 4 if rank % 2 == 0 else 1
    if kind == "mass_organisation":
        return (1, 2, 3)[rank % 3]
    return min(4, math.floor(5.0 * model.luck.once(FOUND_ORGANISATION, key, 448)))
