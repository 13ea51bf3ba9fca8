"""What a scenario's difference from another amounts to: rules on numbers, without a word of prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..model.indicators import Indicator
from ..scenarios import Claim
from .statistics.paired import ALPHA, Difference, GapChange, parting

ComparisonVerdict = Literal["higher", "lower", "same", "not_shown", "one_pair"]
HeadlineFinding = Literal["equal", "one_pair_same", "one_pair", "same", "higher", "lower", "suggested", "not_shown"]
ClaimVerdict = Literal["holds", "broken", "not_shown", "elsewhere"]

SMALL = 1.0
"""A difference of effectiveness below this many points is called small."""

WORTHWHILE = 1.5
"""Common random numbers are worth a sentence if so many times as many runs would be needed without them."""

_APART = 0.05  # shares of idle effort must part by this before it is told
_TELLING = 5.0  # points by which official index and effectiveness must part before it is told


@dataclass(frozen=True, slots=True)
class HeadlineResult:
    """What is shown of a scenario's effectiveness against the first.

    Attributes
    ----------
    finding : str
        ``equal`` settings; a verdict; ``one_pair_same`` if a single pair does not differ; ``suggested`` if the interval
        excludes 0 and the adjusted p does not bear it out.
    difference : Difference
    p : float or None
        Holm-adjusted; None without intervals.
    small : bool
        Whether a difference that is shown is below :data:`SMALL`.
    """

    finding: HeadlineFinding
    difference: Difference
    p: float | None
    small: bool

    @property
    def shown(self) -> bool:
        """Whether a difference is shown."""
        return self.finding in ("higher", "lower")


@dataclass(frozen=True, slots=True)
class OfficialContrast:
    """How official index and effectiveness moved apart.

    Attributes
    ----------
    official, effectiveness : float
        Differences from the first scenario.
    gap, gap_against : float
        Official index above effectiveness, in this scenario and in the first.
    parting : str
        What became of the gap.
    """

    official: float
    effectiveness: float
    gap: float
    gap_against: float
    parting: GapChange


@dataclass(frozen=True, slots=True)
class CoordinationContrast:
    """What coordination was and cost in a scenario and in the first, in means over replicates.

    Attributes
    ----------
    degree, cost, idle : (float, float)
        Coordination degree; share of all hours that coordinating takes; share of the effort that did no work.
    idle_differs : bool
        Whether the shares of idle effort differ by enough to be told.
    official : OfficialContrast or None
        None where the official index moved about as effectiveness did.
    """

    degree: tuple[float, float]
    cost: tuple[float, float]
    idle: tuple[float, float]
    idle_differs: bool
    official: OfficialContrast | None


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """A claim of a scenario's story, and what these runs say about it.

    Attributes
    ----------
    label : str
        The scenario whose claim it is.
    than : str
        Label of that with which it is compared.
    claim : Claim
    difference : Difference
    verdict : str
        ``holds``, ``broken`` or ``not_shown``; ``elsewhere`` if the two stand in different places, so that these runs
        say nothing of their rules.
    """

    label: str
    than: str
    claim: Claim
    difference: Difference
    verdict: ClaimVerdict


def judge_headline(difference: Difference, verdict: ComparisonVerdict, *, equal: bool) -> HeadlineFinding:
    """Return what is shown of effectiveness; `equal` says that the settings are the same."""
    if equal:
        return "equal"
    if difference.low is None or difference.high is None:
        return "one_pair_same" if difference.mean == 0.0 else "one_pair"
    if verdict == "not_shown" and (difference.p or 0.0) <= ALPHA:
        return "suggested"
    return verdict


def contrast_coordination(now: Mapping[str, float], first: Mapping[str, float]) -> CoordinationContrast:
    """Return what coordination was and cost, and whether an assessor would see what residents get.

    Parameters
    ----------
    now, first : mapping
        Means of all indicators, in a scenario and in the first.
    """
    degree, cost, idle = (
        (now[name], first[name]) for name in ("coordination_degree", "coordination_cost", "idle_effort")
    )
    official, true = now["official"] - first["official"], now["effectiveness"] - first["effectiveness"]
    seen: OfficialContrast | None = None
    if abs(official - true) >= _TELLING:
        gap, gap_against = (each["official"] - each["effectiveness"] for each in (now, first))
        seen = OfficialContrast(official, true, gap, gap_against, parting(gap, gap_against))
    return CoordinationContrast(degree, cost, idle, abs(idle[0] - idle[1]) >= _APART, seen)


def judge_claim(difference: Difference, direction: Literal["higher", "lower"]) -> ClaimVerdict:
    """Return whether a claim holds, by the 95 % interval."""
    sign = 1.0 if direction == "higher" else -1.0
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return "not_shown"
    return "holds" if sign * difference.mean > 0 else "broken"


def judge_change(verdict: ComparisonVerdict, indicator: Indicator) -> Literal["better", "worse"] | None:
    """Return whether a change is for the better; None if it is not shown, or the indicator knows no better.

    >>> from cogov.model.indicators import BY_NAME
    >>> cost, trust = BY_NAME["coordination_cost"], BY_NAME["trust"]
    >>> judge_change("higher", cost), judge_change("higher", trust), judge_change("same", trust)
    ('worse', 'better', None)
    """
    if verdict not in ("higher", "lower") or not indicator.better:
        return None
    return "better" if (verdict == "higher") == (indicator.better > 0) else "worse"
