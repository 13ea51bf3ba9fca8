"""12. What residents make of it: satisfaction, trust, norms, priorities (获得感; 7.12).

satisfaction += satisfaction_rate (outcome exp(-harm_g / harm_scale) + (1 - outcome) voice - satisfaction)
yearly += (satisfaction - yearly) / min(week + 1, 52)
trust += trust_gain solved_g (1 - trust) - let_down_g trust + trust_neighbours (theirs - trust)
+ trust_voice voice (1 - trust) + trust_satisfaction (satisfaction - trust)                         (60)
norm += u (1 - norm) + norm_neighbours (theirs - norm) - norm_erosion norm                                  (61)
x = (1 - s - b - a) x + s seen_g + b theirs + a x0                                                          (62)
"""

from __future__ import annotations

import math

from ...array_types import Column, Links, Whole
from ...compilation import kernel
from ...parameters.places import COMMUNITY
from ..averaging import average_neighbours, average_neighbours_priorities, average_over_places
from ..coefficients import Record
from ..levers import Levers
from ..state import Communities, Grids, Households, Places, Residents

_YEAR = 52


@kernel
def experience(
    week: int, places: Places, communities: Communities, grids: Grids, households: Households, residents: Residents,
    b: Record,
) -> None:  # fmt: skip
    """Let residents see what is unsolved around them and change their minds, all at once."""
    n = len(communities.key)
    listen(
        0, n, communities.resident_start, residents.trust, residents.norm, residents.x, residents.near, residents.far,
        residents.room,
    )  # fmt: skip
    change_minds(week, 0, n, places, communities, grids, residents, residents.room, b)
    average_over_places(communities, grids, households, residents)


@kernel
def listen(
    first: int, last: int, start: Whole, trust: Column, norm: Column, x: Column, near: Links, far: Links, heard: Column
) -> None:
    """Let residents of some communities hear what their neighbours think, before anybody changes her mind."""
    here = start[first : last + 1]
    average_neighbours(trust, here, near, far, heard[0])
    average_neighbours(norm, here, near, far, heard[1])
    average_neighbours_priorities(x, here, near, far, heard[2:].reshape(x.shape))


@kernel
def change_minds(
    week: int, first: int, last: int, places: Places, communities: Communities, grids: Grids, residents: Residents,
    heard: Column, b: Record,
) -> None:  # fmt: skip
    """Let residents of some communities change their minds."""
    others_trust, others_norm, others_x = heard[0], heard[1], heard[2:].reshape(residents.x.shape)
    year = 1.0 / min(week + 1, _YEAR)
    for c in range(first, last):
        lever = places.lever[communities.at[c, COMMUNITY]]
        upkeep = (
            b.norm_pledge * communities.pledge[c] + b.norm_lead * lever[Levers.VANGUARD] * communities.cohesion[c]
            + b.norm_recognition * lever[Levers.RECOGNITION]
        )  # fmt: skip
        for g in range(communities.grid_start[c], communities.grid_start[c + 1]):
            here = slice(grids.resident_start[g], grids.resident_start[g + 1])
            well = b.outcome * math.exp(-grids.harm[g] / b.harm_scale)
            _be_satisfied(
                residents.satisfaction[here], residents.yearly[here], residents.voice[here],
                (b.satisfaction_rate, well, 1.0 - b.outcome, year),
            )  # fmt: skip
            _trust(
                residents.trust[here], others_trust[here], residents.voice[here], residents.satisfaction[here],
                (b.trust_gain * grids.solved[g], grids.let_down[g], b.trust_neighbours, b.trust_voice,
                 b.trust_satisfaction),
            )  # fmt: skip
            _hold_norms(residents.norm[here], others_norm[here], upkeep, b.norm_neighbours, b.norm_erosion)
            sees = b.priority_seen if grids.harm[g] > 0.0 else 0.0
            _set_priorities(
                residents.x[here], others_x[here], residents.x_anchor[here], grids.seen[g],
                (sees, b.priority_neighbours, b.priority_anchor),
            )  # fmt: skip


# The loops below are kept apart and plain so that the compiler takes several residents at a time.


@kernel
def _be_satisfied(satisfaction: Column, yearly: Column, voice: Column, by: tuple[float, ...]) -> None:
    rate, well, by_voice, year = by
    for i in range(len(satisfaction)):
        satisfaction[i] += rate * (well + by_voice * voice[i] - satisfaction[i])
        yearly[i] += year * (satisfaction[i] - yearly[i])


@kernel
def _trust(trust: Column, others: Column, voice: Column, satisfaction: Column, by: tuple[float, ...]) -> None:
    gain, loss, by_neighbours, by_voice, by_satisfaction = by
    for i in range(len(trust)):
        t = trust[i]
        t += (
            gain * (1.0 - t) - loss * t + by_neighbours * (others[i] - t) + by_voice * voice[i] * (1.0 - t)
            + by_satisfaction * (satisfaction[i] - t)
        )  # fmt: skip
        trust[i] = min(1.0, max(0.0, t))


@kernel
def _hold_norms(norm: Column, others: Column, upkeep: float, by_neighbours: float, erosion: float) -> None:
    for i in range(len(norm)):
        m = norm[i]
        m += upkeep * (1.0 - m) + by_neighbours * (others[i] - m) - erosion * m
        norm[i] = min(1.0, max(0.0, m))


@kernel
def _set_priorities(x: Column, others: Column, anchor: Column, seen: Column, by: tuple[float, ...]) -> None:
    by_seen, by_neighbours, back = by
    stay = 1.0 - by_seen - by_neighbours - back
    # Written out: what is seen stays at hand, and is not read again for everyone.
    s0, s1, s2, s3, s4 = by_seen * seen[0], by_seen * seen[1], by_seen * seen[2], by_seen * seen[3], by_seen * seen[4]
    for i in range(x.shape[0]):
        x[i, 0] = stay * x[i, 0] + s0 + by_neighbours * others[i, 0] + back * anchor[i, 0]
        x[i, 1] = stay * x[i, 1] + s1 + by_neighbours * others[i, 1] + back * anchor[i, 1]
        x[i, 2] = stay * x[i, 2] + s2 + by_neighbours * others[i, 2] + back * anchor[i, 2]
        x[i, 3] = stay * x[i, 3] + s3 + by_neighbours * others[i, 3] + back * anchor[i, 3]
        x[i, 4] = stay * x[i, 4] + s4 + by_neighbours * others[i, 4] + back * anchor[i, 4]
