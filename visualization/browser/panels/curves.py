"""The course of an indicator: each city in its role, and how far luck moves it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import solara
import traitlets
from numpy.typing import NDArray
from reacton import component
from solara.components.echarts import EchartsWidget

from ....model.indicators import Indicator
from ...charts.lines import colour, dash
from ...language.formatting import level, localise, scale
from ..payload import Payload, open_payload
from ..translations import Words
from ..use_runs import PageRuns

LEFT, RIGHT = 46, 108
"""Pixels beside the plot; the timeline below keeps to the same."""

PARTS = (0.05, 0.1, 0.25, 0.5)
"""Parts of an indicator's range at which an axis that fits its curves may end."""

POINTS = 300
"""Points a line is drawn with at most."""


# ECharts may come when its chart is gone again, and what it holds for a chart is given back with the chart.
_CREATE = """{
  create() {
    const place = this.$refs.echarts;
    if (!place) return;
    this.chart = this.echarts.init(place);
    this.chart.setOption(this.option, true);
    this.$once('hook:beforeDestroy', () => this.chart.dispose());
  },
}"""


class Chart(EchartsWidget):
    """Solara's ECharts, whose option nobody looks into on its way. Presses and pointers on it are not heard."""

    option = traitlets.Any(Payload({})).tag(sync=True, to_json=open_payload)
    methods = traitlets.Unicode(_CREATE).tag(sync=True)


