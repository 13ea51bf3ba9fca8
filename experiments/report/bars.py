"""Bars with intervals, one row a name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import COLOURS, FAINT, GRID, INK, Drawing, Scale, shortened, text_width, tick_text, ticks

_ROW, _FONT = 30.0, 14.0
LONGEST = 400.0
"""Of a name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval; NaN for ends that do not exist."""

    name: str
    value: float
    low: float
    high: float


def bar_chart(bars: Sequence[Bar], *, label: str, unit: str, heading: str = "", width: float = 960) -> Drawing:
    """Draw bars from 0, each with its interval as a whisker; blue to the right of 0, vermilion to the left.

    Parameters
    ----------
    bars : sequence of Bar
        From top to bottom.
    label : str
        What the chart shows, for those who cannot see it.
    unit : str
        What stands below the axis.
    heading : str
        Title inside the picture, for one that stands alone.
    """
    top = 44.0 if heading else 8.0
    height = top + _ROW * len(bars) + 50
    drawing = Drawing(width, height, label)
    names = [shortened(bar.name, LONGEST, _FONT) for bar in bars]
    values = [value for bar in bars for value in (bar.value, bar.low, bar.high) if math.isfinite(value)]
    low, high = min(0.0, *values), max(0.0, *values)
    spare = 0.04 * (high - low) or 1.0
    x = Scale(low - spare, high + spare, max(text_width(name, _FONT) for name in names) + 20, width - 24)
    bottom = height - 46
    if heading:
        drawing.rectangle(0, 0, width, height, fill="#ffffff")
        drawing.text(8, 26, shortened(heading, width - 16, 18), font_size="18", font_weight="600")
    for value in ticks(x.low, x.high):
        drawing.line(x(value), top, x(value), bottom, stroke=GRID)
        drawing.text(x(value), bottom + 18, tick_text(value), text_anchor="middle", font_size="13", fill=FAINT)
    drawing.text((x.start + x.end) / 2, height - 7, unit, text_anchor="middle", font_size="13", fill=FAINT)
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = top + _ROW * (place + 0.5)
        drawing.text(x.start - 10, y + 5, name, text_anchor="end")
        ends = sorted((x(0.0), x(bar.value)))
        colour = COLOURS[0] if bar.value >= 0 else COLOURS[1]
        drawing.rectangle(ends[0], y - 9, ends[1] - ends[0], 18, fill=colour, fill_opacity="0.75")
        if math.isfinite(bar.low) and math.isfinite(bar.high):
            drawing.line(x(bar.low), y, x(bar.high), y, stroke=INK, stroke_width="2")
            for end in (bar.low, bar.high):
                drawing.line(x(end), y - 6, x(end), y + 6, stroke=INK, stroke_width="2")
    drawing.line(x(0.0), top, x(0.0), bottom, stroke=INK, stroke_width="1.5")
    return drawing
