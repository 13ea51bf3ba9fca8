"""Which drawn cities are plausible: cheap looks first, then the criteria as they were declared.

A block of draws is judged together, stage by stage:

1. each on its own, one seed, a short run: the official closing rate within the criterion and a margin (P1);
2. joined up and assessed, likewise;
3. each on its own in full, all seeds of the criteria (P1);
4. joined up and assessed in full: official closing (P1) and circulating cases (P13);
5. each on its own with the hours at which times are read: Weibull shape (P2), type against place (P3).

What fails a stage is looked at no further. A stage's screen only saves time: whatever it lets through must meet the
criterion itself. What each criterion rejects on its own is told of the reference, whose cities pass no stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ...model.parameters.settings import Settings
from ..execution.runs import seeds
from ..validation.ended_cases import circulation
from ..validation.pattern import Observer
from ..validation.times import case_times
from .declaration import CRITERIA, SCREENS, Declaration
from .drawing import CityDraws
from .observing import Observation, observe
from .policies import APART, ASSESSED, with_policy, with_weeks
from .stored_runs import DRAW, RunOptions, StageRuns, run_stage

SCREENED = {SCREENS[0]: APART, SCREENS[1]: ASSESSED}
"""The policy under which each of the cheap looks is taken."""

STAGES = (*SCREENS, "closing_apart", "closing_joined", "circulating", "shape", "type_over_place")
"""What may reject a city, in order."""

Look = Callable[[Sequence[int]], Mapping[int, Mapping[str, float]]]
"""Makes the runs of cities and returns their figures."""

JOURNAL = "criteria"
"""Folder of the observed runs, below that of the ensemble."""


@dataclass(frozen=True, slots=True)
class CityFigures:
    """A drawn city against the criteria.

    Attributes
    ----------
    draw : int
    figures : mapping
        What was looked at, by stage, as far as it went.
    rejected_by : str
        The first stage that it does not pass; empty if it is kept.
    """

    draw: int
    figures: Mapping[str, float]
    rejected_by: str

    @property
    def kept(self) -> bool:
        """Whether it meets all criteria."""
        return not self.rejected_by


def on_time(declaration: Declaration, city: Settings) -> Settings:
    """Return a city with the hours at which times are read."""
    actors = city.world.actors
    scale = actors.capacity_scale * declaration.criteria.on_time_capacity
    world = city.world.model_copy(update={"actors": actors.model_copy(update={"capacity_scale": scale})})
    return city.model_copy(update={"world": world})


class CitySelection:
    """Judges drawn cities.

    Parameters
    ----------
    declaration : Declaration
    draws : CityDraws
    folder : Path
        Of the ensemble.
    options : RunOptions
    """

    def __init__(self, declaration: Declaration, draws: CityDraws, folder: Path, options: RunOptions) -> None:
        self._declaration, self._draws, self._folder, self._options = declaration, draws, folder, options

    def judge_block(self, block: str, numbers: Sequence[int]) -> list[CityFigures]:
        """Return a block's cities with what rejects each."""
        found: dict[int, dict[str, float]] = {number: {} for number in numbers}
        rejected: dict[int, str] = {}

        def standing() -> list[int]:
            return [number for number in numbers if number not in rejected]

        def judge(stage: str, values: Mapping[int, float], low: float, high: float) -> None:
            for number, value in values.items():
                found[number][stage] = value
                if number not in rejected and not low <= value <= high:
                    rejected[number] = stage

        for stage, policy in SCREENED.items():
            if not (left := standing()):
                break
            judge(stage, self._screen_block(f"{block}-{stage}", policy, left), *self._declaration.range_of(stage))
        for names, look in self.looks():
            if not (left := standing()):
                break
            figures = look(left)
            for name in names:
                judge(name, {number: each[name] for number, each in figures.items()}, *self._declaration.range_of(name))
        return [CityFigures(number, found[number], rejected.get(number, "")) for number in numbers]

    def measure_all(self, numbers: Sequence[int], looks: int) -> list[CityFigures]:
        """Return cities with all criteria whatever they come to, by so many runs: nothing is passed over."""
        found: dict[int, dict[str, float]] = {number: {} for number in numbers}
        for names, look in self.looks(looks):
            for number, each in look(numbers).items():
                found[number] |= {name: each[name] for name in names}
        return [CityFigures(number, each, self._first_missed(each)) for number, each in found.items()]

    def _first_missed(self, figures: Mapping[str, float]) -> str:
        return next(iter(list_missed(self._declaration, figures)), "")

    def cheap_looks(self) -> Iterator[tuple[tuple[str, ...], Look]]:
        """Yield the cheap looks, each by its stage, with what makes its runs; they are kept in a journal."""
        for stage, policy in SCREENED.items():
            yield (stage,), partial(self._screen, stage, policy)

    def looks(self, count: int = 0) -> Iterator[tuple[tuple[str, ...], Look]]:
        """Yield the criteria that one kind of run tells, and what makes so many of these runs; as declared if 0."""
        count = count or self._declaration.criteria.seeds
        yield CRITERIA[:1], partial(self._look_apart, looks=count)
        yield CRITERIA[1:3], partial(self._look_joined, looks=count)
        yield CRITERIA[3:], partial(self._look_on_time, looks=count)

    def _screen(self, stage: str, policy: str, numbers: Sequence[int]) -> dict[int, dict[str, float]]:
        screen = self._declaration.screen

        def change(city: Settings) -> Settings:
            return with_weeks(with_policy(self._declaration, city, policy), screen.weeks)

        means = self._observe(numbers, (screen.seed,), change, None)
        return {number: {stage: each["closing"]} for number, each in means.items()}

    def _screen_block(self, name: str, policy: str, numbers: Sequence[int]) -> dict[int, float]:
        screen = self._declaration.screen
        stage = StageRuns(name, tuple(numbers), (policy,), screen.weeks, screen.seed, 1)
        frame = run_stage(self._declaration, self._draws, stage, self._folder, self._options)
        return {int(row[DRAW]): float(row["official_closing"]) for row in frame.to_dict("records")}

    def _look_apart(self, numbers: Sequence[int], looks: int) -> dict[int, dict[str, float]]:
        means = self._observe(numbers, self._lucks(looks), lambda city: city, None)
        return {number: {"closing_apart": each["closing"]} for number, each in means.items()}

    def _look_joined(self, numbers: Sequence[int], looks: int) -> dict[int, dict[str, float]]:
        means = self._observe(
            numbers, self._lucks(looks), lambda city: with_policy(self._declaration, city, ASSESSED), circulation
        )
        return {
            number: {"closing_joined": each["closing"], "circulating": each["circulating"]}
            for number, each in means.items()
        }

    def _look_on_time(self, numbers: Sequence[int], looks: int) -> dict[int, dict[str, float]]:
        means = self._observe(numbers, self._lucks(looks), lambda city: on_time(self._declaration, city), case_times)
        return {
            number: {"shape": each["shape_censored"], "type_over_place": _ratio(each)} for number, each in means.items()
        }

    def _lucks(self, looks: int) -> Sequence[int]:
        return seeds(self._declaration.criteria.first_seed, looks)

    def _observe(
        self,
        numbers: Sequence[int],
        lucks: Sequence[int],
        change: Callable[[Settings], Settings],
        observer: Observer | None,
    ) -> dict[int, dict[str, float]]:
        """Return means over seeds, by city."""
        wanted: list[Observation] = []
        for number in numbers:
            city = change(self._draws.city(number))
            wanted += [Observation(f"{DRAW} {number}", city, seed, observer) for seed in lucks]

        def tell(done: int, total: int) -> None:
            self._options.on_stage(JOURNAL, done, total)

        figures = observe(wanted, self._folder / JOURNAL, self._options, tell)
        result: dict[int, dict[str, float]] = {}
        for place, number in enumerate(numbers):
            own = figures[place * len(lucks) : (place + 1) * len(lucks)]
            result[number] = {name: float(np.mean([each[name] for each in own])) for name in own[0]}
        return result


def _ratio(figures: Mapping[str, float]) -> float:
    """Return what type explains over what the community does; not a number where that is nothing."""
    return figures["by_type"] / figures["by_community"] if figures["by_community"] > 0.0 else float("nan")


def list_missed(declaration: Declaration, figures: Mapping[str, float]) -> list[str]:
    """Return the criteria that a city's figures do not meet, of those that it has."""
    result: list[str] = []
    for name in CRITERIA:
        if name in figures:
            low, high = declaration.range_of(name)
            if not low <= figures[name] <= high:
                result.append(name)
    return result
