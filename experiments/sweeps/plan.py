"""A study laid out: its points, the key of each run, and what each run is to do."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ...model.settings import Settings
from ...model.sources import source_digest
from ...scenarios import Problem, ScenarioError, load
from ...scenarios.changes import plain
from ..runs import made, seeds
from . import designs
from .jobs import Job, Make
from .study import Study

_KEPT = 256
"""Points whose settings are kept ready."""


class Plan:
    """All runs of a study.

    Parameters
    ----------
    study : Study
    make : callable
        What makes a run; see :data:`.jobs.Make`.
    check : bool
        Check conservation, bounds and finiteness every week.

    Attributes
    ----------
    points : list of tuple
        Values of the factors, a row for each point.
    digests : list of str
        Of the settings of each point, its seed aside.
    seeds : tuple of int
        Of the replicates.

    Raises
    ------
    ScenarioError
        If the settings of a point do not fit together.
    """

    def __init__(self, study: Study, make: Make = made, check: bool = False) -> None:
        self.study, self.make, self.check = study, make, check
        self.points = designs.points(study)
        self.seeds = seeds(study.first, study.replicates)
        self._ready: OrderedDict[int, bytes] = OrderedDict()
        self.digests: list[str] = []
        problems: list[Problem] = []
        for number in range(len(self.points)):
            try:
                self.digests.append(self.settings(number).digest())
            except ScenarioError as error:
                said = ", ".join(f"{k}={v}" for k, v in self.said(number).items())
                problems += [
                    Problem(f"point {number}", None, each.key, f"{each.what} ({said})") for each in error.problems
                ]
        if problems:
            raise ScenarioError(problems)

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
        settings = load(self.study.scenario, changes=self.changes(point)).settings
        return settings.model_copy(update={"run": settings.run.model_copy(update={"seed": seed})})

    def key(self, point: int, replicate: int) -> str:
        """Return the key of a run: equal keys, equal results, whatever study they belong to."""
        parts = (self.digests[point], str(self.seeds[replicate]), name_of(self.make))
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()

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
            pairs = list(designs.places(self.study))
            columns["lever_point"] = pa.array([one for one, _ in pairs], pa.int32())
            columns["uncertainty_point"] = pa.array([other for _, other in pairs], pa.int32())
        for place, factor in enumerate(self.study.factors):
            columns[factor.name] = _column([row[place] for row in self.points])
        columns["settings"] = pa.array(self.digests)
        return pa.table(columns)

    def identity(self) -> dict[str, Any]:
        """Return all that decides results, as a document; replicates may be added later and are not in it."""
        study = self.study
        return {
            "code": self.code,
            "make": name_of(self.make),
            "scenario": plain(study.scenario.settings),
            "design": [part.document() for part in study.parts],
            "first_seed": study.first,
            "precision": study.precision.document() if study.precision else None,
            "series": study.series,
        }


def _column(values: list[Any]) -> pa.Array:
    """Return values as one column: numbers as they are, a mixture as text."""
    kinds = {type(value) for value in values}
    if kinds == {int, float}:
        return pa.array([float(value) for value in values], pa.float64())
    if len(kinds) > 1:
        return pa.array([value if isinstance(value, str) else json.dumps(value) for value in values])
    return pa.array(values)


def name_of(make: Make) -> str:
    """Return the name under which a function is imported."""
    return f"{make.__module__}:{make.__qualname__}"
