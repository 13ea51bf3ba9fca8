"""Which option is right: computed from paired runs, with how sure that is.

For each replicate the terms of the question are summed; the outcome is where their mean lies, above the tolerance,
below minus the tolerance, or between. It is sure if the 95 % interval of the mean (paired t) lies there with it. With
``highest`` and ``lowest`` the first city's lead over the second is judged in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import NAMES
from ...model.settings import Settings
from ...model.simulation import YEAR
from ..execution.runs import RunSpec, run_one, seeds
from ..statistics.paired import Difference, paired_difference
from .city import build_city
from .lesson import SAME, LessonStep, Question, Term

RunSeries = NDArray[np.float64]


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


def required_runs(step: LessonStep) -> dict[str, tuple[Settings, ...]]:
    """Return the runs that a step's question needs: for each city its replicates.

    Raises
    ------
    ValueError
        If the step asks nothing.
    """
    question = _question(step)
    names = question.among or tuple(dict.fromkeys(term.city for term in question.summands()))
    return {name: _replicates(build_city(step, name).settings, question.replicates) for name in names}


def answer(question: Question, runs: Mapping[str, Sequence[RunSeries]]) -> Answer:
    """Return which option the runs make right.

    Parameters
    ----------
    question : Question
    runs : mapping
        For each city of :func:`required_runs` the series (weeks, indicators) of its replicates, in the same order.
    """
    if question.kind == "difference":
        terms = question.summands()
        values = [term.times * _values(term, runs) for term in terms]
        total = np.sum(values, axis=0)
        outcome = _side(float(total.mean()), question.tolerance)
        levels = {
            f"{n} {term.city}": float(value.mean())
            for n, (term, value) in enumerate(zip(terms, values, strict=True), 1)
        }
        return _answer(question, outcome, paired_difference(total, np.zeros(len(total))), levels)
    sign = 1.0 if question.kind == "highest" else -1.0
    own = {"from_week": question.from_week, "weeks": question.weeks, "statistic": question.statistic}
    asked = Term(city="", indicator=question.indicator).model_copy(update=own)
    result = {name: _values(asked.model_copy(update={"city": name}), runs) for name in question.among}
    first, second = sorted(result, key=lambda name: -sign * float(result[name].mean()))[:2]
    lead = paired_difference(sign * result[first], sign * result[second])
    outcome = first if lead.mean > question.tolerance else SAME
    return _answer(question, outcome, lead, {name: float(value.mean()) for name, value in result.items()})


def answer_step(step: LessonStep, on_run: Callable[[int, int], object] | None = None) -> Answer:
    """Return which option of a step's question is right, making the runs here.

    Parameters
    ----------
    step : LessonStep
    on_run : callable, optional
        Called after each run with the number done and of all; what it raises ends the work.

    Raises
    ------
    ValueError
        If the step asks nothing.
    RunError
        If a run fails.
    """
    wanted = required_runs(step)
    runs: dict[str, list[RunSeries]] = {name: [] for name in wanted}
    total, done = sum(map(len, wanted.values())), 0
    for name, replicates in wanted.items():
        for settings in replicates:
            runs[name].append(run_one(RunSpec(name, settings)).series)
            done += 1
            if on_run is not None:
                on_run(done, total)
    return answer(_question(step), runs)


def _question(step: LessonStep) -> Question:
    if step.question is None:
        raise ValueError("the step asks nothing")
    return step.question


def _answer(question: Question, outcome: str, result: Difference, levels: dict[str, float]) -> Answer:
    sure = False
    if result.low is not None and result.high is not None:
        sides = {_side(result.low, question.tolerance), _side(result.high, question.tolerance)}
        sure = len(sides) == 1
    return Answer(outcome, question.right(outcome), result, sure, levels)


def _side(value: float, tolerance: float) -> str:
    return "higher" if value > tolerance else "lower" if value < -tolerance else SAME


def _values(term: Term, runs: Mapping[str, Sequence[RunSeries]]) -> NDArray[np.float64]:
    """Return a term's statistic for each replicate."""
    weeks = slice(term.from_week, term.from_week + term.weeks) if term.weeks else slice(-YEAR, None)
    columns = [run[weeks, NAMES.index(term.indicator)] for run in runs[term.city]]
    reduce = {"mean": np.mean, "highest": np.max, "lowest": np.min}[term.statistic]
    return np.array([float(reduce(column)) for column in columns])


def _replicates(settings: Settings, replicates: int) -> tuple[Settings, ...]:
    return tuple(
        settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})
        for seed in seeds(settings.run.seed, replicates)
    )
