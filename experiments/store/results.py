"""A folder of results, read: tidy tables and SQL, also while a sweep is writing to it.

Only what the ledger has committed is looked at, so that a reader never sees half a part.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import stdtrit

from ...model.indicators import NAMES
from ..quoting import clean
from . import manifest as manifests
from . import parts
from .files import StoreError, is_locked
from .ledger import Entry
from .ledger import read as read_ledger
from .progress import Progress, progress
from .store import LEDGER, LOCK, read_design

if TYPE_CHECKING:
    import duckdb


class IncompleteError(StoreError):
    """An analysis needs every run of the design, and some are missing or failed."""


class Results:
    """A folder of results.

    Parameters
    ----------
    folder : str or Path

    Attributes
    ----------
    folder : Path
    manifest : dict
        What was asked.

    Raises
    ------
    StoreError
        If it is not one.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest = manifests.read(self.folder)
        self.refresh()

    def __repr__(self) -> str:
        done = self.progress
        return (
            f"<Results {clean(self.name)}: {done.ok} of {done.total} runs, "
            f"{done.points} points × {done.replicates} replicates>"
        )

    def _repr_html_(self) -> str:
        from ..notebooks import of_results

        return of_results(self)

    def refresh(self) -> Results:
        """Look again at what is committed, and return itself."""
        self._entries = read_ledger(self.folder / LEDGER).entries
        for name in ("runs", "finals", "failures"):
            self.__dict__.pop(name, None)
        return self

    @property
    def entries(self) -> list[Entry]:
        """The committed parts, in order."""
        return self._entries

    @property
    def name(self) -> str:
        """Name of the study."""
        return str(self.manifest["name"])

    @property
    def factors(self) -> list[dict[str, Any]]:
        """What is varied: ``name``, ``role``, ``title`` (``en``, ``zh``); ``key``, ``values``, ``levels`` or range."""
        return [factor for part in self.manifest["identity"]["design"] for factor in part["factors"]]

    @property
    def levers(self) -> tuple[str, ...]:
        """Names of the factors a city may decide."""
        return tuple(factor["name"] for factor in self.factors if factor["role"] == "lever")

    @property
    def uncertainties(self) -> tuple[str, ...]:
        """Names of the factors a city has to live with."""
        return tuple(factor["name"] for factor in self.factors if factor["role"] == "uncertainty")

    @cached_property
    def design(self) -> pd.DataFrame:
        """One row for each point: ``point`` and the factors; ``settings`` is the digest of its settings."""
        return read_design(self.folder).to_pandas()

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run that is done, failed ones too, by point and replicate.

        Where there are several attempts, the one that counts: one with a result rather than one without, one of the
        present code and scenario rather than a stale one, the latest. ``stale`` marks those of another version.
        """
        tables = [self._part(entry) for entry in self._entries]
        table = pa.concat_tables(tables) if tables else parts.ATTEMPT.empty_table()
        frame = table.to_pandas()
        settings = self.design["settings"].to_numpy()[frame["point"].to_numpy()]
        stale = (frame["settings"].to_numpy() != settings) | (
            frame["code"] != self.manifest["identity"]["code"]
        ).to_numpy()
        frame.insert(5, "stale", stale.astype(bool))
        order = ["point", "replicate", "_ok", "_fresh"]
        frame = frame.assign(_ok=frame["status"] == "ok", _fresh=~frame["stale"]).sort_values(order, kind="stable")
        frame = frame.drop_duplicates(["point", "replicate"], keep="last").drop(columns=["_ok", "_fresh"])
        return frame.reset_index(drop=True)

    def _part(self, entry: Entry) -> pa.Table:
        try:
            return pq.read_table(
                self.folder / "runs" / entry.runs, page_checksum_verification=True
            ).replace_schema_metadata()
        except (OSError, pa.ArrowException) as error:
            raise StoreError(f"{self.folder.name}: {entry.runs} cannot be read ({error}); see cogov verify") from None

    @cached_property
    def finals(self) -> pd.DataFrame:
        """Means of the last year: ``point``, the factors, ``replicate``, ``seed`` and a column for each indicator."""
        done: Any = self.runs[self.runs["status"] == "ok"]
        frame = done[["point", "replicate", "seed", *NAMES]].merge(self._factor_columns(), on="point", how="left")
        return frame[["point", *self._names(), "replicate", "seed", *NAMES]]

    def _names(self) -> list[str]:
        return [name for name in self.design.columns if name not in ("point", "settings")]

    def _factor_columns(self) -> Any:
        return self.design[["point", *self._names()]]

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs without a result: ``point``, the factors, ``replicate``, ``seed``, ``origin``, ``error``, …."""
        columns = ["point", "replicate", "seed", "origin", "error", "traceback", "attempts"]
        failed: Any = self.runs.loc[self.runs["status"] == "failed", columns].merge(
            self._factor_columns(), on="point", how="left"
        )
        return failed[["point", *self._names(), *columns[1:]]]

    def series(
        self,
        indicators: Sequence[str] = NAMES,
        *,
        points: Sequence[int] | None = None,
        replicates: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """Return weeks: ``point``, the factors, ``replicate``, ``week`` (the first is 0) and indicators (float32).

        Parameters
        ----------
        indicators : sequence of str
            Which; reading few of them is quick.
        points, replicates : sequence of int, optional
            Which; all if not given.
        """
        if unknown := [name for name in indicators if name not in NAMES]:
            raise ValueError(f"{unknown[0]} is not an indicator")
        files = [str(self.folder / "series" / entry.series) for entry in self._entries if entry.series]
        columns = ["point", "replicate", "week", *indicators]
        wanted = {"point": points, "replicate": replicates}
        chosen = [(name, "in", [int(item) for item in items]) for name, items in wanted.items() if items is not None]
        if not files or any(not items for _, _, items in chosen):
            table = parts.WEEK.empty_table().select(columns)
        else:
            table = pq.read_table(files, columns=columns, filters=chosen or None)
        frame = table.to_pandas().drop_duplicates(["point", "replicate", "week"], keep="last")
        frame = frame.sort_values(["point", "replicate", "week"], kind="stable")
        frame = frame.merge(self._factor_columns(), on="point", how="left")
        return frame[["point", *self._names(), *columns[1:]]]

    def means(self, indicator: str = "effectiveness") -> pd.DataFrame:
        """Return each point with the mean over its replicates: the factors, ``n``, ``mean``, ``sd``, ``low``, ``high``.

        ``low`` and ``high`` are the ends of the 95 % interval; empty for a single run.
        """
        groups = self.finals.groupby("point")[indicator]
        frame = groups.agg(n="size", mean="mean", sd="std").reset_index()
        degrees = np.maximum(frame["n"].to_numpy() - 1, 1)
        half = stdtrit(degrees, 0.975) * frame["sd"].to_numpy() / np.sqrt(frame["n"].to_numpy())
        frame["low"], frame["high"] = frame["mean"] - half, frame["mean"] + half
        return self._factor_columns().merge(frame, on="point", how="inner")

    @property
    def progress(self) -> Progress:
        """How far the sweep is, by what was committed when this was last refreshed."""
        replicates = int(self.summary.get("rounds", self.manifest["replicates"]))
        return progress(self._entries, int(self.manifest["points"]), replicates, is_locked(self.folder / LOCK))

    @property
    def summary(self) -> dict[str, Any]:
        """What was found at the end; empty before."""
        import json

        try:
            return cast("dict[str, Any]", json.loads((self.folder / "summary.json").read_bytes()))
        except (FileNotFoundError, IsADirectoryError, RecursionError, ValueError):
            return {}

    def status(self) -> dict[str, Any]:
        """Return how far the sweep is, as a document."""
        return {
            "schema_version": manifests.SCHEMA_VERSION,
            "kind": "status",
            "study": self.name,
            **asdict(self.progress),
            "complete": self.progress.complete,
            "stopping_rule": self.manifest["identity"]["precision"] is not None,
        }

    def missing(self) -> list[tuple[int, int]]:
        """Return point and replicate of the runs that have no result."""
        done = {(p, r) for entry in self._entries for p, r, _ in entry.ok}
        progress = self.progress
        return [
            (point, replicate)
            for point in range(progress.points)
            for replicate in range(progress.replicates)
            if (point, replicate) not in done
        ]

    def require_complete(self, what: str) -> None:
        """Refuse an analysis that needs every run of the design.

        Raises
        ------
        IncompleteError
            Naming the runs that have no result.
        """
        if missing := self.missing():
            listed = ", ".join(f"{point}/{replicate}" for point, replicate in missing[:20])
            more = f" and {len(missing) - 20} more" if len(missing) > 20 else ""
            raise IncompleteError(
                f"{self.folder.name}: {what} needs every run, and {len(missing)} have no result "
                f"(point/replicate: {listed}{more}); cogov sweep goes on, with --retry-failed also with failed ones"
            )

    def connect(self, *views: str) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection with the views ``design``, ``runs``, ``finals`` and ``series``, or those named.

        They show what was committed when this was last refreshed; ``series`` is read from the parts as it is asked for,
        the others are in memory.
        """
        import duckdb

        connection = duckdb.connect()
        for name in ("design", "runs", "finals"):
            if views and name not in views:
                continue
            frame: pd.DataFrame = getattr(self, name)
            connection.register(f"{name}_now", pa.Table.from_pandas(frame, preserve_index=False))
            connection.execute(f"create view {name} as select * from {name}_now")
        files = [
            os.fspath((self.folder / "series" / entry.series).resolve()) for entry in self._entries if entry.series
        ]
        if files:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            try:
                connection.execute(f"create view series as select * from read_parquet([{listed}])")
            except duckdb.Error:
                raise StoreError(f"{self.folder.name}: its weeks cannot be read; see cogov verify") from None
        else:
            connection.register("series_now", parts.WEEK.empty_table())
            connection.execute("create view series as select * from series_now")
        return connection

    def query(self, sql: str) -> pd.DataFrame:
        """Return what DuckDB answers about the views of :meth:`connect`."""
        with self.connect() as connection:
            return connection.sql(sql).df()
