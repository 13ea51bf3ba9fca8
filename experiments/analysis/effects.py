"""Main effects over a design, and one-at-a-time curves around its best-connected point.

What a factor does is judged by the units that replicate it, which the layout of the design tells (:mod:`.layout`,
:mod:`.estimation`): seeds in a grid, sampled states where levers are crossed with them, rows of a sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...scenarios.message import Bilingual, Enumeration, message
from ..statistics.paired import ALPHA, holm
from .dataset import AnalysisError, Table, Whole
from .estimation import (
    EffectEstimate,
    LevelLine,
    Refusal,
    as_row,
    by_unit,
    contrast,
    cut_to_range,
    interval,
    of_levels,
    of_nested,
    of_sampled,
)
from .levels import discretize, format_distinct
from .result import Finding, MainEffects, OneAtATime, constant, subject


def estimates(table: Table) -> tuple[dict[str, EffectEstimate], list[Refusal]]:
    """Return what each factor does, by the units that replicate it, and about which nothing can be said."""
    result: dict[str, EffectEstimate] = {}
    refused: list[Refusal] = []
    for name in table.names:
        if name in table.lacking:
            continue
        placement = table.layout[name]
        match placement.structure:
            case "crossed" | "paired":
                parts = discretize(table, name)
                one = of_levels(table, name, parts.codes, parts.labels)
                result |= {name: one} if one else {}
            case "nested":
                own = of_nested(table, name)
                if isinstance(own, Refusal):
                    refused.append(own)
                else:
                    result[name] = own
            case "sampled" if name == placement.together[0]:  # once for all that were drawn together
                together = of_sampled(table, placement)
                if isinstance(together, Refusal):
                    refused.append(together)
                else:
                    result |= together
            case _:
                pass
    return result, refused


def main_effects(table: Table) -> tuple[pd.DataFrame, pd.DataFrame, list[Refusal]]:
    """Return of each factor the difference of its extreme levels, the mean at each level, and what is refused.

    Those that are shown come first, by size.
    """
    result, refused = estimates(table)
    spans = pd.DataFrame(
        [
            {"factor": name, **as_row(one), "structure": table.layout[name].structure, "unit": table.layout[name].unit}
            for name, one in result.items()
        ]
    )
    cells = pd.DataFrame(
        [
            {"factor": name, "level": label, "mean": mean, "low": low, "high": high}
            for name, one in result.items()
            for label, line in zip(one.labels, one.line, strict=True)
            for mean, low, high in [cut_to_range(line, table.indicator)]
        ]
    )
    if len(spans):
        known = spans["p"].notna()
        spans.loc[known, "p"] = holm(spans.loc[known, "p"].tolist())
        order = np.lexsort((-spans["difference"].to_numpy(), ~(spans["p"] <= ALPHA).to_numpy()))
        spans = spans.iloc[order].reset_index(drop=True)
        spans = pd.concat([spans, *(_row_of_nothing(table, name, spans) for name in table.lacking)], ignore_index=True)
    return spans, cells, refused


def _row_of_nothing(table: Table, name: str, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the row of a factor about which nothing can be said: its number of levels would vanish in silence."""
    placement = table.layout[name]
    row = {"factor": name, "lowest": "—", "highest": "—", "units": 0}
    row |= {"structure": placement.structure, "unit": placement.unit}
    return pd.DataFrame([{each: row.get(each, np.nan) for each in spans.columns}]).astype(spans.dtypes.to_dict())


@dataclass(frozen=True, slots=True)
class CrossedLevels:
    """Two crossed factors: the mean at each level of the first, one line for each level of the second."""

    first: str
    second: str
    along: tuple[str, ...]
    across: tuple[str, ...]
    lines: tuple[LevelLine, ...]


def cross_levels(table: Table, most: int) -> CrossedLevels | None:
    """Return the means of two crossed factors with at most so many levels of the second; None of other designs."""
    if len(table.names) != 2 or any(table.layout[name].structure != "crossed" for name in table.names):
        return None
    first, second = table.names
    along, across = discretize(table, first), discretize(table, second)
    if len(across.labels) > most:
        return None
    width = len(along.labels)
    means = by_unit(table, table.layout[first], across.codes * width + along.codes, width * len(across.labels))
    line = [cut_to_range(interval(row), table.indicator) for row in means]
    lines = tuple(tuple(line[place * width : (place + 1) * width]) for place in range(len(across.labels)))
    return CrossedLevels(first, second, along.labels, across.labels, lines)


