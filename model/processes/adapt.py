"""Organisations learn from each other; branches gain or lose cohesion (适应).

    w += .05 (partners' mean w - w) - .05 (1 - lists) w (1 - w) + .05 lead (1 - w) + .02 success (1 - w) + .05 (w0 - w)

conditional cooperation, the temptation to leave it to others when nobody is responsible, the branch's example
(lead = vanguard . cohesion), and success; organisations of a district take the mean over its communities. A community's
record of success follows the share of its assigned work that was done this week; a branch's cohesion follows

    .3 + .4 share of members volunteering + .3 success.
"""

from __future__ import annotations

from ..array_types import Column, Whole
from ..compilation import kernel
from ..state import City


def adapt(city: City) -> None:
    """Let organisations adjust their willingness and branches their cohesion."""
    organisations, communities, work = city.organisations, city.communities, city.work
    b = city.behaviour.adapt
    _adapt(
        organisations.community, organisations.district, organisations.home_start, organisations.district_start,
        city.territory.district_of, city.territory.district_start, organisations.willingness_anchor,
        communities.vanguard, communities.members_volunteering, work.needed, work.done,
        city.rules.mechanism.responsibility_lists,
        (b.conform, b.temptation, b.lead, b.success, b.anchor, b.success_memory, b.cohesion_rate, b.cohesion_base,
         b.cohesion_members, b.cohesion_success),
        organisations.willingness.copy(), organisations.willingness, communities.success, communities.cohesion,
    )  # fmt: skip


@kernel
def _adapt(
    community: Whole, district: Whole, home_start: Whole, own_start: Whole, district_of: Whole, district_start: Whole,
    anchor: Column, vanguard: Column, members: Column, needed: Column, done: Column, lists: float,
    b: tuple[float, ...], before: Column, willingness: Column, success: Column, cohesion: Column,
) -> None:  # fmt: skip
    conform, temptation, by_lead, by_success, back, memory, rate, base, by_members, by_record = b
    for o in range(len(community)):
        first, last = community[o], community[o] + 1
        if community[o] < 0:
            first, last = district_start[district[o]], district_start[district[o] + 1]
        others, lead, record = 0.0, 0.0, 0.0
        for c in range(first, last):
            total, count = 0.0, 0
            for p in range(home_start[c], home_start[c + 1]):
                total += before[p]
                count += 1
            for p in range(own_start[district_of[c]], own_start[district_of[c] + 1]):
                total += before[p]
                count += 1
            others += total / count
            lead += vanguard[c] * cohesion[c]
            record += success[c]
        others, lead, record = others / (last - first), lead / (last - first), record / (last - first)
        w = before[o]
        w += (
            conform * (others - w) - temptation * (1.0 - lists) * w * (1.0 - w) + by_lead * lead * (1.0 - w)
            + by_success * record * (1.0 - w) + back * (anchor[o] - w)
        )  # fmt: skip
        willingness[o] = min(1.0, max(0.0, w))
    for c in range(len(success)):
        asked, met = 0.0, 0.0
        for y in range(needed.shape[1]):
            asked += needed[c, y]
            met += done[c, y]
        if asked > 0.0:
            success[c] += memory * (met / asked - success[c])
        wanted = base + by_members * members[c] + by_record * success[c]
        cohesion[c] += rate * (min(1.0, wanted) - cohesion[c])
