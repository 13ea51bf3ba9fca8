"""Profiles: what the least misfit is when one parameter is held at a value and the others are fitted again.

A number that the targets say nothing about has a flat profile, whatever the search returned for it. The values whose
misfit is less than the threshold above the best are the region that the targets support. Where tolerances are standard
errors and 3.84 is the threshold, it is the 95 % interval of the profile likelihood (Raue et al. 2009, Bioinformatics
25:1923, who also read unidentifiable parameters off profiles that do not rise).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .evaluation import Evaluation
from .refinement import local
from .search import Search


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """A value of a parameter, and the best that the others can do about it."""

    value: float
    found: Evaluation


@dataclass(frozen=True, slots=True)
class Profile:
    """A parameter's profile.

    Attributes
    ----------
    steps : tuple of ProfileStep
        By value.
    low, high : float
        Ends of the region that is no worse than the best; infinite where it goes to the end of the range.
    parts : int
        In how many pieces the region falls.
    """

    steps: tuple[ProfileStep, ...]
    low: float
    high: float
    parts: int

    @property
    def bounded(self) -> tuple[bool, bool]:
        """Whether the targets bound it from below, and from above."""
        return math.isfinite(self.low), math.isfinite(self.high)


def profiles(search: Search) -> list[dict[float, Evaluation]]:
    """Return for each parameter the best that was found at each value of two grids.

    The first grid is even over the range; the second lies between those of its neighbours that are worse than the
    threshold. Both are walked outwards from the best point, each step beginning where the one before ended.
    """
    task = search.task
    inner = task.profile.inner if len(task.parameters) > 1 else 0
    result: list[dict[float, Evaluation]] = []
    for place, parameter in enumerate(task.parameters):
        left = len(task.parameters) - place
        search.enter("profile", left * 2 * task.profile.points * (1 + inner))
        steps: dict[float, Evaluation] = {}
        even = [parameter.at(number / (task.profile.points - 1)) for number in range(task.profile.points)]
        _walk(search, place, even, steps, inner)
        low, high = _bracket(steps, search.best.misfit + task.profile.threshold)
        ends = parameter.share(low), parameter.share(high)
        close = [
            parameter.round_value(parameter.at(ends[0] + (ends[1] - ends[0]) * number / (task.profile.points - 1)))
            for number in range(task.profile.points)
        ]
        _walk(search, place, close, steps, inner)
        result.append(steps)
    return result


def _walk(search: Search, place: int, values: list[float], steps: dict[float, Evaluation], inner: int) -> None:
    """Fill in the best at some values of a parameter, outwards from the best point."""
    best = search.best
    middle = best.point[place]
    steps.setdefault(middle, best)
    above = sorted(value for value in values if value > middle)
    below = sorted((value for value in values if value < middle), reverse=True)
    for direction in (above, below):
        before = best
        for value in direction:
            if value not in steps:
                steps[value] = local(search, before.point, {place: value}, inner, "profile")
            before = steps[value]


def _bracket(steps: dict[float, Evaluation], limit: float) -> tuple[float, float]:
    """Return the values next to the region, or at its ends where it goes to the end of the range."""
    values = sorted(steps)
    inside = [number for number, value in enumerate(values) if steps[value].misfit <= limit]
    return values[max(0, inside[0] - 1)], values[min(len(values) - 1, inside[-1] + 1)]


def region(search: Search, place: int, steps: dict[float, Evaluation]) -> Profile:
    """Return a profile with its region; ends between two values are interpolated."""
    parameter = search.task.parameters[place]
    limit = search.best.misfit + search.task.profile.threshold
    best = search.best
    steps = {**steps, best.point[place]: best}
    values = sorted(steps)
    fine = [steps[value].misfit <= limit for value in values]
    first, last = fine.index(True), len(fine) - 1 - fine[::-1].index(True)
    low = -math.inf if first == 0 else _crossing(steps, values[first], values[first - 1], limit)
    high = math.inf if last == len(values) - 1 else _crossing(steps, values[last], values[last + 1], limit)
    if parameter.declared.whole:  # the values between do not exist
        low, high = (low if math.isinf(low) else values[first]), (high if math.isinf(high) else values[last])
    parts = sum(1 for number, each in enumerate(fine) if each and (number == 0 or not fine[number - 1]))
    return Profile(tuple(ProfileStep(value, steps[value]) for value in values), low, high, parts)


def _crossing(steps: dict[float, Evaluation], inside: float, outside: float, limit: float) -> float:
    """Return where the misfit passes the limit between two values."""
    here, there = steps[inside].misfit, steps[outside].misfit
    if math.isinf(there):
        return inside
    return inside + (outside - inside) * (limit - here) / (there - here)
