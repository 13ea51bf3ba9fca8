"""The table that an analysis looks at: the points of a design, and one outcome at each point in each replicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from ...model.array_types import Whole
from ...model.indicators import BY_NAME, Indicator
from ...scenarios.message import Enumeration, message, name_indicator
from ..outcomes.of_runs import UNDEFINED_SUFFIX
from ..outcomes.outcome import UNDEFINED
from ..statistics.arrays import Floats
from ..store import parquet
from ..store.atomic_files import StoreError
from ..store.results import IncompleteError
from .layout import COLUMNS, Layout, layout

if TYPE_CHECKING:
    from ..store.results import Results

Both = dict[Literal["en", "zh"], str]
"""A text in each language."""

_LISTED = 20
_ROUNDING = 1e-12  # outcomes that differ by rounding alone do not vary


class AnalysisError(ValueError):
    """A method that this design or outcome cannot bear."""


@dataclass(frozen=True)
class Table:
    """One outcome over the points of a design.

    Attributes
    ----------
    name : str
        Of the study.
    outcome : str
        Name of an indicator, or of an outcome of the study's own.
    design : DataFrame
        A row for each point, a column for each factor; of a crossed design ``lever_point``, ``uncertainty_point`` too.
    factors : tuple of mapping
        ``name``, ``role``, ``title`` and values, as in a manifest.
    parts : tuple of mapping
        The designs, as in a manifest: ``method``, options, ``factors``.
    values : ndarray, shape (points, replicates)
        Means of the last year; NaN where there is no result. Replicates are the same luck at every point.
    components : mapping
        Further indicators, in the same shape.
    stale : int
        Runs of other code or another scenario.
    measured : Indicator or None
        What is declared about the outcome, by the model or by the study; without it, what the first edition declares.
    undefined : mapping
        Of an outcome of the study's own: runs that have a result and no value of it, by why.
    """

    name: str
    outcome: str
    design: pd.DataFrame
    factors: tuple[Mapping[str, Any], ...]
    parts: tuple[Mapping[str, Any], ...]
    values: Floats
    components: Mapping[str, Floats] = field(default_factory=dict[str, Floats])
    stale: int = 0
    measured: Indicator | None = None
    undefined: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def indicator(self) -> Indicator:
        """What is declared about the outcome."""
        return self.measured or BY_NAME[self.outcome]

    @property
    def direction(self) -> float:
        """1 if more of the outcome is a gain, -1 if less is."""
        return -1.0 if self.indicator.better < 0 else 1.0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(str(factor["name"]) for factor in self.factors)

    @property
    def points(self) -> int:
        """Number of points."""
        return self.values.shape[0]

    @property
    def replicates(self) -> int:
        """Number of replicates."""
        return self.values.shape[1]

    def named(self, role: str) -> tuple[str, ...]:
        """Return the names of the factors of a role."""
        return tuple(str(factor["name"]) for factor in self.factors if factor["role"] == role)

    def factor(self, name: str) -> Mapping[str, Any]:
        """Return what is declared about a factor."""
        return self.factors[self.names.index(name)]

    def title(self, name: str) -> Both:
        """Return the title of a factor in each language."""
        title = cast("Mapping[str, str]", self.factor(name)["title"])
        return {"en": title.get("en", "") or name, "zh": title.get("zh", "") or name}

    @cached_property
    def means(self) -> Floats:
        """Mean of each point over the replicates that it has; NaN where it has none."""
        there = np.isfinite(self.values)
        count = there.sum(axis=1)
        total = np.where(there, self.values, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    @property
    def gaps(self) -> int:
        """Number of runs without a finite result."""
        return int((~np.isfinite(self.values)).sum())

    def require_finite(self, what: str) -> None:
        """Refuse an analysis that needs a number of every run.

        Raises
        ------
        IncompleteError
            Naming the runs that have none.
        """
        places = np.argwhere(~np.isfinite(self.values))
        if len(places):
            listed = ", ".join(f"{point}/{replicate}" for point, replicate in places[:_LISTED].tolist())
            if len(places) > _LISTED:
                listed = message("value.and_more", names=listed, count=len(places) - _LISTED)
            code = "analysis.finite"
            if self.undefined:
                code = "analysis.finite_not_back" if "not_back" in self.undefined else "analysis.finite_undefined"
            raise IncompleteError(
                message(
                    code,
                    name=self.name,
                    what=what,
                    indicator=name_indicator(self.outcome),
                    count=len(places),
                    listed=listed,
                )
            )

    def levels(self, name: str) -> tuple[Whole, tuple[Any, ...]]:
        """Return for each point the number of its level, and the levels: numbers by size, words as declared."""
        values = self.design[name].to_list()
        present = list(dict.fromkeys(values))
        if self.numeric(name):
            order = sorted(present)
        else:
            factor = self.factor(name)
            declared = [value for value in factor.get("values", factor.get("levels", ())) if value in present]
            order = [*declared, *(value for value in present if value not in declared)]
        places = {value: place for place, value in enumerate(order)}
        return np.array([places[value] for value in values], dtype=np.int64), tuple(order)

    def numeric(self, name: str) -> bool:
        """Tell whether a factor is a number."""
        column = self.design[name]
        return bool(pd.api.types.is_numeric_dtype(column)) and not bool(pd.api.types.is_bool_dtype(column))

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """Factors of which fewer than two levels have results: nothing can be said about them."""
        there = np.isfinite(self.values).any(axis=1)
        return tuple(name for name in self.names if len({*np.array(self.levels(name)[0])[there].tolist()}) < 2)

    @cached_property
    def layout(self) -> Layout:
        """What replicates what, for each factor."""
        return layout(self.parts, self.design)

    def compared(self, name: str) -> bool:
        """Tell whether levels of a factor may be compared as they stand: they meet the same values of all else."""
        return self.layout[name].structure in ("crossed", "paired")

    def part_of(self, name: str) -> Mapping[str, Any]:
        """Return the design that a factor belongs to."""
        return next(part for part in self.parts if name in (factor["name"] for factor in part["factors"]))

    def part_rows(self, name: str) -> Whole:
        """Return for each point which point of the factor's own design it has."""
        if len(self.parts) == 1:
            return np.arange(self.points, dtype=np.int64)
        place = next(place for place, part in enumerate(self.parts) if part is self.part_of(name))
        return self.design[COLUMNS[place]].to_numpy(dtype=np.int64)

    @property
    def constant(self) -> bool:
        """Tell whether no factor moves the outcome at all: in every replicate it is the same at all points."""
        there = np.isfinite(self.values)
        high = np.where(there, self.values, -np.inf).max(axis=0)
        low = np.where(there, self.values, np.inf).min(axis=0)
        used = there.any(axis=0)
        size = float(np.abs(self.values[there]).max(initial=0.0))
        if self.undefined or (self.points > 1 and there.sum(axis=0).max(initial=0) < 2):
            return False  # of runs that have no value nobody can say that they are the same
        return bool(used.any()) and bool((high[used] - low[used] <= _ROUNDING * size).all())

    def part(self, method: str) -> tuple[Mapping[str, Any], Floats]:
        """Return the design made by a method, and its outcome by point and replicate; a crossed one is averaged over.

        Raises
        ------
        AnalysisError
            If there is none.
        """
        for place, part in enumerate(self.parts):
            if part["method"] != method:
                continue
            if len(self.parts) == 1:
                return part, self.values
            column = self.design[("lever_point", "uncertainty_point")[place]].to_numpy()
            return part, np.stack([self.values[column == each].mean(axis=0) for each in range(int(column.max()) + 1)])
        made = Enumeration(str(part["method"]) for part in self.parts)
        raise AnalysisError(message("analysis.made_with", name=self.name, there=made, needed=repr(method)))


