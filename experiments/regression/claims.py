"""Claims, tested both ways: that coordination gains where it is said to, and that it loses where it is said to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr

from .baseline import StoredClaim
from .ensemble import Ensemble
from .measures import LACKING
from .suite import Suite
from .suite_form import ClaimForm

ClaimStanding = Literal["holds", "not_shown", "broken"]

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim and what runs say of it: paired by seed, one-sided t-tests both ways.

    Attributes
    ----------
    claim : ClaimForm
    mean : float
        Scenario minus the one compared with.
    p_for, p_against : float
        Of no difference or the contrary of what is claimed; of no difference or what is claimed.
    standing : str
        ``holds`` or ``broken`` where that is shown at the level of claims, else ``not_shown``.
    before : str
        The same in the baseline; empty if the claim is not in it.
    """

    claim: ClaimForm
    mean: float
    p_for: float
    p_against: float
    standing: ClaimStanding
    before: str = ""

    @property
    def fails(self) -> bool:
        """Whether the contrary of the claim is shown, and was not before."""
        return self.standing == "broken" and self.before != "broken"

    @property
    def lost(self) -> bool:
        """Whether it held in the baseline and is not shown any more."""
        return self.standing == "not_shown" and self.before == "holds"


def judge_claims(
    suite: Suite, ensemble: Ensemble, level: float, before: tuple[StoredClaim, ...] = ()
) -> list[ClaimResult]:
    """Return what runs say of every claim of a suite.

    Parameters
    ----------
    suite : Suite
    ensemble : Ensemble
        Must hold the indicators of the claims.
    level : float
        Chance that any claim that is just not true is called broken; divided among the claims (Bonferroni).
    before : tuple of StoredClaim
        What the baseline says.
    """
    before_of = {(each.scenario, each.indicator, each.than, each.direction): each.verdict for each in before}
    result: list[ClaimResult] = []
    for claim in suite.claims:
        if claim.indicator not in suite.indicators:
            continue
        one, other = (np.array(ensemble.values[name][claim.indicator]) for name in (claim.scenario, claim.than))
        known = (one != LACKING) & (other != LACKING)
        one, other = one[known], other[known]
        key = (claim.scenario, claim.indicator, claim.than, claim.direction)
        if len(one) < 2:  # what could not be measured shows nothing
            result.append(ClaimResult(claim, 0.0, 1.0, 1.0, "not_shown", before_of.get(key, "")))
            continue
        gaps = (one - other) * (1.0 if claim.direction == "higher" else -1.0)
        mean, error = float(gaps.mean()), float(gaps.std(ddof=1) / np.sqrt(len(gaps)))
        if error <= _ROUNDING * float(np.abs(one).max()):
            p_for, p_against = float(mean <= 0.0), float(mean >= 0.0)
        else:
            p_for = float(stdtr(len(gaps) - 1, -mean / error))
            p_against = 1.0 - p_for
        each = level / len(suite.claims)
        standing: ClaimStanding = "holds" if p_for <= each else "broken" if p_against <= each else "not_shown"
        result.append(
            ClaimResult(claim, float((one - other).mean()), p_for, p_against, standing, before_of.get(key, ""))
        )
    return result


def to_stored(claims: list[ClaimResult]) -> tuple[StoredClaim, ...]:
    """Return claims as a baseline keeps them."""
    return tuple(
        StoredClaim(
            scenario=each.claim.scenario,
            indicator=each.claim.indicator,
            than=each.claim.than,
            direction=each.claim.direction,
            verdict=each.standing,
        )
        for each in claims
    )
