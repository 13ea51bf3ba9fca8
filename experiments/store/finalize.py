"""The end of a sweep: one table in the order of the design, what pairing gained, and how to cite it.

The table holds nothing that depends on how the sweep went, times and places least of all: it has the same bytes
whether the sweep was killed a hundred times or never, on one process or on a cluster.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...scenarios.toml.sanitize import csv_cell
from ..statistics.paired import paired_difference
from . import parquet
from .atomic_files import write_atomically
from .results import Results
from .ro_crate import crate
from .store import CSV as CSV
from .store import SUMMARY as SUMMARY
from .store import TABLE as TABLE

CRATE = "ro-crate-metadata.json"


Draw = Callable[[Results, int], object]
"""Writes pictures into a folder of results, of so many replicates of each point."""


def conclude(results: Results, rounds: int | None = None, *, reached: bool = True, draw: Draw | None = None) -> bool:
    """Write pictures, table, summary and metadata if every run has a row, and tell whether it has.

    Parameters
    ----------
    results : Results
    rounds : int, optional
        Replicates of each point that count; all if not given.
    reached : bool
        Whether the rule for stopping was met; true if there is none.
    draw : callable, optional
        What writes the pictures, before the metadata that list them; without it there are none.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    count = int(results.manifest["replicates"]) if rounds is None else rounds
    replicates = results.runs["replicate"].to_numpy()
    if int((replicates < count).sum()) < count * int(results.manifest["points"]):
        return False
    if draw:
        draw(results, count)
    finish(results, count, reached)
    return True


def finish(results: Results, rounds: int, reached: bool) -> dict[str, Any]:
    """Write the table, the summary and the metadata, and return the summary.

    Parameters
    ----------
    results : Results
        With a row for each run of the rounds.
    rounds : int
        Replicates of each point that count.
    reached : bool
        Whether the rule for stopping was met; true if there is none.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    results.refresh()
    frame: Any = table(results, rounds)
    whole = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
    write_atomically(results.folder / TABLE, parquet.encode(whole))
    write_atomically(results.folder / CSV, csv(frame))
    ok = frame[frame["status"] == "ok"]
    summary = {
        "schema_version": 1,
        "kind": "sweep",
        "study": results.name,
        "points": int(results.manifest["points"]),
        "rounds": rounds,
        "precision_reached": reached,
        "runs": len(frame),
        "failed": len(frame) - len(ok),
        "stale": int(frame["stale"].sum()),
        "common_random_numbers": {name: pairing(ok, name) for name in results.manifest["outcomes"]},
    }
    write_atomically(
        results.folder / SUMMARY, (json.dumps(summary, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()
    )
    describe(results)
    return summary


def table(results: Results, rounds: int) -> pd.DataFrame:
    """Return one row for each run, by point and replicate: the factors, status, digests, means of the last year."""
    runs: Any = results.runs[results.runs["replicate"] < rounds]
    columns = ["replicate", "seed", "status", "origin", "error", "stale", "code", "settings", "digest"]
    design = results.design.drop(columns=["settings"])
    names = [*results.form.names, *results.own_columns]
    frame = runs[["point", *columns, *names]].merge(design, on="point", how="left")
    factors = [name for name in design.columns if name != "point"]
    return frame[["point", *factors, *columns, *names]].sort_values(["point", "replicate"], kind="stable")


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV, with text that a spreadsheet would compute made inert and numbers to all digits."""
    quoted = frame.copy()
    for column in quoted.columns:
        if not pd.api.types.is_numeric_dtype(quoted[column]):
            quoted[column] = [csv_cell(str(cell)) for cell in quoted[column]]
    text = io.StringIO()
    quoted.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()


def pairing(frame: pd.DataFrame, indicator: str) -> dict[str, float | int | None]:
    """Return what common random numbers gained: the comparisons of each point with the first, over their medians.

    ``correlation`` is that of two points over replicates; ``saving`` how many times as many unpaired runs the same
    interval would take. Both are None where nothing varies or there are too few runs.
    """
    wide = frame.pivot(index="replicate", columns="point", values=indicator)
    correlations: list[float] = []
    savings: list[float] = []
    if wide.shape[1] > 1 and 0 in wide.columns:
        first = wide[0].to_numpy()
        for point in wide.columns[1:]:
            other = wide[point].to_numpy()
            both = ~(np.isnan(first) | np.isnan(other))
            if both.sum() < 3:
                continue
            result = paired_difference(other[both], first[both])
            correlations += [] if result.correlation is None else [result.correlation]
            savings += [] if result.saving is None else [result.saving]
    return {
        "comparisons": len(correlations),
        "correlation": float(np.median(correlations)) if correlations else None,
        "saving": float(np.median(savings)) if savings else None,
    }


def describe(results: Results) -> None:
    """Write the RO-Crate metadata of a folder."""
    write_atomically(results.folder / CRATE, (json.dumps(crate(results), ensure_ascii=False, indent=2) + "\n").encode())
