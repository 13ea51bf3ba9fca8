"""What is found of differences of policies, and of what parts bring beyond their sum, in each state of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .layout import Unit

if TYPE_CHECKING:
    pass
from .result import Finding


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PolicyContrast(Finding):
    """One policy less another in each state; tables ``trends``, ``curve``, ``gaps`` and, over two factors, ``map``.

    Attributes
    ----------
    of, against : mapping
        The two policies: levers by name, each at a level.
    mean, low, high : float
        The difference over all states, with its interval over units.
    unit, units
        What replicates it, and how many there are.
    pairs : int
        Pairs of points.
    rising : tuple of str
        Uncertainties over which the difference changes by more than luck (Holm).
    row, column : str
        The two factors of the map; empty where there is none.
    row_levels, column_levels : tuple of str
    """

    of: Mapping[str, Any]
    against: Mapping[str, Any]
    mean: float
    low: float
    high: float
    unit: Unit
    units: int
    pairs: int
    rising: tuple[str, ...]
    row: str = ""
    column: str = ""
    row_levels: tuple[str, ...] = ()
    column_levels: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class SynergyOverStates(PolicyContrast):
    """What parts bring together beyond the sum of what each brings alone, in each state; tables as of a contrast.

    Attributes
    ----------
    parts : tuple of str
    null : SynergyOverStates or None
        The same of the null control, whose parts cannot multiply each other; None where there is none.
    """

    parts: tuple[str, ...]
    null: SynergyOverStates | None = None

    @property
    def null_differs(self) -> bool:
        """Whether the null control's D is surely not 0, on average or over an uncertainty."""
        null = self.null
        return null is not None and (null.low > 0.0 or null.high < 0.0 or bool(null.rising))
