"""Main effects over a design, and one-at-a-time curves around its best-connected point, with intervals over luck.

A main effect is the mean at each level of a factor over all other factors, taken in each replicate; its interval is
that of the mean over replicates (Student's t). Replicates meet the same luck at every point, so that differences are
paired. In a sample of points (Latin hypercube, Sobol, …) the levels of a factor meet different values of the others;
there intervals are over points (Welch), and p is that of a one-way analysis of variance over all levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ..differences import ALPHA, holm, paired
from ..figures import told_apart
from ..report.drawing import Drawing
from ..report.effects import BINS, LEVELS, Effect, panels
from ..words import Language, words
from .finding import Finding, finding, told
from .table import AnalysisError, Floats, Table, Whole


@dataclass(frozen=True, slots=True)
class Cut:
    """A factor in few levels.

    Attributes
    ----------
    codes : ndarray of int, shape (points,)
    labels : tuple of str
        Of the levels; of a range that was cut, the middle of each part.
    """

    codes: Whole
    labels: tuple[str, ...]


def cut(table: Table, name: str, parts: int = BINS) -> Cut:
    """Return the levels of a factor; a number with many values is cut into parts of equally many points."""
    codes, levels = table.levels(name)
    if table.numeric(name) and len(levels) > LEVELS:
        values = table.design[name].to_numpy(dtype=float)
        edges = np.unique(np.quantile(values, np.linspace(0, 1, parts + 1)[1:-1]))
        codes = np.searchsorted(edges, values, side="right")
        used = np.unique(codes)
        return Cut(np.searchsorted(used, codes), told_apart([float(np.median(values[codes == each])) for each in used]))
    return Cut(codes, told_apart(levels) if table.numeric(name) else tuple(str(level) for level in levels))


def interval(values: Floats) -> tuple[float, float, float]:
    """Return the mean of replicates and its 95 % interval, NaN where there is none."""
    there = values[np.isfinite(values)]
    if not there.size:
        return np.nan, np.nan, np.nan
    mean = float(there.mean())
    if there.size == 1:
        return mean, np.nan, np.nan
    half = float(stdtrit(there.size - 1, 0.975)) * float(there.std(ddof=1)) / there.size**0.5
    return mean, mean - half, mean + half


def by_level(table: Table, codes: Whole, levels: int) -> Floats:
    """Return the mean over the points of each level in each replicate, (levels, replicates).

    Points without any result are left out; of the others a replicate counts where all have one, so that levels are
    compared on the same points.
    """
    live = np.isfinite(table.values).any(axis=1)
    found: list[Floats] = []
    for level in range(levels):
        chosen = live & (codes == level)
        found.append(table.values[chosen].mean(axis=0) if chosen.any() else np.full(table.replicates, np.nan))
    return np.stack(found)


def main_effects(table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mean at each level of each factor, and of each factor the difference of its extreme levels."""
    cells: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    total = float(np.nanvar(table.means))
    for name in table.names:
        found = cut(table, name)
        balanced = table.balanced(name)
        means = by_level(table, found.codes, len(found.labels))
        for level, label in enumerate(found.labels):
            mean, low, high = interval(means[level] if balanced else table.means[found.codes == level])
            points = int((found.codes == level).sum())
            cells.append({"factor": name, "level": label, "points": points, "mean": mean, "low": low, "high": high})
        kept = means[:, np.isfinite(means).all(axis=0)]
        if kept.shape[0] < 2 or not kept.shape[1]:
            continue
        middle = kept.mean(axis=1)
        top, bottom = int(middle.argmax()), int(middle.argmin())
        gap = paired(kept[top], kept[bottom])
        low, high, p = gap.low, gap.high, gap.p
        if not balanced:
            low, high, p = _over_points(table, found.codes, top, bottom, len(middle))
        shares = np.array([(found.codes == level).mean() for level in range(len(middle))])
        between = float((shares * (middle - (shares * middle).sum()) ** 2).sum())
        spans.append(
            {
                "factor": name,
                "lowest": found.labels[bottom],
                "highest": found.labels[top],
                "difference": gap.mean,
                "low": np.nan if low is None else low,
                "high": np.nan if high is None else high,
                "p": np.nan if p is None else p,
                "share": between / total if total > 0 else np.nan,
            }
        )
    frame = pd.DataFrame(spans)
    if len(frame) and bool(frame["p"].notna().all()):
        frame["p"] = holm(frame["p"].tolist())
    if len(frame):
        frame = frame.sort_values("difference", ascending=False, kind="stable", ignore_index=True)
    return frame, pd.DataFrame(cells)


