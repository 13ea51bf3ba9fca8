"""A city on disk: saved at the end of a week, and taken up again to the last bit.

The file is a :mod:`.column_archive`. What never changes (who lives where, keys, ties, means of organisations) is not
in it. It is founded again from the settings, which are; a digest of the whole state says whether both fit together.
Draws need no saving: each is a function of seed, week and entity.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
from pydantic import ValidationError

from .array_types import Column
from .authorship import edits
from .column_archive import Array, ColumnArchive, write_columns
from .indicators import NAMES
from .kernel_cache import source_digest
from .message import Enumeration, message
from .processes.happen import note_changes, rules_in_force
from .settings import Settings, change_rules
from .state import NEVER, City, Stage

FORMAT, VERSION = "cogov checkpoint", 2

_FOUNDED = {
    "citizens.key", "citizens.motive_anchor", "citizens.tolerance", "citizens.link_rank", "citizens.priority_anchor",
    "citizens.contributor", "citizens.party_member", "citizens.near", "citizens.far",
    "organisations.key", "organisations.kind", "organisations.community", "organisations.district",
    "organisations.domain", "organisations.capacity", "organisations.willingness_anchor",
    "organisations.priority_anchor", "organisations.home_start", "organisations.district_start",
    "communities.mix", "grids.arrival_key",
}  # fmt: skip
"""Columns that follow from the settings and never change."""

_TABLES = ("citizens", "organisations", "communities", "grids", "work", "ledger")


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a checkpoint says about itself."""

    settings: Settings
    seed: int
    week: int
    processes: tuple[str | dict[str, Any], ...]
    digest: str
    open: int
    sums: tuple[float, ...]
    imposed: dict[str, dict[str, Any]]
    pending: bool


class Checkpoint:
    """A checkpoint that was opened: its header is read and makes sense; the columns are read by :meth:`restore`.

    Parameters
    ----------
    path : Path

    Raises
    ------
    CheckpointError
        If the file is none, or was saved by other sources of the model.
    """

    def __init__(self, path: Path) -> None:
        self._archive = ColumnArchive(path, CheckpointError)
        self.name = self._archive.name
        self.header = self._check_header()

    def agree(self, processes: tuple[str | dict[str, Any], ...]) -> None:
        """See that a week has the processes that the city was saved with, as they were then.

        Raises
        ------
        CheckpointError
            If they are others, or one of them was edited since.
        """
        then, now = (tuple(_short_name(each) for each in listed) for listed in (self.header.processes, processes))
        if then != now:
            raise self._refusal(message("checkpoint.processes", then=Enumeration(then), now=Enumeration(now)))
        if said := [edit for pair in zip(self.header.processes, processes, strict=True) if (edit := edits(*pair))]:
            raise self._refusal(message("checkpoint.edited", edits=Enumeration(said, "; ", "；")))

    def restore(self, city: City) -> Column:
        """Write the columns into a city founded from the header's settings and seed; return the series so far.

        Raises
        ------
        CheckpointError
            If the columns are not those of such a city.
        """
        header = self.header
        city.issues.make_room(header.open)
        city.issues.open = header.open
        for name, column in _columns(city):
            column[...] = self._column(name, column)
        work = city.work
        work.pooled, work.lost_in_pool, work.delivered = header.sums
        self._check_problems(city)
        series = np.empty((header.week, len(NAMES)))
        series[...] = self._column("series", series)
        city.week = max(0, header.week - 1)
        city.settled = rules_in_force(city)
        city.imposed = header.imposed
        city.rules = rules_in_force(city)
        if not header.pending:
            city.settled = city.rules
        return series

    def _column(self, name: str, like: Array) -> Array:
        """Return a column of the shape and type of another one; what is felt lies in [0, 1]."""
        result = self._archive.column(name, like)
        if name.startswith("citizens.") and result.dtype == np.float64:
            numbers = np.asarray(result, np.float64)
            if not ((numbers >= 0.0) & (numbers <= 1.0 + 1e-9)).all():
                raise self._refusal(message("checkpoint.leaves", column=name))
        return result

    def _refusal(self, what: str) -> Exception:
        return self._archive.refusal(what)

    def _check_header(self) -> Header:
        result = self._archive.header()
        if not isinstance(result, dict) or cast("dict[str, Any]", result).get("format") != FORMAT:
            raise self._refusal(message("checkpoint.not_one"))
        said = cast("dict[str, Any]", result)
        if said.get("version") != VERSION:
            raise self._refusal(message("checkpoint.version", version=repr(said.get("version")), own=VERSION))
        if said.get("code") != source_digest():
            code = str(said.get("code"))[:12]
            raise self._refusal(message("checkpoint.code", code=code, own=source_digest()[:12]))
        try:
            settings = Settings.model_validate_json(json.dumps(said["settings"]))
            header = Header(
                settings, _whole(said["seed"], 2**63 - 1), _whole(said["week"], settings.run.weeks),
                tuple(each if isinstance(each, dict) else str(each) for each in said["processes"]), str(said["digest"]),
                _whole(said["open"], self._archive.size), tuple(float(value) for value in said["sums"]),
                said["imposed"],
                said["pending"] is True,
            )  # fmt: skip
            change_rules(settings.rules, header.imposed)
        except (KeyError, TypeError, ValidationError, ValueError, OverflowError) as error:
            raise self._refusal(message("checkpoint.senseless")) from error
        city = settings.world.city
        residents = sum(place.residents for place in city.places) or (
            (city.urban_districts * city.communities_per_district + city.rural_counties * city.villages_per_county)
            * city.grids_per_community
            * city.residents_per_grid
        )
        if 8 * residents > self._archive.size or len(header.sums) != 3 or not np.isfinite(header.sums).all():
            raise self._refusal(message("checkpoint.not_fit"))
        return header

    def _check_problems(self, city: City) -> None:
        """See that problems lie in this city and in its past: kernels do not look before they reach for a row."""
        issues, week, n = city.issues, self.header.week, self.header.open
        ranges = (
            (issues.grid, 0, city.territory.grids - 1), (issues.type, 0, len(city.types.names) - 1),
            (issues.stage, 0, max(Stage)), (issues.born, 0, max(0, week - 1)), (issues.reported, NEVER, week),
            (issues.assigned, NEVER, week),
        )  # fmt: skip
        if n and not all(low <= int(column[:n].min()) <= int(column[:n].max()) <= high for column, low, high in ranges):
            raise self._refusal(message("checkpoint.problems"))