def load_table(results: Results, outcome: str, components: Sequence[str] = (), rounds: int | None = None) -> Table:
    """Return the table of an outcome; of a finished sweep only the columns that are needed are read.

    Parameters
    ----------
    results : Results
    outcome : str
    components : sequence of str
        Further indicators.
    rounds : int, optional
        Replicates that count; those of the summary, or all, if not given.
    """
    manifest = results.manifest
    if rounds is None:
        rounds = int(results.summary.get("rounds", manifest["replicates"]))
    wanted = list(dict.fromkeys((outcome, *components)))
    why = f"{outcome}{UNDEFINED_SUFFIX}" if outcome in results.own else ""
    frame = _rows(results, [*wanted, why] if why else wanted)
    design = results.design.drop(columns=["point", "settings"])
    at = frame["point"].to_numpy(), frame["replicate"].to_numpy()
    grids: dict[str, Floats] = {}
    for name in wanted:
        grid = np.full((len(design), max(rounds, int(at[1].max(initial=-1)) + 1)), np.nan)
        grid[at] = frame[name].to_numpy(dtype=float)
        grids[name] = grid[:, :rounds]
    return Table(
        name=results.name,
        outcome=outcome,
        design=design,
        factors=tuple(results.factors),
        parts=tuple(manifest["identity"]["design"]),
        values=grids[outcome],
        components={name: grids[name] for name in components},
        stale=int(frame["stale"].sum()),
        measured=results.indicator(outcome),
        undefined=_count_undefined(frame[frame["replicate"] < rounds], why) if why else {},
    )


def _count_undefined(frame: Any, column: str) -> dict[str, int]:
    counts = frame.loc[frame[column] != "", column].value_counts()
    return {why: int(counts[why]) for why in UNDEFINED if why in counts}


def _rows(results: Results, names: Sequence[str]) -> Any:
    finished = Path(results.folder) / "table.parquet"
    if results.summary and finished.exists():
        try:
            frame: Any = parquet.load_table(finished, ("point", "replicate", "stale", "status", *names)).to_pandas()
        except (OSError, pa.ArrowException):
            raise StoreError(message("store.changed_see", name=results.folder, file=finished.name)) from None
    else:
        frame = results.runs
    return frame[frame["status"] == "ok"]
