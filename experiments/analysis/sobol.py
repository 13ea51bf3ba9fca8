"""Variance-based sensitivity: which share of the variance of an outcome is a factor's, alone and with others.

With A and B two independent samples and A_i the first with column i of the second, ``S1_i = mean(B (A_i - A)) / V``
and ``ST_i = mean((A - A_i)^2) / 2V`` (Saltelli et al. 2010, Comput. Phys. Commun. 181:259); the estimators are SALib's.
Intervals are percentiles over resampled base rows: A, B and all A_i of a row stay together. A dummy, which the outcome
does not depend on, tells what these estimators make of nothing (Khorashadi Zadeh et al. 2017, Environ. Model. Softw.
91:210): ``mean(A B)`` less the squared mean for S1, and for ST how far half of the sample misses the variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze.sobol import first_order, second_order, total_order

from ...scenarios.message import message
from ..statistics.paired import ALPHA, holm
from .dataset import AnalysisError, Floats, Table
from .estimation import luck_p
from .result import Finding, VarianceShares, constant, subject

RESAMPLES = 1000
WIDEST = 0.1
"""An interval of ST wider than this does not bear two digits."""

_CHUNK = 50  # resamples made at once; bounds memory


@dataclass(frozen=True, slots=True)
class Sample:
    """Outcomes in Saltelli's scheme, by base row.

    Attributes
    ----------
    a, b : ndarray, shape (rows,)
    ab : ndarray, shape (rows, factors)
    ba : ndarray, shape (rows, factors)
        Empty without second order.
    """

    a: Floats
    b: Floats
    ab: Floats
    ba: Floats

    def at(self, rows: NDArray[np.int64] | slice) -> Sample:
        """Return the sample at some base rows; a matrix of rows gives resamples side by side."""
        return Sample(self.a[rows], self.b[rows], self.ab[rows], self.ba[rows])


def sample(outcome: Floats, factors: int, second: bool) -> Sample:
    """Return outcomes in the order of the design by base row, as SALib lays them out."""
    width = 2 * factors + 2 if second else factors + 2
    if outcome.size % width:
        raise AnalysisError(message("analysis.sobol", points=outcome.size, factors=factors))
    scale = float(outcome.std())
    if scale == 0:
        raise AnalysisError(message("analysis.constant_outcome"))
    table = ((outcome - outcome.mean()) / scale).reshape(-1, width)
    middle = table[:, 1 + factors : -1]
    return Sample(table[:, 0], table[:, -1], table[:, 1 : 1 + factors], middle)


def indices(given: Sample) -> tuple[Floats, Floats]:
    """Return S1 and ST of each factor, the dummy last; of resamples side by side, (factors + 1, resamples)."""
    factors = given.ab.shape[-1]
    ab = [given.ab[..., place] for place in range(factors)]
    variance = np.var(np.concatenate([given.a, given.b]), axis=0)
    middle = np.mean(np.concatenate([given.a, given.b]), axis=0)
    first: list[Any] = [first_order(given.a, each, given.b) for each in ab]
    total: list[Any] = [total_order(given.a, each, given.b) for each in ab]
    first.append((np.mean(given.a * given.b, axis=0) - middle**2) / variance)
    total.append(np.abs(1.0 - (np.mean(given.b**2, axis=0) - middle**2) / variance))
    return np.array(first, dtype=float), np.array(total, dtype=float)


def bootstrap(given: Sample, resamples: int = RESAMPLES, seed: int = 1) -> tuple[Floats, Floats]:
    """Return S1 and ST in resamples of the base rows, (factors + 1, resamples)."""
    draws = np.random.default_rng(seed)
    parts = [
        indices(given.at(draws.integers(len(given.a), size=(len(given.a), min(_CHUNK, resamples - start)))))
        for start in range(0, resamples, _CHUNK)
    ]
    return np.concatenate([part[0] for part in parts], axis=1), np.concatenate([part[1] for part in parts], axis=1)


def luck(values: Floats, factors: int, second: bool) -> list[float]:
    """Return for each factor p of luck alone having moved the outcome where it alone was changed (Holm).

    NaN with a single replicate, which cannot tell luck from what a factor does.

    Parameters
    ----------
    values : ndarray, shape (points, replicates)
        In the order of the design.
    factors : int
    second : bool
    """
    table = values.reshape(-1, 2 * factors + 2 if second else factors + 2, values.shape[1])
    size = float(np.abs(values).max())
    result = [luck_p(table[:, 1 + place] - table[:, 0], size) for place in range(factors)]
    return result if np.isnan(result).any() else holm(result)


def table_of(given: Sample, names: tuple[str, ...], p: Sequence[float], resamples: int = RESAMPLES) -> pd.DataFrame:
    """Return S1 and ST with 95 % intervals, what half the sample says, and what can be told from luck and a dummy."""
    first, total = indices(given)
    first_all, total_all = bootstrap(given, resamples)
    total[-1] = np.median(total_all[-1])  # a size, which may be 0 by chance
    low1, high1 = np.quantile(first_all, (0.025, 0.975), axis=1)
    low, high = np.quantile(total_all, (0.025, 0.975), axis=1)
    _, half = indices(given.at(slice(0, max(2, len(given.a) // 2))))
    width = high - low
    frame = pd.DataFrame(
        {
            "factor": [*names, "dummy"],
            "first": first,
            "first_low": low1,
            "first_high": high1,
            "total": total,
            "total_low": low,
            "total_high": high,
            "total_half": half,
            "converged": (np.abs(total - half) <= width / 2) & (width < WIDEST),
            "p": [*p, np.nan],
            "distinct": (low > high[-1]) & (np.array([*p, np.nan]) <= ALPHA),
        }
    )
    frame.loc[len(names), ["converged", "distinct"]] = False
    order = np.argsort(-total[:-1], kind="stable")
    return frame.iloc[[*order.tolist(), len(names)]].reset_index(drop=True)


def pairs_of(given: Sample, names: tuple[str, ...], resamples: int = RESAMPLES) -> pd.DataFrame:
    """Return the second-order index of each pair with its 95 % interval."""
    draws = np.random.default_rng(1).integers(len(given.a), size=(len(given.a), resamples))
    result: list[dict[str, Any]] = []
    for one in range(len(names)):
        for other in range(one + 1, len(names)):

            def index(rows: Any, one: int = one, other: int = other) -> Any:
                part = given.at(rows)
                ab, ba = part.ab, part.ba
                return second_order(part.a, ab[..., one], ab[..., other], ba[..., one], part.b)

            low, high = np.quantile(np.asarray(index(draws), dtype=float), (0.025, 0.975))
            result.append(
                {
                    "factor": names[one],
                    "other": names[other],
                    "second": float(index(slice(None))),
                    "low": float(low),
                    "high": float(high),
                }
            )
    return pd.DataFrame(result)


def sobol(table: Table) -> Finding:
    """Return the Sobol' indices of a study whose design was made for them."""
    part, values = table.part("sobol")
    if same := constant(table, "sobol"):
        return same
    names = tuple(str(factor["name"]) for factor in part["factors"])
    outcome = values.mean(axis=1)
    second = bool(part.get("second_order", False))
    given = sample(outcome, len(names), second)
    frame = table_of(given, names, luck(values, len(names), second))
    tables = {"indices": frame}
    if second:
        tables["pairs"] = pairs_of(given, names)
    real = frame.iloc[:-1]
    noise = float(values.var(axis=1, ddof=1).mean()) if values.shape[1] > 1 else None
    return VarianceShares(
        **subject(table, "sobol"),
        tables=tables,
        base_rows=len(given.a),
        distinct=int(real["distinct"].sum()),
        unconverged=tuple(str(name) for name in real.loc[~real["converged"], "factor"]),
        luck_share=None if noise is None else noise / (noise + float(outcome.var())),
    )
