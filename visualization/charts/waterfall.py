"""A waterfall: from one city's level to another's, one bar for each change, each beginning where the last one ended."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..language.formatting import format_number
from .bars import LONGEST, Bar, draw_frame
from .svg import COLOURS, FAINT, INK, Drawing, Scale, lines_of, shorten, text_width

_ROW, _FONT, _BAR = 34.0, 15.0, 11.0


def waterfall_chart(
    steps: Sequence[Bar],
    *,
    before: tuple[str, float],
    after: tuple[str, float],
    label: str,
    unit: str,
    heading: str = "",
    width: float = 960,
    chosen: int | None = None,
) -> Drawing:
    """Draw the way from one level to another; blue steps go up, vermilion ones down, whiskers are intervals.

    Parameters
    ----------
    steps : sequence of Bar
        Each with its step as value and the interval of that.
    before, after : tuple of str and float
        Name and level at either end.
    label : str
        What the chart shows, for those who cannot see it.
    unit : str
        What stands below the axis.
    heading : str
        Title inside the picture, for one that stands alone.
    chosen : int, optional
        The step that stands out.
    """
    top = 44.0 if heading else 8.0
    below = lines_of(unit, width - 24, 14)
    rows = len(steps) + 2
    height = top + _ROW * rows + 34 + 16 * len(below)
    drawing = Drawing(width, height, label)
    longest = min(LONGEST, width / 2)
    names = [shorten(name, longest, _FONT) for name in (before[0], *(step.name for step in steps), after[0])]
    levels = [before[1]]
    for step in steps:
        levels.append(levels[-1] + step.value)
    ends = [end + start for step, start in zip(steps, levels, strict=False) for end in (step.low, step.high)]
    values = [*levels, after[1], *(value for value in ends if math.isfinite(value))]
    low, high = min(values), max(values)
    spare = 0.08 * (high - low) or 1.0
    x = Scale(max(0.0, low - 2 * spare), high + spare, max(text_width(name, _FONT) for name in names) + 20, width - 64)
    bottom = top + _ROW * rows + 4
    draw_frame(drawing, x, (top, bottom), heading, below, (x.start + x.end) / 2)

    def name(row: int, *, strong: bool = False) -> float:
        y = top + _ROW * (row + 0.5)
        weight = "600" if strong else "400"
        drawing.text(x.start - 10, y + 5, names[row], text_anchor="end", font_size=str(int(_FONT)), font_weight=weight)
        return y

    for row, (_, level) in ((0, before), (rows - 1, after)):
        y = name(row, strong=True)
        drawing.rectangle(x.start, y - _BAR, x(level) - x.start, 2 * _BAR, fill=INK, fill_opacity="0.55")
        drawing.text(x(level) + 6, y + 5, format_number(level, 1), font_size="14", font_weight="600")
    for place, (step, start) in enumerate(zip(steps, levels, strict=False)):
        y = name(place + 1, strong=place == chosen)
        left, right = sorted((x(start), x(start + step.value)))
        colour = COLOURS[0] if step.value >= 0 else COLOURS[1]
        opacity = "0.8" if chosen in (None, place) else "0.35"
        drawing.rectangle(left, y - _BAR, max(1.0, right - left), 2 * _BAR, fill=colour, fill_opacity=opacity)
        drawing.line(x(start), y - _ROW + _BAR, x(start), y + _BAR, stroke=FAINT, stroke_width="1")
        if math.isfinite(step.low) and math.isfinite(step.high):
            one, other = x(start + step.low), x(start + step.high)
            drawing.line(one, y, other, y, stroke=INK, stroke_width="1.5")
            right = max(right, one, other)
        drawing.text(right + 6, y + 5, format_number(step.value, 1, sign=True), font_size="14")
    return drawing
