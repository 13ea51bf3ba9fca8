"""13. Bodies learn, communities remember (7.13).

success_o <- success_o + (1 - (1 - success_memory)^n) (t / n - success_o), n closures of the week, t on time (63)
w += -temptation (1 - lists) (1 - recognition virtue) w (1 - w) + lead lead_o (1 - w) + success success_o (1 - w)
+ anchor (w0 - w)                                                                                      (64)
efficacy_c += efficacy_rate ([decided] - efficacy_c), cohesion_c likewise to what members and success make it (65)
need_cd += need_memory (need now - need), given_cd likewise                                                 (66)
"""

from __future__ import annotations

from ...compilation import kernel
from ...parameters.places import COMMUNITY
from ..coefficients import Record
from ..levers import Levers
from ..state import DOMAIN_COUNT, Bodies, Communities, Places


@kernel
def adapt(
    places: Places, communities: Communities, bodies: Bodies, b: Record, efficacy_rate: float, need_memory: float
) -> None:
    """Let willingness, success, efficacy, cohesion and what is known of the need move."""
    for o in range(len(bodies.key)):
        if not bodies.acts[o]:
            continue
        n = bodies.closures[o]
        if n > 0:
            forgotten = 1.0
            for _ in range(n):  # not **, which Python and the compiler round differently
                forgotten *= 1.0 - b.success_memory
            bodies.success[o] += (1.0 - forgotten) * (bodies.on_time[o] / n - bodies.success[o])
        lead = 0.0
        for c in range(bodies.first[o], bodies.last[o]):
            lead += places.lever[communities.at[c, COMMUNITY], Levers.VANGUARD] * communities.cohesion[c]
        lead /= bodies.last[o] - bodies.first[o]
        lever, w = places.lever[bodies.place[o]], bodies.w[o]
        tempting = b.temptation * (1.0 - lever[Levers.LISTS]) * (1.0 - b.recognition * lever[Levers.RECOGNITION])
        w += (
            -tempting * w * (1.0 - w)
            + b.lead * lead * (1.0 - w)
            + b.success * bodies.success[o] * (1.0 - w)
            + b.anchor * (bodies.w_anchor[o] - w)
        )
        bodies.w[o] = min(1.0, max(0.0, w))
    for c in range(len(communities.key)):
        if communities.met[c]:
            decided = 1.0 if communities.decided[c] else 0.0
            communities.efficacy[c] += efficacy_rate * (decided - communities.efficacy[c])
        target = min(
            1.0,
            b.cohesion_base
            + b.cohesion_members * communities.members_serving[c]
            + b.cohesion_success * bodies.success[communities.branch[c]],
        )
        communities.cohesion[c] += b.cohesion_rate * (target - communities.cohesion[c])
        for d in range(DOMAIN_COUNT):
            communities.need[c, d] += need_memory * (communities.need_now[c, d] - communities.need[c, d])
            communities.given[c, d] += need_memory * (communities.given_now[c, d] - communities.given[c, d])
