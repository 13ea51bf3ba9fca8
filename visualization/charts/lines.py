"""The charts of a comparison: lines over weeks with the spread of replicates, and marks along a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .svg import (
    BASELINE,
    BASELINE_DASH,
    COLOURS,
    DASHES,
    FAINT,
    GRID,
    INK,
    Drawing,
    Scale,
    shorten,
    text_width,
    tick_text,
    ticks,
    week_ticks,
)

_POINTS = 400  # points of a line at most; more cannot be seen

OFFICIAL_DASH = "7 4"
"""Dashes of the official index beside effectiveness, which is solid."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve.

    Attributes
    ----------
    label : str
        Written at its end.
    middle : sequence of float
        Value by week, from week 1.
    low, high : sequence of float or None
        Band around it.
    style : int
        Number of its colour; -1 for the city compared with.
    dash : str
        Dash pattern; empty for a solid line.
    """

    label: str
    middle: Sequence[float]
    low: Sequence[float] | None
    high: Sequence[float] | None
    style: int
    dash: str = ""


def style_of(place: int) -> int:
    """Return the style of a scenario by its place: the first is compared with, and the others take colours in turn."""
    return place - 1


def colour(style: int) -> str:
    """Return the colour of a style."""
    return BASELINE if style < 0 else COLOURS[style % len(COLOURS)]


def dash(style: int) -> str:
    """Return the dash pattern of a style.

    >>> [dash(style_of(place)) for place in range(3)]
    ['8 4', '', '10 3 2 3']
    """
    return BASELINE_DASH if style < 0 else DASHES[style % len(DASHES)]


def extent(lines: Sequence[Line]) -> tuple[float, float]:
    """Return the ends of a vertical scale: round numbers around all lines and bands, 0 among them."""
    values = [
        value for line in lines for part in (line.middle, line.low, line.high) if part is not None for value in part
    ]
    low, high = min(0.0, *values), max(0.0, *values)
    if high - low < 1e-9:
        return 0.0, 1.0
    step = ticks(low, high, 5)
    step = step[1] - step[0]
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def line_chart(
    lines: Sequence[Line],
    *,
    label: str,
    week: str,
    unit: str,
    size: tuple[float, float] = (960, 400),
    scale: tuple[float, float] | None = None,
    events: Sequence[int] = (),
    heading: str = "",
    labelled: bool = True,
) -> Drawing:
    """Draw curves over weeks.

    Parameters
    ----------
    lines : sequence of Line
        Curves of equal length.
    label : str
        What the chart shows, for those who cannot see it.
    week, unit : str
        What stands at the axes.
    size : tuple of float
        Width and height.
    scale : tuple of float, optional
        Ends of the vertical scale; chosen from the values if not given.
    events : sequence of int
        Weeks to mark by a dotted vertical.
    heading : str
        Title inside the picture, for one that stands alone.
    labelled : bool
        Write the curves' labels at their ends.
    """
    width, height = size
    font = 14.0 if width > 500 else 12.0
    drawing = Drawing(width, height, label)
    weeks = len(lines[0].middle)
    longest = max(text_width(shorten(line.label, 190, font), font) for line in lines)
    right = longest + 34 if labelled else 14.0
    top = 58.0 if heading else 30.0
    low, high = scale or extent(lines)
    x = Scale(0.0, float(weeks), 52.0, width - right)
    y = Scale(low, high, height - (46.0 if width > 500 else 40.0), top)
    if heading:
        drawing.rectangle(0, 0, width, height, fill="#ffffff")
        drawing.text(8, 24, shorten(heading, width - 16, 18), font_size="18", font_weight="600")
    drawing.text(8, top - 13, unit, font_size=str(font - 1), fill=FAINT)
    for value in ticks(low, high, 6 if height > 300 else 5):
        drawing.line(x.start, y(value), x.end, y(value), stroke=INK if value == 0 else GRID, stroke_width="1")
        drawing.text(
            x.start - 7,
            y(value) + 4.5,
            tick_text(value),
            text_anchor="end",
            font_size=str(font - 1),
            fill=FAINT,
        )
    for value in week_ticks(weeks, 8 if width > 500 else 6):
        drawing.line(x(value), y.start, x(value), y.start + 5, stroke=FAINT)
        drawing.text(
            x(value),
            y.start + 19,
            tick_text(value),
            text_anchor="middle",
            font_size=str(font - 1),
            fill=FAINT,
        )
    drawing.text((x.start + x.end) / 2, height - 7, week, text_anchor="middle", font_size=str(font - 1), fill=FAINT)
    for event in sorted(set(events)):
        if event <= weeks:
            drawing.line(x(event), y.start, x(event), y.end, stroke=FAINT, stroke_dasharray="2 4", stroke_width="1.5")
    shown = _sample_weeks(weeks)
    for line in lines:
        if line.low is not None and line.high is not None:
            edge = [(x(at + 1), y(line.high[at])) for at in shown] + [
                (x(at + 1), y(line.low[at])) for at in reversed(shown)
            ]
            drawing.path(edge, closed=True, fill=colour(line.style), fill_opacity="0.18")
    for line in lines:
        drawing.path(
            [(x(at + 1), y(line.middle[at])) for at in shown],
            fill="none",
            stroke=colour(line.style),
            stroke_width="2.5" if width > 500 else "2",
            stroke_linejoin="round",
            stroke_dasharray=line.dash or "none",
        )
    if labelled:
        _end_labels(drawing, lines, x, y, font)
    return drawing


def _sample_weeks(weeks: int) -> list[int]:
    """Return the places of the weeks that are drawn: all, or evenly spread ones with the last among them."""
    every = math.ceil(weeks / _POINTS)
    return sorted({*range(0, weeks, every), weeks - 1}) if weeks > 1 else [0, 0]


def _end_labels(drawing: Drawing, lines: Sequence[Line], x: Scale, y: Scale, font: float) -> None:
    """Write each line's label beside its end, moved apart where they would touch."""
    gap = font + 4
    order = sorted(range(len(lines)), key=lambda place: y(lines[place].middle[-1]))
    places: list[float] = []
    for place in order:
        wanted = y(lines[place].middle[-1])
        places.append(max(wanted, places[-1] + gap) if places else max(wanted, y.end))
    over = places[-1] - y.start
    for back in range(len(places) - 1, -1, -1):
        if over > 0:
            places[back] = min(places[back], y.start - gap * (len(places) - 1 - back))
    for place, at in zip(order, places, strict=True):
        line = lines[place]
        drawing.line(x.end + 2, y(line.middle[-1]), x.end + 10, at, stroke=colour(line.style))
        drawing.line(x.end + 10, at, x.end + 22, at, stroke=colour(line.style), stroke_width="4")
        text = shorten(line.label, 190, font)
        drawing.text(x.end + 27, at + font * 0.35, text, font_size=str(font), font_weight="600")


