"""The table that an analysis looks at: the points of a design, and one outcome at each point in each replicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...model.indicators import INDICATORS, NAMES, Indicator
from ..figures import scale, significant
from ..store.files import StoreError
from ..store.results import IncompleteError
from ..words import LANGUAGES, Language, words

if TYPE_CHECKING:
    from ..store.results import Results

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Both = dict[Language, str]
"""A text in each language."""

BALANCED = ("grid", "factorial")
"""Designs in which all levels of a factor meet the same values of all others."""

_LISTED = 20


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
        Name of an indicator.
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
    """

    name: str
    outcome: str
    design: pd.DataFrame
    factors: tuple[Mapping[str, Any], ...]
    parts: tuple[Mapping[str, Any], ...]
    values: Floats
    components: Mapping[str, Floats] = field(default_factory=dict[str, Floats])
    stale: int = 0

    @property
    def indicator(self) -> Indicator:
        """What is declared about the outcome."""
        return INDICATORS[NAMES.index(self.outcome)]

    @property
    def direction(self) -> float:
        """1 if more of the outcome is a gain, -1 if less is."""
        return -1.0 if self.indicator.better < 0 else 1.0

    @property
    def scale(self) -> float:
        """What values are multiplied by where they are shown: 100 for a share."""
        return scale(self.indicator)

    @property
    def gap_unit(self) -> Both:
        """The unit of a difference of the outcome."""
        return {each: words(each).gap(self.indicator) for each in LANGUAGES}

    def level(self, value: float) -> str:
        """Return an outcome as text, a share in per cent."""
        return significant(self.scale * value) + (" %" if self.scale > 1 else "")

    def gap(self, value: float, sign: bool = False) -> str:
        """Return a difference of the outcome as text, of a share in percentage points; its unit is :attr:`gap_unit`."""
        return significant(self.scale * value, sign)

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
        return {each: title.get(each, "") or name for each in LANGUAGES}

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
            more = f" and {len(places) - _LISTED} more" if len(places) > _LISTED else ""
            raise IncompleteError(
                f"{self.name}: {what} needs a finite {self.outcome} of every run, and {len(places)} have none "
                f"(point/replicate: {listed}{more})"
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

    def balanced(self, name: str) -> bool:
        """Tell whether all levels of a factor meet the same values of all others, as in a grid and not in a sample."""
        part = next(part for part in self.parts if name in (factor["name"] for factor in part["factors"]))
        return part["method"] in BALANCED

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
        made = ", ".join(str(part["method"]) for part in self.parts)
        raise AnalysisError(
            f"{self.name}: the design is {made}; this analysis needs one made with method = {method!r} in [design]"
        )


def read(results: Results, outcome: str, components: Sequence[str] = ()) -> Table:
    """Return the table of an outcome; of a finished sweep only the columns that are needed are read."""
    manifest = results.manifest
    rounds = int(results.summary.get("rounds", manifest["replicates"]))
    wanted = list(dict.fromkeys((outcome, *components)))
    frame = _rows(results, wanted)
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
    )


def _rows(results: Results, names: Sequence[str]) -> Any:
    finished = Path(results.folder) / "table.parquet"
    if results.summary and finished.exists():
        import duckdb

        columns = ", ".join(f'"{name}"' for name in ("point", "replicate", "stale", *names))
        with duckdb.connect() as connection:
            asked = f"select {columns} from read_parquet(?) where status = 'ok'"
            try:
                return connection.execute(asked, [str(finished)]).df()
            except duckdb.Error:
                raise StoreError(
                    f"{results.folder.name}: {finished.name} is not as it was written; see cogov verify"
                ) from None
    frame: Any = results.runs
    return frame[frame["status"] == "ok"]
