"""Cities drawn from the sweep ranges of the model's numbers.

Each number is uniform over its range, whole numbers over their values, all independent. What the model refuses (tiers
whose parts exceed the whole, types of resident that exceed all) is drawn anew, part by part, so that cities are uniform
over what can be. A city depends on the ensemble's seed and its own number alone.

A city may also come of another: some of its numbers, picked at random, are drawn anew, and the others stay. Such a step
leaves the distribution of drawn cities as it is, and may be walked backwards as often as forwards (it is Gibbs' step
over a random block). What it comes to depends on the seed, the new city's number, the city it comes of, and the share
drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from ...model.parameter import Quantity
from ...model.parameters.settings import Settings
from ...scenarios import Problem, ScenarioError
from ...scenarios.message import message
from ..statistics.arrays import Floats
from .declaration import Declaration

TRIES = 10_000
"""Draws of a part before ranges are called impossible."""


MOVED = 1
"""Sets the luck of a step apart from that of a plain draw with the same number."""


class Descent(NamedTuple):
    """Where a city comes from.

    Attributes
    ----------
    city, parent : int
        Its number, and that of the city it comes of.
    fraction : float
        Chance of each number to be drawn anew.
    """

    city: int
    parent: int
    fraction: float


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
        self._shares: dict[int, Floats] = {}
        self._descents: dict[int, Descent] = {}

    @cached_property
    def _blocks(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Places of what is drawn, by the part of the settings that is checked as one."""
        blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, each in enumerate(self.numbers):
            blocks[tuple(each.path.split(".")[:2])].append(place)
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
        shares = self.shares(number).tolist()
        return {each.path: at(each, share) for each, share in zip(self.numbers, shares, strict=True)}

    def shares(self, number: int) -> Floats:
        """Return where a city stands in the sweep range of each number, from 0 to 1.

        Raises
        ------
        ScenarioError
            As :meth:`values`.
        """
        if number not in self._shares:
            every = np.ones(len(self.numbers), dtype=bool)
            luck = np.random.default_rng((self._seed, number))
            self._shares[number] = self._draw(np.empty(len(self.numbers)), every, luck)
        return self._shares[number]

    def move(self, city: int, parent: int, fraction: float) -> None:
        """Let a new city come of another: each number is drawn anew with a chance, one at least.

        Parameters
        ----------
        city : int
            A number that no plain draw has.
        parent : int
        fraction : float
            The chance.
        """
        luck = np.random.default_rng((self._seed, city, MOVED))
        drawn = luck.random(len(self.numbers)) < fraction
        drawn[luck.integers(len(self.numbers))] = True
        self._descents[city] = Descent(city, parent, fraction)
        self._shares[city] = self._draw(self.shares(parent), drawn, luck)

    def descents(self, cities: Iterable[int]) -> list[Descent]:
        """Return where cities come from, back to plain draws, the earliest first."""
        found: dict[int, Descent] = {}
        for city in cities:
            at_hand = city
            while at_hand in self._descents and at_hand not in found:
                found[at_hand] = self._descents[at_hand]
                at_hand = found[at_hand].parent
        return [found[city] for city in sorted(found)]

    def follow(self, descents: Iterable[Sequence[float]]) -> None:
        """Make cities again from where they come from, the earliest first."""
        for city, parent, fraction in descents:
            self.move(int(city), int(parent), float(fraction))

    def _draw(self, before: Floats, drawn: NDArray[np.bool_], luck: np.random.Generator) -> Floats:
        """Return shares of which those that are to be are drawn anew, so that each part is one that the model takes."""
        result = before.copy()
        for path, block in self._blocks.items():
            places = [place for place in block if drawn[place]]
            if places:
                self._draw_part(path, block, places, result, luck)
        return result

    def _draw_part(
        self,
        path: tuple[str, ...],
        block: Sequence[int],
        places: Sequence[int],
        shares: Floats,
        luck: np.random.Generator,
    ) -> None:
        record: Any = self._city
        for name in path:
            record = getattr(record, name)
        for _ in range(TRIES):
            shares[places] = luck.random(len(places))
            if not isinstance(record, BaseModel):
                return
            found = {self.numbers[place].path: at(self.numbers[place], float(shares[place])) for place in block}
            table: Any = self._tables
            for name in path:
                table = table[name]
            try:
                type(record).model_validate(lay(table, found, len(path)))
            except ValidationError:
                continue
            return
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
