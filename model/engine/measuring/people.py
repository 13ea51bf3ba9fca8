"""What residents feel and do, each weighed by the persons she stands for (7.14)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...compilation import kernel
from ...parameters.places import COMMUNITY
from ..ledger import WINDOW
from ..state import (
    Communities,
    Grids,
    Places,
    Residents,
)
from .statistics import rate

_CLASSES = 1000


class People(NamedTuple):
    """What residents feel and do, each weighed by the persons she stands for."""

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


@kernel
def ask_people(week: int, places: Places, communities: Communities, grids: Grids, residents: Residents) -> People:
    """Return what residents feel and do."""
    classes, low, high = np.zeros((_CLASSES, 2)), _CLASSES, -1  # of each, residents and their sum
    town, country, townspeople, everybody = 0.0, 0.0, 0.0, 0.0
    t, m, f, v, w, served, taken_part = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    satisfaction, yearly, trust, motive = residents.satisfaction, residents.yearly, residents.trust, residents.motive
    fatigue, norm, voice, volunteered = residents.fatigue, residents.norm, residents.voice, residents.volunteered
    took_part, start = residents.took_part, grids.resident_start
    for g in range(len(grids.key)):
        ppa = grids.ppa[g]
        here, gt, gm, gf, gv, gw, gs, gp = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0
        for i in range(start[g], start[g + 1]):
            here += satisfaction[i]
            gt += trust[i]
            gm += motive[i]
            gf += fatigue[i]
            gv += norm[i]
            gw += voice[i]
            gs += volunteered[i]
            gp += week - took_part[i] < WINDOW
            k = min(_CLASSES - 1, int(yearly[i] * _CLASSES))
            low, high = min(low, k), max(high, k)
            classes[k, 0] += ppa
            classes[k, 1] += ppa * yearly[i]
        t += ppa * gt
        m += ppa * gm
        f += ppa * gf
        v += ppa * gv
        w += ppa * gw
        served += ppa * gs
        taken_part += ppa * gp
        size = ppa * (grids.resident_start[g + 1] - grids.resident_start[g])
        everybody += size
        if places.rural[communities.at[grids.community[g], COMMUNITY]]:
            country += ppa * here
        else:
            town += ppa * here
            townspeople += size
    gap, countrypeople = 0.0, everybody - townspeople
    if townspeople > 0.0 and countrypeople > 1e-9 * everybody:
        gap = town / townspeople - country / countrypeople
    # Gini over classes, each at its mean: sum of (2 rank - n - 1) x, ranks in a class being those of its middle.
    below, spread, sum_, left, worst = 0.0, 0.0, 0.0, 0.1 * everybody, 0.0
    for k in range(low, high + 1):
        count, total = classes[k, 0], classes[k, 1]
        if count > 0.0:
            spread += (2.0 * below + count - everybody) * total
            sum_ += total
            part = min(left, count)
            worst += part * total / count
            left -= part
            below += count
    return People(
        satisfaction=(town + country) / everybody, trust=t / everybody, motive=m / everybody, fatigue=f / everybody,
        norm=v / everybody, voice=w / everybody, volunteering=served / everybody,
        participation=taken_part / everybody, inequality=rate(spread, everybody * sum_, 0.0),
        worst_tenth=worst / (0.1 * everybody), gap=gap,
    )  # fmt: skip
