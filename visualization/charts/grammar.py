"""What a chart shows, before anything is drawn: as SVG by :func:`drawing`, with Matplotlib by :mod:`.axes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .bars import Bar, bar_chart
from .curve import CurvePoint, curve_chart
from .dependence import Dependence, dependences
from .effects import FactorEffect, panels
from .heatmap import Panel, planes
from .lines import Line, line_chart
from .svg import Drawing


@dataclass(frozen=True, slots=True)
class BarFigure:
    """Bars with intervals, from top to bottom."""

    heading: str
    unit: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """The levels of factors on one scale, side by side."""

    heading: str
    unit: str
    effects: Sequence[FactorEffect]


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """Dots on a square of two shares."""

    heading: str
    x: str
    y: str
    note: str
    dots: Sequence[CurvePoint]


@dataclass(frozen=True, slots=True)
class PlaneFigure:
    """A plane of cells; `x` and `y` are what columns and rows are."""

    heading: str
    x: str
    y: str
    panel: Panel
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """Lines over weeks with their bands."""

    heading: str
    week: str
    unit: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class DependenceFigure:
    """How a difference depends on factors, side by side on one scale."""

    heading: str
    unit: str
    panels: Sequence[Dependence]


ChartFigure = BarFigure | LevelFigure | CurveFigure | PlaneFigure | WeekFigure | DependenceFigure


def drawing(figure: ChartFigure) -> Drawing:
    """Return a figure as SVG."""
    match figure:
        case BarFigure(heading, unit, bars):
            return bar_chart(bars, label=heading, unit=unit, heading=heading)
        case LevelFigure(heading, unit, effects):
            return panels(list(effects), heading, unit)
        case DependenceFigure(heading, unit, each):
            return dependences(each, heading, unit)
        case CurveFigure(heading, x, y, note, dots):
            return curve_chart(dots, heading=heading, x=x, y=y, note=note)
        case PlaneFigure(heading, x, y, panel, notes):
            return planes([(y, [panel])], heading=heading, x=x, notes=notes)
        case WeekFigure(heading, week, unit, lines):
            return line_chart(lines, label=heading, week=week, unit=unit, heading=heading)
