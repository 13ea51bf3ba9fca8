"""Marks of a run: short digests of its whole state after every process, and of each indicator in every week.

They are kept in a baseline for one seed of each scenario, and say where a run first parts from the stored one, without
the code of old: in which week, after which process, and which indicators show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from pydantic import Field

from ...model.indicators import NAMES
from ...model.initialisation import initialise
from ...model.parameter import Record
from ...model.settings import Settings
from ...model.state import City
from ...model.week import WEEK, Process
from .first_week import FOUNDING, TABLES, step_through

LENGTH = 6
"""Hexadecimal digits of the mark of a state: two share one by chance in 1 of 16 million cases."""

SHORT = 3
"""Those of an indicator in a week: in 1 of 4,000 cases a difference shows a week later than it might."""


class StateHashes(Record):
    """Marks of one run.

    Attributes
    ----------
    processes : tuple of str
        Those of its week, in order.
    founded : str
        Mark of the city before its first week.
    states : tuple of str
        For each week the marks after each process, joined.
    indicators : dict of str to str
        For each indicator its marks of all weeks, joined.
    """

    processes: tuple[str, ...] = Field(strict=False)
    founded: str
    states: tuple[str, ...] = Field(strict=False)
    indicators: dict[str, str]


@dataclass(frozen=True, slots=True)
class HashDivergence:
    """Where a run first differs from the stored one.

    Attributes
    ----------
    week : int
        The first week is 0.
    process : str
        After which the state differed, or ``founding``; empty where only what was measured differs, or where the weeks
        have other processes than they had.
    indicators : tuple of str
        Those that differ in the first week in which any does.
    shown : int or None
        That week; None if none ever does.
    """

    week: int
    process: str
    indicators: tuple[str, ...]
    shown: int | None


def hash_states(settings: Settings, indicators: Sequence[str], processes: Sequence[Process] = WEEK) -> StateHashes:
    """Run settings once more and mark every step."""
    city = initialise(settings)
    founded, states = _mark(city), []
    record = np.zeros((settings.run.weeks, len(NAMES)))
    for week in range(settings.run.weeks):
        states.append("".join(_mark(city) for _ in step_through(city, week, processes, record[week])))
    return StateHashes(
        processes=tuple(process.__name__ for process in processes),
        founded=founded,
        states=tuple(states),
        indicators={
            name: "".join(_short(value.tobytes()) for value in record[:, NAMES.index(name)]) for name in indicators
        },
    )


def parting(old: StateHashes, new: StateHashes) -> HashDivergence | None:
    """Return where two runs first differ, or None where they do not."""
    shown, which = _first_shown(old, new)
    if old.founded != new.founded:
        return HashDivergence(0, FOUNDING, which, shown)
    for week, (before, after) in enumerate(zip(old.states, new.states, strict=False)):
        if old.processes == new.processes:
            pairs = zip(_split(before), _split(after), strict=True)
            place = next((place for place, (a, b) in enumerate(pairs) if a != b), None)
            if place is not None:
                return HashDivergence(week, new.processes[place], which, shown)
        elif before[-LENGTH:] != after[-LENGTH:]:
            return HashDivergence(week, "", which, shown)
    return None if shown is None else HashDivergence(shown, "", which, shown)


def _first_shown(old: StateHashes, new: StateHashes) -> tuple[int | None, tuple[str, ...]]:
    first: dict[str, int] = {}
    for name in old.indicators.keys() & new.indicators.keys():
        widths = [len(each.indicators[name]) // max(1, len(each.states)) for each in (old, new)]
        pairs = zip(_split(old.indicators[name], widths[0]), _split(new.indicators[name], widths[1]), strict=False)
        # Older baselines have longer marks, which begin in the same way.
        week = next((week for week, (a, b) in enumerate(pairs) if a[: min(widths)] != b[: min(widths)]), None)
        if week is not None:
            first[name] = week
    if not first:
        return None, ()
    week = min(first.values())
    return week, tuple(name for name in NAMES if first.get(name) == week)


def _split(marks: str, length: int = LENGTH) -> list[str]:
    return [marks[place : place + length] for place in range(0, len(marks), max(1, length))]


def _short(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=LENGTH // 2).hexdigest()[:SHORT]


def _mark(city: City) -> str:
    digest = hashlib.blake2b(digest_size=LENGTH // 2)
    for table in (*TABLES, "ledger"):
        record = getattr(city, table)
        for f in fields(record):
            digest.update(np.ascontiguousarray(getattr(record, f.name)).tobytes())
    for f in fields(city.issues)[1:]:
        digest.update(np.ascontiguousarray(getattr(city.issues, f.name)[: city.issues.open]).tobytes())
    return digest.hexdigest()
