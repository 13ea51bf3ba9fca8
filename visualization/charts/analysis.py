"""The picture of each method of an analysis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.analysis.contrast_result import PolicyContrast
from ...experiments.analysis.result import (
    Finding,
    MainEffects,
    OneAtATime,
    PaybackTimes,
    PhaseMap,
    PolicyRanking,
    Row,
    ScenarioBox,
    Screening,
    VarianceShares,
)
from ..language.formatting import scale
from ..language.translations import Language, Words, words
from ..narratives.analysis import titles_of
from ..narratives.bilingual import format_gap, format_level
from .bars import LONGEST, Bar
from .curve import CurvePoint
from .dependence import Dependence
from .effects import FactorEffect
from .grammar import (
    BarFigure,
    ChartFigure,
    CurveFigure,
    DependenceFigure,
    LevelFigure,
    PlaneFigure,
    WeekFigure,
    drawing,
)
from .heatmap import Panel, Square
from .lines import Line
from .svg import Drawing, text_width

_PANELS = 12  # factors that a picture has room for
_POLICIES = 24
_LINES = 6
_LABEL = 190.0  # what has room at the end of a line


def draw(result: Finding, language: Language) -> Drawing | None:
    """Return the picture of a record as SVG; None of a record that has none."""
    shown = figure(result, language)
    return None if shown is None else drawing(shown)


def draw_all(result: Finding, language: Language) -> dict[str, Drawing]:
    """Return all pictures of a record as SVG, by a name for files: the one of :func:`draw` first."""
    shown = {result.method: figure(result, language)}
    if isinstance(result, PolicyContrast) and result.row:
        shown[f"{result.method}-map"] = _difference_map(result, words(language))
    return {name: drawing(each) for name, each in shown.items() if each is not None}


def figure(result: Finding, language: Language) -> ChartFigure | None:
    """Return what the picture of a record shows; None of a record that has none."""
    say = words(language)
    match result:
        case MainEffects():
            factors = [each for each in result.tables["factors"]["factor"] if each not in result.lacking]
            return _levels(result, "effects", factors, result.tables["levels"], say)
        case OneAtATime():
            return _levels(result, "oat", result.factors, result.tables["curves"], say)
        case Screening():
            unit = say("analysis.morris.axis", unit=say.gap(result.indicator))
            ends = ("mu_star", "low", "high")
            bars = [_bar(result, row, ends, scale(result.indicator), say) for row in _rows(result.tables["effects"])]
            return BarFigure(_heading(result, say), unit, bars)
        case VarianceShares():
            ends = ("total", "total_low", "total_high")
            bars = [_bar(result, row, ends, 1.0, say) for row in _rows(result.tables["indices"].iloc[:-1])]
            return BarFigure(_heading(result, say), say("analysis.sobol.axis"), bars)
        case ScenarioBox():
            return _scenario_box(result, say)
        case PolicyRanking():
            return _policy_ranking(result, say)
        case PhaseMap():
            return _phase_map(result, say)
        case PaybackTimes():
            return _payback(result, say)
        case PolicyContrast():
            return _policy_contrast(result, say)
        case _:
            return None


def _heading(result: Finding, say: Words, **values: object) -> str:
    return say(f"analysis.{result.method}.picture", outcome=say.title(result.indicator), **values)


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _levels(result: Finding, kind: str, names: Iterable[str], cells: pd.DataFrame, say: Words) -> LevelFigure:
    shown = [_effect(result, str(name), cells, say) for name in list(names)[:_PANELS]]
    return LevelFigure(_heading(result, say), say(f"analysis.{kind}.axis", unit=say.axis(result.indicator)), shown)


def _effect(result: Finding, name: str, cells: pd.DataFrame, say: Words) -> FactorEffect:
    part: Any = cells[cells["factor"] == name]
    factor = scale(result.indicator)
    line = tuple(
        (float(mean), float(low if np.isfinite(low) else mean), float(high if np.isfinite(high) else mean))
        for mean, low, high in zip(*(factor * part[end] for end in ("mean", "low", "high")), strict=True)
    )
    return FactorEffect(result.titles[name][say.language], {"": line}, tuple(str(level) for level in part["level"]))


def _bar(result: Finding, row: Row, ends: tuple[str, str, str], factor: float, say: Words) -> Bar:
    value, low, high = (factor * row[end] for end in ends)
    return Bar(result.titles[str(row["factor"])][say.language], value, low, high)


def _scenario_box(result: ScenarioBox, say: Words) -> CurveFigure:
    dots = [
        CurvePoint(row["coverage"], row["density"], row["restricted"], bool(row["chosen"]))
        for row in _rows(result.tables["trajectory"])
    ]
    return CurveFigure(
        _heading(result, say, border=format_level(result.indicator, result.border)),
        say("analysis.column.coverage"),
        say("analysis.column.density"),
        say("analysis.prim.axis"),
        dots,
    )


def _policy_ranking(result: PolicyRanking, say: Words) -> BarFigure:
    titles, factor = titles_of(result), scale(result.indicator)
    bars: list[Bar] = []
    for row in _rows(result.tables["policies"].head(_POLICIES)):
        title = titles[row["policy"]][say.language]
        name = title if text_width(title, 14) <= LONGEST else row["policy"]  # rather than cut
        bars.append(Bar(name, *(factor * row[end] for end in ("max_regret", "max_regret_low", "max_regret_high"))))
    unit = say("analysis.regret.axis", unit=say.gap(result.indicator))
    return BarFigure(_heading(result, say), unit, bars)


def _phase_map(result: PhaseMap, say: Words) -> PlaneFigure:
    cells, about, across = _rows(result.tables["cells"]), result.indicator, len(result.column_levels)
    most = max((abs(cell["apart"]) for cell in cells if np.isfinite(cell["apart"])), default=0.0) or 1.0
    lines = [
        (
            row,
            [
                Square(
                    str(cell["sign"]),
                    format_gap(about, cell["mean"]) if np.isfinite(cell["mean"]) else "",
                    result.direction * cell["apart"] / most if np.isfinite(cell["apart"]) else 0.0,
                )
                for cell in cells[down * across : (down + 1) * across]
            ],
        )
        for down, row in reversed(list(enumerate(result.row_levels)))
    ]
    return PlaneFigure(
        _heading(result, say),
        result.titles[result.column][say.language],
        result.titles[result.row][say.language],
        Panel("", result.column_levels, lines),
        [say("analysis.phase.axis", unit=say.axis(about)), say("analysis.phase.signs")],
    )


def _policy_contrast(result: PolicyContrast, say: Words) -> DependenceFigure | None:
    curve = result.tables["curve"]
    if not len(curve):
        return None
    sides = {name: title[say.language] for name, title in titles_of(result).items() if name in ("of", "against")}
    shown = [_dependence(result, name, say) for name in list(dict.fromkeys(curve["factor"]))[:_PANELS]]
    unit = say(f"analysis.{result.method}.axis", unit=say.gap(result.indicator))
    return DependenceFigure(_heading(result, say, **sides), unit, shown)


def _dependence(result: PolicyContrast, name: str, say: Words) -> Dependence:
    """Return a difference over one factor: its curve, and each pair as a dot."""
    part = [row for row in _rows(result.tables["curve"]) if row["factor"] == name]
    factor = scale(result.indicator)
    labels = tuple(str(row["level"]) for row in part)
    pairs = _rows(result.tables["gaps"])
    numeric = pd.api.types.is_numeric_dtype(result.tables["gaps"][name])
    at = tuple(_number(label) if numeric else float(place) for place, label in enumerate(labels))
    places = dict(zip(labels, at, strict=True))
    dots = tuple(
        (float(row[name]) if numeric else places[str(row[name])], factor * float(row["difference"]))
        for row in pairs
        if numeric or str(row[name]) in places
    )
    trend = next(row for row in _rows(result.tables["trends"]) if row["factor"] == name)
    found = tuple(float(trend[end]) for end in ("crossing_low", "crossing", "crossing_high"))
    return Dependence(
        result.titles[name][say.language],
        at,
        () if numeric else labels,
        tuple((factor * row["difference"], factor * row["low"], factor * row["high"]) for row in part),
        dots,
        (found[0], found[1], found[2]) if np.isfinite(found[1]) and name in result.rising else None,
    )


def _number(label: str) -> float:
    return float(label.replace("−", "-"))


def _difference_map(result: PolicyContrast, say: Words) -> PlaneFigure:
    cells, about, across = _rows(result.tables["map"]), result.indicator, len(result.column_levels)
    most = max((abs(cell["difference"]) for cell in cells if np.isfinite(cell["difference"])), default=0.0) or 1.0
    lines = [
        (
            row,
            [
                Square(
                    str(cell["sign"]),
                    format_gap(about, cell["difference"], sign=True) if np.isfinite(cell["difference"]) else "",
                    result.direction * cell["difference"] / most if np.isfinite(cell["difference"]) else 0.0,
                )
                for cell in cells[down * across : (down + 1) * across]
            ],
        )
        for down, row in reversed(list(enumerate(result.row_levels)))
    ]
    sides = {name: title[say.language] for name, title in titles_of(result).items() if name in ("of", "against")}
    return PlaneFigure(
        _heading(result, say, **sides),
        result.titles[result.column][say.language],
        result.titles[result.row][say.language],
        Panel("", result.column_levels, lines),
        [
            say(f"analysis.{result.method}.map_axis", unit=say.gap(about), **sides),
            say(f"analysis.{result.method}.map_signs", **sides),
        ],
    )


def _payback(result: PaybackTimes, say: Words) -> WeekFigure:
    factor = scale(result.indicator)
    order = sorted(result.weeks, key=lambda course: -abs(course.total))[:_LINES]
    lines: list[Line] = []
    for style, course in enumerate(order):
        mean, low, high = (factor * part for part in (course.mean, course.low, course.high))
        label = f"{result.titles[course.factor][say.language]}: {course.level}"
        if text_width(label, 14) > _LABEL:
            label = f"{course.factor}={course.level}"
        lines.append(Line(label, mean.tolist(), low.tolist(), high.tolist(), style))
    return WeekFigure(_heading(result, say), say("page.week"), say.gap(result.indicator), lines)