def _over_points(
    table: Table, codes: Whole, top: int, bottom: int, levels: int
) -> tuple[float | None, float | None, float | None]:
    """Return the interval of the difference of two levels over points, and p of no difference among all levels."""
    from scipy.stats import f_oneway, ttest_ind

    known = np.isfinite(table.means)
    groups = [table.means[known & (codes == level)] for level in range(levels)]
    if min(len(group) for group in groups) < 2 or all(float(np.ptp(group)) == 0 for group in groups):
        return None, None, None
    ends: Any = ttest_ind(groups[top], groups[bottom], equal_var=False).confidence_interval(0.95)
    found: Any = f_oneway(*groups)
    return float(ends.low), float(ends.high), float(found.pvalue)


def effects(table: Table) -> Finding:
    """Return the main effects of all factors."""
    spans, cells = main_effects(table)
    if spans.empty:
        raise AnalysisError(f"{table.name}: no factor has two levels at which there are results to compare")
    top = cast("dict[str, Any]", spans.iloc[0].to_dict())
    said: dict[str, object] = {
        "factor": table.title(str(top["factor"])),
        "difference": table.gap(top["difference"]),
        "unit": table.gap_unit,
        "lowest": top["lowest"],
        "highest": top["highest"],
    }
    if not np.isfinite(top["low"]):
        verdict = told("analysis.effects.one", **said)
    else:
        said |= {"low": table.gap(top["low"]), "high": table.gap(top["high"])}
        shown = sum(bool(p <= ALPHA) for p in spans["p"])
        verdict = told(
            "analysis.effects.verdict" if shown else "analysis.effects.nothing", **said, shown=shown, all=len(spans)
        )

    def draw(language: Language) -> Drawing:
        found = [_effect(table, name, cells, language) for name in spans["factor"].head(12)]
        return _picture(table, found, language, "effects")

    notes = [told("analysis.effects.note")]
    if not all(table.balanced(name) for name in table.names):
        notes.append(told("analysis.effects.sampled"))
    return finding(table, "effects", verdict, {"factors": spans, "levels": cells}, draw, *notes)


def _effect(table: Table, name: str, cells: pd.DataFrame, language: Language) -> Effect:
    part: Any = cells[cells["factor"] == name]
    line = tuple(
        (float(mean), float(low if np.isfinite(low) else mean), float(high if np.isfinite(high) else mean))
        for mean, low, high in zip(*(table.scale * part[end] for end in ("mean", "low", "high")), strict=True)
    )
    return Effect(table.title(name)[language], {"": line}, tuple(str(level) for level in part["level"]))


def _picture(table: Table, found: list[Effect], language: Language, kind: str) -> Drawing:
    say = words(language)
    heading = say(f"analysis.{kind}.picture", outcome=say.title(table.indicator))
    return panels(found, heading, say(f"analysis.{kind}.axis", unit=say.axis(table.indicator)))


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
    best, lines = centre(table)
    if not lines:
        raise AnalysisError(
            f"{table.name}: no two points differ in one factor only; a grid, a list or a Morris design has such points"
        )
    found: list[dict[str, Any]] = []
    for name, points in lines.items():
        codes, levels = table.levels(name)
        texts = told_apart(levels) if table.numeric(name) else [str(level) for level in levels]
        for point in points[np.argsort(codes[points], kind="stable")].tolist():
            mean, low, high = interval(table.values[point])
            both = np.isfinite(table.values[point]) & np.isfinite(table.values[best])
            gap = paired(table.values[point][both], table.values[best][both]) if both.any() else None
            found.append(
                {
                    "factor": name,
                    "level": texts[codes[point]],
                    "point": point,
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "difference": gap.mean if gap else np.nan,
                    "difference_low": np.nan if gap is None or gap.low is None else gap.low,
                    "difference_high": np.nan if gap is None or gap.high is None else gap.high,
                }
            )
    frame = pd.DataFrame(found)
    moves: Any = frame.dropna(subset=["difference"])
    if moves.empty:
        raise AnalysisError(f"{table.name}: the point in the middle of the curves has no result")
    far = moves.loc[moves["difference"].abs().idxmax()]
    verdict = told(
        "analysis.oat.verdict",
        point=best,
        factor=table.title(str(far["factor"])),
        level=str(far["level"]),
        difference=table.gap(far["difference"], sign=True),
        unit=table.gap_unit,
    )

    def draw(language: Language) -> Drawing:
        return _picture(table, [_effect(table, name, frame, language) for name in list(lines)[:12]], language, "oat")

    return finding(table, "oat", verdict, {"curves": frame}, draw, told("analysis.oat.note", point=best))
