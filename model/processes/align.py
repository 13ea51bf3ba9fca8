"""Organisations' priorities move towards common ones (目标协同), and back to their own.

    p += .25 strength (target - p) + .06 (p0 - p)

The target depends on the rule: none; one city-wide list taken from the statistics of past problems, by `campaign` bent
to one domain that changes every half-year; what residents want as far as grids and links tell the branch, else all
domains alike; or the communities' deliberated agendas. An organisation that serves several communities takes the mean.
"""

from __future__ import annotations

import numpy as np

from ..array_types import Column, Whole
from ..compilation import kernel
from ..state import City
from ..world import DOMAINS


def align(city: City) -> None:
    """Move every organisation's priorities by a week."""
    behaviour, rules = city.behaviour.align, city.rules.goals
    target = common_targets(city)
    strength = 0.0 if target is None else rules.strength
    if target is None:
        target = city.communities.agenda
    _align(
        city.organisations.priorities, city.organisations.priority_anchor, city.organisations.community,
        city.organisations.district, city.territory.district_start, target,
        behaviour.rate * strength, behaviour.anchor,
    )  # fmt: skip


def common_targets(city: City) -> Column | None:
    """Return the common priorities of each community, (communities, 5); None where every actor keeps its own."""
    rules, behaviour, communities = city.rules.goals, city.behaviour.align, city.communities
    if rules.rule == "independent":
        return None
    if rules.rule == "deliberative":
        return communities.agenda
    if rules.rule == "command":
        listed = city.types.listed.copy()
        turn = (city.week // behaviour.campaign_weeks) % len(DOMAINS)
        listed *= 1.0 - rules.campaign
        listed[turn] += rules.campaign
        everywhere = np.empty_like(communities.agenda)
        everywhere[:] = listed
        return everywhere
    told = 1.0 - (1.0 - communities.household_links) * (1.0 - behaviour.grid_information * communities.grid_coverage)
    return told[:, None] * communities.priorities + (1.0 - told[:, None]) / len(DOMAINS)


@kernel
def _align(
    priorities: Column, anchor: Column, community: Whole, district: Whole, district_start: Whole, target: Column,
    pull: float, back: float,
) -> None:  # fmt: skip
    for o in range(len(community)):
        first, last = community[o], community[o] + 1
        if community[o] < 0:
            first, last = district_start[district[o]], district_start[district[o] + 1]
        for k in range(priorities.shape[1]):
            common = 0.0
            for c in range(first, last):
                common += target[c, k]
            common /= last - first
            p = priorities[o, k]
            priorities[o, k] = p + pull * (common - p) + back * (anchor[o, k] - p)
