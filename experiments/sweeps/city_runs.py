"""Runs of given cities, kept as a sweep's are: a kill costs little, and the same call goes on.

Experiments whose cities are worked out one by one (coalitions of players, scenarios side by side) are no grid over
factors. Here each city is a level of one lever, so that all that knows a folder of a sweep knows theirs too: status,
verify, Dask, limits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from ...model.parameters.settings import Settings
from ...scenarios import Scenario, Text
from ...scenarios.arguments import COUNT, FLAG, FUNCTION, NAMES, PATH, RECORD, TEXT, check_arguments, number, optional
from ...scenarios.coercion import plain
from ...scenarios.form import FORM, form_of
from ...scenarios.message import Message, message
from ..design.study import Factor, Part, Study
from ..execution.runs import RunError, RunResult, run_one, with_seed
from ..execution.signals import Interrupted
from ..multipliers.factorial import VOLUNTEERS, CellRuns, volunteer_share
from ..outcomes.outcome import Outcome
from ..store.manifest import StaleError
from ..store.results import Results
from .kept_plan import make_plan
from .plan import Plan
from .scheduler import Tally
from .sweep import SHARD_KIND, Shard

CITY = "city"
"""Name of the lever that tells cities apart."""

FOLDER = "runs"
"""Folder of the runs below that of an experiment; those that need others' results have a word behind it."""


class ShardMade(Exception):
    """A part of the runs is made, and nothing else was asked for.

    Attributes
    ----------
    results : Results
        The folder of the part; that above it takes all parts together.
    """

    def __init__(self, results: Results) -> None:
        super().__init__(os.fspath(results.folder))
        self.results = results


class CityPlan(Plan):
    """The runs of given cities.

    Parameters
    ----------
    study : Study
        Of one lever, whose levels name the cities.
    cities : mapping of str to Settings
    check : bool
    """

    def __init__(self, study: Study, cities: Mapping[str, Settings], check: bool = False) -> None:
        super().__init__(study, run_one, check)
        self._cities = cities

    def settings(self, point: int, seed: int = 0) -> Settings:
        """Return the settings of a point, with a seed: those given, to the bit."""
        return with_seed(self._cities[str(self.points[point][0])], seed)


