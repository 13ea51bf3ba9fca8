"""Time-resolved effects: in which week a rule begins to pay.

For each level of a lever (of any factor, where no lever is varied) against its first, the difference of the outcome by
week, mean over all other factors in each replicate; by quarter (13 weeks) and cumulated from week 1, each with a paired
interval over replicates. A rule has paid from the first quarter on after which the interval of the cumulated difference
stays on the good side of 0 to the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ..report.charts import Line, line_chart
from ..report.drawing import Drawing, text_width
from ..words import Language, words
from .effects import cut
from .finding import Finding, finding, told
from .table import AnalysisError, Floats, Table

if TYPE_CHECKING:
    from ..store.results import Results

QUARTER = 13
_LINES = 6
_LABEL = 190.0  # what has room at the end of a line


@dataclass(frozen=True, slots=True)
class Course:
    """The outcome at a level of a factor against its first one, by replicate and week, (replicates, weeks)."""

    factor: str
    level: str
    against: str
    gap: Floats


def courses(results: Results, table: Table) -> list[Course]:
    """Return the differences by week, averaged in the database and not in memory."""
    live = np.isfinite(table.values).any(axis=1)
    whole = np.flatnonzero(np.isfinite(table.values[live]).all(axis=0))
    if not whole.size:
        raise AnalysisError(f"{table.name}: no replicate has a result at every point that has any")
    names = [name for name in table.named("lever") or table.names if table.balanced(name)]
    if not names:
        raise AnalysisError(
            f"{table.name}: timing compares levels that meet the same values of all else, as those of a grid or a "
            "factorial do; this design is a sample"
        )
    found: list[Course] = []
    with results.connect("series") as connection:
        if not connection.execute("select 1 from series limit 1").fetchall():
            raise AnalysisError(f"{table.name}: keeps no weeks; set series = true in [output] and run it again")
        connection.register("wanted", pd.DataFrame({"replicate": whole}))
        for name in names:
            parts = cut(table, name, 2)
            codes = pd.DataFrame({"point": np.arange(table.points), "code": parts.codes})[live]
            connection.register("coded", codes)
            frame: Any = connection.execute(
                f'select code, replicate, week, avg("{table.outcome}") as value from series join coded using (point) '
                "join wanted using (replicate) group by all order by code, replicate, week"
            ).df()
            connection.unregister("coded")
            weeks = int(frame["week"].max()) + 1
            levels = sorted(frame["code"].unique().tolist())
            if len(frame) != len(levels) * len(whole) * weeks:
                raise AnalysisError(
                    f"{table.name}: runs are of different length, or weeks are missing; see cogov verify"
                )
            values = frame["value"].to_numpy(dtype=float).reshape(len(levels), len(whole), weeks)
            found += [
                Course(name, parts.labels[level], parts.labels[levels[0]], values[place] - values[0])
                for place, level in enumerate(levels)
                if place
            ]
    return found


def spread(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean and 95 % interval over replicates (the first axis); without a second replicate all are the mean."""
    mean = values.mean(axis=0)
    n = len(values)
    half = float(stdtrit(n - 1, 0.975)) * values.std(axis=0, ddof=1) / n**0.5 if n > 1 else np.zeros_like(mean)
    return mean, mean - half, mean + half


def quarters(course: Course, direction: float) -> pd.DataFrame:
    """Return the difference by quarter and cumulated, with whether it has paid from there on."""
    replicates, weeks = course.gap.shape
    ends = [*range(QUARTER, weeks, QUARTER), weeks]
    starts = [0, *ends[:-1]]
    each = np.stack([course.gap[:, a:b].mean(axis=1) for a, b in zip(starts, ends, strict=True)], axis=1)
    total = np.cumsum(course.gap, axis=1)[:, [end - 1 for end in ends]]
    mean, low, high = spread(each)
    sum_mean, sum_low, sum_high = spread(total)
    good = (sum_low > 0 if direction > 0 else sum_high < 0) if replicates > 1 else np.zeros(len(ends), dtype=bool)
    return pd.DataFrame(
        {
            "factor": course.factor,
            "level": course.level,
            "against": course.against,
            "first_week": [start + 1 for start in starts],
            "last_week": ends,
            "difference": mean,
            "low": low,
            "high": high,
            "cumulative": sum_mean,
            "cumulative_low": sum_low,
            "cumulative_high": sum_high,
            "pays": np.logical_and.accumulate(good[::-1])[::-1],
        }
    )


def timing(results: Results, table: Table) -> Finding:
    """Return for each level of each factor when it pays against the first level."""
    found = courses(results, table)
    if not found:
        raise AnalysisError(f"{table.name}: no factor has two levels at which there are results")
    frame = pd.concat([quarters(course, table.direction) for course in found], ignore_index=True)
    summary: list[dict[str, Any]] = []
    for course in found:
        part: Any = frame[(frame["factor"] == course.factor) & (frame["level"] == course.level)]
        paying = part[part["pays"]]
        last, first = part.iloc[-1], part.iloc[0]
        costs = first["high"] < 0 if table.direction > 0 else first["low"] > 0
        summary.append(
            {
                "factor": course.factor,
                "level": course.level,
                "against": course.against,
                "pays_from": float(paying["first_week"].iloc[0]) if len(paying) else np.nan,
                "costs_first": bool(costs) and len(course.gap) > 1,
                "difference": last["difference"],
                "low": last["low"],
                "high": last["high"],
                "cumulative": last["cumulative"],
                "cumulative_low": last["cumulative_low"],
                "cumulative_high": last["cumulative_high"],
            }
        )
    table_of = pd.DataFrame(summary)
    pays = table_of.dropna(subset=["pays_from"])
    if len(pays):
        best: Any = pays.loc[(table.direction * pays["cumulative"]).idxmax()]
        verdict = told(
            "analysis.timing.verdict",
            pays=len(pays),
            all=len(table_of),
            factor=table.title(str(best["factor"])),
            level=str(best["level"]),
            against=str(best["against"]),
            week=int(best["pays_from"]),
            difference=table.gap(best["difference"], sign=True),
            unit=table.gap_unit,
        )
    else:
        verdict = told("analysis.timing.nothing", all=len(table_of))
    notes = [told("analysis.timing.note", quarter=QUARTER, runs=len(found[0].gap))]

    def draw(language: Language) -> Drawing:
        say = words(language)
        order = sorted(found, key=lambda course: -abs(float(course.gap.sum())))[:_LINES]
        lines: list[Line] = []
        for style, course in enumerate(order):
            mean, low, high = spread(table.scale * course.gap)
            label = f"{table.title(course.factor)[language]}: {course.level}"
            if text_width(label, 14) > _LABEL:
                label = f"{course.factor}={course.level}"
            lines.append(Line(label, mean.tolist(), low.tolist(), high.tolist(), style))
        heading = say("analysis.timing.picture", outcome=say.title(table.indicator))
        unit = say.gap(table.indicator)
        return line_chart(lines, label=heading, week=say("page.week"), unit=unit, heading=heading)

    return finding(table, "timing", verdict, {"levels": table_of, "quarters": frame}, draw, *notes)
