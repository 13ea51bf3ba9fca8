"""What became of single cases: those reported in the middle of a run, and those that are under way.

The engine clears ended cases away a week after; so a run is looked at after each week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.cases import Stage
from ...model.engine.simulation import Simulation
from ...model.parameters.world import KINDS

Integers = NDArray[np.int64]

FIRST, LAST = 52, 208
"""Cases reported in these weeks are looked at: after the first year, whose city is new, and a year before the end, so
that nearly all are over and leaving out the rest favours no time."""

MONTH, YEAR = 4, 52

COLUMNS = ("first_reported", "type", "community", "reporter")


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """Cases that were reported: whether each was solved, and when it was solved, lapsed or last seen."""

    solved: NDArray[np.bool_]
    ended: Integers
    columns: Mapping[str, Integers]

    def __getitem__(self, name: str) -> Integers:
        """Return a column: the week of the first report, the type, the community, the reporter."""
        return self.columns[name]

    @property
    def weeks(self) -> Integers:
        """Weeks from the report to the end."""
        return self.ended - self["first_reported"]

    def reported_within(self, first: int, end: int) -> CaseRecords:
        """Return those reported in the weeks ``first:end``."""
        return self.at((self["first_reported"] >= first) & (self["first_reported"] < end))

    def at(self, here: NDArray[np.bool_]) -> CaseRecords:
        """Return those at places."""
        return CaseRecords(
            self.solved[here], self.ended[here], {name: each[here] for name, each in self.columns.items()}
        )


@dataclass(frozen=True, slots=True)
class LivedCases:
    """All cases of a run that were reported, and after each week how many circulate: passed on, and nobody's yet."""

    records: CaseRecords
    circulating: Integers


def live_and_note(simulation: Simulation) -> LivedCases:
    """Let a city live to its end and return its cases."""
    weeks = simulation.settings.run.weeks
    pieces: list[tuple[NDArray[np.bool_], Integers, list[Integers]]] = []
    circulating = np.zeros(weeks, np.int64)
    while simulation.week < weeks:
        simulation.step()
        cases = simulation.city.cases
        used = int(cases.used[0])
        stage = cases.stage[:used]
        circulating[simulation.week - 1] = int(((stage == Stage.AT_DESK) & (cases.hops[:used] > 0)).sum())
        over = (stage == Stage.RESOLVED) | (stage == Stage.LAPSED)
        if simulation.week == weeks:
            over |= (stage >= Stage.AT_DESK) & (stage <= Stage.ON_PAPER)
        here = np.flatnonzero(over & (cases.first_reported[:used] >= 0))
        ended = np.full(len(here), simulation.week - 1, np.int64)
        columns = [getattr(cases, name)[here].astype(np.int64) for name in COLUMNS]
        pieces.append((stage[here] == Stage.RESOLVED, ended, columns))
    records = CaseRecords(
        np.concatenate([solved for solved, _, _ in pieces]),
        np.concatenate([ended for _, ended, _ in pieces]),
        {name: np.concatenate([columns[place] for *_, columns in pieces]) for place, name in enumerate(COLUMNS)},
    )
    return LivedCases(records, circulating)


def circulation(simulation: Simulation) -> Mapping[str, float]:
    """Return the cases that circulate at the end of a week over those reported in a month, mean of the last year."""
    lived = live_and_note(simulation)
    weeks = simulation.settings.run.weeks
    reported = len(lived.records.reported_within(weeks - YEAR, weeks).ended) * MONTH / YEAR
    return {"circulating": float(lived.circulating[-YEAR:].mean()) / reported}


def self_governance(simulation: Simulation) -> Mapping[str, float]:
    """Return last year's cases that committees solved, and the mean attendance of meetings."""
    weeks = simulation.settings.run.weeks
    solved, attendance = 0.0, 0.0
    while simulation.week < weeks:
        simulation.step()
        if simulation.week <= weeks - YEAR:
            continue
        city = simulation.city
        used = int(city.cases.used[0])
        # Its owner has solved a case; of one that had none, whoever worked on it last.
        who = np.where(city.cases.owner[:used] >= 0, city.cases.owner[:used], city.cases.solver[:used])
        who = who[(city.cases.stage[:used] == Stage.RESOLVED) & (who >= 0)]
        solved += float((city.bodies.kind[who] == KINDS.index("self_governing")).sum())
        attendance += float(city.communities.attendance.mean()) / YEAR
    return {"committee": solved, "attendance": attendance}


def reporters(simulation: Simulation) -> Mapping[str, float]:
    """Return which share of a run's reports by residents the first hundredth and the first tenth of reporters made."""
    reporter = live_and_note(simulation).records["reporter"]
    counts = np.sort(np.bincount(reporter[reporter >= 0]))[::-1].astype(float)
    counts = counts[counts > 0.0]

    def share(part: float) -> float:
        return float(counts[: max(1, round(part * len(counts)))].sum() / counts.sum())

    return {"hundredth": share(0.01), "tenth": share(0.1)}
