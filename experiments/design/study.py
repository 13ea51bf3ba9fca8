"""A study: a question, what is varied to answer it, and how often luck is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...scenarios import Problem, Scenario, Text
from ...scenarios.form import Form, form_of
from ..outcomes import Outcome
from .distributions import Distribution
from .study_schema import DesignMethod, FactorRole

UNTITLED = Text()

FactorValue = bool | int | float | str
"""What a factor is at a point: a value of its setting, or the name of a level."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that is varied.

    Attributes
    ----------
    name : str
        Its column in tables.
    role : str
        ``lever``, what a city may decide, or ``uncertainty``, what it has to live with.
    title : Text
        For people; may be empty.
    key : str
        The setting that it varies; empty if it has named levels.
    values : tuple
        What it takes, or the names of its levels; empty if it has a range.
    levels : mapping
        For each named level the settings it stands for, by dotted key.
    low, high : float
        Its range.
    steps : int
        Values in a grid over its range; 0 if not said.
    log : bool
        Divide the range by ratios.
    whole : bool
        Whole numbers only.
    distribution : Distribution or None
        How its values are spread over its range in a sampled design; None: evenly.
    """

    name: str
    role: FactorRole
    title: Text = UNTITLED
    key: str = ""
    values: tuple[FactorValue, ...] = ()
    levels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    low: float = 0.0
    high: float = 0.0
    steps: int = 0
    log: bool = False
    whole: bool = False
    distribution: Distribution | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in self.values)

    def at(self, share: float) -> FactorValue:
        """Return what it is at a share of its range, from 0 to 1; of listed values each has an equal part."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.distribution is not None:
            value = self.distribution.at(share)
            return round(value) if self.whole else value
        if self.whole and not self.log:
            return min(int(self.low + share * (self.high - self.low + 1)), int(self.high))
        if self.log:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else value

    def grid(self) -> tuple[FactorValue, ...]:
        """Return the values of a grid: those listed, or steps from one end to the other."""
        if self.values:
            return self.values
        if not self.whole or self.log:
            shares = [step / (self.steps - 1) for step in range(self.steps)]
            # To twelve digits, so that a table says .02 and not .019999999999999997.
            result = [value if isinstance(value := self.at(share), int) else float(f"{value:.12g}") for share in shares]
        else:
            result = [round(self.low + step * (self.high - self.low) / (self.steps - 1)) for step in range(self.steps)]
        return tuple(dict.fromkeys(result))

    def ends(self) -> tuple[FactorValue, FactorValue]:
        """Return its two ends."""
        return (self.values[0], self.values[-1]) if self.values else (self.at(0.0), self.at(1.0))

    def changes(self, value: FactorValue) -> dict[str, Any]:
        """Return the settings that a value stands for, by dotted key."""
        return dict(self.levels[str(value)]) if self.levels else {self.key: value}

    def document(self) -> dict[str, Any]:
        """Return what it is, for a manifest."""
        said: dict[str, Any] = {"name": self.name, "role": self.role}
        said["title"] = {"en": self.title.en, "zh": self.title.zh}
        if self.levels:
            return said | {"levels": {name: dict(changes) for name, changes in self.levels.items()}}
        said["key"] = self.key
        if self.values:
            return said | {"values": list(self.values)}
        said |= {"low": self.low, "high": self.high, "log": self.log}
        return said | (self.distribution.document() if self.distribution else {})


@dataclass(frozen=True, slots=True)
class Part:
    """A design over some factors; a study has one, or one for levers and one for uncertainties, crossed.

    Attributes
    ----------
    method : str
        How points are chosen.
    factors : tuple of Factor
    options : mapping
        What the method was told: ``points``, ``exponent``, ``seed``, …
    rows : tuple of tuple
        The points of a list.
    """

    method: DesignMethod
    factors: tuple[Factor, ...]
    options: Mapping[str, Any]
    rows: tuple[tuple[FactorValue, ...], ...] = ()

    def document(self) -> dict[str, Any]:
        """Return what it is, for a manifest."""
        return {
            "method": self.method,
            **self.options,
            "factors": [factor.document() for factor in self.factors],
        }


@dataclass(frozen=True, slots=True)
class Precision:
    """When enough is known; see :mod:`.sweeps.stopping`.

    Attributes
    ----------
    half_width : mapping
        By indicator: the interval of every paired difference is at most ± this.
    minimum, look_ahead : int
        Replicates before the first look, and further ones through which it must still hold.
    """

    half_width: Mapping[str, float]
    minimum: int
    look_ahead: int

    def document(self) -> dict[str, Any]:
        """Return what it is, for a manifest."""
        return {"half_width": dict(self.half_width), "minimum": self.minimum, "look_ahead": self.look_ahead}


@dataclass(frozen=True, slots=True)
class Study:
    """A checked study.

    Attributes
    ----------
    name : str
        Name of folders and tables.
    title, question : Text
        For people.
    scenario : Scenario
        What all runs share, with the study's own settings applied.
    parts : tuple of Part
        Its designs; two are crossed, levers first.
    first, replicates : int
        Seed of the first replicate, and replicates (with `precision`, at most).
    precision : Precision or None
        When to stop before.
    outcomes : tuple of str
        Indicators, or outcomes of its own, that it is about.
    series : bool
        Keep every week.
    minutes : float
        Expected on two cores; 0 if not said.
    source : str
        The text of its file; empty if it came otherwise.
    warnings : tuple of Problem
        What is allowed and surely not meant, such as factors that cannot act.
    own : mapping of str to Outcome
        Outcomes that it declares.
    exact : bool
        Keep weeks as float64: twice the room, and the same numbers as a run in memory.
    """

    name: str
    title: Text
    question: Text
    scenario: Scenario
    parts: tuple[Part, ...]
    first: int
    replicates: int
    precision: Precision | None
    outcomes: tuple[str, ...]
    series: bool
    minutes: float
    source: str = ""
    warnings: tuple[Problem, ...] = ()
    own: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])
    exact: bool = False

    @property
    def form(self) -> Form:
        """What the edition of its scenario measures."""
        return form_of(self.scenario.settings)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, in the order of the columns of its design."""
        return tuple(factor for part in self.parts for factor in part.factors)