@dataclass(frozen=True, slots=True)
class Dot:
    """A value, and the ends of its interval or None."""

    value: float
    low: float | None = None
    high: float | None = None


def dot_chart(
    rows: Sequence[tuple[str, Sequence[Dot]]],
    *,
    label: str,
    unit: str,
    low: float = 0.0,
    high: float = 1.0,
    width: float = 960,
    first: int = 0,
) -> Drawing:
    """Draw one row for each name, with a mark and an interval for each scenario's value.

    Parameters
    ----------
    rows : sequence of (str, sequence of Dot)
        Name, and value by scenario.
    label : str
        What the chart shows, for those who cannot see it.
    unit : str
        What stands below the axis.
    first : int
        Style of the first value; those of the others follow.
    """
    step = 38.0
    height = step * len(rows) + 56
    drawing = Drawing(width, height, label)
    x = Scale(low, high, max(text_width(name, 14) for name, _ in rows) + 24, width - 64)
    for value in ticks(low, high):
        drawing.line(x(value), 6, x(value), height - 48, stroke=GRID)
        drawing.text(x(value), height - 30, tick_text(value), text_anchor="middle", font_size="13", fill=FAINT)
    drawing.text((x.start + x.end) / 2, height - 8, unit, text_anchor="middle", font_size="13", fill=FAINT)
    for place, (name, values) in enumerate(rows):
        y = 6 + step * (place + 0.5)
        drawing.text(x.start - 14, y + 5, name, text_anchor="end")
        drawing.line(
            x(min(dot.value for dot in values)), y, x(max(dot.value for dot in values)), y,
            stroke="#aaaaaa", stroke_width="3",
        )  # fmt: skip
        for style, dot in enumerate(values, first):
            if dot.low is not None and dot.high is not None and x(dot.high) - x(dot.low) > 18:  # wider than the mark
                drawing.line(x(dot.low), y, x(dot.high), y, stroke=INK, stroke_width="2")
                for end in (dot.low, dot.high):
                    drawing.line(x(end), y - 7, x(end), y + 7, stroke=INK, stroke_width="2")
            drawing.mark(style, x(dot.value), y, 8, colour(style))
    return drawing


def swatch(style: int) -> Drawing:
    """Draw the key of a scenario: its line and its mark."""
    drawing = Drawing(44, 18, "")
    drawing.line(0, 9, 44, 9, stroke=colour(style), stroke_width="3", stroke_dasharray=dash(style) or "none")
    drawing.mark(style, 22, 9, 6.5, colour(style))
    return drawing
