"""Morris screening: how much an outcome moves when one factor does, over trajectories through the design.

``mu*`` is the mean size of an elementary effect (per whole range of a factor), ``sigma`` how much effects differ from
place to place: non-linearity or interaction (Campolongo et al. 2007, Environ. Model. Softw. 22:1509). By SALib.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from SALib.analyze import morris as salib

from ...scenarios.message import message
from ..design.sampling import cube
from ..statistics.paired import ALPHA, holm
from .dataset import AnalysisError, Floats, Table
from .estimation import luck_p
from .result import Finding, Screening, constant, subject

RESAMPLES = 1000


def elementary_effects(places: Floats, outcome: Floats, names: tuple[str, ...], levels: int) -> pd.DataFrame:
    """Return mu, mu* with its 95 % interval, and sigma of each factor.

    Parameters
    ----------
    places : ndarray, shape (points, factors)
        In the unit cube, in the order of the trajectories.
    outcome : ndarray, shape (points,)
    names : tuple of str
    levels : int
        Of the design.
    """
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    result = cast(
        "dict[str, Any]",
        salib.analyze(problem, places, outcome, num_resamples=RESAMPLES, conf_level=0.95, num_levels=levels, seed=1),
    )
    star, half = np.asarray(result["mu_star"], float), np.asarray(result["mu_star_conf"], float)
    return pd.DataFrame(
        {
            "factor": names,
            "mu_star": star,
            "low": np.maximum(star - half, 0.0),
            "high": star + half,
            "mu": np.asarray(result["mu"], float),
            "sigma": np.asarray(result["sigma"], float),
        }
    ).sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def luck(places: Floats, values: Floats) -> list[float]:
    """Return for each factor p of luck alone having made its elementary effects, whatever their sign (Holm).

    NaN with a single replicate, which cannot tell luck from what a factor does.

    Parameters
    ----------
    places : ndarray, shape (points, factors)
        In the unit cube, in the order of the trajectories.
    values : ndarray, shape (points, replicates)
    """
    factors = places.shape[1]
    moved = np.diff(places, axis=0) != 0
    moved[factors :: factors + 1] = False  # not from one trajectory to the next
    gaps, size = np.diff(values, axis=0), float(np.abs(values).max())
    result = [luck_p(gaps[moved[:, place]], size) for place in range(factors)]
    return result if np.isnan(result).any() else holm(result)


def morris(table: Table) -> Finding:
    """Return the screening of a study whose design was made for it."""
    part, values = table.part("morris")
    if same := constant(table, "morris"):
        return same
    names = tuple(str(factor["name"]) for factor in part["factors"])
    places = cube("morris", len(names), part)
    if len(places) != len(values):
        raise AnalysisError(message("analysis.salib", name=table.name))
    frame = elementary_effects(places, values.mean(axis=1), names, int(part["levels"]))
    p = luck(places, values)
    frame["p"] = [p[names.index(name)] for name in frame["factor"]]
    greatest = float(frame["mu_star"].iloc[0])
    return Screening(
        **subject(table, "morris"),
        tables={"effects": frame},
        trajectories=len(values) // (len(names) + 1),
        shown=sum(each <= ALPHA for each in p),
        small=sum(bool(high < 0.1 * greatest) for high in frame["high"]),
        bent=sum(bool(s > abs(m)) for s, m in zip(frame["sigma"], frame["mu"], strict=True)),
    )
