"""A profile: the least misfit above the best, by the value at which a parameter is held."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .svg import COLOURS, FAINT, GRID, INK, Drawing, Scale, shorten, tick_text, ticks

WIDTH, HEIGHT = 960.0, 340.0

SEEN = 4.0
"""Thresholds that are shown; what rises higher leaves the picture."""


def profile_chart(
    steps: Sequence[tuple[float, float]],
    *,
    best: float,
    region: tuple[float, float],
    threshold: float,
    log: bool,
    heading: str,
    x: str,
) -> Drawing:
    """Draw a profile with its threshold and the region below it.

    Parameters
    ----------
    steps : sequence of (float, float)
        Value, and misfit above the best; by value, two or more.
    best : float
        The best value.
    region : tuple of float
        Ends of what the targets support.
    threshold : float
    log : bool
        Divide the axis by ratios.
    heading, x : str
    """
    drawing = Drawing(WIDTH, HEIGHT, heading)
    drawing.rectangle(0, 0, WIDTH, HEIGHT, fill="#ffffff")
    drawing.text(8, 26, shorten(heading, WIDTH - 16, 18), font_size="18", font_weight="600")
    place = math.log if log else float
    low, high = steps[0][0], steps[-1][0]
    along = Scale(place(low), place(high), 64.0, WIDTH - 24)
    top = SEEN * threshold
    up = Scale(0.0, top, HEIGHT - 50, 46.0)
    left, right = (along(place(min(max(end, low), high))) for end in region)
    drawing.rectangle(left, up.end, right - left, up.start - up.end, fill=COLOURS[0], fill_opacity="0.12")
    for value in ticks(0.0, top, 5):
        drawing.line(along.start, up(value), along.end, up(value), stroke=GRID)
        drawing.text(along.start - 8, up(value) + 4, tick_text(value), text_anchor="end", font_size="13", fill=FAINT)
    for value in ticks(low, high, 8):
        if low <= value <= high:
            drawing.text(
                along(place(value)), up.start + 18, tick_text(value), text_anchor="middle", font_size="13", fill=FAINT
            )
    drawing.line(along.start, up(threshold), along.end, up(threshold), stroke=FAINT, stroke_dasharray="6 4")
    drawing.text((along.start + along.end) / 2, HEIGHT - 8, x, text_anchor="middle", font_size="13", fill=FAINT)
    points = [(along(place(value)), up(min(rise, top))) for value, rise in steps]
    drawing.path(points, fill="none", stroke=COLOURS[0], stroke_width="2.5", stroke_linejoin="round")
    for over, height in points:
        drawing.mark(0, over, height, 3.5, COLOURS[0])
    drawing.mark(0, along(place(best)), up(0.0), 9, INK)
    drawing.mark(0, along(place(best)), up(0.0), 5, COLOURS[0])
    return drawing
