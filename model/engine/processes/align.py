"""7. Priorities of bodies move, all at once (7.7).

command:      (1 - campaign) listed + campaign e_turn; turn: lowest struck domain, or (week // campaign_weeks) mod 5
party_led:    told X_c + (1 - told) / 5,  told = 1 - (1 - links[c]) (1 - grid_information grid_coverage[c])  (41)
deliberative: agenda_c
p_o += rate strength (target_o - p_o) + anchor (p0_o - p_o), target the mean over communities served         (42)
"""

from __future__ import annotations

import numpy as np

from ...compilation import kernel
from ...parameters.places import COMMUNITY
from ..coefficients import Record
from ..levers import Goals, Levers
from ..state import DOMAIN_COUNT, Bodies, Communities, Places, Types


@kernel
def align(week: int, places: Places, communities: Communities, bodies: Bodies, types: Types, b: Record) -> None:
    """Draw priorities to the common ones, where a rule says so, and back to a body's own."""
    target = np.zeros(DOMAIN_COUNT)
    for o in range(len(bodies.key)):
        if not bodies.acts[o]:
            continue
        lever = places.lever[bodies.place[o]]
        pull = b.rate * lever[Levers.GOALS_STRENGTH]
        if int(lever[Levers.GOALS]) != Goals.INDEPENDENT:
            for d in range(DOMAIN_COUNT):
                target[d] = 0.0
            for c in range(bodies.first[o], bodies.last[o]):
                _look_at(week, c, o, lever, places, communities, bodies, types, b, target)
            for d in range(DOMAIN_COUNT):
                target[d] /= bodies.last[o] - bodies.first[o]
        for d in range(DOMAIN_COUNT):
            p = bodies.p[o, d]
            change = b.anchor * (bodies.p_anchor[o, d] - p)
            if int(lever[Levers.GOALS]) != Goals.INDEPENDENT:
                change = pull * (target[d] - p) + change
            bodies.p[o, d] = p + change


@kernel
def _look_at(
    week: int, c: int, o: int, lever: np.ndarray, places: Places, communities: Communities, bodies: Bodies,
    types: Types, b: Record, target: np.ndarray,
) -> None:  # fmt: skip
    """Add a community's common priorities, as a body sees them (41)."""
    rule = int(lever[Levers.GOALS])
    if rule == Goals.DELIBERATIVE:
        for d in range(DOMAIN_COUNT):
            target[d] += communities.agenda[c, d]
    elif rule == Goals.COMMAND:
        turn = (week // b.campaign_weeks) % DOMAIN_COUNT
        for d in range(DOMAIN_COUNT - 1, -1, -1):
            if communities.struck[c, d]:
                turn = d
        for d in range(DOMAIN_COUNT):
            campaign = lever[Levers.CAMPAIGN] * (1.0 if d == turn else 0.0)
            target[d] += (1.0 - lever[Levers.CAMPAIGN]) * types.listed[d] + campaign
    elif bodies.acts[communities.branch[c]]:
        here = places.lever[communities.at[c, COMMUNITY]]
        told = 1.0 - (1.0 - here[Levers.HOUSEHOLD_LINKS]) * (1.0 - b.grid_information * here[Levers.GRID_COVERAGE])
        for d in range(DOMAIN_COUNT):
            target[d] += told * communities.x[c, d] + (1.0 - told) / DOMAIN_COUNT
    else:
        for d in range(DOMAIN_COUNT):
            target[d] += bodies.p_anchor[o, d]
