"""Morris screening: how much an outcome moves when one factor does, over trajectories through the design.

``mu*`` is the mean size of an elementary effect (per whole range of a factor), ``sigma`` how much effects differ from
place to place: non-linearity or interaction (Campolongo et al. 2007, Environ. Model. Softw. 22:1509). By SALib.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from SALib.analyze import morris as salib

from ..report.bars import Bar, bar_chart
from ..report.drawing import Drawing
from ..sweeps.designs import cube
from ..words import Language, words
from .finding import Finding, finding, told
from .table import AnalysisError, Floats, Table

RESAMPLES = 1000


def screened(places: Floats, outcome: Floats, names: tuple[str, ...], levels: int) -> pd.DataFrame:
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
    found = cast(
        "dict[str, Any]",
        salib.analyze(problem, places, outcome, num_resamples=RESAMPLES, conf_level=0.95, num_levels=levels, seed=1),
    )
    star, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    return pd.DataFrame(
        {
            "factor": names,
            "mu_star": star,
            "low": np.maximum(star - half, 0.0),
            "high": star + half,
            "mu": np.asarray(found["mu"], float),
            "sigma": np.asarray(found["sigma"], float),
        }
    ).sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def morris(table: Table) -> Finding:
    """Return the screening of a study whose design was made for it."""
    part, values = table.part("morris")
    names = tuple(str(factor["name"]) for factor in part["factors"])
    places = cube("morris", len(names), part)
    if len(places) != len(values):
        raise AnalysisError(f"{table.name}: the trajectories cannot be drawn again with this version of SALib")
    frame = screened(places, values.mean(axis=1), names, int(part["levels"]))
    top = cast("dict[str, Any]", frame.iloc[0].to_dict())
    if float(top["high"]) == 0.0:
        verdict = told("analysis.morris.nothing", all=len(names))
    else:
        verdict = told(
            "analysis.morris.verdict",
            factor=table.title(str(top["factor"])),
            star=table.gap(top["mu_star"]),
            low=table.gap(top["low"]),
            high=table.gap(top["high"]),
            small=sum(bool(high < 0.1 * top["mu_star"]) for high in frame["high"]),
            bent=sum(bool(s > abs(m)) for s, m in zip(frame["sigma"], frame["mu"], strict=True)),
            all=len(names),
            unit=table.gap_unit,
        )
    notes = [told("analysis.morris.note", trajectories=len(values) // (len(names) + 1), runs=values.shape[1])]
    if len(table.parts) > 1:
        notes.append(told("analysis.averaged"))

    def draw(language: Language) -> Drawing:
        say = words(language)
        bars = [
            Bar(table.title(row["factor"])[language], *(table.scale * row[end] for end in ("mu_star", "low", "high")))
            for row in frame.to_dict("records")
        ]
        heading = say("analysis.morris.picture", outcome=say.title(table.indicator))
        unit = say("analysis.morris.axis", unit=say.gap(table.indicator))
        return bar_chart(bars, label=heading, unit=unit, heading=heading)

    return finding(table, "morris", verdict, {"effects": frame}, draw, *notes)
