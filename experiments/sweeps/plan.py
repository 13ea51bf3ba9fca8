"""A study laid out: its points, the key of each run, and what each run is to do."""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from ...model.authorship import identity
from ...model.kernel_cache import source_digest
from ...model.parameters.settings import Settings
from ...scenarios import Problem, ScenarioError, load
from ...scenarios.coercion import plain
from ...scenarios.form import FORM
from ...scenarios.message import message
from ..design import sampling
from ..design.study import Study
from ..execution.extensions import document_extensions
from ..execution.record import run_key
from ..execution.runs import run_one, seeds, with_seed
from ..execution.task import Job, Make
from ..outcomes.of_runs import documents

_KEPT = 256
"""Points whose settings are kept ready."""


class Plan:
    """All runs of a study.

    Parameters
    ----------
    study : Study
    make : callable
        What makes a run; see :data:`.task.Make`.
    check : bool
        Check conservation, bounds and finiteness every week.

    Attributes
    ----------
    points : list of tuple
        Values of the factors, a row for each point.
    seeds : tuple of int
        Of the replicates.
    maker : str or dict
        What makes a run, as a document: a user's function by its content; see :mod:`cogov.model.authorship`.
    """

    def __init__(self, study: Study, make: Make = run_one, check: bool = False) -> None:
        self.study, self.make, self.check = study, make, check
        self.maker = identity(make)
        self.points = sampling.points(study)
        self._order: list[int] | None = None
        self.seeds = seeds(study.first, study.replicates)
        self._ready: OrderedDict[int, bytes] = OrderedDict()
        self._outcomes = json.dumps(documents(study.own)) if study.own else ""

    @cached_property
    def digests(self) -> list[str]:
        """Of the settings of each point, its seed aside; looked at point by point, so only where runs are named.

        Raises
        ------
        ScenarioError
            If the settings of a point do not fit together.
        """
        digests: list[str] = []
        problems: list[Problem] = []
        for number in range(len(self.points)):
            try:
                digests.append(self.settings(number).digest())
            except ScenarioError as error:
                said = ", ".join(f"{k}={v}" for k, v in self.said(number).items())
                problems += [
                    Problem(
                        message("sweep.point", number=number),
                        None,
                        each.key,
                        message("value.by_door", value=each.what, door=said),
                    )
                    for each in error.problems
                ]
        if problems:
            raise ScenarioError(problems)
        return digests

    def reorder(self, order: Sequence[int]) -> None:
        """Put the points in another order, each named by its place in the order of the design."""
        if list(order) == list(range(len(self.points))):
            return
        points = sampling.points(self.study)
        self.points, self._order = [points[place] for place in order], list(order)
        self._ready.clear()
        self.__dict__.pop("digests", None)

    @property
    def in_order(self) -> bool:
        """Whether points are in the order of the design."""
        return self._order is None

    def columns(self) -> list[list[Any]]:
        """Return the values of each factor over the points, as the table of the design holds them."""
        return [_column([row[place] for row in self.points]).to_pylist() for place in range(len(self.study.factors))]

    @property
    def runs(self) -> int:
        """Runs of the whole design, with all replicates."""
        return len(self.points) * len(self.seeds)

    @property
    def weeks(self) -> int:
        """Weeks of a run."""
        return self.study.scenario.settings.run.weeks

    @property
    def code(self) -> str:
        """Digest of the sources of the model."""
        return source_digest()

    def said(self, point: int) -> dict[str, Any]:
        """Return the factors of a point by name."""
        return {factor.name: value for factor, value in zip(self.study.factors, self.points[point], strict=True)}

    def changes(self, point: int) -> dict[str, Any]:
        """Return the settings of a point that its factors stand for, by dotted key; later factors win."""
        return {
            key: value
            for factor, each in zip(self.study.factors, self.points[point], strict=True)
            for key, value in factor.changes(each).items()
        }

    def settings(self, point: int, seed: int = 0) -> Settings:
        """Return the settings of a point, with a seed."""
        return with_seed(load(self.study.scenario, changes=self.changes(point)).settings, seed)

    def key(self, point: int, replicate: int) -> str:
        """Return the key of a run: equal keys, equal results, whatever study they belong to."""
        return run_key(self.digests[point], self.seeds[replicate], self.maker)

    def job(self, point: int, replicate: int) -> Job:
        """Return what a worker needs to make a run."""
        if point not in self._ready:
            self._ready[point] = pickle.dumps(self.settings(point))
            if len(self._ready) > _KEPT:
                self._ready.popitem(last=False)
        return Job(
            point=point,
            replicate=replicate,
            seed=self.seeds[replicate],
            key=self.key(point, replicate),
            label=f"point {point}",
            settings=self._ready[point],
            digest=self.digests[point],
            series=self.study.series,
            check=self.check,
            outcomes=self._outcomes,
            exact=self.study.exact,
        )

    def order(self) -> Iterator[tuple[int, int]]:
        """Yield all runs, one luck after another: a half-made sweep shows the whole design."""
        for replicate in range(len(self.seeds)):
            for point in range(len(self.points)):
                yield point, replicate

    def design(self) -> pa.Table:
        """Return the design as a table: ``point``, a column for each factor, ``settings`` (the point's digest)."""
        columns: dict[str, Any] = {"point": pa.array(range(len(self.points)), pa.int32())}
        if len(self.study.parts) == 2:
            pairs = list(sampling.places(self.study))
            pairs = pairs if self._order is None else [pairs[place] for place in self._order]
            columns["lever_point"] = pa.array([one for one, _ in pairs], pa.int32())
            columns["uncertainty_point"] = pa.array([other for _, other in pairs], pa.int32())
        for place, factor in enumerate(self.study.factors):
            columns[factor.name] = _column([row[place] for row in self.points])
        columns["settings"] = pa.array(self.digests)
        return pa.table(columns)

    def identity(self) -> dict[str, Any]:
        """Return all that decides results, as a document; replicates may be added later and are not in it."""
        study = self.study
        # Older folders have no such keys.
        own = {"outcomes": documents(study.own)} if study.own else {}
        used = document_extensions(study.scenario.settings)
        extensions = {"extensions": used} if used else {}
        return {
            "code": self.code,
            "make": self.maker,
            "scenario": plain(study.scenario.settings),
            "design": [part.document() for part in study.parts],
            "first_seed": study.first,
            "precision": study.precision.document() if study.precision else None,
            "series": "float64" if study.series and study.exact else study.series,
            "edition": FORM.version,
            **own,
            **extensions,
        }


def _column(values: list[Any]) -> pa.Array:
    """Return values as one column: numbers as they are, a mixture as text."""
    kinds = {type(value) for value in values}
    if kinds == {int, float}:
        return pa.array([float(value) for value in values], pa.float64())
    if len(kinds) > 1:
        return pa.array([value if isinstance(value, str) else json.dumps(value) for value in values])
    return pa.array(values)