def _short_name(process: str | dict[str, Any]) -> str:
    name = process if isinstance(process, str) else str(process.get("name"))
    return name.rpartition(":")[2].rpartition(".")[2]


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value


def _columns(city: City) -> Iterator[tuple[str, Array]]:
    """Yield every column that changes, by name; of problems the rows in use."""
    for table in _TABLES:
        record = getattr(city, table)
        for f in fields(record):
            name, column = f"{table}.{f.name}", getattr(record, f.name)
            if name not in _FOUNDED and isinstance(column, np.ndarray):
                yield name, column
    for f in fields(city.issues)[1:]:
        yield f"issues.{f.name}", getattr(city.issues, f.name)[: city.issues.open]
    yield "shocks.arrival_factor", city.arrival_factor
    yield "shocks.capacity_factor", city.capacity_factor


def pack(city: City, week: int, series: Column, processes: tuple[str | dict[str, Any], ...], digest: str) -> bytes:
    """Return the file of a city; equal states give equal bytes."""
    note_changes(city)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "code": source_digest(),
        "settings": city.settings.model_dump(mode="json"),
        "seed": city.seed,
        "week": week,
        "processes": processes,
        "digest": digest,
        "open": city.issues.open,
        "imposed": city.imposed,
        "pending": city.rules is not city.settled,
        "sums": [float(city.work.pooled), float(city.work.lost_in_pool), float(city.work.delivered)],
    }
    return write_columns(header, [("series", series), *_columns(city)])


def shared_settings(settings: Settings) -> dict[str, Any]:
    """Return the part of the settings that a branch shares with its stem: what the city was founded from."""
    return {
        "world": settings.world.model_dump(mode="json"),
        "behaviour.founding": settings.behaviour.founding.model_dump(mode="json"),
    }
