"""A run: a city, the weeks it lives through, and the record of what was measured."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from .columns import Column
from .founding import found
from .indicators import INDICATORS, NAMES
from .measuring import measure
from .settings import Settings
from .state import NEVER, City, Count, Stage
from .week import WEEK, Process, live

if TYPE_CHECKING:
    import pandas as pd

YEAR = 52


class InvariantBroken(RuntimeError):
    """A week ended in a state that no city can be in; the message names week, process and what is wrong."""


class Simulation:
    """One run of the model, without Mesa's agents; :class:`.governance.GovernanceModel` wraps it.

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
        self.city: City = found(self.settings, seed)
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
            live(self.city, self.processes)
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
