"""Bars with intervals, one row a name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..language.formatting import BOUNDLESS
from .svg import COLOURS, FAINT, GRID, INK, Drawing, Scale, lines_of, shorten, text_width, tick_text, ticks

_ROW, _FONT = 30.0, 14.0
LONGEST = 400.0
"""Of a name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval; NaN for ends that do not exist, boundless ones where nothing is known."""

    name: str
    value: float
    low: float
    high: float


def draw_frame(
    drawing: Drawing, x: Scale, rows: tuple[float, float], heading: str, below: Sequence[str], middle: float
) -> None:
    """Draw what stands around rows: a heading if there is one, the grid with its numbers, and words below it.

    Parameters
    ----------
    drawing : Drawing
    x : Scale
    rows : tuple of float
        Where they begin and end.
    heading : str
    below : sequence of str
        Lines.
    middle : float
        Where they are centred.
    """
    top, bottom = rows
    if heading:
        drawing.rectangle(0, 0, drawing.width, drawing.height, fill="#ffffff")
        drawing.text(8, 26, shorten(heading, drawing.width - 16, 18), font_size="18", font_weight="600")
    for value in ticks(x.low, x.high):
        drawing.line(x(value), top, x(value), bottom, stroke=GRID)
        drawing.text(x(value), bottom + 18, tick_text(value), text_anchor="middle", font_size="14", fill=FAINT)
    for row, text in enumerate(below):
        drawing.text(middle, bottom + 39 + 16 * row, text, text_anchor="middle", font_size="14", fill=FAINT)


def bar_chart(bars: Sequence[Bar], *, label: str, unit: str, heading: str = "", width: float = 960) -> Drawing:
    """Draw bars from 0, each with its interval as a whisker; blue to the right of 0, vermilion to the left.

    Parameters
    ----------
    bars : sequence of Bar
        From top to bottom.
    label : str
        What the chart shows, for those who cannot see it.
    unit : str
        What stands below the axis, in as many lines as it needs.
    heading : str
        Title inside the picture, for one that stands alone.
    """
    top = 44.0 if heading else 8.0
    below = lines_of(unit, width - 24, 14)
    height = top + _ROW * len(bars) + 34 + 16 * len(below)
    drawing = Drawing(width, height, label)
    names = [shorten(bar.name, min(LONGEST, width / 2), _FONT) for bar in bars]
    values = [value for bar in bars for value in (bar.value, bar.low, bar.high) if abs(value) < BOUNDLESS]
    low, high = min(0.0, *values), max(0.0, *values)
    spare = 0.04 * (high - low) or 1.0
    x = Scale(low - spare, high + spare, max(text_width(name, _FONT) for name in names) + 20, width - 24)
    bottom = top + _ROW * len(bars) + 4
    middle = (x.start + x.end) / 2 if len(below) == 1 else width / 2
    draw_frame(drawing, x, (top, bottom), heading, below, middle)
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = top + _ROW * (place + 0.5)
        drawing.text(x.start - 10, y + 5, name, text_anchor="end")
        ends = sorted((x(0.0), x(bar.value)))
        colour = COLOURS[0] if bar.value >= 0 else COLOURS[1]
        drawing.rectangle(ends[0], y - 9, ends[1] - ends[0], 18, fill=colour, fill_opacity="0.75")
        if math.isfinite(bar.low) and math.isfinite(bar.high):
            low_x, high_x = (x(min(max(end, x.low), x.high)) for end in (bar.low, bar.high))
            drawing.line(low_x, y, high_x, y, stroke=INK, stroke_width="2")
            for end, at in ((bar.low, low_x), (bar.high, high_x)):
                if abs(end) < BOUNDLESS:  # a line without its end goes on and on
                    drawing.line(at, y - 6, at, y + 6, stroke=INK, stroke_width="2")
    drawing.line(x(0.0), top, x(0.0), bottom, stroke=INK, stroke_width="1.5")
    return drawing