@dataclass
class CityRuns:
    """Makes runs of given cities and keeps them; those that its folder has already are not made again.

    Attributes
    ----------
    folder : Path
        Of the experiment; the runs lie in ``runs`` below it.
    scenario : Scenario
        The cities are told as differences from it; its seed is that of the first replicate.
    workers : int
        Processes; results do not depend on it.
    dask : str or None
        Address of a Dask scheduler, or ``local``.
    limit : float or None
        Seconds a run may take.
    shard : tuple of int or None
        Make only part i of n, from 1, in a folder of its own below that of the runs; then :class:`ShardMade` is raised,
        for nothing can be said of a part.
    check : bool
        Check conservation, bounds and finiteness after every process.
    command : sequence of str
        The command line, for the manifest.
    notice : callable
        Told a sentence about what was put in order.
    on_done : callable, optional
        Called for each run that is there, made now or before.
    interrupted : callable
        Returns the number of the signal that asks to stop; None while there is none.
    """

    folder: Path
    scenario: Scenario
    workers: int = 1
    dask: str | None = None
    limit: float | None = None
    shard: Shard | None = None
    check: bool = False
    command: Sequence[str] = ()
    notice: Callable[[str], object] = lambda _: None
    on_done: Callable[[], object] | None = None
    interrupted: Callable[[], int | None] = lambda: None

    def __post_init__(self) -> None:
        """Look at what was given, and take a folder's name for the folder."""
        check_arguments(
            folder=(self.folder, PATH),
            scenario=(self.scenario, RECORD),
            workers=(self.workers, COUNT),
            dask=(self.dask, optional(TEXT)),
            limit=(self.limit, optional(number(0.001))),
            shard=(self.shard, optional(SHARD_KIND)),
            check=(self.check, FLAG),
            command=(self.command, NAMES),
            notice=(self.notice, FUNCTION),
            on_done=(self.on_done, optional(FUNCTION)),
            interrupted=(self.interrupted, FUNCTION),
        )
        self.folder = Path(self.folder)

    def cells(
        self, cities: Sequence[tuple[str, Settings]], replicates: int, outcomes: Mapping[str, Outcome], /
    ) -> CellRuns:
        """Run cities without keeping their weeks; as :class:`cogov.experiments.multipliers.factorial.RunCells`.

        Raises
        ------
        Interrupted
            If a signal asked to stop before all were made; what was made is kept.
        ShardMade
            If only a part of the runs is asked for, once it is made.
        RunError
            If a run fails.
        StoreError
            If the folder holds other runs, or another process writes there.
        OSError
            If it cannot be written.
        """
        arm = cities[0][0].partition(" ")[0]
        place = self.folder / (FOLDER if arm == "given" else f"{FOLDER}-{arm}")
        frame, results = self._make(place, cities, replicates, outcomes)
        names = list(results.form.names)
        finals = frame[names].to_numpy(dtype=float).reshape(len(cities), replicates, len(names))
        own = {
            name: frame[name].to_numpy(dtype=float).reshape(len(cities), replicates) for name in (VOLUNTEERS, *outcomes)
        }
        return CellRuns(finals, own.pop(VOLUNTEERS), own)

    def weeks(self, cities: Sequence[tuple[str, Settings]], replicates: int) -> list[RunResult]:
        """Run cities and return every run with its weeks, city by city.

        Raises
        ------
        Interrupted, ShardMade, RunError, StoreError, OSError
            As of :meth:`cells`.
        """
        frame, results = self._make(self.folder / FOLDER, cities, replicates, None)
        names = list(results.form.names)
        further = results.form.indicators[len(FORM.indicators) :]
        weeks = results.series()[names].to_numpy(dtype=float).reshape(len(frame), -1, len(names))
        rows = cast("list[dict[str, Any]]", frame.to_dict("records"))
        return [
            RunResult(
                cities[int(row["point"])][0],
                int(row["seed"]),
                weeks[place],
                {name: float(row[name]) for name in names},
                str(row["digest"]),
                further,
            )
            for place, row in enumerate(rows)
        ]

    def _make(
        self,
        place: Path,
        cities: Sequence[tuple[str, Settings]],
        replicates: int,
        outcomes: Mapping[str, Outcome] | None,
    ) -> tuple[pd.DataFrame, Results]:
        """Make runs; with their weeks where no outcomes are asked for."""
        plan = CityPlan(self._study(dict(cities), replicates, outcomes), dict(cities), self.check)
        told = 0

        def on_change(tally: Tally) -> None:
            nonlocal told
            while self.on_done is not None and told < tally.ok:
                told += 1
                self.on_done()

        try:
            results = make_plan(plan, place, self, on_change, self.shard)
        except StaleError as error:
            raise _of_another(error) from None
        while self.on_done is not None and told < results.progress.ok:
            told += 1
            self.on_done()
        if (number := self.interrupted()) is not None and not results.progress.complete:
            done, total = results.progress.ok, results.progress.total
            raise Interrupted(number, message("city_runs.interrupted", done=done, total=total, folder=results.folder))
        if len(results.failures):
            row = results.failures.iloc[0]
            about = {"label": row[CITY], "seed": int(row["seed"]), "what": row["error"]}
            raise RunError(message("city_runs.failed", **about))
        if self.shard is not None:
            raise ShardMade(results)
        return results.runs, results

    def _study(self, cities: Mapping[str, Settings], replicates: int, outcomes: Mapping[str, Outcome] | None) -> Study:
        base = _flat(plain(self.scenario.settings))
        levels = {label: dict(_differences(base, plain(settings))) for label, settings in cities.items()}
        lever = Factor(CITY, "lever", Text(en="City", zh="市域"), values=tuple(levels), levels=levels)
        share = volunteer_share(form_of(next(iter(cities.values()))))
        own = {} if outcomes is None else {VOLUNTEERS: share, **outcomes}
        return Study(
            name=self.folder.name or CITY,
            title=Text(),
            question=Text(),
            scenario=self.scenario,
            parts=(Part("grid", (lever,), {}),),
            first=self.scenario.settings.run.seed,
            replicates=replicates,
            precision=None,
            outcomes=("effectiveness",),
            series=outcomes is None,
            minutes=0.0,
            own=own,
            exact=True,
        )


def _of_another(error: StaleError) -> StaleError:
    """Return the refusal of a folder without a way out that only a sweep has."""
    told = error.args[0]
    if isinstance(told, Message) and "changes" in told.values:
        return StaleError(message("store.other_design", **told.values))
    return error


def have_one_form(cities: Sequence[Settings]) -> bool:
    """Tell whether cities measure the same: those of other extensions cannot lie in one folder."""
    return len({form_of(each).names for each in cities}) == 1


def _flat(table: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return the values of tables by dotted key; lists stay whole."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and value:
            found |= _flat(cast("dict[str, Any]", value), f"{path}{name}.")
        else:
            found[f"{path}{name}"] = value
    return found


def _differences(base: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a city states otherwise, its seed aside."""
    for key, value in _flat(table).items():
        if key != "run.seed" and base.get(key) != value:
            yield key, value