def draw_chart(option: dict[str, Any], height: int) -> None:
    """Put a chart on the page."""
    make: Any = Chart  # reacton gives every widget class its `element`
    make.element(option=Payload(option), attributes={"style": f"height: {height}px"}, responsive=True)


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve.

    Attributes
    ----------
    name : str
        What stands at its end.
    values : ndarray, shape (weeks,)
    style : int
        Colour, as of the lines of a page (:func:`cogov.visualization.charts.lines.colour`): -1 for the city compared
        with, drawn thinner and behind the others.
    dash : str
        Pattern; empty for a solid line.
    band : tuple of two ndarrays, or None
        Low and high edge over replicates.
    single : ndarray, shape (weeks,), or None
        One run of them, drawn faintly.
    """

    name: str
    values: NDArray[np.float64]
    style: int = 0
    dash: str = ""
    band: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    single: NDArray[np.float64] | None = None


def curve_of(asked: PageRuns, place: int, name: str, title: str, style: int) -> Curve:
    """Return the curve of an indicator in one of the cities of a page.

    It is the median of the replicates with their middle 80 %, and the single run beside it, faint; while there are no
    replicates, the single run.
    """
    single = asked.courses[place].of(name)
    if (spread := asked.spread(place, name)) is None:
        return Curve(title, single, style, dash(style))
    low, middle, high = spread
    return Curve(title, middle, style, dash(style), (low, high), single)


def option(
    lines: Sequence[Curve],
    indicator: Indicator,
    words: Words,
    marks: Sequence[int] = (),
    *,
    large: bool = False,
    named: bool = True,
    first: int = 0,
    fit: bool = False,
) -> dict[str, Any]:
    """Return what ECharts draws: shares in per cent, as tables and reports say them.

    Parameters
    ----------
    lines : sequence of Curve
    indicator : Indicator
        Decides range and unit of the upright axis.
    words : Words
    marks : sequence of int
        Weeks at which something happens.
    large : bool
        For the back row.
    named : bool
        Whether its name stands at the end of each line.
    first : int
        The week of the first value.
    fit : bool
        End the upright axis soon above the curves where they fill less than half of the range; else it does not move.
    """
    # A city that is not measured by an extension's indicator has no line, and ECharts cannot name one without points.
    lines = [line for line in lines if np.isfinite(line.values).any()] or lines
    weeks, factor = max(len(line.values) for line in lines), scale(indicator)
    step = math.ceil(weeks / POINTS)
    size = 18 if large else 12
    every = max(1, (52 if weeks > 52 else 13) // step) - 1
    series: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        if line.band is not None:
            low, high = (factor * edge[::step] for edge in line.band)
            hidden = {
                "type": "line", "stack": f"band{place}", "symbol": "none", "silent": True, "lineStyle": {"opacity": 0},
                "tooltip": {"show": False}, "stackStrategy": "all",
            }  # fmt: skip
            series.append({**hidden, "data": _points(low)})
            area = {"color": colour(line.style), "opacity": 0.12 if line.style < 0 else 0.22}
            with np.errstate(invalid="ignore"):  # the logarithm of no harm has no end
                series.append({**hidden, "data": _points(high - low), "areaStyle": area})
        if line.single is not None:
            faint = {"color": colour(line.style), "width": 1, "opacity": 0.45}
            series.append(
                {
                    "type": "line", "symbol": "none", "silent": True, "tooltip": {"show": False}, "lineStyle": faint,
                    "data": _points(factor * line.single[::step]),
                }
            )  # fmt: skip
        stroke: dict[str, Any] = {
            "color": colour(line.style),
            "width": (2 if line.style < 0 else 3) * (1.5 if large else 1.0),
            "type": [int(part) for part in line.dash.split()] or "solid",
        }
        series.append(
            {
                "type": "line",
                "name": line.name,
                "data": _points(factor * line.values[::step]),
                "symbol": "none",
                "lineStyle": stroke,
                "itemStyle": {"color": colour(line.style)},
                "endLabel": {
                    "show": named,
                    "formatter": "{a}",
                    "color": colour(line.style),
                    "fontSize": size,
                    "padding": [2, 0],
                    "width": RIGHT - 8,
                    "overflow": "break",
                },
                "labelLayout": {"moveOverlap": "shiftY"},
                "z": 2 if line.style < 0 else 3,
            }
        )
    if marks and series:
        series[-1]["markLine"] = {
            "symbol": "none", "silent": True, "label": {"show": False},
            "lineStyle": {"color": "#B8860B", "type": "dotted", "width": 1.5},
            "data": [{"xAxis": (week - first) // step} for week in sorted(set(marks)) if first <= week < first + weeks],
        }  # fmt: skip
    low, high = (factor * end if math.isfinite(end) else None for end in (indicator.low, indicator.high))
    if fit and low == 0.0 and high is not None:
        high *= _part_filled([factor * line.values for line in lines], high)
    return {
        "animation": False,
        "textStyle": {"fontSize": size},
        "grid": {"left": LEFT, "right": RIGHT if named else 4 * size, "top": 2 * size, "bottom": 24},
        "tooltip": {"trigger": "axis", "confine": True, "transitionDuration": 0},
        "xAxis": {
            "type": "category", "boundaryGap": False, "data": list(range(first, first + weeks, step)),
            "axisLabel": {"fontSize": size, "interval": every}, "axisTick": {"interval": every},
            "splitLine": {"show": True, "interval": every},
            "name": words("play.axis"), "nameLocation": "end", "nameGap": 5 * size // 4,
            "nameTextStyle": {"fontSize": size, "verticalAlign": "top", "padding": [size // 2, 0, 0, 0]},
        },
        "yAxis": {
            "type": "value", "min": low, "max": high, "axisLabel": {"fontSize": size},
            "name": words.axis(indicator), "nameLocation": "end", "nameGap": size // 2,
            "nameTextStyle": {"fontSize": size, "align": "left", "padding": [0, 0, 0, 8 - LEFT]},
        },
        "series": series,
    }  # fmt: skip


def _part_filled(curves: Sequence[NDArray[np.float64]], high: float) -> float:
    """Return the part of a range from 0 that curves need, with a little room above them.

    >>> _part_filled([np.array([0.0, 7.7])], 100.0), _part_filled([np.array([0.0, 47.0])], 100.0)
    (0.1, 1.0)
    """
    known = [float(values.max()) for curve in curves if (values := curve[np.isfinite(curve)]).size]
    most = 1.1 * max(known, default=high) / high
    return next((part for part in PARTS if most <= part), 1.0)


def _points(values: NDArray[np.float64]) -> list[float | None]:
    return [round(value, 4) if math.isfinite(value) else None for value in values.tolist()]


@component
def Curves(
    lines: Sequence[Curve],
    indicator: Indicator,
    words: Words,
    marks: Sequence[int] = (),
    *,
    height: int,
    large: bool,
    named: bool = True,
    first: int = 0,
    fit: bool = False,
) -> None:
    """Draw the curves, with a sentence for those who cannot see them."""
    said = "; ".join(f"{line.name} {localise(level(float(line.values[-1]), indicator), words)}" for line in lines)
    with solara.Div(classes=["curves"], attributes={"role": "img", "aria-label": f"{words.title(indicator)}: {said}"}):
        draw_chart(option(lines, indicator, words, marks, large=large, named=named, first=first, fit=fit), height)
