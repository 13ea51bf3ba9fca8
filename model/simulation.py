"""A run: a city, the weeks it lives through, and the record of what was measured."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .array_types import Column
from .authorship import identity
from .checkpoint import Checkpoint, CheckpointError, pack, shared_settings
from .file import write_atomically
from .indicators import INDICATORS, NAMES
from .indicators.measuring import measure
from .initialisation import initialise
from .message import Enumeration, message
from .processes.happen import differing, note_changes, put_in_force, rules_in_force, without
from .settings import Settings
from .state import NEVER, City, Count, Ledger, Stage
from .week import WEEK, Process, step_week

if TYPE_CHECKING:
    import pandas as pd

YEAR = 52


class InvariantBroken(RuntimeError):
    """A week ended in a state that no city can be in; the message names week, process and what is wrong."""


class Simulation:
    """One run of the model, without Mesa's agents; :class:`.governance_model.GovernanceModel` wraps it.

    Parameters
    ----------
    settings : Settings
    seed : int, optional
        Takes the place of ``settings.run.seed``.
    processes : sequence of functions, optional
        The week, each a function of the :class:`~.state.City`; see :func:`.week.with_process`.
    check : bool
        Check conservation, bounds and finiteness after every process.
    keep_issues : bool
        Keep a record of every problem that was resolved or lapsed, for :meth:`issues`.

    Attributes
    ----------
    city : City
    week : int
        Weeks done.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seed: int | None = None,
        processes: Sequence[Process] = WEEK,
        check: bool = False,
        keep_issues: bool = False,
    ) -> None:
        self.settings = Settings() if settings is None else settings
        self.city: City = initialise(self.settings, seed)
        self.processes = tuple(processes)
        self.check = check
        self.week = 0
        self._ended: list[pd.DataFrame] | None = [] if keep_issues else None
        self._record: Column = np.full((self.settings.run.weeks, len(INDICATORS)), np.nan)

    @property
    def seed(self) -> int:
        """The seed from which everything random follows."""
        return self.city.seed

    @property
    def series(self) -> Column:
        """Indicators so far, (weeks done, indicators), in the order of :data:`.indicators.NAMES`."""
        return self._record[: self.week]

    def step(self) -> None:
        """Let one week pass and measure it.

        Raises
        ------
        IndexError
            When the weeks of the settings are over.
        InvariantBroken
            With `check`, when a process leaves an impossible state.
        """
        if self.week >= self.settings.run.weeks:
            raise IndexError(f"the run has {self.settings.run.weeks} weeks, and all are done")
        self.city.week = self.week
        if self.check:
            for process in self.processes:
                process(self.city)
                _check(self.city, process.__name__)
        else:
            step_week(self.city, self.processes)
        measure(self.city, self._record[self.week])
        if self._ended is not None:
            self._ended.append(_issues(self.city, ended=True))
        self.week += 1

    def run(self, on_week: Callable[[int], None] | None = None) -> Simulation:
        """Live through the weeks that are left, telling `on_week` the number done after each."""
        while self.week < self.settings.run.weeks:
            self.step()
            if on_week is not None:
                on_week(self.week)
        return self

    def save(self, path: str | Path) -> None:
        """Write everything to a file from which :meth:`load` goes on to the last bit.

        Raises
        ------
        ValueError
            With ``keep_issues=True``: problems that ended are not in the file.
        OutputError
            If the path is a folder.
        OSError
            If it cannot be written; then an older file of that name is as it was.
        """
        if self._ended is not None:
            raise ValueError("a simulation made with keep_issues=True cannot be saved: ended problems are not kept")
        processes = tuple(identity(process) for process in self.processes)
        write_atomically(Path(path), pack(self.city, self.week, self.series, processes, self.digest()))

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        settings: Settings | None = None,
        seed: int | None = None,
        processes: Sequence[Process] = WEEK,
        check: bool = False,
    ) -> Simulation:
        """Take up a simulation where :meth:`save` left it.

        Parameters
        ----------
        path : str or Path
        settings : Settings, optional
            Branch: other rules, events, behaviour or weeks from here on. The city itself (``world`` and
            ``behaviour.founding``) must be the one that was saved. Events of past weeks count for the rules in force.
        seed : int, optional
            Branch: other luck from here on. Without it the saved seed stays, whatever `settings` say.
        processes, check
            As for a new simulation; the processes must be those that it was saved with.

        Raises
        ------
        CheckpointError
            If the file is damaged, was saved by other sources of the model or with other processes (also with one of
            that name that was edited since), or is of another city.
        """
        checkpoint = Checkpoint(Path(path))
        header = checkpoint.header
        checkpoint.agree(tuple(identity(process) for process in processes))
        simulation = cls(header.settings, seed=header.seed, processes=processes, check=check)
        simulation._record[: header.week] = checkpoint.restore(simulation.city)
        simulation.week = header.week
        if simulation.digest() != header.digest:
            raise CheckpointError(
                message("checkpoint.refused", name=checkpoint.name, what=message("checkpoint.columns"))
            )
        simulation._branch(header.settings if settings is None else settings, seed, checkpoint.name)
        return simulation

    def _branch(self, settings: Settings, seed: int | None, name: str) -> None:
        """Change settings and luck from here on."""
        before = shared_settings(self.settings)
        if other := [part for part, value in shared_settings(settings).items() if value != before[part]]:
            raise CheckpointError(
                message(
                    "checkpoint.refused",
                    name=name,
                    what=message("checkpoint.branch", parts=Enumeration(other, " and ", "、")),
                )
            )
        if settings.run.weeks < self.week:
            raise CheckpointError(
                message(
                    "checkpoint.refused",
                    name=name,
                    what=message("checkpoint.weeks", done=self.week, weeks=settings.run.weeks),
                )
            )
        if seed is not None:
            self.city.seed = seed
        if settings == self.settings:
            return
        # Tables that have a place for every week, of the new length.
        city, old = self.city, self.city.ledger
        ledger = Ledger.empty(settings.run.weeks, int(city.types.deadline.max()))
        for table, longer in ((old.counts, ledger.counts), (old.durations, ledger.durations)):
            rows, columns = (min(pair) for pair in zip(table.shape, longer.shape, strict=True))
            longer[:rows, :columns] = table[:rows, :columns]
        record = np.full((settings.run.weeks, len(INDICATORS)), np.nan)
        record[: self.week] = self.series
        note_changes(city)
        imposed, stem = city.imposed, rules_in_force(replace(city, imposed={}))
        self.settings, self._record = settings, record
        self.city = replace(city, settings=settings, ledger=ledger, timetable=settings.timetable(), imposed={})
        # What processes changed holds on, save where the branch says otherwise of that lever.
        self.city.imposed = without(imposed, differing(stem, rules_in_force(self.city)))
        self.city.rules = self.city.settled = rules_in_force(self.city)
        self.city.arrival_factor[:] = 1.0  # events of the new settings set them anew each week
        self.city.capacity_factor[:] = 1.0
        put_in_force(self.city)

    def final(self) -> dict[str, float]:
        """Return each indicator's mean over the last 52 weeks, or over all if fewer were lived through."""
        last = self.series[-YEAR:]
        means = last.mean(axis=0) if len(last) else np.full(len(NAMES), np.nan)
        return dict(zip(NAMES, means.tolist(), strict=True))

    def frame(self) -> pd.DataFrame:
        """Return the series as a table, one row per week (index ``week``), one column per indicator."""
        import pandas as pd

        return pd.DataFrame(self.series.copy(), columns=list(NAMES), index=pd.RangeIndex(self.week, name="week"))

    def issues(self) -> pd.DataFrame:
        """Return every problem that ever arose, one row each.

        Columns: ``type`` and ``stage`` (words), ``grid``, ``community``, ``district`` (rows), ``severity``, ``work``,
        ``proactive``, and the weeks ``born``, ``reported``, ``assigned`` (the last time each) and ``ended``, empty
        where it has not come to that.

        Raises
        ------
        ValueError
            Unless the simulation was made with ``keep_issues=True``.
        """
        import pandas as pd

        if self._ended is None:
            raise ValueError("problems that ended were not kept: make the simulation with keep_issues=True")
        return pd.concat([*self._ended, _issues(self.city, ended=False)], ignore_index=True)

    def digest(self) -> str:
        """Return the SHA-256 of the series and of the state of citizens, organisations, communities and problems."""
        digest = hashlib.sha256(np.ascontiguousarray(self.series).tobytes())
        city = self.city
        for table in (city.citizens, city.organisations, city.communities):
            for f in fields(table):
                digest.update(np.ascontiguousarray(getattr(table, f.name)).tobytes())
        for f in fields(city.issues)[1:]:
            digest.update(np.ascontiguousarray(getattr(city.issues, f.name)[: city.issues.open]).tobytes())
        return digest.hexdigest()


