"""A study as a whole: whether its factors, its fixed settings and its scenario fit together.

All is asked of the factors and of the corners of the design, never of its points one by one: a study of a million
points is checked in the time of one with ten.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from ...scenarios import Problem, Scenario, ScenarioError, load, names
from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value, format_key
from ...scenarios.message import Enumeration, message
from ...scenarios.overrides import read_changes
from .factors import flat
from .study import Factor, FactorValue, Part

_TOLD = 10
CORNERS = 256
"""Corners of a group of factors that are tried, at most; of larger groups each two factors, the others at both ends."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class StudyOutline:
    """What is asked about.

    Attributes
    ----------
    document : Document
        Where problems and lines are.
    parts : tuple of Part
    fixed : mapping
        The table ``[settings]``.
    scenario : Scenario
        With the fixed settings.
    """

    document: Document
    parts: tuple[Part, ...]
    fixed: Mapping[str, Any]
    scenario: Scenario

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors."""
        return tuple(factor for part in self.parts for factor in part.factors)

    def place(self, factor: Factor) -> Key:
        """Return where a factor stands."""
        return ("levers" if factor.role == "lever" else "uncertainties", factor.name)

    def named(self, factor: Factor) -> str:
        """Return a factor's name with its line."""
        line = self.document.line(self.place(factor))
        return message("study.in_line", name=factor.name, line=line) if line else factor.name

    @cached_property
    def ends(self) -> dict[str, tuple[FactorValue, ...]]:
        """By factor, the values at the corners: all words and levels, of numbers the smallest and the largest."""
        result: dict[str, tuple[FactorValue, ...]] = {}
        columns = {
            factor.name: tuple(dict.fromkeys(row[place] for row in part.rows))
            for part in self.parts
            for place, factor in enumerate(part.factors)
            if part.rows
        }
        for factor in self.factors:
            values = columns.get(factor.name, factor.values)
            if not values:
                values = (factor.at(0.0), factor.at(1.0))
            elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
                numbers = cast("tuple[float, ...]", values)
                values = tuple(dict.fromkeys((min(numbers), max(numbers))))
            result[factor.name] = values
        return result


def paths(factor: Factor) -> dict[Path, bool]:
    """Return the settings that a factor varies, and whether it does so at each of its values."""
    if not factor.levels:
        return {path_of(factor.key): True}
    sets = [{path_of(key) for key in changes} for changes in factor.levels.values()]
    return {path: all(path in each for each in sets) for each in sets for path in sorted(each)}


def path_of(key: str) -> Path:
    """Return a dotted key in one spelling, whatever quotation marks stand in it."""
    (change,) = read_changes({key: 0})
    return tuple(names.normalise(str(part)) for part in change.key) or (key,)


def check_whole(whole: StudyOutline) -> None:
    """Report settings under two factors, factors that are fixed, and corners of the design that cannot be."""
    before = len(whole.document.problems)
    _check_shared(whole)
    _check_fixed(whole)
    if len(whole.document.problems) == before:
        _check_corners(whole)


def _check_shared(whole: StudyOutline) -> None:
    for one, other in itertools.combinations(whole.factors, 2):
        for first, second in itertools.product(paths(one), paths(other)):
            if overlaps(first, second):
                which = format_key(second) if len(second) >= len(first) else format_key(first)
                what = message("study.shared", key=which, other=whole.named(one))
                whole.document.report(whole.place(other), what, message("study.one_factor"))
                break


