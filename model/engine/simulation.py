"""A run: a city, the weeks it lives through, and the record of what was measured."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..array_types import Column
from ..indicators.single import NAMES as SINGLES
from ..indicators.single import measure_singles
from ..message import Enumeration, message
from ..named_columns import STEPS, Additions
from ..parameters.places import COMMUNITY, DISTRICT, lay_out
from ..parameters.settings import Settings
from ..parameters.world import KINDS
from ..seed import check_seed
from ..whole_week import WholeWeek
from .branching import branch, carry_events, refusals
from .cases import Cases, Stage, with_room
from .checkpoint import Checkpoint, save
from .city_columns import ColumnsOfCity
from .history import CaseHistory
from .initialisation.city import initialise
from .measuring.indicators import NAMES
from .measuring.parts import PARTS, Breakdown, measure_parts
from .processes.calendar import Calendar
from .state import City
from .two_threads import TwoThreads, is_worth_it
from .week import live_through

if TYPE_CHECKING:
    import pandas as pd

YEAR = 52
WHOLE_WEEK = len(STEPS) + 1
"""Steps of a week, to measure among them."""
_RESIDENT_WEEKS = 500_000
"""Weeks times residents of one call: some fifty milliseconds."""


class InvariantBroken(RuntimeError):
    """A week ended in a state that no city can be in; the message names the week and what is wrong."""


def _check_settings(given: object) -> Settings:
    """Return settings, the default ones for none; refuse whatever else."""
    if given is None:
        return Settings()
    if not isinstance(given, Settings):
        raise TypeError(message("run.settings", value=repr(given)[:80]))
    return given


class Simulation:
    """One run of the compiled edition.

    Parameters
    ----------
    settings : Settings, optional
    seed : int, optional
        Takes the place of ``settings.run.seed``.
    check : bool
        Check conservation, bounds and finiteness after every week.
    history : bool
        Keep what happens to every case. It changes nothing else.
    threads : int, optional
        1 or 2; without it 2 where :func:`.two_threads.is_worth_it`. Results do not depend on it. With `check` or an
        extension one does all.

    Raises
    ------
    ValueError
        If `threads` is neither 1 nor 2, or the seed is out of range.
    TypeError
        If `settings` are none, or the seed is no whole number.

    Attributes
    ----------
    city : City
    history : CaseHistory or None
        What happened to cases, if it is kept.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seed: int | None = None,
        check: bool = False,
        history: bool = False,
        threads: int | None = None,
    ) -> None:
        self.settings = _check_settings(settings)
        self.seed = check_seed(self.settings.run.seed if seed is None else seed)
        self.city: City = initialise(self.settings, self.seed)
        self._founded = self.seed
        self.check = check
        self._two = self._choose(threads)
        self._whole = WholeWeek()
        self._reached = np.zeros(1, np.int64)
        self.history = CaseHistory(self.city) if history else None
        self._calendar = Calendar(self.settings)
        self._record: Column = np.full((self.settings.run.weeks, len(NAMES)), np.nan)
        self.added = self.settings.add_extensions(self.seed)
        self.names = (*NAMES, *SINGLES, *(() if self.added is None else self.added.names))
        self._record_added: Column = np.full((self.settings.run.weeks, len(self.names) - len(NAMES)), np.nan)
        if self.added is not None:
            self.added.found(ColumnsOfCity(self.city))

    def _choose(self, threads: int | None) -> TwoThreads | None:
        if threads is not None and (type(threads) is not int or threads not in (1, 2)):
            raise ValueError(message("run.threads", value=repr(threads)))
        several = is_worth_it(len(self.city.residents.key)) if threads is None else threads == 2
        return TwoThreads(self.city) if several and not self.check else None

    @property
    def week(self) -> int:
        """Weeks done. Kernels that live whole weeks count them: a signal is heard when they are over, not between."""
        return int(self._reached[0])

    @week.setter
    def week(self, done: int) -> None:
        self._reached[0] = done

    @property
    def series(self) -> Column:
        """Indicators so far, (weeks done, indicators), in the order of :attr:`names`."""
        own = self._record[: self.week]
        return np.hstack((own, self._record_added[: self.week])) if self._record_added.shape[1] else own

    @property
    def active(self) -> dict[int, int]:
        """The numbers of the events that were active in the week that was lived last, and when each began."""
        return dict(self._calendar.active)

    def step(self) -> None:
        """Let one week pass and measure it.

        Raises
        ------
        IndexError
            When the weeks of the settings are over.
        InvariantBroken
            With `check`, when a week ends in an impossible state.
        """
        if self.week >= self.settings.run.weeks:
            raise IndexError(f"the run has {self.settings.run.weeks} weeks, and all are done")
        self._advance(self.week + 1)

    def run(self, on_week: Callable[[int], None] | None = None) -> Simulation:
        """Live through the weeks that are left, telling `on_week` the number done after each."""
        weeks = self.settings.run.weeks
        while self.week < weeks:
            self.live(weeks if on_week is None else self.week + 1)
            if on_week is not None:
                on_week(self.week)
        return self

    def live(self, until: int) -> None:
        """Live through the weeks until so many are done; none if they are.

        To hand a small city over for a week takes as long as the week, so that many go together. They are never so many
        that a signal would wait: Python hears of it between two calls.
        """
        watched = self.check or self.history is not None or self._two is not None
        together = 1 if watched else max(1, _RESIDENT_WEEKS // len(self.city.residents.key))
        if not isinstance(until, Integral):
            raise TypeError(message("run.until", value=repr(until)))
        until = min(int(until), self.settings.run.weeks)
        while self.week < until:
            self._advance(min(until, self.week + together))

    def _advance(self, last: int) -> None:
        """Live through weeks until `last`, or until something may happen."""
        self._whole.begin(self.week)
        if self.added is not None or SINGLES:
            self._live_with(self.added)
        else:
            changed = self._calendar.turn_to(self.city, self.week)
            if self._two is not None:
                self._two.live(self.seed, self.week, self.city, partial(self._live_steps, changed))
                self._end_week()
            elif self.history is not None:
                self._live_steps(changed, 0, WHOLE_WEEK)
                self._end_week()
            else:
                self._live(min(last, self._calendar.lasts(self.week)), changed)
        if self.check:
            _check(self.city, self.week - 1)

    def _live(self, last: int, changed: bool) -> None:
        """Let the weeks until `last` pass, whole ones."""
        while self.week < last:
            if not live_through(
                self.seed, self.week, last, 0, WHOLE_WEEK, changed, self.city, self._record, self._reached
            ):
                self._make_room()
            changed = False

    def _live_steps(self, changed: bool, begin: int, end: int) -> City:
        """Let some steps of this week pass, not over by that; what changed is put in force before the first."""
        week, changed = self.week, changed and begin == 0
        while not live_through(
            self.seed, week, week + 1, begin, end, changed, self.city, self._record, np.empty(1, np.int64)
        ):
            self._make_room()
            changed = False
        return self.city

    def _make_room(self) -> None:
        self.city = self.city._replace(cases=with_room(self.city.cases))

    def _end_week(self) -> None:
        """Let a week be over that was lived in steps."""
        if self.history is not None:
            self.history.observe(self.seed, self.week, self.city)
        self.week += 1

    def _live_with(self, added: Additions | None) -> None:
        """Let one week pass with what is added to it: part by part, since extensions are asked between steps."""
        week, changed, before = self.week, False, () if added is None else added.places()
        starts = sorted({0, *before})
        for begin, end in zip(starts, (*starts[1:], WHOLE_WEEK), strict=True):
            if added is not None and begin in before:
                added.happen(begin, week, ColumnsOfCity(self.city))
            if begin == 0:
                changed = self._calendar.turn_to(self.city, week)
            self._live_steps(changed, begin, end)
        city = ColumnsOfCity(self.city)
        self._record_added[week] = (*measure_singles(week, city), *(() if added is None else added.measure(week, city)))
        self._end_week()

    def save(self, path: str | Path) -> None:
        """Save the city as it is, so that :meth:`restore` can go on with it to the bit; its history is not saved."""
        self._whole.check(self.week)
        save(
            Path(path), self.city, self.settings, (self._founded, self.seed), self.week, self._calendar.active,
            self.series, self.digest(), self.added,
        )  # fmt: skip

    @classmethod
    def restore(
        cls,
        path: str | Path,
        *,
        settings: Settings | None = None,
        seed: int | None = None,
        check: bool = False,
        history: bool = False,
        threads: int | None = None,
    ) -> Simulation:
        """Return a run that goes on where a saved one was.

        Parameters
        ----------
        path : str or Path
        settings : Settings, optional
            Branch: other rules, events, behaviour or weeks from here on. The city must be the one that was saved: no
            key of :data:`.branching.FOUNDED` may differ. Events: see :func:`.branching.carry_events`.
        seed : int, optional
            Branch: other luck from here on. Without it the saved seed stays, whatever `settings` say.
        check : bool
            As for a new run.
        history : bool
            Keep what happens to cases from here on; what happened to them before is in no checkpoint.
        threads : int, optional
            As for a new run.

        Raises
        ------
        CheckpointError
            If the file cannot be used, or cannot go on like this.
        """
        settings = None if settings is None else _check_settings(settings)
        checkpoint = Checkpoint(Path(path))
        saved = checkpoint.saved
        simulation = cls(saved.settings, seed=saved.founded, check=check, threads=threads)
        simulation.city, series = checkpoint.restore(simulation.city, simulation.added)
        simulation.week, simulation.seed = saved.week, saved.seed
        simulation._record[: saved.week] = series[:, : len(NAMES)]
        simulation._record_added[: saved.week] = series[:, len(NAMES) :]
        simulation._calendar.active = saved.active
        if simulation.digest() != saved.digest:
            raise checkpoint.refusal(message("checkpoint.columns"))
        if settings is not None and settings != saved.settings:
            then, now = (Enumeration(each.describe_extensions(), ", ", "、") for each in (saved.settings, settings))
            if type(settings) is not type(saved.settings):
                raise checkpoint.refusal(message("checkpoint.extension_other", then=then or "-", now=now or "-"))
            if lines := refusals(saved.settings, settings):
                raise checkpoint.refusal(message("checkpoint.founded", keys=Enumeration(lines, "; ", "；")))
            if settings.run.weeks < saved.week:
                raise checkpoint.refusal(message("checkpoint.weeks", done=saved.week, weeks=settings.run.weeks))
            simulation._branch(settings)
        if seed is not None:
            simulation.seed = check_seed(seed)
        if simulation.added is not None:
            simulation.added.go_on(simulation.settings, simulation.seed)
        simulation.history = CaseHistory(simulation.city) if history else None
        return simulation

    def _branch(self, settings: Settings) -> None:
        """Go on with other settings from here on."""
        record = np.full((settings.run.weeks, len(NAMES)), np.nan)
        record[: self.week] = self._record[: self.week]
        added = np.full((settings.run.weeks, self._record_added.shape[1]), np.nan)
        added[: self.week] = self._record_added[: self.week]
        active = carry_events(self.settings.events, self._calendar.active, settings.events, self.week)
        self.city = branch(self.city, settings, self._founded)
        self.settings, self._record, self._record_added, self._calendar = settings, record, added, Calendar(settings)
        self._calendar.active = active

    def final(self) -> dict[str, float]:
        """Return each indicator's mean over the last 52 weeks, or over all if fewer were lived through."""
        last = self.series[-YEAR:]
        means = last.mean(axis=0) if len(last) else np.full(len(self.names), np.nan)
        return dict(zip(self.names, means.tolist(), strict=True))

    def frame(self) -> pd.DataFrame:
        """Return the series as a table, one row per week (index ``week``), one column per indicator."""
        import pandas as pd

        return pd.DataFrame(self.series.copy(), columns=list(self.names), index=pd.RangeIndex(self.week, name="week"))

    def by(self, part: Breakdown) -> pd.DataFrame:
        """Return indicators of the last week by community, district, type of case or kind of body: a row for each."""
        import pandas as pd

        if part not in PARTS:
            raise ValueError(message("run.part", value=repr(part), parts=Enumeration(PARTS)))
        if self.week == 0:
            raise ValueError("no week is over yet, so that there is nothing to measure")
        layout = lay_out(self.settings.world.city)
        rows = {
            "community": [node.address for node in layout.tiers[COMMUNITY]],
            "district": [node.address for node in layout.tiers[DISTRICT]],
            "type": list(self.settings.world.issues),
            "kind": list(KINDS),
        }
        table = measure_parts(self.city, self.week - 1, part)
        return pd.DataFrame(table, index=pd.Index(rows[part], name=part))

    def digest(self) -> str:
        """Return the SHA-256 of the series and of the state of residents, bodies, communities, grids and cases."""
        digest = hashlib.sha256(self.series.tobytes())
        city = self.city
        for table in (
            city.residents._replace(room=np.zeros(0), came=np.zeros(0, np.int32)),
            city.bodies,
            city.communities._replace(start=np.zeros(0, np.int64), most=np.zeros(0)),
            city.grids,
        ):
            for column in table:
                digest.update(column.tobytes())
        for _, column in () if self.added is None else self.added.columns():
            digest.update(column.tobytes())
        here = np.flatnonzero(city.cases.stage[: int(city.cases.used[0])] != Stage.GONE)
        for name in Cases._fields[1 : Cases._fields.index("row")]:
            digest.update(getattr(city.cases, name)[here].tobytes())
        return digest.hexdigest()


def _check(city: City, week: int) -> None:
    """Raise InvariantBroken unless cases are conserved (1), shares lie in [0, 1] and everything is finite."""
    cases, communities, where = city.cases, city.communities, f"week {week}"
    used = int(cases.used[0])
    alive = np.zeros(communities.born.shape, np.int64)
    open_ = cases.stage[:used] <= Stage.ON_PAPER
    np.add.at(alive, (cases.community[:used][open_], cases.type[:used][open_]), 1)
    kept = alive + communities.resolved + communities.lapsed
    if not np.array_equal(communities.born, kept):
        raise InvariantBroken(f"{where}: {communities.born.sum()} cases arose, but {kept.sum()} are alive or ended")
    bounded = {
        "residents": ("trust", "satisfaction", "yearly", "motive", "fatigue", "norm", "belief", "voice", "x"),
        "bodies": ("w", "burden", "coordination", "p", "success", "fatigue"),
        "communities": ("pledge", "agenda", "cohesion", "efficacy", "attendance", "members_serving"),
        "grids": ("trust", "norm", "linked", "day_trust"),
    }
    for table, names in bounded.items():
        for name in names:
            column = getattr(getattr(city, table), name)
            if not (np.all(column >= -1e-12) and np.all(column <= 1.0 + 1e-12)):
                raise InvariantBroken(f"{where}: {table}.{name} left [0, 1]: {column.min()} to {column.max()}")
    for table, names in {"bodies": ("effort", "left", "full", "load"), "grids": ("hours", "harm", "staff")}.items():
        for name in names:
            column = getattr(getattr(city, table), name)
            if not np.all(np.isfinite(column) & (column >= 0.0)):
                raise InvariantBroken(f"{where}: {table}.{name} is negative or not finite")
    for name in ("x", "p"):
        column = city.residents.x if name == "x" else city.bodies.p
        if not np.allclose(column.sum(axis=1), 1.0, atol=1e-9):
            raise InvariantBroken(f"{where}: priorities {name} do not sum to 1")
    remaining = cases.remaining[:used]
    if not np.all((remaining >= 0.0) & (remaining <= cases.work[:used] + 1e-9)):
        raise InvariantBroken(f"{where}: work left of a case is negative or more than it began with")
    if np.any((cases.stage[:used] == Stage.OWNED) & (cases.owner[:used] < 0)):
        raise InvariantBroken(f"{where}: a case is owned by nobody")
