"""Time-resolved effects: in which week a rule begins to pay.

For each level of a lever (of any factor, where no lever is varied) against its first, the difference of the outcome by
week, mean over all other factors in each unit (replicate; or sampled state, where levers meet such); by quarter (13
weeks) and cumulated from week 1, each with a paired interval over units, wide enough for all levels at once. A rule has
paid from the first quarter on after which the interval of the cumulated difference stays on the good side of 0 to the
end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ...scenarios.message import message, name_indicator
from ..outcomes.own_indicator import weekly
from .dataset import AnalysisError, Floats, Table, load_table
from .levels import discretize
from .result import Finding, PaybackTimes, WeeklyDifference, constant, subject

if TYPE_CHECKING:
    from ..store.results import Results

QUARTER = 13


@dataclass(frozen=True, slots=True)
class EffectCourse:
    """The outcome at a level of a factor against its first one, by unit and week, (units, weeks)."""

    factor: str
    level: str
    against: str
    gap: Floats


def load_weekly(results: Results, outcome: str) -> Table:
    """Return the table of an outcome of the study's own as it is looked at by week: its expression, in all runs.

    Its window and its measure make one number of a run, and have no weeks.
    """
    own = results.own[outcome]
    return replace(load_table(results, own.expression.names[0]), outcome=outcome, measured=weekly(own))


def _weeks_of(results: Results, outcome: str) -> pd.DataFrame:
    """Return the expression of an outcome of the study's own: ``point``, ``replicate``, ``week`` and the outcome."""
    expression = results.own[outcome].expression
    frame = results.series(expression.names)
    values = expression.of({name: frame[name].to_numpy(dtype=float) for name in expression.names})
    if missing := int((~np.isfinite(values)).sum()):
        named = name_indicator(outcome, results.own[outcome].title.zh)
        raise AnalysisError(message("analysis.weeks_undefined", name=results.name, outcome=named, count=missing))
    return frame[["point", "replicate", "week"]].assign(**{outcome: values})


def courses(results: Results, table: Table) -> list[EffectCourse]:
    """Return the differences by week, averaged in the database and not in memory."""
    live = np.isfinite(table.values).any(axis=1)
    whole = np.flatnonzero(np.isfinite(table.values[live]).all(axis=0))
    if not whole.size:
        raise AnalysisError(message("analysis.no_replicate", name=table.name))
    names = [name for name in table.named("lever") or table.names if table.compared(name)]
    if not names:
        raise AnalysisError(message("analysis.timing", name=table.name))
    result: list[EffectCourse] = []
    with results.connect("series") as connection:
        if not connection.execute("select 1 from series limit 1").fetchall():
            raise AnalysisError(message("analysis.no_weeks", name=table.name))
        source = "series"
        if table.outcome in results.own:
            source = "own_weeks"
            connection.register(source, _weeks_of(results, table.outcome))
        connection.register("wanted", pd.DataFrame({"replicate": whole}))
        for name in names:
            parts = discretize(table, name, 2)
            units, count = table.layout[name].units, len(whole)
            codes = pd.DataFrame({"point": np.arange(table.points), "code": parts.codes})[live]
            if units is not None:
                codes["unit"], count = units[live], len(np.unique(units[live]))
            connection.register("coded", codes)
            unit = "replicate" if units is None else "unit"
            frame: Any = connection.execute(
                f'select code, {unit}, week, avg("{table.outcome}") as value from {source} join coded using (point) '
                f"join wanted using (replicate) group by all order by code, {unit}, week"
            ).df()
            connection.unregister("coded")
            weeks = int(frame["week"].max()) + 1
            levels = sorted(frame["code"].unique().tolist())
            if len(frame) != len(levels) * count * weeks:
                raise AnalysisError(message("analysis.lengths", name=table.name))
            values = frame["value"].to_numpy(dtype=float).reshape(len(levels), count, weeks)
            result += [
                EffectCourse(name, parts.labels[level], parts.labels[levels[0]], values[place] - values[0])
                for place, level in enumerate(levels)
                if place
            ]
    return result


def spread(values: Floats, comparisons: int = 1) -> tuple[Floats, Floats, Floats]:
    """Return mean and 95 % interval over units (the first axis), of so many comparisons at once (Bonferroni).

    Without a second unit all are the mean.
    """
    mean = values.mean(axis=0)
    n = len(values)
    half = (
        float(stdtrit(n - 1, 1 - 0.025 / comparisons)) * values.std(axis=0, ddof=1) / n**0.5
        if n > 1
        else np.zeros_like(mean)
    )
    return mean, mean - half, mean + half


def quarters(course: EffectCourse, direction: float, comparisons: int = 1) -> pd.DataFrame:
    """Return the difference by quarter and cumulated, with whether it has paid from there on.

    Whether it has is judged with so many courses at once.
    """
    replicates, weeks = course.gap.shape
    ends = [*range(QUARTER, weeks, QUARTER), weeks]
    starts = [0, *ends[:-1]]
    each = np.stack([course.gap[:, a:b].mean(axis=1) for a, b in zip(starts, ends, strict=True)], axis=1)
    total = np.cumsum(course.gap, axis=1)[:, [end - 1 for end in ends]]
    mean, low, high = spread(each, comparisons)
    sum_mean, sum_low, sum_high = spread(total, comparisons)
    rounding = 1e-12 * float(np.abs(total).max(initial=0.0))
    good = (
        (sum_low > rounding if direction > 0 else sum_high < -rounding)
        if replicates > 1
        else np.zeros(len(ends), dtype=bool)
    )
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
    result = courses(results, table)
    if not result:
        raise AnalysisError(message("analysis.levels", name=table.name))
    if table.constant and not any(course.gap.any() for course in result):
        return cast("Finding", constant(table, "timing"))
    frame = pd.concat([quarters(course, table.direction, len(result)) for course in result], ignore_index=True)
    summary: list[dict[str, Any]] = []
    for course in result:
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
    best: Any = pays.loc[(table.direction * pays["cumulative"]).idxmax()].to_dict() if len(pays) else None
    return PaybackTimes(
        **subject(table, "timing"),
        tables={"levels": table_of, "quarters": frame},
        best=best,
        paying=len(pays),
        weeks=tuple(
            WeeklyDifference(course.factor, course.level, *spread(course.gap, len(result)), float(course.gap.sum()))
            for course in result
        ),
        quarter=QUARTER,
        unit=table.layout[result[0].factor].unit,
        units=len(result[0].gap),
    )
