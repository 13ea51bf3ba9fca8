"""Cities that meet the criteria by way of generations: each must come nearer than the last.

Plain draws hardly ever meet the criteria, and there are hundreds of numbers, so that no step of all of them at once
would be taken. This is sequential Monte Carlo for a rare event (Cérou, Del Moral, Furon and Guyader 2012, Statistics
and Computing 22:795), in engineering called subset simulation (Au and Beck 2001, Probabilistic Engineering Mechanics
16:263), with an adaptive tolerance as in Del Moral, Doucet and Jasra 2012 (Statistics and Computing 22:1009):

* The first generation are plain draws. The tolerance falls to the shortfall that a share of a generation keeps within.
  Who keeps within it is a sample of the cities drawn, restricted to it; all count alike.
* Each of them begins a chain. A step draws some numbers anew (:meth:`.drawing.CityDraws.move`), and is taken if the
  city that comes of it keeps within the tolerance. Plain draws, so restricted, stay as they are under such steps:
  no weight but how often a city is counted, and nothing that grows with the square of the cities.
* First the cheap looks alone are narrowed, then the criteria. There a step is a walk of several steps within the cheap
  looks, which asks for the criteria but once, at its end (Liu 2001, Monte Carlo Strategies, 9.4.3: the walk goes
  backwards as often as forwards, so that this too leaves the restricted draws as they are).
* With the tolerance at 0, chains go on until enough cities are found. A city counts once for each time that a chain
  stands on it.

The share of numbers drawn anew is tuned between steps, and no longer once the criteria are reached. No draw is made
here, and none depends on how many workers there are: the same looks, the same cities.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

TAKEN = 0.4
"""Share of steps that should be taken (0.44 in Papaioannou and others 2015, Prob. Eng. Mech. 41:89, for subset
simulation with such a tuning; efficiency is flat around it)."""

TRIED = (0.1, 0.3)
"""Tolerances that are tried before the last one."""

DIGITS = 4
"""Decimals of the tuned share, so that it can be written down."""


class Stepper(Protocol):
    """Makes a city of another."""

    def move(self, city: int, parent: int, fraction: float) -> None:
        """Let a new city come of another."""
        ...


class Shortfalls(Protocol):
    """Tells by how much cities miss what they must meet."""

    def screens(self, cities: Sequence[int], within: float) -> Mapping[int, float]:
        """Return it of the cheap looks; of one that misses them by more than `within`, anything above it."""
        ...

    def criteria(self, cities: Sequence[int], within: float) -> Mapping[int, float]:
        """Return it of the criteria; likewise."""
        ...


@dataclass(frozen=True, slots=True)
class NarrowingPlan:
    """How cities are narrowed down.

    Attributes
    ----------
    survivors : float
        Share of a generation that the next tolerance keeps.
    population : int
        Cities of a generation after the first.
    looked : int
        Cities that are held against the criteria when the cheap looks are passed.
    walk : int
        Steps between two looks at the criteria.
    draws : int
        Cities drawn at most.
    """

    survivors: float
    population: int
    looked: int
    walk: int
    draws: int


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain stands: a city, and the plain draw of which it comes in the end."""

    city: int
    root: int


@dataclass(frozen=True, slots=True)
class Generation:
    """A tolerance, and who kept within it.

    Attributes
    ----------
    criteria : bool
        Whether the criteria were looked at; else the cheap looks.
    tolerance : float
        The shortfall that is allowed.
    cities, survivors : int
        How many were held against it, and how many kept within it; a city counts once for each time that it stands
        there.
    roots : int
        Plain draws of which the survivors come.
    taken : float
        Share of the steps that were taken on the way to these cities; NaN of the first.
    fraction : float
        Share of the numbers that a step draws anew, at the end.
    drawn : int
        Cities drawn so far.
    """

    criteria: bool
    tolerance: float
    cities: int
    survivors: int
    roots: int
    taken: float
    fraction: float
    drawn: int

    @property
    def share(self) -> float:
        """Share that kept within the tolerance."""
        return self.survivors / self.cities

    @property
    def reached(self) -> bool:
        """Whether who survived meets all criteria."""
        return self.criteria and self.tolerance == 0.0


