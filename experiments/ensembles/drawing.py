"""Cities drawn from the sweep ranges of the model's numbers.

Each number is uniform over its range, whole numbers over their values, all independent. What the model refuses (tiers
whose parts exceed the whole, types of resident that exceed all) is drawn anew, part by part, so that cities are uniform
over what can be. A city depends on the ensemble's seed and its own number alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from pydantic import BaseModel, ValidationError

from ...model.parameter import Quantity
from ...model.parameters.settings import Settings
from ...scenarios import Problem, ScenarioError
from ...scenarios.message import message
from .declaration import Declaration

TRIES = 10_000
"""Draws of a part before ranges are called impossible."""


class CityDraws:
    """The cities of an ensemble by their number.

    Parameters
    ----------
    declaration : Declaration
    """

    def __init__(self, declaration: Declaration) -> None:
        self._name = declaration.name
        self._seed, self._city = declaration.heading.seed, declaration.apart.settings
        self.numbers = declaration.numbers
        self._kept: dict[int, Mapping[str, float | int]] = {}

    @cached_property
    def _blocks(self) -> Mapping[tuple[str, ...], Sequence[Quantity]]:
        """What is drawn, by the part of the settings that is checked as one."""
        blocks: dict[tuple[str, ...], list[Quantity]] = defaultdict(list)
        for each in self.numbers:
            blocks[tuple(each.path.split(".")[:2])].append(each)
        return blocks

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return self._city.model_dump()

    def values(self, number: int) -> Mapping[str, float | int]:
        """Return what a city has, by dotted key.

        Raises
        ------
        ScenarioError
            If the ranges hold no city that the model takes.
        """
        if number not in self._kept:
            luck = np.random.default_rng((self._seed, number))
            found: dict[str, float | int] = {}
            for path, block in self._blocks.items():
                found |= self._draw_part(path, block, luck)
            self._kept[number] = found
        return self._kept[number]

    def _draw_part(
        self, path: tuple[str, ...], block: Sequence[Quantity], luck: np.random.Generator
    ) -> dict[str, float | int]:
        record: Any = self._city
        for name in path:
            record = getattr(record, name)
        for _ in range(TRIES):
            found = {each.path: at(each, share) for each, share in zip(block, luck.random(len(block)), strict=True)}
            if not isinstance(record, BaseModel):
                return found
            table: Any = self._tables
            for name in path:
                table = table[name]
            try:
                type(record).model_validate(lay(table, found, len(path)))
            except ValidationError:
                continue
            return found
        name = ".".join(path)
        raise ScenarioError(
            [Problem(self._name, None, name, message("ensemble.impossible", name=name, tries=f"{TRIES:,}"))]
        )

    def city(self, number: int) -> Settings:
        """Return the settings of a city, with the rules of each on its own."""
        return type(self._city).model_validate(lay(self._tables, self.values(number), 0))


def at(quantity: Quantity, share: float) -> float | int:
    """Return a number at a share of its sweep range; of whole numbers each has an equal part."""
    low, high = quantity.sweep
    if quantity.whole:
        return min(int(low + share * (high - low + 1)), int(high))
    return float(low + share * (high - low))


def lay(table: Mapping[str, Any], values: Mapping[str, float | int], depth: int) -> dict[str, Any]:
    """Return a table with values by dotted key laid over it; the first `depth` names of a key lead to the table."""
    result = _copy(table)
    for key, value in values.items():
        *way, last = key.split(".")[depth:]
        place = result
        for name in way:
            place = cast("dict[str, Any]", place[name])
        place[last] = value
    return result


def _copy(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _copy(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for name, value in table.items()
    }