def explain_refusal(table: Table, refusal: Refusal) -> str:
    """Return why nothing is said about some factors, as the message of an error."""
    names = Enumeration(Bilingual(**table.title(name)) for name in refusal.factors)
    if refusal.units >= refusal.needed:
        return message("analysis.confounded", names=names)
    unit = message(f"analysis.unit_{refusal.unit}")
    return message("analysis.few", names=names, units=refusal.units, unit=unit, needed=refusal.needed)


def effects(table: Table) -> Finding:
    """Return the main effects of all factors."""
    if same := constant(table, "effects"):
        return same
    spans, cells, refused = main_effects(table)
    about = subject(table, "effects")
    if spans.empty and refused:
        raise AnalysisError(Enumeration((explain_refusal(table, each) for each in refused), " ", ""))
    if spans.empty:
        raise AnalysisError(message("analysis.no_two_levels", name=table.name))
    shown = sum(bool(p <= ALPHA) for p in spans["p"])
    return MainEffects(**about, tables={"factors": spans, "levels": cells}, shown=shown, refused=tuple(refused))


def centre(table: Table) -> tuple[int, dict[str, Whole]]:
    """Return the point from which most others differ in one factor only, and those points by factor, itself too."""
    names = list(table.names)
    codes = np.stack([table.levels(name)[0] for name in names], axis=1)
    groups: list[Whole] = []
    counts = np.zeros(len(codes), dtype=np.int64)
    for place in range(len(names)):
        others = np.delete(codes, place, axis=1)
        _, group = np.unique(others, axis=0, return_inverse=True) if others.shape[1] else (0, np.zeros(len(codes), int))
        group = np.asarray(group).reshape(-1).astype(np.int64)
        counts += np.bincount(group)[group] - 1
        groups.append(group)
    best = int(counts.argmax())
    lines = {name: np.flatnonzero(group == group[best]) for name, group in zip(names, groups, strict=True)}
    return best, {name: line for name, line in lines.items() if len(line) > 1}


def oat(table: Table) -> Finding:
    """Return how the outcome moves when one factor at a time leaves a point (OFAT curves)."""
    if same := constant(table, "oat"):
        return same
    best, lines = centre(table)
    if not lines:
        raise AnalysisError(message("analysis.one_factor", name=table.name))
    result: list[dict[str, Any]] = []
    moves_in_all = sum(len(points) - 1 for points in lines.values())
    for name, points in lines.items():
        codes, levels = table.levels(name)
        texts = format_distinct(levels) if table.numeric(name) else [str(level) for level in levels]
        for point in points[np.argsort(codes[points], kind="stable")].tolist():
            mean, low, high = cut_to_range(interval(table.values[point]), table.indicator)
            both = np.isfinite(table.values[point]) & np.isfinite(table.values[best])
            if point == best or not both.any():
                difference, lower, upper, p = (0.0 if both.any() else np.nan), np.nan, np.nan, np.nan
            else:
                difference, lower, upper, p = contrast(
                    table.values[point][both], table.values[best][both], moves_in_all
                )
            result.append(
                {
                    "factor": name,
                    "level": texts[codes[point]],
                    "point": point,
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "difference": difference,
                    "difference_low": lower,
                    "difference_high": upper,
                    "p": p,
                }
            )
    frame = pd.DataFrame(result)
    moves: Any = frame.dropna(subset=["difference"])
    if moves.empty:
        raise AnalysisError(message("analysis.middle", name=table.name))
    known = moves["p"].notna().any()
    shown = moves[moves["p"] <= ALPHA]
    far = (shown if len(shown) else moves).loc[(shown if len(shown) else moves)["difference"].abs().idxmax()]
    return OneAtATime(
        **subject(table, "oat"),
        tables={"curves": frame},
        point=best,
        factors=tuple(lines),
        farthest=far.to_dict(),
        shown=bool(len(shown)),
        known=bool(known),
    )