def overlaps(one: Path, other: Path) -> bool:
    """Tell whether two settings are one, or one is a table that holds the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _check_fixed(whole: StudyOutline) -> None:
    settled = {path_of(key): key for key in flat(dict(whole.fixed))}
    for factor in whole.factors:
        for path, always in paths(factor).items():
            for fixed, key in settled.items():
                # A list of events may be fixed and one of its numbers varied; a level may depart from what is fixed.
                if always and path == fixed[: len(path)]:
                    line = whole.document.line(("settings", *key.split(".")))
                    which = format_key(path)
                    what = message("study.fixed_line", key=which, line=line) if line else None
                    what = what or message("study.fixed_at", key=which)
                    whole.document.report(whole.place(factor), what, message("study.or_fixed"))


def _check_corners(whole: StudyOutline) -> None:
    """Report corners at which settings that are right each alone do not fit together."""
    for group in _groups(whole):
        told: list[list[tuple[Factor, FactorValue]]] = []
        for corner in _corners(whole, group):
            if any(all(pair in corner for pair in each) for each in told):
                continue  # as was told of fewer factors, or of the same
            try:
                load(whole.scenario, changes=changes_at(corner))
            except ScenarioError as error:
                told.append(_minimal_conflict(whole, corner))
                for problem in error.problems:
                    _tell_corner(whole, told[-1], problem)
                if len(told) == _TOLD:
                    break


def changes_at(corner: Sequence[tuple[Factor, FactorValue]]) -> dict[str, Any]:
    """Return the settings of a corner."""
    return {key: item for factor, value in corner for key, item in factor.changes(value).items()}


def _tell_corner(whole: StudyOutline, needed: Sequence[tuple[Factor, FactorValue]], problem: Problem) -> None:
    factor = needed[-1][0]
    values: dict[str, str] = {"own": _value(factor, needed[-1][1]), "what": problem.about}
    if others := Enumeration(_value(each, value, whole) for each, value in needed[:-1]):
        what = message("study.corner_beside", **values, others=others)
    else:
        what = message("study.corner", **values)
    whole.document.report(whole.place(factor), what, problem.allowed, problem.suggestion)


def _value(factor: Factor, value: FactorValue, whole: StudyOutline | None = None) -> str:
    """Return a factor and its value, with its line if the study is given."""
    said = describe_value(value)
    if whole and (line := whole.document.line(whole.place(factor))):
        return message("study.value_line", name=factor.name, value=said, line=line)
    return message("study.value", name=factor.name, value=said)


def _minimal_conflict(
    whole: StudyOutline, corner: Sequence[tuple[Factor, FactorValue]]
) -> list[tuple[Factor, FactorValue]]:
    """Return the factors of a corner without which the contradiction would go away."""
    left = list(corner)
    for pair in corner:
        without = [each for each in left if each[0] is not pair[0]]
        try:
            load(whole.scenario, changes=changes_at(without))
        except ScenarioError:
            left = without
    return left


def _groups(whole: StudyOutline) -> list[tuple[Factor, ...]]:
    """Return the factors whose settings the records check against each other: all of the world, a record of behaviour.

    Each factor alone was checked with all its values before.
    """
    result: dict[Path, dict[str, Factor]] = {}
    sampled = [factor for part in whole.parts if part.method != "list" for factor in part.factors]
    for factor in sampled:  # each point of a list was tried as it was read
        for path in paths(factor):
            record = path[:1] if path[0] in ("world", "events") else path[:2]
            result.setdefault(record, {})[factor.name] = factor
    return [tuple(group.values()) for group in result.values() if len(group) > 1]


def _corners(whole: StudyOutline, group: Sequence[Factor]) -> Iterator[tuple[tuple[Factor, FactorValue], ...]]:
    ends = [whole.ends[factor.name] for factor in group]
    count = 1
    for each in ends:
        count *= len(each)
    if count <= CORNERS:
        yield from (tuple(zip(group, values, strict=True)) for values in itertools.product(*ends))
        return
    tried = [(each[0], each[-1]) for each in ends]
    for end in (0, 1):
        yield tuple((factor, pair[end]) for factor, pair in zip(group, tried, strict=True))
    for one, other in itertools.combinations(range(len(group)), 2):
        for first, second, rest in itertools.product((0, 1), repeat=3):
            chosen = {one: first, other: second}
            yield tuple((factor, tried[place][chosen.get(place, rest)]) for place, factor in enumerate(group))
