"""Phase map: the outcome over two factors, with a sign where it is above or below its mean by more than luck.

Where policies meet states, also which policy is best in each state, and in which share of lucks it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..report.drawing import Drawing
from ..report.plane import Panel, Square, planes
from ..words import LANGUAGES, Language, words
from .effects import cut, interval, main_effects
from .finding import Finding, finding, told
from .ranking import grid, name_of, named
from .table import AnalysisError, Floats, Table

_ACROSS = 24
"""Levels of a factor that a map has room for; numbers with more are cut into parts, words cannot be."""


def phase(table: Table, factors: Sequence[str] = ()) -> Finding:
    """Return the map over two factors; without names, those with the greatest effects."""
    one, other = _pair(table, factors)
    rows, columns = cut(table, one), cut(table, other)
    for name, found_cut in ((one, rows), (other, columns)):
        if len(found_cut.labels) > _ACROSS:
            raise AnalysisError(
                f"{table.name}: {name} has {len(found_cut.labels)} levels; a phase map has room for {_ACROSS}"
            )
    live = np.isfinite(table.values).any(axis=1)
    overall = table.values[live].mean(axis=0)
    balanced = table.balanced(one) and table.balanced(other)
    found: list[dict[str, Any]] = []
    for down, row in enumerate(rows.labels):
        for over, column in enumerate(columns.labels):
            chosen = live & (rows.codes == down) & (columns.codes == over)
            values = table.values[chosen].mean(axis=0) if chosen.any() else np.full(table.replicates, np.nan)
            mean, low, high = interval(values)
            apart, apart_low, apart_high = interval(values - overall)
            if not balanced:  # the points of a cell meet other values of the other factors than those of the next
                mean, low, high = interval(table.means[chosen])
                apart, apart_low, apart_high = interval(table.means[chosen] - float(table.means[live].mean()))
            sign = "+" if apart_low > 0 else "−" if apart_high < 0 else "·" if np.isfinite(apart) else " "
            found.append(
                {
                    "row": row,
                    "column": column,
                    "points": int(chosen.sum()),
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "apart": apart,
                    "sign": sign,
                }
            )
    frame = pd.DataFrame(found)
    if not bool(frame["mean"].notna().any()):
        raise AnalysisError(f"{table.name}: no replicate has a result at every point that has any")
    tables = {"cells": frame}
    notes = [told("analysis.phase.note", runs=table.replicates)]
    if not balanced:
        notes.append(told("analysis.effects.sampled"))
    best = _best(table)
    if best is not None:
        tables["best"] = best
    above, below = (sum(cell["sign"] == sign for cell in found) for sign in "+−")
    there = [cell for cell in found if np.isfinite(cell["mean"])]
    top, bottom = max(there, key=lambda cell: cell["mean"]), min(there, key=lambda cell: cell["mean"])
    verdict = told(
        "analysis.phase.verdict",
        row=table.title(one),
        column=table.title(other),
        top=f"{top['row']} × {top['column']}",
        high=table.gap(top["mean"]),
        bottom=f"{bottom['row']} × {bottom['column']}",
        low=table.gap(bottom["mean"]),
        unit={each: words(each).axis(table.indicator) for each in LANGUAGES},
        above=above,
        below=below,
        cells=len(there),
    )

    def draw(language: Language) -> Drawing:
        say = words(language)
        most = max((abs(cell["apart"]) for cell in there if np.isfinite(cell["apart"])), default=0.0) or 1.0
        lines = [
            (
                row,
                [
                    Square(
                        str(cell["sign"]),
                        table.gap(cell["mean"]) if np.isfinite(cell["mean"]) else "",
                        table.direction * cell["apart"] / most if np.isfinite(cell["apart"]) else 0.0,
                    )
                    for cell in found[down * len(columns.labels) : (down + 1) * len(columns.labels)]
                ],
            )
            for down, row in reversed(list(enumerate(rows.labels)))
        ]
        heading = say("analysis.phase.picture", outcome=say.title(table.indicator))
        return planes(
            [(table.title(one)[language], [Panel("", columns.labels, lines)])],
            heading=heading,
            x=table.title(other)[language],
            notes=[say("analysis.phase.axis", unit=say.axis(table.indicator)), say("analysis.phase.signs")],
        )

    done = finding(table, "phase", verdict, tables, draw, *notes)
    done = done.titled({"row": table.title(one), "column": table.title(other)})
    if best is None:
        return done
    met = grid(table)
    return done.titled(named(table, met.policies) | named(table, met.states))


def _pair(table: Table, factors: Sequence[str]) -> tuple[str, str]:
    if len(factors) == 2 and factors[0] != factors[1]:
        return factors[0], factors[1]
    if factors:
        raise AnalysisError(f"a phase map needs two different factors of {', '.join(table.names)}")
    if len(table.names) < 2:
        raise AnalysisError(f"{table.name}: varies one factor; a phase map needs two")
    spans, _ = main_effects(table)
    strong = [str(name) for name in spans["factor"]] if len(spans) else []
    order = [*strong, *(name for name in table.names if name not in strong)]
    return order[1], order[0]


def _best(table: Table) -> pd.DataFrame | None:
    """Return the best policy of each state, or None where not every policy meets every state with a result."""
    if not table.named("lever") or not table.named("uncertainty") or table.gaps:
        return None
    try:
        found = grid(table)
    except AnalysisError:
        return None
    if len(found.policies) < 2:
        return None
    values: Floats = table.direction * table.values[found.points]
    means = values.mean(axis=2)
    first = values == values.max(axis=0)
    share = (first / first.sum(axis=0)).mean(axis=2)
    rows: list[dict[str, Any]] = []
    for place, state in enumerate(found.states):
        winner = int(means[:, place].argmax())
        rows.append(
            {
                "state": name_of(table, state),
                "policy": name_of(table, found.policies[winner]),
                "outcome": table.direction * means[winner, place],
                "first_in": share[winner, place],
            }
        )
    return pd.DataFrame(rows)
