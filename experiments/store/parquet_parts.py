"""Parts: some runs, as two Parquet files, one row for each attempt and one row for each run and week.

A file's name ends in the digest of its content, and a runs file names the series file it belongs to: parts are whole
or known not to be even where the ledger's line about them was lost.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from ...scenarios.form import Form
from ..execution.record import RunRecord
from ..outcomes.of_runs import UNDEFINED_SUFFIX, column_names, definitions
from ..outcomes.outcome import Outcome
from . import parquet
from .atomic_files import digest_of, write_atomically
from .commit_log import PartEntry, RunKey

_NAME = re.compile(r"part-[0-9a-f]{8}-\d{6,}-([0-9a-f]{32})\.parquet")

ATTEMPT = pa.schema(
    [
        ("point", pa.int32()),
        ("replicate", pa.int32()),
        ("seed", pa.int64()),
        ("key", pa.string()),
        ("status", pa.string()),
        ("origin", pa.string()),
        ("error", pa.string()),
        ("traceback", pa.string()),
        ("attempts", pa.int32()),
        ("weeks", pa.int32()),
        ("digest", pa.string()),
        ("settings", pa.string()),
        ("code", pa.string()),
        ("wall", pa.float64()),
        ("cpu", pa.float64()),
        ("memory", pa.float64()),
        ("host", pa.string()),
        ("process", pa.int64()),
        ("finished", pa.timestamp("ms", tz="UTC")),
    ]
)
"""Columns of a runs file: seconds, and MB. Means of the last year and a study's own outcomes follow."""

DEFINITIONS = "outcomes"
"""What says in a runs file how its own outcomes are defined: a later declaration is not that of its columns."""


def own_columns(outcomes: Iterable[str]) -> list[pa.Field]:
    """Return the columns of a study's own outcomes: each value, empty where there is none, and why there is none."""
    return [
        pa.field(column, pa.string() if column.endswith(UNDEFINED_SUFFIX) else pa.float64())
        for column in column_names(dict.fromkeys(outcomes))
    ]


WEEK = pa.schema(
    [
        ("point", pa.int32()),
        ("replicate", pa.int32()),
        ("week", pa.int32()),
    ]
)
"""Columns of a series file; the first week is 0. The indicators of the week follow."""


def attempt_columns(form: Form) -> pa.Schema:
    """Return the columns of a runs file of an edition, a study's own outcomes aside."""
    return pa.schema([*ATTEMPT, *((name, pa.float64()) for name in form.names)])


def week_columns(form: Form, *, exact: bool = False) -> pa.Schema:
    """Return the columns of a series file: float64 where a study is exact, else float32."""
    kind = pa.float64() if exact else pa.float32()
    return pa.schema([*WEEK, *((name, kind) for name in form.names)])


def write(
    folder: Path,
    driver: str,
    number: int,
    rows: Sequence[RunRecord],
    outcomes: Mapping[str, Outcome],
    form: Form,
    *,
    exact: bool = False,
) -> PartEntry:
    """Write runs as a part and return what the ledger is to say of it.

    Parameters
    ----------
    folder : Path
        Of the results.
    driver : str
        Eight hexadecimal digits of the process that writes, unique to it.
    number : int
        Of the part among those of the driver.
    rows : sequence of RunRecord
        At least one.
    outcomes : mapping of str to Outcome
        The study's own.
    form : Form
        What the runs measure.
    exact : bool
        Whether weeks are float64.
    """
    series = [row for row in rows if row.series]
    weekly, name, digest = b"", "", ""
    if series:
        weekly = _parquet(_weeks(series, form, exact), {}, streams=True)
        digest = hashlib.sha256(weekly).hexdigest()
        name = _part_name(driver, number, digest)
        write_atomically(folder / "series" / name, weekly)
    said = {"series": name, "series_sha256": digest, "series_bytes": str(len(weekly))}
    if outcomes:
        said[DEFINITIONS] = definitions(outcomes)
    attempts = _parquet(_attempts(rows, tuple(outcomes), form), said, streams=False)
    own = hashlib.sha256(attempts).hexdigest()
    write_atomically(folder / "runs" / _part_name(driver, number, own), attempts)
    return PartEntry(
        runs=_part_name(driver, number, own),
        runs_sha256=own,
        runs_bytes=len(attempts),
        series=name,
        series_sha256=digest,
        series_bytes=len(weekly),
        ok=tuple((row.point, row.replicate, row.key) for row in rows if not row.failed),
        failed=tuple((row.point, row.replicate, row.key) for row in rows if row.failed),
        time=round(time.time(), 3),
    )


