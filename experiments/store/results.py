"""A folder of results, read: tidy tables and SQL, also while a sweep is writing to it.

Only what the ledger has committed is looked at, so that a reader never sees half a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import stdtrit

from ...model.indicators import Indicator
from ...scenarios.arguments import PATH, check_arguments
from ...scenarios.form import Form
from ...scenarios.message import count, message
from ...scenarios.toml.sanitize import load_json, scrub
from ..execution.record import run_key
from ..outcomes.of_runs import UNDEFINED_SUFFIX, column_names, definitions, event_weeks
from ..outcomes.outcome import Outcome
from ..outcomes.own_indicator import as_indicator
from . import manifest as manifests
from . import parquet, parquet_parts
from .atomic_files import StoreError, is_locked
from .commit_log import PartEntry, load_log
from .progress import SweepProgress, progress
from .store import LEDGER, LOCK, load_design

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds


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
        check_arguments(folder=(folder, PATH))
        self.folder = Path(folder)
        self.manifest = manifests.load_manifest(self.folder)
        self.refresh()

    def __repr__(self) -> str:
        done = self.progress
        return (
            f"<Results {self.name}: {done.ok} of {count(done.total, 'run')}, "
            f"{count(done.points, 'point')} × {count(done.replicates, 'replicate')}>"
        )

    def _repr_html_(self) -> str:
        from ...visualization.reports.notebook import of_results

        return of_results(self)

    def refresh(self) -> Results:
        """Look again at what is committed, and return itself."""
        self._entries = load_log(self.folder / LEDGER).entries
        for name in ("runs", "finals", "failures"):
            self.__dict__.pop(name, None)
        return self

    @property
    def entries(self) -> list[PartEntry]:
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

    @property
    def form(self) -> Form:
        """What the edition of its runs measures."""
        return manifests.form(self.folder, self.manifest)

    @cached_property
    def own(self) -> dict[str, Outcome]:
        """The outcomes that the study declares itself, by name."""
        return manifests.own_outcomes(self.folder, self.manifest)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what each run has a number of: the study's own outcomes, then all indicators."""
        return (*self.own, *self.form.names)

    @property
    def own_columns(self) -> list[str]:
        """Columns of the study's own outcomes: of each its value, and why there is none."""
        return list(column_names(self.own))

    def indicator(self, name: str) -> Indicator:
        """Return what is declared about an indicator or an outcome of the study's own."""
        return as_indicator(self.own[name]) if name in self.own else self.form.by_name[name]

    def undefined(self, name: str) -> dict[str, int]:
        """Return how many runs have no value of an outcome, by why: ``not_back``, …; of an indicator ``no_number``."""
        if name not in self.own:
            values: Any = self.runs.loc[self.runs["status"] == "ok", name]
            return {"no_number": count} if (count := int(values.isna().sum())) else {}
        done: Any = self.runs.loc[self.runs["status"] == "ok", f"{name}{UNDEFINED_SUFFIX}"]
        return {str(why): int(number) for why, number in done[done != ""].value_counts().sort_index().items()}

    @cached_property
    def design(self) -> pd.DataFrame:
        """One row for each point: ``point`` and the factors; ``settings`` is the digest of its settings."""
        return _scrub_words(load_design(self.folder).to_pandas())

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run that is done, failed ones too, by point and replicate.

        Where there are several attempts, the one that counts: one with a result rather than one without, one of the
        present code and scenario rather than a stale one, the latest. ``stale`` marks those of another version.
        """
        tables = [self._part(entry) for entry in self._entries]
        whole = pa.schema([*self._attempts, *parquet_parts.own_columns(self.own)])
        table = pa.concat_tables(tables) if tables else whole.empty_table()
        frame = _scrub_words(table.to_pandas())
        settings = self.design["settings"].to_numpy()[frame["point"].to_numpy()]
        stale = (frame["settings"].to_numpy() != settings) | (
            frame["code"] != self.manifest["identity"]["code"]
        ).to_numpy()
        maker = self.manifest["identity"].get("make")
        if any(change.startswith("make") for each in self.manifest["revisions"] for change in each["changes"]):
            rows = zip(frame["key"], frame["settings"], frame["seed"], strict=True)
            stale |= np.array([key != run_key(made_with, seed, maker) for key, made_with, seed in rows], dtype=bool)
        frame.insert(5, "stale", stale.astype(bool))
        order = ["point", "replicate", "_ok", "_fresh"]
        frame = frame.assign(_ok=frame["status"] == "ok", _fresh=~frame["stale"]).sort_values(order, kind="stable")
        frame = frame.drop_duplicates(["point", "replicate"], keep="last").drop(columns=["_ok", "_fresh"])
        return frame.reset_index(drop=True)

    @property
    def _attempts(self) -> pa.Schema:
        return parquet_parts.attempt_columns(self.form)

    def _part(self, entry: PartEntry) -> pa.Table:
        try:
            table = parquet.load_table(self.folder / "runs" / entry.runs, schema=self._attempts)
            return self._with_own(entry, table).replace_schema_metadata()
        except (OSError, pa.ArrowException) as error:
            raise StoreError(message("store.cannot_read", name=self.folder, file=entry.runs, reason=error)) from None

    def _with_own(self, entry: PartEntry, table: pa.Table) -> pa.Table:
        """Return a part with the outcomes that the manifest declares: as they are there, or computed from its weeks."""
        fields = parquet_parts.own_columns(self.own)
        names = self._attempts.names
        bare = table.select(names)
        if not fields:
            return bare
        said = (table.schema.metadata or {}).get(f"cogov.{parquet_parts.DEFINITIONS}".encode(), b"")
        there = all(
            field.name in table.schema.names and table.schema.field(field.name).type == field.type for field in fields
        )
        if there and said.decode() == definitions(self.own):
            return table.select([*names, *(field.name for field in fields)])
        computed = self._compute_columns(entry, bare)
        for field in fields:
            bare = bare.append_column(field, pa.array(computed[field.name], field.type))
        return bare

    def _compute_columns(self, entry: PartEntry, table: pa.Table) -> dict[str, list[Any]]:
        """Return the columns of the study's own outcomes, computed from the weeks of a part."""
        result: dict[str, list[Any]] = {column: [] for column in self.own_columns}
        needed = list(dict.fromkeys(name for each in self.own.values() for name in each.expression.names))
        weeks: dict[tuple[int, int], dict[str, Any]] = {}
        if entry.series:
            frame = parquet.load_table(
                self.folder / "series" / entry.series,
                ("point", "replicate", "week", *needed),
                parquet_parts.week_columns(self.form, exact=manifests.is_exact(self.manifest)),
            ).to_pandas()
            for place, part in frame.sort_values("week", kind="stable").groupby(["point", "replicate"]):
                weeks[cast("tuple[int, int]", place)] = {name: part[name].to_numpy(dtype=float) for name in needed}
        elif "ok" in table["status"].to_pylist():
            raise StoreError(message("store.no_weeks_of", name=self.folder, names=", ".join(self.own)))
        for row in table.select(["point", "replicate", "status"]).to_pylist():
            series = weeks[row["point"], row["replicate"]] if row["status"] == "ok" else None
            events = self._event_weeks(row["point"])
            for name, outcome in self.own.items():
                value = None if series is None else outcome.of(series, events)
                result[name].append(None if value is None or value.why else value.value)
                result[f"{name}{UNDEFINED_SUFFIX}"].append("" if value is None else value.why)
        return result

    def _event_weeks(self, point: int) -> tuple[int, ...]:
        changes: dict[str, Any] = {}
        row = self.design.iloc[point]
        for factor in self.factors:
            value = row[factor["name"]]
            changes |= factor["levels"][str(value)] if "levels" in factor else {factor["key"]: value}
        return event_weeks(self.manifest["identity"]["scenario"], changes)

    @cached_property
    def finals(self) -> pd.DataFrame:
        """Means of the last year: ``point``, the factors, ``replicate``, ``seed`` and a column for each indicator.

        Outcomes of the study's own follow, each with a column that says why there is no value (``NAME_undefined``).
        """
        done: Any = self.runs[self.runs["status"] == "ok"]
        names = [*self.form.names, *self.own_columns]
        frame = done[["point", "replicate", "seed", *names]].merge(self._factor_columns(), on="point", how="left")
        return frame[["point", *self._names(), "replicate", "seed", *names]]

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
        indicators: Sequence[str] | None = None,
        *,
        points: Sequence[int] | None = None,
        replicates: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """Return weeks: ``point``, the factors, ``replicate``, ``week`` (the first is 0) and indicators (float32).

        Parameters
        ----------
        indicators : sequence of str
            Which, all if not given; reading few of them is quick.
        points, replicates : sequence of int, optional
            Which; all if not given.
        """
        known = self.form.names
        chosen_names = known if indicators is None else indicators
        if unknown := [name for name in chosen_names if name not in known]:
            raise ValueError(message("scenario.indicator", name=unknown[0]))
        columns = ["point", "replicate", "week", *chosen_names]
        wanted = {"point": points, "replicate": replicates}
        chosen: Any = None
        for name, items in wanted.items():
            if items is not None:
                among = pc.field(name).isin([int(item) for item in items])
                chosen = among if chosen is None else chosen & among
        frame = self._weeks().to_table(columns=columns, filter=chosen).to_pandas()
        frame = frame.drop_duplicates(["point", "replicate", "week"], keep="last")
        frame = frame.sort_values(["point", "replicate", "week"], kind="stable")
        frame = frame.merge(self._factor_columns(), on="point", how="left")
        return frame[["point", *self._names(), *columns[1:]]]

    def means(self, indicator: str = "effectiveness") -> pd.DataFrame:
        """Return each point with the mean over its replicates: the factors, ``n``, ``mean``, ``sd``, ``low``, ``high``.

        ``low`` and ``high`` are the ends of the 95 % interval within the indicator's range; empty for a single run.
        """
        groups = self.finals.groupby("point")[indicator]
        frame = groups.agg(n="count", mean="mean", sd="std").reset_index()
        degrees = np.maximum(frame["n"].to_numpy() - 1, 1)
        half = stdtrit(degrees, 0.975) * frame["sd"].to_numpy() / np.sqrt(frame["n"].to_numpy())
        about = self.indicator(indicator)
        frame["low"] = np.maximum(frame["mean"] - half, about.low)
        frame["high"] = np.minimum(frame["mean"] + half, about.high)
        return self._factor_columns().merge(frame, on="point", how="inner")

    @property
    def progress(self) -> SweepProgress:
        """How far the sweep is, by what was committed when this was last refreshed."""
        replicates = int(self.summary.get("rounds", self.manifest["replicates"]))
        return progress(self._entries, int(self.manifest["points"]), replicates, is_locked(self.folder / LOCK))

    @property
    def summary(self) -> dict[str, Any]:
        """What was found at the end; empty before."""
        try:
            return cast("dict[str, Any]", load_json((self.folder / "summary.json").read_bytes()))
        except (FileNotFoundError, IsADirectoryError, RecursionError, ValueError):
            return {}

    def status(self) -> dict[str, Any]:
        """Return how far the sweep is, as a document."""
        progress = self.progress
        return {
            "schema_version": manifests.SCHEMA_VERSION,
            "kind": "status",
            "study": self.name,
            **asdict(progress),
            "complete": progress.complete,
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
            if len(missing) > 20:
                listed = message("value.and_more", names=listed, count=len(missing) - 20)
            raise IncompleteError(
                message("store.needs_all", name=self.folder, what=what, count=len(missing), listed=listed)
            )

    def connect(self, *views: str) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection with the views ``design``, ``runs``, ``finals`` and ``series``, or those named.

        They show what was committed when this was last refreshed; ``series`` is read from the parts as it is asked for,
        the others are in memory.
        """
        tables: dict[str, Any] = {
            name: pa.Table.from_pandas(getattr(self, name), preserve_index=False)
            for name in ("design", "runs", "finals")
            if not views or name in views
        }
        return parquet.connect({**tables, "series": self._weeks()})

    def _weeks(self) -> ds.Dataset:
        files = [self.folder / "series" / entry.series for entry in self._entries if entry.series]
        try:
            return parquet.scan(files, parquet_parts.week_columns(self.form, exact=manifests.is_exact(self.manifest)))
        except (OSError, pa.ArrowException):
            raise StoreError(message("store.no_weeks", name=self.folder)) from None

    def query(self, sql: str) -> pd.DataFrame:
        """Return what DuckDB answers about the views of :meth:`connect`."""
        with self.connect() as connection:
            return connection.sql(sql).df()


def _scrub_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose words are safe: a folder of results may come from anybody."""
    for name in frame.columns:
        words = frame[name]
        if pd.api.types.is_numeric_dtype(words):
            continue
        if any(isinstance(word, str) and scrub(word) != word for word in words.unique()):
            frame[name] = pd.Series([scrub(word) for word in words], words.index, words.dtype)
    return frame
