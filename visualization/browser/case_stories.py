"""What happens to cases in a film: some cases told whole from birth to end, and exact counts of what happens to all.

Which cases are told is drawn for each from its key (stream ``SAMPLE``, which the model never reads), so that two cities
of one seed tell the same ones. As many are told as leave no week with more than :data:`MOST` records; one that is told
stands for ``1 / share`` of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from ...model import random_draws as draws
from ...model.engine.cases import Stage
from ...model.engine.history import CaseEvent, Records, compare, remember
from ...model.engine.simulation import Simulation
from ...model.engine.state import NOBODY
from ...model.parameters import streams

MOST = 300
"""Records a week that a film keeps at most."""

ALONE, ON_THE_SPOT, JOINTLY = 0, 1, 2
"""How a case was solved: values of `detail` in records of solved cases."""

Ints = NDArray[Any]


class _Week(NamedTuple):
    """Records of one week with what the history leaves out."""

    records: Records
    desk: Ints
    person: Ints
    detail: Ints
    lot: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CaseStories:
    """Cases that are told, and what happened to them.

    Attributes
    ----------
    key : ndarray of uint64, (cases,)
        In order of birth.
    grid, type, severity : ndarray, (cases,)
        Where it is, which type of problem, how severe it was at birth.
    lot : ndarray of float64, (cases,)
        By which a case was drawn, in (0, :attr:`share`).
    week, case, what, body : ndarray, (records,)
        As in the history of the run (:class:`cogov.model.engine.history.Records`), with `case` a row of the above.
    desk : ndarray of int32, (records,)
        Where a case reported lies first; -1 for all else.
    person : ndarray of int32, (records,)
        The resident who reported it, else -1.
    detail : ndarray of int8, (records,)
        Of a case reported, who found it (:class:`cogov.model.engine.cases.FoundBy`); of one solved, :data:`ALONE`,
        :data:`ON_THE_SPOT` or :data:`JOINTLY`.
    totals : ndarray of int32, (weeks, 13)
        How often each kind of thing happened to all cases, in the order of
        :class:`cogov.model.engine.history.CaseEvent`.
    share : float
        Cases whose lot is below are told.
    """

    key: NDArray[np.uint64]
    grid: Ints
    type: Ints
    severity: NDArray[np.float64]
    lot: NDArray[np.float64]
    week: Ints
    case: Ints
    what: Ints
    body: Ints
    desk: Ints
    person: Ints
    detail: Ints
    totals: Ints
    share: float

    @property
    def bytes(self) -> int:
        """Memory it takes, roughly."""
        return 40 * len(self.key) + 24 * len(self.week) + self.totals.nbytes

    def find(self, key: int) -> int:
        """Return the row of a case, or -1 if it is not told."""
        rows = np.flatnonzero(self.key == np.uint64(key))
        return int(rows[0]) if len(rows) else -1

    def of(self, row: int) -> Ints:
        """Return the places of a case's records, by week."""
        return np.flatnonzero(self.case == row)


