"""Dots on a square of two shares, joined in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .svg import COLOURS, FAINT, GRID, INK, Drawing, Scale, shorten, ticks

WIDTH, HEIGHT = 960.0, 460.0


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A step on a way: two shares, a number that colours it, and whether it is the one that is chosen."""

    x: float
    y: float
    kind: int
    chosen: bool = False


def curve_chart(dots: Sequence[CurvePoint], *, heading: str, x: str, y: str, note: str) -> Drawing:
    """Draw dots between 0 and 1, joined in their order; the chosen one is ringed and the largest."""
    drawing = Drawing(WIDTH, HEIGHT, heading)
    drawing.rectangle(0, 0, WIDTH, HEIGHT, fill="#ffffff")
    drawing.text(8, 26, shorten(heading, WIDTH - 16, 18), font_size="18", font_weight="600")
    drawing.text(8, 48, shorten(note, WIDTH - 16, 13), font_size="13", fill=FAINT)
    over, up = Scale(0.0, 1.0, 60.0, WIDTH - 24), Scale(0.0, 1.0, HEIGHT - 50, 84.0)
    for value in ticks(0.0, 1.0):
        drawing.line(over(value), up.start, over(value), up.end, stroke=GRID)
        drawing.line(over.start, up(value), over.end, up(value), stroke=GRID)
        drawing.text(over(value), up.start + 18, f"{100 * value:g} %", text_anchor="middle", font_size="13", fill=FAINT)
        drawing.text(over.start - 8, up(value) + 4, f"{100 * value:g} %", text_anchor="end", font_size="13", fill=FAINT)
    drawing.text((over.start + over.end) / 2, HEIGHT - 8, x, text_anchor="middle", font_size="13", fill=FAINT)
    drawing.text(8, 72, y, font_size="13", fill=FAINT)
    if len(dots) > 1:
        drawing.path([(over(dot.x), up(dot.y)) for dot in dots], fill="none", stroke=FAINT, stroke_width="1.5")
    for dot in dots:
        if dot.chosen:
            drawing.mark(0, over(dot.x), up(dot.y), 12, INK)
        drawing.mark(dot.kind, over(dot.x), up(dot.y), 6, COLOURS[dot.kind % len(COLOURS)])
    return drawing