def _issues(city: City, ended: bool) -> pd.DataFrame:
    """Return the problems in the columns that have ended this week, or those that have not."""
    import pandas as pd

    issues, territory = city.issues, city.territory
    rows = np.flatnonzero((issues.stage[: issues.open] >= Stage.RESOLVED) == ended)
    community = territory.home_of[issues.grid[rows]]
    weeks = {name: getattr(issues, name)[rows] for name in ("born", "reported", "assigned")}
    weeks["ended"] = np.full(len(rows), city.week if ended else NEVER)
    return pd.DataFrame(
        {
            "type": pd.Categorical.from_codes(issues.type[rows], categories=list(city.types.names)),
            "stage": pd.Categorical.from_codes(issues.stage[rows], categories=[s.name.lower() for s in Stage]),
            "grid": issues.grid[rows],
            "community": community,
            "district": territory.district_of[community],
            "severity": issues.severity[rows],
            "work": issues.work[rows],
            "proactive": issues.proactive[rows],
            **{name: pd.Series(week, dtype="Int64").mask(week == NEVER) for name, week in weeks.items()},
        }
    )


def _check(city: City, process: str) -> None:
    """Raise InvariantBroken unless problems are conserved, shares lie in [0, 1] and everything is finite."""
    where = f"week {city.week}, after {process}"
    counts = city.ledger.counts[: city.week + 1].sum(axis=0)
    alive = int((city.issues.stage[: city.issues.open] < Stage.RESOLVED).sum())
    ended = int(counts[Count.RESOLVED] + counts[Count.LAPSED])
    if counts[Count.BORN] != alive + ended:
        raise InvariantBroken(f"{where}: {counts[Count.BORN]} problems arose, but {alive} are open and {ended} ended")
    bounded = {
        "citizens": ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "voice", "priorities"),
        "organisations": ("willingness", "burden", "coordination", "priorities"),
        "communities": ("consensus", "pledge", "agenda", "cohesion", "success", "attendance", "reach"),
    }
    for table, names in bounded.items():
        for name in names:
            column = getattr(getattr(city, table), name)
            if not (np.all(column >= 0.0) and np.all(column <= 1.0 + 1e-12)):
                raise InvariantBroken(f"{where}: {table}.{name} left [0, 1]: {column.min()} to {column.max()}")
    for name, column in (
        ("organisations.effort", city.organisations.effort),
        ("work.effort", city.work.effort),
        ("work.output", city.work.output),
    ):
        if not np.all(np.isfinite(column) & (column >= 0.0)):
            raise InvariantBroken(f"{where}: {name} is negative or not finite")
    remaining = city.issues.remaining[: city.issues.open]
    if not np.all((remaining >= 0.0) & (remaining <= city.issues.work[: city.issues.open])):
        raise InvariantBroken(f"{where}: work left of a problem is negative or more than it began with")
