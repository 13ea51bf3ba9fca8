"""How many cases there are, by stage, and how they weigh (7.14)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...compilation import kernel
from ..cases import Cases, Stage
from ..state import (
    Types,
)

_STAGES = len(Stage)


class Problems(NamedTuple):
    """Numbers of cases by stage, those overdue, the severity of all, the age of the oldest."""

    latent: float
    at_desk: float
    awaiting: float
    owned: float
    on_paper: float
    overdue: float
    severity: float
    oldest: float


@kernel
def count_problems(week: int, cases: Cases, types: Types) -> Problems:
    """Return numbers of cases by stage, and how they weigh."""
    by_stage = np.zeros(_STAGES)
    overdue, weight, oldest = 0.0, 0.0, 0
    stage, born, type_, severity, deadline = cases.stage, cases.born, cases.type, cases.severity, types.deadline
    for j in range(cases.used[0]):
        by_stage[stage[j]] += 1.0
        if stage[j] <= Stage.ON_PAPER:
            age = week - born[j]
            overdue += age > deadline[type_[j]]
            weight += severity[j]
            oldest = max(oldest, age)
    return Problems(
        latent=by_stage[0], at_desk=by_stage[1], awaiting=by_stage[2], owned=by_stage[3], on_paper=by_stage[4],
        overdue=overdue, severity=weight, oldest=float(oldest),
    )  # fmt: skip
