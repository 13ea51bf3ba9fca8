"""An outcome: an expression over a run's series, a window of weeks, and a measure that makes one number of them.

Three windows: the last weeks of a run, weeks from one to another, or weeks after an event. Measures after an event
hold what follows against the weeks before it: how much is lost on the way, and how long it takes to come back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from ...scenarios.scenario import Text
from .expression import Expression, Series

Measure = Literal[
    "mean", "highest", "lowest", "end", "change", "area_lost", "weeks_to_recovery", "weeks_above", "weeks_below"
]
"""What is made of the weeks of a window.

``mean``; the ``highest`` or ``lowest`` week; the ``end``, its last week; the ``change`` from its first week to its
last; ``area_lost``, the sum over weeks of what is missing to the reference (units × weeks); ``weeks_to_recovery``,
weeks until it is back and stays; the share of weeks ``weeks_above`` or ``weeks_below`` a level.
"""

Undefined = Literal["outside", "no_number", "not_back"]
"""Why a run has no value: the window, or the weeks before it, lie outside the run; the expression is no number in some
week; or of ``weeks_to_recovery``: it was not back within the window."""

UNDEFINED: tuple[Undefined, ...] = get_args(Undefined)

MEASURES: tuple[Measure, ...] = get_args(Measure)

AFTER_EVENT: tuple[Measure, ...] = ("area_lost", "weeks_to_recovery")
"""Measures against a reference: the mean of the weeks before the window."""

WITH_LEVEL: tuple[Measure, ...] = ("weeks_above", "weeks_below")

YEAR = 52


@dataclass(frozen=True, slots=True)
class Window:
    """Weeks of a run.

    Attributes
    ----------
    last : int
        The last so many weeks; 0 if it is not this kind.
    first, until : int
        Weeks ``first <= week < until``; `until` 0 means to the end.
    after : int
        After the event of this number, in the order of the file from 1; 0 if it is not this kind.
    weeks : int
        After an event: so many weeks, that of the event the first; 0 means to the end.
    """

    last: int = 0
    first: int = 0
    until: int = 0
    after: int = 0
    weeks: int = 0

    def span(self, length: int, events: Sequence[int]) -> tuple[int, int]:
        """Return the first week and the one after the last, within a run.

        Parameters
        ----------
        length : int
            Weeks of the run.
        events : sequence of int
            The week in which each event begins, in the order of the file; negative for one that never does.

        Returns
        -------
        tuple of int
            Two equal weeks where the window lies outside the run.
        """
        if self.last:
            return max(0, length - self.last), length
        if self.after:
            first = events[self.after - 1] if self.after <= len(events) else -1
            if first < 0:
                return 0, 0
            until = first + self.weeks if self.weeks else length
        else:
            first, until = self.first, self.until or length
        return min(first, length), min(max(until, first), length)

    def document(self) -> dict[str, int]:
        """Return what it is, for a manifest: the parts that are said."""
        parts = {
            "last": self.last, "first": self.first, "until": self.until, "after_event": self.after, "weeks": self.weeks,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}


LAST_YEAR = Window(last=YEAR)
"""The window of an indicator's value, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class OutcomeValue:
    """What an outcome is in one run.

    Attributes
    ----------
    value : float
        Not a number where it cannot be said.
    why : str
        Why there is none; empty where there is one.
    """

    value: float
    why: Undefined | Literal[""] = ""


NO_UNIT = Text()


