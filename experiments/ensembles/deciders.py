"""What decides a claim: the numbers of cities that go with the difference, from city to city.

Those count whose rank correlation with it (Spearman) is not chance after Holm's adjustment for all that were drawn.
Where cities are alike the correlation is that of so many independent ones as they are worth (:mod:`.effective_size`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

from ..statistics.arrays import Floats
from ..statistics.paired import holm
from .effective_size import CityWeights

FEWEST = 8
"""Independent cities below which nothing is said to decide a claim."""

THIRD = 1 / 3


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def rank_correlations(columns: Mapping[str, Floats], outcome: Floats, weights: CityWeights) -> pd.DataFrame:
    """Return Spearman's correlation of each column with an outcome, most first.

    Columns of the frame: ``name``, ``rank``, ``low`` and ``high`` (95 %, after Bonett and Wright 2000, Psychometrika
    65:23), ``p`` (Holm).

    Columns and outcomes that do not vary have no correlation and are left out.
    """
    few = weights.effective < FEWEST
    names = [name for name, column in columns.items() if not few and np.ptp(column) > 0.0]
    if not names or np.ptp(outcome) == 0.0:
        return pd.DataFrame({name: [] for name in ("name", "rank", "low", "high", "p")}).astype({"name": str})
    ranked = np.stack([weights.ranks(columns[name]) for name in names], axis=1)
    ranked = ranked - weights.mean(ranked)
    target = weights.ranks(outcome)
    target = target - weights.mean(target)
    counted = weights.weights * target
    rho = (counted @ ranked) / np.sqrt((counted @ target) * (weights.weights @ ranked**2))
    rho = np.clip(rho, -1.0, 1.0)
    degrees = weights.effective - 2.0
    with np.errstate(divide="ignore"):
        t = np.abs(rho) * np.sqrt(degrees / (1.0 - rho**2))
    chances = holm((2.0 * stdtr(degrees, -t)).tolist())
    half = 1.96 * np.sqrt((1.0 + rho**2 / 2.0) / (weights.effective - 3.0))
    centre = np.arctanh(np.clip(rho, -1.0 + 1e-12, 1.0 - 1e-12))
    low, high = np.tanh(centre - half), np.tanh(centre + half)
    frame = pd.DataFrame({"name": names, "rank": rho, "low": low, "high": high, "p": chances})
    return frame.iloc[np.argsort(-np.abs(rho), kind="stable")].reset_index(drop=True)


def thirds(column: Floats, holds: NDArray[np.bool_], weights: CityWeights) -> tuple[float, float]:
    """Return the share of cities in which a claim holds among those with the lowest and the highest values."""
    if weights.effective < FEWEST:
        return np.nan, np.nan
    low, high = weights.quantiles(column, (THIRD, 1 - THIRD))
    return _share(holds, weights, column <= low), _share(holds, weights, column >= high)


def _share(holds: NDArray[np.bool_], weights: CityWeights, among: NDArray[np.bool_]) -> float:
    return float(weights.weights[among] @ holds[among] / weights.weights[among].sum())
