"""People give up, or the problem goes away (不了了之).

Every unresolved problem, reported or not, lapses with hazard 1 / patience a week.
"""

from __future__ import annotations

import numpy as np

from .. import random_draws as draws
from ..array_types import Keys, Small, Whole
from ..compilation import kernel
from ..state import City, Count, Stage

_LATENT, _PAPER, _RESOLVED, _LAPSED = int(Stage.LATENT), int(Stage.PAPER_CLOSED), int(Stage.RESOLVED), int(Stage.LAPSED)


def lapse(city: City) -> None:
    """Let unresolved problems lapse."""
    issues = city.issues
    _lapse(
        city.seed, city.week, issues.open, issues.key, issues.stage, 1.0 / city.behaviour.lapse.patience,
        city.ledger.counts,
    )  # fmt: skip


@kernel
def _lapse(seed: int, week: int, n: int, key: Keys, stage: Small, hazard: float, counts: Whole) -> None:
    luck = np.empty(n)
    draws.uniforms(seed, draws.LAPSE, week, key[:n], luck)
    for j in range(n):
        if stage[j] < _RESOLVED and luck[j] < hazard:
            counts[week, Count.LAPSED] += 1
            # A caller whose case is dropped says so when called back; a latent problem has no caller, and a case closed
            # on paper has been counted.
            if stage[j] != _LATENT and stage[j] != _PAPER:
                counts[week, Count.LAPSED_REPORTED] += 1
            stage[j] = _LAPSED