@dataclass
class Narrowing:
    """A run of generations, then of rounds at the criteria themselves.

    Parameters
    ----------
    draws : Stepper
    shortfalls : Shortfalls
    plan : NarrowingPlan
    first : int
        Plain draws; their numbers are those below it.
    """

    draws: Stepper
    shortfalls: Shortfalls
    plan: NarrowingPlan
    first: int
    generations: list[Generation] = field(default_factory=list[Generation])
    fraction: float = 0.5
    drawn: int = field(init=False)
    tunings: int = 0
    _taken: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.drawn = self.first

    def rounds(self) -> Iterator[tuple[ChainEnd, ...]]:
        """Yield where the chains stand, first on arrival at the criteria, then after each step of all.

        It ends when no more cities may be drawn; if that is before the criteria are reached it yields nothing.
        """
        ends = self._fall()
        while ends:
            yield ends
            if not self._affordable(len(ends) * self.plan.walk):
                return
            ends = self._walk(ends, 0.0, tune=False)

    def _fall(self) -> tuple[ChainEnd, ...]:
        ends = tuple(ChainEnd(number, number) for number in range(self.first))
        ends, within = self._narrow(ends, math.inf, criteria=False)
        while within > 0.0:
            states = self._generation(ends, within, criteria=False)
            if not states:
                return ()
            ends, within = self._narrow(states, within, criteria=False)
        states = self._generation(ends, 0.0, criteria=False)
        states = _thin(states, self.plan.looked)
        within, self.tunings = math.inf, 0
        while states:
            ends, within = self._narrow(states, within, criteria=True)
            if within == 0.0:
                return ends
            states = self._generation(ends, within, criteria=True)
        return ()

    def _narrow(
        self, states: Sequence[ChainEnd], within: float, *, criteria: bool
    ) -> tuple[tuple[ChainEnd, ...], float]:
        """Return who survives, and the new tolerance, which lies within the last.

        It is 0 already where half of those that are to survive the criteria miss nothing: another generation would
        cost more than the cities that it adds. What misses one look by more than will be allowed need not be looked at
        again, so that a narrow tolerance is tried before a wide one.
        """
        look = self.shortfalls.criteria if criteria else self.shortfalls.screens
        wanted = max(1, math.ceil(self.plan.survivors * len(states)))
        missed = np.empty(0)
        for tried in (0.0, *(each for each in TRIED if each < within), within):
            found = look(_cities(states), tried)
            missed = np.array([found[each.city] for each in states])
            enough = math.ceil(wanted / 2) if criteria and tried == 0.0 else wanted
            if (missed <= tried).sum() >= enough:
                within = 0.0 if tried == 0.0 else float(np.sort(missed)[wanted - 1])
                break
        ends = tuple(each for each, by in zip(states, missed, strict=True) if by <= within)
        taken = float(np.mean(self._taken)) if self._taken else math.nan
        roots = len({each.root for each in ends})
        self.generations.append(
            Generation(criteria, within, len(states), len(ends), roots, taken, self.fraction, self.drawn)
        )
        self._taken.clear()
        return ends, within

    def _generation(self, ends: tuple[ChainEnd, ...], within: float, *, criteria: bool) -> tuple[ChainEnd, ...]:
        """Return all states of chains that begin at the survivors; nothing if so many may not be drawn."""
        length = max(1, math.ceil(self.plan.population / len(ends)) - 1)
        cost = len(ends) * length * (self.plan.walk if criteria else 1)
        if not self._affordable(cost):
            return ()
        states = [ends]
        for _ in range(length):
            go = self._walk if criteria else self._step
            states.append(go(states[-1], within, tune=True))
        return tuple(each for state in zip(*states, strict=True) for each in state)

    def _affordable(self, cost: int) -> bool:
        return self.drawn + cost <= self.plan.draws

    def _step(self, ends: tuple[ChainEnd, ...], within: float, *, tune: bool) -> tuple[ChainEnd, ...]:
        """Return where chains stand after a step within a tolerance of the cheap looks."""
        offered = tuple(ChainEnd(self.drawn + place, each.root) for place, each in enumerate(ends))
        for new, old in zip(offered, ends, strict=True):
            self.draws.move(new.city, old.city, self.fraction)
        self.drawn += len(ends)
        found = self.shortfalls.screens(_cities(offered), within)
        after = tuple(new if found[new.city] <= within else old for new, old in zip(offered, ends, strict=True))
        taken = sum(found[each.city] <= within for each in offered) / len(ends)
        if tune:
            self._taken.append(taken)
            self._tune(taken)
        return after

    def _walk(self, ends: tuple[ChainEnd, ...], within: float, *, tune: bool) -> tuple[ChainEnd, ...]:
        """Return where chains stand after a walk within the cheap looks, taken if its end keeps within a tolerance."""
        offered = ends
        for _ in range(self.plan.walk):
            offered = self._step(offered, 0.0, tune=False)
        moved = [new for new, old in zip(offered, ends, strict=True) if new != old]
        found = self.shortfalls.criteria(_cities(moved), within)
        after = tuple(
            new if new != old and found[new.city] <= within else old for new, old in zip(offered, ends, strict=True)
        )
        taken = sum(new != old for new, old in zip(after, ends, strict=True)) / len(ends)
        self._taken.append(taken)
        if tune:
            self._tune(taken)
        return after

    def _tune(self, taken: float) -> None:
        """Move the share that is drawn anew towards what is taken often enough, by less from time to time."""
        self.tunings += 1
        change = math.exp((taken - TAKEN) / math.sqrt(self.tunings))
        self.fraction = round(min(1.0, max(10.0**-DIGITS, self.fraction * change)), DIGITS)


def _cities(states: Sequence[ChainEnd]) -> list[int]:
    return list(dict.fromkeys(each.city for each in states))


def _thin(states: tuple[ChainEnd, ...], count: int) -> tuple[ChainEnd, ...]:
    """Return so many states, at even distances: of each chain as many as of any other, but for one."""
    if len(states) <= count:
        return states
    return tuple(states[place] for place in np.linspace(0, len(states) - 1, count).round().astype(int).tolist())
