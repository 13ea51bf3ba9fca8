"""Where runs are made for all visitors: each once, shared by who asks for the same, given up when nobody waits.

A run is made in slices of a few weeks in the thread of the visitor who asked first; between slices her task can be
cancelled (the lever moved on, the page was closed). Somebody else who waits for the same run then goes on with it. At
most as many runs are under way as there are processors, so that twenty visitors make one another wait and not starve.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...experiments.execution.runs import RunResult
from ...model.engine.simulation import Simulation
from ...model.parameters.settings import Settings
from ...model.processors import processors
from ...scenarios import size
from .measures import NAMES, OWN
from .opened import opened_outcomes
from .recording import Film, film

T = TypeVar("T")

SLICE = 13
"""Weeks between two looks at whether a run is still wanted."""

WORK = 30_000_000
"""Residents times weeks that the browser runs; what is larger belongs on the command line."""

ROOM = 384_000_000
"""Bytes of finished runs that are kept."""

DRAWN = 0.2
"""Seconds after a hand's move for which what can wait takes no processor from the page that it moves."""

_PAUSE = 0.004  # seconds between looks at whether another visitor's run is done


class TooLarge(ValueError):
    """A run that would keep the room waiting.

    Attributes
    ----------
    residents, weeks, most : int
        What was asked, and the residents that can be had with these weeks.
    """

    def __init__(self, settings: Settings) -> None:
        self.residents, self.weeks = size(settings).residents, settings.run.weeks
        self.most = WORK // self.weeks
        super().__init__(f"{self.residents:,} residents over {self.weeks:,} weeks: at most {self.most:,} here")


def check_size(settings: Settings) -> None:
    """Raise TooLarge if the browser does not make this run."""
    if size(settings).residents * settings.run.weeks > WORK:
        raise TooLarge(settings)


@dataclass(frozen=True, slots=True)
class CachedRun:
    """A finished run, as pages need it.

    Attributes
    ----------
    settings : Settings
    digest : str
        SHA-256 of series and last state: the same as that of ``cogov run``.
    series : ndarray of float64, shape (weeks, indicators)
        In the order of :data:`.measures.NAMES`; NaN by what this city is not measured.
    final : dict
        Mean of each indicator over the last 52 weeks.
    """

    settings: Settings
    digest: str
    series: NDArray[np.float64]
    final: dict[str, float]

    @property
    def bytes(self) -> int:
        """Memory it takes, roughly."""
        return self.series.nbytes + 20_000

    def outcome(self, label: str) -> RunResult:
        """Return the run as experiments know it, under a scenario's label."""
        return RunResult(label, self.settings.run.seed, self.series, self.final, self.digest, OWN)

    def of(self, name: str) -> NDArray[np.float64]:
        """Return the weeks of an indicator, or of the expression of an outcome of one's own."""
        if (outcome := opened_outcomes().get(name)) is not None:
            return outcome.expression.of({each: self.series[:, place] for place, each in enumerate(NAMES)})
        return self.series[:, NAMES.index(name)]


class RunCache(Generic[T]):
    """Finished things by key, and those being made.

    Parameters
    ----------
    room : int
        Bytes that are kept; what has not been asked for longest goes first.
    bytes_of : function
        Memory of a finished thing.
    """

    def __init__(self, room: int, bytes_of: Callable[[T], int]) -> None:
        self.room, self.bytes_of = room, bytes_of
        self.made = 0
        self._done: OrderedDict[str, T] = OrderedDict()
        self._making: set[str] = set()
        self._held = 0
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(processors())
        self._patience = threading.Lock()  # one that can wait is made at a time
        self._urgent = 0
        self._hand = -math.inf

    def kept(self, key: str) -> T | None:
        """Return what is finished, or None."""
        with self._lock:
            if key in self._done:
                self._done.move_to_end(key)
                return self._done[key]
        return None

    @property
    def busy(self) -> bool:
        """Whether something is being made that somebody looks at a page for."""
        return self._urgent > 0

    def feel_hand(self) -> None:
        """Note that somebody moved something: for a moment what can wait does, so that her page is drawn first."""
        self._hand = time.monotonic()

    async def give_way(self) -> None:
        """Wait while something is made that cannot, or a hand has just moved: between two slices of what can."""
        await asyncio.sleep(0)
        while self.busy or time.monotonic() < self._hand + DRAWN:
            await asyncio.sleep(_PAUSE)

    async def get(self, key: str, make: Callable[[], Awaitable[T]], *, patient: bool = False) -> T:
        """Return what `key` stands for, making it if nobody has; cancelled, it leaves the work to who else waits.

        What is `patient` takes no place from what is not: one such thing is made at a time, while nothing else is.
        """
        while (result := self.kept(key)) is None:
            if not self._take(key):
                await asyncio.sleep(_PAUSE)
                continue
            places = self._patience if patient else self._places
            with self._lock:
                self._urgent += not patient
            try:
                while not places.acquire(blocking=False):
                    await asyncio.sleep(_PAUSE)
                try:
                    made = await make()
                finally:
                    places.release()
                self._keep(key, made)
            finally:
                with self._lock:
                    self._making.discard(key)
                    self._urgent -= not patient
            return made
        return result

    def _take(self, key: str) -> bool:
        with self._lock:
            if key in self._making:
                return False
            self._making.add(key)
            return True

    def _keep(self, key: str, thing: T) -> None:
        with self._lock:
            self.made += 1
            self._done[key] = thing
            self._held += self.bytes_of(thing)
            while self._held > self.room and len(self._done) > 1:
                _, oldest = self._done.popitem(last=False)
                self._held -= self.bytes_of(oldest)


FILMS: RunCache[Film] = RunCache(ROOM // 2, lambda shot: shot.bytes)
"""Films of all visitors."""

COURSES: RunCache[CachedRun] = RunCache(ROOM, lambda course: course.bytes)
"""Runs of all visitors of this process."""


async def course(settings: Settings, *, patient: bool = False) -> CachedRun:
    """Return the run that settings describe; `patient`, it is made when no page waits for another.

    Raises
    ------
    TooLarge
        If the browser does not make such a run.
    """
    check_size(settings)
    return await COURSES.get(settings.digest(), lambda: _run(settings, patient), patient=patient)


async def _run(settings: Settings, patient: bool) -> CachedRun:
    simulation = Simulation(settings)
    while simulation.week < settings.run.weeks:
        simulation.live(simulation.week + SLICE)
        await (COURSES.give_way() if patient else asyncio.sleep(0))
    series = np.full((settings.run.weeks, len(NAMES)), np.nan)
    series[:, [NAMES.index(name) for name in simulation.names]] = simulation.series
    series.setflags(write=False)
    final = dict.fromkeys(NAMES, float("nan")) | simulation.final()
    return CachedRun(settings, simulation.digest(), series, final)


async def shot(settings: Settings) -> Film:
    """Return the film of the run that settings describe.

    Raises
    ------
    TooLarge
        If the browser does not make such a run.
    """
    check_size(settings)
    return await FILMS.get(settings.digest(), lambda: _record(settings))


async def _record(settings: Settings) -> Film:
    """Make a film in a thread of its own, which ends within a week of the run when this is cancelled."""
    ended = threading.Event()

    def look(_: int) -> None:
        if ended.is_set():
            raise _Unwanted

    try:
        return await asyncio.to_thread(film, settings, look)
    finally:
        ended.set()


class _Unwanted(Exception):
    """Nobody waits for the film any more."""
