"""Which option is right: computed from paired runs, with how sure that is.

For each replicate the terms of the poll are summed; the outcome is where their mean lies, above the tolerance,
below minus the tolerance, or between. It is sure if the 95 % interval of the mean (paired t) lies there with it. With
``highest`` and ``lowest`` the first city's lead over the second is judged in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.simulation import YEAR
from ...model.indicators import NAMES
from ...model.parameters.settings import Settings
from ..execution.runs import RunSpec, run_one, seeds
from ..statistics.paired import Difference, paired_difference
from .city import build_city
from .lesson import SAME, Hero, Poll, Scene, Term

RunSeries = NDArray[np.float64]

REPLICATES = 4
"""Runs behind the number of a scene that asks nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out.

    Attributes
    ----------
    outcome : str
        ``higher``, ``lower``, ``same`` or the name of a city.
    option : int
        Place of the option that is right.
    found : Difference
        The sum of the terms, or the lead of the first city over the second.
    sure : bool
        Whether the interval of `found` allows no other outcome; never with a single run.
    levels : dict
        For ``highest`` and ``lowest``, the mean of each city; for a difference, of each term, in their order.
    """

    outcome: str
    option: int
    found: Difference
    sure: bool
    levels: dict[str, float]


def read_hero(hero: Hero, runs: Mapping[str, Sequence[RunSeries]]) -> float:
    """Return the one number of a scene, the mean over the replicates of its city."""
    return float(_values(hero.term(), runs).mean())


def required_runs(scene: Scene, *, first: int | None = None) -> dict[str, tuple[Settings, ...]]:
    """Return the runs that a scene's poll and its number need: by city its replicates.

    `first` may begin their seeds in place of the scenario's.
    """
    names = list(_list_cities(scene.poll)) if scene.poll else []
    if scene.hero is not None and scene.hero.city not in names:
        names.append(scene.hero.city)
    replicates = scene.poll.replicates if scene.poll else REPLICATES
    return {name: _replicates(build_city(scene, name).settings, replicates, first) for name in names}


def _list_cities(poll: Poll) -> tuple[str, ...]:
    return poll.among or tuple(dict.fromkeys(term.city for term in poll.summands()))


def answer(poll: Poll, runs: Mapping[str, Sequence[RunSeries]]) -> Answer:
    """Return which option the runs make right.

    Parameters
    ----------
    poll : Poll
    runs : mapping
        For each city of :func:`required_runs` the series (weeks, indicators) of its replicates, in the same order.
    """
    if poll.kind == "difference":
        terms = poll.summands()
        values = [term.times * _values(term, runs) for term in terms]
        total = np.sum(values, axis=0)
        outcome = _side(float(total.mean()), poll.tolerance)
        levels = {
            f"{n} {term.city}": float(value.mean())
            for n, (term, value) in enumerate(zip(terms, values, strict=True), 1)
        }
        return _answer(poll, outcome, paired_difference(total, np.zeros(len(total))), levels)
    sign = 1.0 if poll.kind == "highest" else -1.0
    own = {"from_week": poll.from_week, "weeks": poll.weeks, "statistic": poll.statistic}
    asked = Term(city="", indicator=poll.indicator).model_copy(update=own)
    result = {name: _values(asked.model_copy(update={"city": name}), runs) for name in poll.among}
    first, second = sorted(result, key=lambda name: -sign * float(result[name].mean()))[:2]
    lead = paired_difference(sign * result[first], sign * result[second])
    outcome = first if lead.mean > poll.tolerance else SAME
    return _answer(poll, outcome, lead, {name: float(value.mean()) for name, value in result.items()})


def answer_scene(
    scene: Scene, on_run: Callable[[int, int], object] | None = None, *, first: int | None = None
) -> Answer:
    """Return which option of a scene's poll is right, making the runs here.

    Parameters
    ----------
    scene : Scene
    on_run : callable, optional
        Called after each run with the number done and of all; what it raises ends the work.
    first : int, optional
        First seed of the replicates, in place of the scenario's.

    Raises
    ------
    ValueError
        If the scene asks nothing.
    RunError
        If a run fails.
    """
    wanted = required_runs(scene, first=first)
    runs: dict[str, list[RunSeries]] = {name: [] for name in wanted}
    total, done = sum(map(len, wanted.values())), 0
    for name, replicates in wanted.items():
        for settings in replicates:
            runs[name].append(run_one(RunSpec(name, settings)).series)
            done += 1
            if on_run is not None:
                on_run(done, total)
    return answer(_poll(scene), runs)


def _poll(scene: Scene) -> Poll:
    if scene.poll is None:
        raise ValueError("the scene asks nothing")
    return scene.poll


def _answer(poll: Poll, outcome: str, result: Difference, levels: dict[str, float]) -> Answer:
    sure = False
    if result.low is not None and result.high is not None:
        sides = {_side(result.low, poll.tolerance), _side(result.high, poll.tolerance)}
        sure = len(sides) == 1
    return Answer(outcome, poll.right(outcome), result, sure, levels)


def _side(value: float, tolerance: float) -> str:
    return "higher" if value > tolerance else "lower" if value < -tolerance else SAME


def _values(term: Term, runs: Mapping[str, Sequence[RunSeries]]) -> NDArray[np.float64]:
    """Return a term's statistic for each replicate."""
    weeks = slice(term.from_week, term.from_week + term.weeks) if term.weeks else slice(-YEAR, None)
    columns = [run[weeks, NAMES.index(term.indicator)] for run in runs[term.city]]
    reduce = {"mean": np.mean, "highest": np.max, "lowest": np.min}[term.statistic]
    return np.array([float(reduce(column)) for column in columns])


def _replicates(settings: Settings, replicates: int, first: int | None) -> tuple[Settings, ...]:
    return tuple(
        settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})
        for seed in seeds(settings.run.seed if first is None else first, replicates)
    )