def _part_name(driver: str, number: int, digest: str) -> str:
    return f"part-{driver}-{number:06d}-{digest[:32]}.parquet"


def _attempts(rows: Sequence[RunRecord], outcomes: Sequence[str], form: Form) -> pa.Table:
    named = ("point", "replicate", "seed", "key", "origin", "error", "traceback", "attempts", "weeks", "digest")
    named += ("settings", "code", "wall", "cpu", "memory", "host", "process")
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in named}
    columns["status"] = ["failed" if row.failed else "ok" for row in rows]
    columns["finished"] = [round(row.finished * 1000) for row in rows]
    for place, name in enumerate(form.names):
        columns[name] = [row.final[place] if row.final else None for row in rows]
    for name in outcomes:
        own = [row.outcomes.get(name) for row in rows]
        columns[name] = [None if each is None or each.why else each.value for each in own]
        columns[f"{name}{UNDEFINED_SUFFIX}"] = ["" if each is None else each.why for each in own]
    schema = pa.schema([*attempt_columns(form), *own_columns(outcomes)])
    return pa.table([pa.array(columns[field.name], field.type) for field in schema], schema=schema)


def _weeks(rows: Sequence[RunRecord], form: Form, exact: bool) -> pa.Table:
    lengths, count, schema = [row.weeks for row in rows], len(form.names), week_columns(form, exact=exact)
    kind = "<f8" if exact else "<f4"
    values = np.concatenate([np.frombuffer(row.series, dtype=kind).reshape(row.weeks, count) for row in rows])
    columns = [
        np.repeat([row.point for row in rows], lengths),
        np.repeat([row.replicate for row in rows], lengths),
        np.concatenate([np.arange(length) for length in lengths]),
        *np.ascontiguousarray(values.T),
    ]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _parquet(table: pa.Table, about: dict[str, str], *, streams: bool) -> bytes:
    """Return a table as Parquet with checked pages; weeks by byte streams, which compress well."""
    table = table.replace_schema_metadata({f"cogov.{key}": value for key, value in about.items()})
    whole: Any = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    floats: Any = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    return parquet.encode(
        table,
        compression_level=3,
        use_dictionary=whole,
        use_byte_stream_split=floats if streams else False,
        write_page_checksum=True,
    )


def is_whole(path: Path) -> bool:
    """Tell whether a file is what its name says."""
    result = _NAME.fullmatch(path.name)
    return result is not None and digest_of(path)[:32] == result[1]


def describe_part(path: Path, when: float) -> PartEntry:
    """Return what the ledger should say of a runs file that is whole, from the file itself."""
    table = parquet.load_table(path, ("point", "replicate", "key", "status"), ATTEMPT)
    said = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    rows = cast("list[dict[str, Any]]", table.to_pylist())

    def having(status: str) -> tuple[RunKey, ...]:
        return tuple((row["point"], row["replicate"], row["key"]) for row in rows if row["status"] == status)

    return PartEntry(
        runs=path.name,
        runs_sha256=digest_of(path),
        runs_bytes=path.stat().st_size,
        series=said.get("cogov.series", ""),
        series_sha256=said.get("cogov.series_sha256", ""),
        series_bytes=int(said.get("cogov.series_bytes", "0")),
        ok=having("ok"),
        failed=having("failed"),
        time=when,
    )