class CaseRecorder:
    """Notes what happens to cases while a run goes on; the run knows nothing of it."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._before = remember(simulation.city)
        self._weeks: list[_Week] = []
        self._born: list[tuple[Ints, ...]] = []
        self._totals: list[Ints] = []
        self.share = 1.0

    def observe(self) -> None:
        """Note the week that has just ended."""
        city, seed, week = self._simulation.city, self._simulation.seed, self._simulation.week - 1
        records = compare(seed, week, self._before, city)
        self._before = remember(city)
        self._totals.append(np.bincount(records.what, minlength=len(CaseEvent)))
        lot = _draw(seed, records.case)
        if len(lot) > MOST:
            self.share = min(self.share, float(np.partition(lot, MOST)[MOST]))
        told = lot < self.share
        records = Records(*cast("list[Any]", [column[told] for column in records]))
        cases = city.cases
        used = int(cases.used[0])
        order = np.argsort(cases.key[:used])
        row = order[np.searchsorted(cases.key[:used], records.case, sorter=order)]
        reported, solved = records.what == CaseEvent.REPORTED, records.what == CaseEvent.RESOLVED
        passed = np.isin(records.case, records.case[records.what == CaseEvent.PASSED_ON])
        first = city.communities.first_desk[cases.community[row]]
        lies = np.where(cases.desk[row] != NOBODY, cases.desk[row], cases.owner[row])
        how = np.where(cases.on_the_spot[row], ON_THE_SPOT, np.where(cases.joint[row], JOINTLY, ALONE))
        self._weeks.append(
            _Week(
                records,
                np.where(reported, np.where(passed & (first != NOBODY), first, lies), NOBODY).astype(np.int32),
                np.where(reported, cases.reporter[row], NOBODY).astype(np.int32),
                np.where(reported, cases.found_by[row], np.where(solved, how, 0)).astype(np.int8),
                lot[told],
            )
        )
        new = row[records.what == CaseEvent.BORN]
        self._born.append((cases.key[new], cases.grid[new], cases.type[new], cases.severity[new]))

    def finish(self) -> CaseStories:
        """Return the stories of the cases that are told to the end of the film."""
        key, grid, type_, severity = (np.concatenate(columns) for columns in zip(*self._born, strict=True))
        lot = _draw(self._simulation.seed, key)
        kept = lot < self.share
        key = key[kept]
        told = [week.lot < self.share for week in self._weeks]
        order = np.argsort(key)

        def gather(columns: list[Ints]) -> Ints:
            return np.concatenate([column[here] for column, here in zip(columns, told, strict=True)])

        case = gather([week.records.case for week in self._weeks])
        return CaseStories(
            key, grid[kept], type_[kept], severity[kept], lot[kept],
            week=gather([week.records.week for week in self._weeks]).astype(np.int16),
            case=order[np.searchsorted(key, case, sorter=order)].astype(np.int32),
            what=gather([week.records.what for week in self._weeks]),
            body=gather([week.records.body for week in self._weeks]),
            desk=gather([week.desk for week in self._weeks]),
            person=gather([week.person for week in self._weeks]),
            detail=gather([week.detail for week in self._weeks]),
            totals=np.array(self._totals, np.int32),
            share=self.share,
        )  # fmt: skip


def count_open(simulation: Simulation, into: NDArray[np.uint16], queue: NDArray[np.uint16]) -> None:
    """Count cases that are not solved: by community and stage with those overdue last, and by who has them.

    Parameters
    ----------
    simulation : Simulation
    into : ndarray of uint16, (communities, 6)
        Latent, at a desk, awaiting consent, owned, on paper; overdue, whatever of these is known and past its time.
    queue : ndarray of uint16, (bodies,)
        Cases at a body's desk or owned by it.
    """
    city = simulation.city
    cases = city.cases
    here = np.flatnonzero(cases.stage[: int(cases.used[0])] <= Stage.ON_PAPER)
    stage, home = cases.stage[here], cases.community[here]
    stages = int(Stage.RESOLVED)
    communities, most = len(city.communities.key), np.iinfo(np.uint16).max
    by_stage = np.bincount(home * stages + stage, minlength=communities * stages).reshape(communities, stages)
    into[:, :stages] = np.minimum(by_stage, most)
    known = (stage >= Stage.AT_DESK) & (stage <= Stage.OWNED)
    late = known & (simulation.week - 1 - cases.reported[here] >= city.types.deadline[cases.type[here]])
    into[:, stages] = np.minimum(np.bincount(home[late], minlength=communities), most)
    owner, desk = cases.owner[here], cases.desk[here]
    holder = np.where(owner != NOBODY, owner, desk)[known]
    queue[:] = np.minimum(np.bincount(holder[holder >= 0], minlength=len(queue)), most)


def _draw(seed: int, keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return each case's lot, the same in every city of this seed."""
    lots = np.empty(len(keys))
    draws.uniforms(seed, streams.SAMPLE, 0, keys, lots)
    return lots