def _nothing(why: Undefined) -> OutcomeValue:
    return OutcomeValue(float("nan"), why)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question is about.

    Attributes
    ----------
    name : str
        Stable name in files and tables; none that an indicator has.
    title : Text
        For people.
    expression : Expression
    measure : str
    window : Window
    better : int
        1 when more is better, -1 when less is, 0 when neither. For ``area_lost`` and ``weeks_to_recovery`` this is of
        the expression; of the outcome itself less is better then.
    unit : str
        Of the expression, if it is one that indicators have.
    level : float
        For shares of weeks above or below.
    before : int
        Weeks before the window whose mean is the reference.
    tolerance : float
        It is back when at most this share of its deepest fall is missing.
    hold : int
        Weeks that it has to stay back.
    own_unit : Text
        Of the expression, if it is none that indicators have.
    """

    name: str
    title: Text
    expression: Expression
    measure: Measure = "mean"
    window: Window = LAST_YEAR
    better: int = 0
    unit: str = ""
    level: float = 0.0
    before: int = 13
    tolerance: float = 0.1
    hold: int = 4
    own_unit: Text = NO_UNIT

    @property
    def direction(self) -> int:
        """Whether more of the outcome is better (1), less (-1), or neither (0)."""
        if self.measure in AFTER_EVENT:
            return -1
        return -self.better if self.measure == "weeks_below" else self.better

    def of(self, series: Mapping[str, Series], events: Sequence[int] = ()) -> OutcomeValue:
        """Return what it is in a run.

        Parameters
        ----------
        series : mapping of str to ndarray of float64, shape (weeks,)
            Each indicator that its expression names.
        events : sequence of int
            The week in which each event of the scenario begins; negative for one that never does.
        """
        values = self.expression.of(series)
        first, until = self.window.span(len(values), events)
        inside = values[first:until]
        if not len(inside):
            return _nothing("outside")
        if not np.isfinite(inside).all():
            return _nothing("no_number")
        if self.measure not in AFTER_EVENT:
            value = self._one(inside)
            return OutcomeValue(value) if np.isfinite(value) else _nothing("no_number")
        earlier = values[max(0, first - self.before) : first]
        if not len(earlier):
            return _nothing("outside")
        if not np.isfinite(earlier).all():
            return _nothing("no_number")
        missing = np.maximum(0.0, (float(earlier.mean()) - inside) * (self.better or 1))
        if self.measure == "area_lost":
            lost = float(missing.sum())
            return OutcomeValue(lost) if np.isfinite(lost) else _nothing("no_number")
        return self._recovery(missing)

    def _one(self, inside: Series) -> float:
        match self.measure:
            case "mean":
                return float(inside.mean())
            case "highest":
                return float(inside.max())
            case "lowest":
                return float(inside.min())
            case "end":
                return float(inside[-1])
            case "change":
                return float(inside[-1] - inside[0])
            case "weeks_above":
                return float((inside > self.level).mean())
            case _:
                return float((inside < self.level).mean())

    def _recovery(self, missing: Series) -> OutcomeValue:
        """Return the first week from which it stays back for `hold` weeks, counted from the window's first."""
        deepest = int(missing.argmax())
        if missing[deepest] <= 0.0:
            return OutcomeValue(0.0)
        back = missing <= self.tolerance * missing[deepest]
        run = 0
        for week in range(deepest, len(back)):
            run = run + 1 if back[week] else 0
            if run == self.hold:
                return OutcomeValue(float(week - self.hold + 1))
        return _nothing("not_back")

    def document(self) -> dict[str, Any]:
        """Return all that decides its value, and what it is called, for a manifest."""
        return {
            **self.definition(),
            "title": {"en": self.title.en, "zh": self.title.zh},
            "unit": {"name": self.unit} if self.unit else {"en": self.own_unit.en, "zh": self.own_unit.zh},
        }

    def definition(self) -> dict[str, Any]:
        """Return all that decides its value."""
        said: dict[str, Any] = {"of": self.expression.text, "measure": self.measure, "window": self.window.document()}
        said["better"] = self.better
        if self.measure in WITH_LEVEL:
            said["level"] = self.level
        if self.measure in AFTER_EVENT:
            said["before"] = self.before
        if self.measure == "weeks_to_recovery":
            said |= {"tolerance": self.tolerance, "hold": self.hold}
        return said
