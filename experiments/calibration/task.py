"""A calibration: free parameters, the figures they are fitted to, and how values are tried.

The misfit of a point is the sum over targets of ((found - value) / tolerance)². Where tolerances are standard errors
and found figures are exact, its half is a negative log-likelihood up to a constant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...model.parameter import Quantity
from ...scenarios import Scenario, Text
from ...scenarios.coercion import plain
from ..execution.extensions import document_extensions
from ..execution.runs import seeds
from ..outcomes.outcome import Outcome
from .targets_schema import ProfileForm, SearchForm

Point = tuple[float, ...]
"""A value for each parameter."""

NOTHING = Text()

STEPS = 6
"""Values are told apart to so many digits of the range they are searched in."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A free number.

    Attributes
    ----------
    declared : Quantity
        What the model says about it.
    title : Text
        For people.
    low, high : float
        The range that is searched.
    log : bool
        Divide the range by ratios.
    """

    declared: Quantity
    title: Text
    low: float
    high: float
    log: bool

    @property
    def key(self) -> str:
        """Its dotted key."""
        return self.declared.path

    def round_value(self, value: float) -> float:
        """Return the value that is run for a value: whole where only whole ones are, else with digits that tell."""
        value = min(max(value, self.low), self.high)
        if self.declared.whole:
            return float(round(value))
        size = value if self.log else self.high - self.low
        digits = STEPS - math.floor(math.log10(size))
        return min(max(round(value, digits), self.low), self.high)

    def at(self, share: float) -> float:
        """Return the value at a share of the range, from 0 to 1."""
        if self.log:
            return self.round_value(self.low * (self.high / self.low) ** share)
        if self.declared.whole:
            return float(min(int(self.low + share * (self.high - self.low + 1)), int(self.high)))
        return self.round_value(self.low + share * (self.high - self.low))

    def share(self, value: float) -> float:
        """Return at which share of the range a value is."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def setting(self, value: float) -> int | float:
        """Return a value as the scenario wants it."""
        return int(value) if self.declared.whole else value


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the model should give.

    Attributes
    ----------
    scenario : str
        Key of :attr:`Task.scenarios`.
    indicator : str
    value, tolerance : float
        What it should be, and the unit in which the difference is counted.
    first_week : int or None
        Where the window begins; None for the last weeks.
    weeks : int
        Length of the window.
    title, source : Text
    own : Outcome or None
        What `indicator` names where it is none of the model; it has a window of its own.
    """

    scenario: str
    indicator: str
    value: float
    tolerance: float
    first_week: int | None = None
    weeks: int = YEAR
    title: Text = NOTHING
    source: Text = NOTHING
    own: Outcome | None = None

    @property
    def name(self) -> str:
        """Its column in tables."""
        window = "" if self.is_final else f"@{'last' if self.first_week is None else self.first_week}+{self.weeks}"
        return f"{self.scenario}.{self.indicator}{window}"

    @property
    def is_final(self) -> bool:
        """Whether it is the mean of the last year, or an outcome, which every run tells of itself."""
        return self.first_week is None and self.weeks == YEAR

    def document(self) -> dict[str, Any]:
        """Return what decides the misfit."""
        return {
            "scenario": self.scenario, "indicator": self.indicator, "value": self.value, "tolerance": self.tolerance,
            "first_week": self.first_week, "weeks": self.weeks,
            **({} if self.own is None else {"outcome": self.own.definition()}),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CityVariant:
    """A scenario with some settings changed.

    Attributes
    ----------
    scenario : str
        What it differs from.
    settings : dict
        By dotted key.
    """

    scenario: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A checked targets file.

    Attributes
    ----------
    name : str
        Name of folders and tables.
    title, question : Text
        For people.
    scenarios : dict
        By the name in the file: each with the file's settings laid over it.
    settings : dict
        Those settings, by dotted key.
    variants : dict
        Of these, those that the file makes out of others.
    parameters : tuple of Parameter
    targets : tuple of Target
    search : SearchForm
    profile : ProfileForm
    source : str
        The text of the file; empty if it came otherwise.
    """

    name: str
    title: Text
    question: Text
    scenarios: dict[str, Scenario]
    settings: dict[str, Any]
    variants: dict[str, CityVariant]
    parameters: tuple[Parameter, ...]
    targets: tuple[Target, ...]
    search: SearchForm
    profile: ProfileForm
    source: str = ""

    @property
    def runs(self) -> int:
        """Runs of one trial."""
        return len(self.scenarios) * self.search.seeds

    def seeds(self, trial: int) -> tuple[int, ...]:
        """Return the luck of a trial: the same for all, except where the luck itself is to be averaged over (abc)."""
        first = self.search.first_seed + (trial * self.search.seeds if self.search.method == "abc" else 0)
        return seeds(first, self.search.seeds)

    def point(self, shares: Sequence[float]) -> Point:
        """Return the point at some shares of the ranges."""
        return tuple(parameter.at(share) for parameter, share in zip(self.parameters, shares, strict=True))

    def shares(self, point: Point) -> list[float]:
        """Return at which shares of the ranges a point is."""
        return [parameter.share(value) for parameter, value in zip(self.parameters, point, strict=True)]

    def changes(self, point: Point) -> dict[str, int | float]:
        """Return the settings of a point, by dotted key."""
        return {
            parameter.key: parameter.setting(value) for parameter, value in zip(self.parameters, point, strict=True)
        }

    def residuals(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return mean figures minus targets; `figures` is (…, seeds, targets)."""
        return figures.mean(axis=-2) - np.array([target.value for target in self.targets])

    def units(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the residuals, each in units of its tolerance; `figures` is (…, seeds, targets)."""
        return self.residuals(figures) / np.array([target.tolerance for target in self.targets])

    def misfit(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of squared residuals, each in units of its tolerance; `figures` is (…, seeds, targets)."""
        return (self.units(figures) ** 2).sum(axis=-1)

    def identity(self) -> dict[str, Any]:
        """Return all that decides results, as a document; trials may be added later and are not in it."""
        search = self.search.model_dump(exclude={"trials"})
        used = document_extensions(*(scenario.settings for scenario in self.scenarios.values()))
        return {
            **({"extensions": used} if used else {}),
            "scenarios": {name: plain(scenario.settings) for name, scenario in self.scenarios.items()},
            "parameters": {each.key: {"low": each.low, "high": each.high, "log": each.log} for each in self.parameters},
            "targets": [target.document() for target in self.targets],
            "search": search,
            "profile": self.profile.model_dump(),
        }
