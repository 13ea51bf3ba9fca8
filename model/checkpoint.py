"""A city on disk: saved at the end of a week, and taken up again to the last bit.

The file is a NumPy archive (npz), stored uncompressed and read without pickle: `header` is canonical JSON, the rest are
columns. What never changes (who lives where, keys, ties, means of organisations) is not in it but founded again
from the settings, which are; a digest of the whole state says whether both fit together. Draws need no saving: each
is a function of seed, week and entity.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from .columns import Column
from .indicators import NAMES
from .settings import Settings
from .sources import source_digest
from .state import NEVER, City, Stage

FORMAT, VERSION = "cogov checkpoint", 1

Array = NDArray[np.generic]

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
_HEADER = "header.npy"
_MOST = 8 << 20  # bytes of a header; that of a city of a thousand named places has half a million


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a checkpoint says about itself."""

    settings: Settings
    seed: int
    week: int
    processes: tuple[str, ...]
    digest: str
    open: int
    sums: tuple[float, ...]


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
        self.name = "".join(mark for mark in path.name if mark.isprintable())[:80]
        data = self._content(path)
        self._size = len(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._refusal("is not a checkpoint, or not a whole one") from error
        self.header = self._checked_header()

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
        city.rules = next(rules for week, rules in reversed(city.timetable) if week <= city.week)
        return series

    def _content(self, path: Path) -> bytes:
        try:
            # Not blocking: opening a pipe that nobody writes to would hang.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError) as error:
            raise self._refusal(f"cannot be opened: {getattr(error, 'strerror', None) or error}") from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise self._refusal("is not a regular file")
        with os.fdopen(handle, "rb") as file:
            return file.read()

    def _refusal(self, what: str) -> CheckpointError:
        return CheckpointError(f"{self.name or 'checkpoint'}: {what}")

    def _member(self, name: str, most: int) -> bytes:
        """Return an entry that is no larger than it may be; entries are not compressed, so that none can grow."""
        try:
            about = self._archive.getinfo(name)
            if about.compress_type != zipfile.ZIP_STORED or about.file_size > min(most, self._size):
                raise self._refusal(f"{name.removesuffix('.npy')} is not of the size that this city has")
            return self._archive.read(about)
        except (
            KeyError,
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            if isinstance(error, CheckpointError):
                raise
            raise self._refusal(f"is damaged: {name.removesuffix('.npy')} cannot be read") from error

    def _column(self, name: str, like: Array) -> Array:
        """Return a column of the shape and type of another one."""
        data = io.BytesIO(self._member(f"{name}.npy", like.nbytes + 4096))
        try:
            np.lib.format.read_magic(data)
            shape, fortran, kind = np.lib.format.read_array_header_1_0(data)
        except (ValueError, OverflowError, MemoryError, RecursionError) as error:
            raise self._refusal(f"is damaged: {name} cannot be read") from error
        body = data.read()
        if shape != like.shape or kind != like.dtype or fortran or len(body) != like.nbytes:
            raise self._refusal(f"{name} is not of the shape that this city has")
        found = np.frombuffer(body, dtype=like.dtype).reshape(shape)
        if kind == np.float64:
            numbers = np.frombuffer(body, dtype=np.float64)
            if not np.isfinite(numbers).all():
                raise self._refusal(f"{name} holds something that is not a number")
            if name.startswith("citizens.") and not ((numbers >= 0.0) & (numbers <= 1.0 + 1e-9)).all():
                raise self._refusal(f"{name} leaves [0, 1]")
        if kind == np.bool_ and (np.frombuffer(body, dtype=np.uint8) > 1).any():
            raise self._refusal(f"{name} holds something that is neither yes nor no")
        return found

    def _checked_header(self) -> Header:
        data = self._member(_HEADER, _MOST)
        try:
            text = bytes(np.load(io.BytesIO(data), allow_pickle=False).astype(np.uint8)).decode("utf-8")
            found: Any = json.loads(text)
        except (ValueError, RecursionError, EOFError, OverflowError, MemoryError, TypeError, AttributeError) as error:
            raise self._refusal("is damaged: its header cannot be read") from error
        if not isinstance(found, dict) or cast("dict[str, Any]", found).get("format") != FORMAT:
            raise self._refusal("is not a checkpoint of cogov")
        said = cast("dict[str, Any]", found)
        if said.get("version") != VERSION:
            raise self._refusal(f"was written in version {said.get('version')!r} of the format; this is {VERSION}")
        if said.get("code") != source_digest():
            code = str(said.get("code"))[:12]
            raise self._refusal(
                f"was saved by other sources of the model ({code}; these are {source_digest()[:12]}), which could "
                "go on differently; make it again with these"
            )
        try:
            settings = Settings.model_validate_json(json.dumps(said["settings"]))
            header = Header(
                settings, _whole(said["seed"], 2**63 - 1), _whole(said["week"], settings.run.weeks),
                tuple(str(name) for name in said["processes"]), str(said["digest"]), _whole(said["open"], self._size),
                tuple(float(value) for value in said["sums"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValidationError, ValueError, OverflowError) as error:
            raise self._refusal("has a header that makes no sense") from error
        city = settings.world.city
        residents = sum(place.residents for place in city.places) or (
            (city.urban_districts * city.communities_per_district + city.rural_counties * city.villages_per_county)
            * city.grids_per_community
            * city.residents_per_grid
        )
        if 8 * residents > self._size or len(header.sums) != 3 or not np.isfinite(header.sums).all():
            raise self._refusal("has a header that its columns do not fit")
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
            raise self._refusal("holds problems that cannot be in this city")


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


def packed(city: City, week: int, series: Column, processes: tuple[str, ...], digest: str) -> bytes:
    """Return the file of a city; equal states give equal bytes."""
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
        "sums": [float(city.work.pooled), float(city.work.lost_in_pool), float(city.work.delivered)],
    }
    text = json.dumps(header, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        columns = ((name, np.ascontiguousarray(column)) for name, column in _columns(city))
        for name, column in (("header", np.frombuffer(text.encode(), np.uint8)), ("series", series), *columns):
            entry = io.BytesIO()
            np.lib.format.write_array(entry, np.asarray(column), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue())
    return content.getvalue()


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.being-written")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def fixed(settings: Settings) -> dict[str, Any]:
    """Return the part of the settings that a branch shares with its stem: what the city was founded from."""
    return {
        "world": settings.world.model_dump(mode="json"),
        "behaviour.founding": settings.behaviour.founding.model_dump(mode="json"),
    }
