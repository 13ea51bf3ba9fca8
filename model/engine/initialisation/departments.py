"""Which part of a district's work is each department's: D_d of (7)."""

from __future__ import annotations

import math

import numpy as np

from ...array_types import Column
from ...parameters.settings import Settings
from ...parameters.world import LEVELS
from ..state import (
    DOMAIN_COUNT,
    Types,
)
from .issue_types import share_arrivals


def share_departments(settings: Settings, types: Types, rural: bool) -> Column:
    """Return which part of all the departments' work is that of each domain: D_d of (7)."""
    issues, arise = list(settings.world.issues.values()), settings.behaviour.arise
    base, work = share_arrivals(issues, rural), np.zeros(DOMAIN_COUNT)
    for y in range(len(issues)):
        below, under = (_share_of_work(limit, types.size_sigma[y]) for limit in (arise.size_small, arise.size_large))
        parts = (below, under - below, 1.0 - under)
        for part, level in zip(parts, types.competent[y], strict=True):
            if LEVELS[level] == "department":
                work[types.domain[y]] += base[y] * part
    total = work.sum()
    return work / total if total > 0.0 else np.full(DOMAIN_COUNT, 1.0 / DOMAIN_COUNT)


def _share_of_work(limit: float, s: float) -> float:
    """Return the share of all work in cases of at most a size, sizes being lognormal of mean 1."""
    if s == 0.0:
        return 1.0 if limit >= 1.0 else 0.0
    if limit == 0.0:
        return 0.0
    return (1.0 + math.erf((math.log(limit) - s * s / 2.0) / s / math.sqrt(2.0))) / 2.0
