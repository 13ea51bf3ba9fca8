"""What comparing runs with a baseline says: cell by cell, and in all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from ...model.indicators import Indicator
from ..execution.exit_codes import FINE, INCONCLUSIVE, NOT_COMPARABLE, NOT_MET
from .claims import ClaimResult
from .measures import BY_NAME
from .state_hashes import HashDivergence

Tier = Literal["identical", "numeric", "statistical", "declared"]
CellVerdict = Literal["identical", "numeric", "changed", "shape", "tails", "drift", "equivalent", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one scenario.

    Attributes
    ----------
    old, new : float
        Means over the seeds.
    half : float
        Half-width of the simultaneous interval of the difference.
    margin : float
        The difference that matters.
    p, shape_p : float
        Adjusted for all cells; of equal means, and of equal distributions.
    detectable : float
        Shift that would have been found with 80 % probability.
    verdict : str
    tail, tail_p : float
        New minus old at the end of the distribution that stands out most; of equal ends.
    largest : float
        New minus old of the run, seed by seed, that differs most.
    seed : int
        Of that run.
    """

    scenario: str
    indicator: str
    old: float
    new: float
    half: float
    margin: float
    p: float
    shape_p: float
    detectable: float
    verdict: CellVerdict
    tail: float = 0.0
    tail_p: float = 1.0
    largest: float = 0.0
    seed: int = -1

    @property
    def effect(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def fails(self) -> bool:
        """Whether it raises an alarm."""
        return self.verdict in ("changed", "shape", "tails")


@dataclass(frozen=True)
class BaselineComparison:
    """What comparing with a baseline says.

    Attributes
    ----------
    suite : str
    tier : str
        The first rung that answers.
    cells : tuple of Cell
        Those that differ most, measured by their margins, first.
    claims : tuple of ClaimResult
    notices : tuple of str
        What is worth knowing and no alarm.
    partings : dict of str to HashDivergence
        By scenario where the run of the first seed parts from the stored one.
    alpha : float
    seeds : int
        Runs of each scenario.
    smallest : dict of tuple to float
        By scenario and indicator, the shift found with 80 % probability whatever luck is changed with it.
    gone : tuple of str
        Indicators of the baseline that the model does not have any more.
    unended : bool
        Whether time ran out before the last stage.
    earlier : dict of str to int
        By scenario whose last year is as it was and whose weeks before are not, in how many runs.
    uncompared : tuple of str
        Indicators that the baseline does not have.
    declared : tuple of str
        How the suite differs from that of the baseline, in lines.
    declared_cells : tuple of Cell
        Of the scenarios whose settings differ: what the difference makes. A family of its own, and no alarm.
    own : dict of str to Indicator
        What is declared about the outcomes of the suite.
    """

    suite: str
    tier: Tier
    cells: tuple[Cell, ...]
    claims: tuple[ClaimResult, ...]
    notices: tuple[str, ...]
    partings: dict[str, HashDivergence]
    alpha: float
    seeds: int
    smallest: dict[tuple[str, str], float]
    gone: tuple[str, ...] = ()
    unended: bool = False
    earlier: dict[str, int] = field(default_factory=dict[str, int])
    uncompared: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    declared_cells: tuple[Cell, ...] = ()
    own: dict[str, Indicator] = field(default_factory=dict[str, Indicator])

    def indicator(self, name: str) -> Indicator:
        """Return what is declared about something that was compared."""
        return self.own[name] if name in self.own else BY_NAME[name]

    @property
    def failed(self) -> int:
        """How many cells and claims raise an alarm, earlier weeks are others, and indicators are gone."""
        return sum(each.fails for each in (*self.cells, *self.claims)) + len(self.gone) + len(self.earlier)

    @property
    def total(self) -> int:
        """How many cells, claims, scenarios with other earlier weeks and gone indicators there are."""
        return len(self.cells) + len(self.claims) + len(self.gone) + len(self.earlier)

    @property
    def open(self) -> int:
        """How many cells and claims are inconclusive."""
        return sum(cell.verdict == "inconclusive" for cell in self.cells) + sum(claim.lost for claim in self.claims)

    def code(self, strict: bool = False) -> int:
        """Return the exit code; without an end, what is open is never a pass, nor is what is not compared as it was."""
        if self.failed:
            return NOT_MET
        if self.unended:
            return INCONCLUSIVE
        if self.declared:
            return NOT_COMPARABLE
        return INCONCLUSIVE if strict and self.open else FINE

    def truncate(self) -> BaselineComparison:
        """Return this comparison where what is open should have been looked at again and time ran out."""
        return replace(self, unended=True)
