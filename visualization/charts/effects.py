"""The panels of effects: what an outcome is at the levels of each factor, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .lines import colour
from .svg import FAINT, GRID, INK, Drawing, Scale, begin_sheet, lines_of, shorten, text_width, tick_text, ticks

WIDTH, HEAD = 960.0, 78.0


@dataclass(frozen=True, slots=True)
class FactorEffect:
    """What an indicator is at the levels of a factor.

    Attributes
    ----------
    title : str
        Of the factor.
    lines : dict
        For each line (the levels of a second factor, or one without a name) mean, low and high at each level.
    levels : tuple of str
    """

    title: str
    lines: dict[str, tuple[tuple[float, float, float], ...]]
    levels: tuple[str, ...]


def panels(result: Sequence[FactorEffect], heading: str, *notes: str) -> Drawing:
    """Draw effects, a panel for each factor, on one scale; without any, the notes alone."""
    across = max(1, min(3, len(result)))
    down = -(-len(result) // across)
    size = 340.0 if across == 1 else 230.0
    legend = [line for line in result[0].lines if line] if result else []
    foot = 24.0 * len(legend)
    drawing, head = begin_sheet(WIDTH, heading, notes, HEAD, down * (size + 24) + foot + 8)
    values = [v for effect in result for line in effect.lines.values() for row in line for v in row if not np.isnan(v)]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = 0.06 * (high - low) or 0.5
    for place, effect in enumerate(result):
        left = (place % across) * (WIDTH / across)
        top = head + (place // across) * (size + 24)
        x0, x1 = left + 58, left + WIDTH / across - 16
        scale = Scale(low - margin, high + margin, top + size - 24, top + 22)
        _panel(drawing, effect, (x0, x1), scale)
    for place, line in enumerate(legend):
        y = head + down * (size + 24) + 16 + 24 * place
        drawing.mark(place, 20, y, 7, colour(place))
        drawing.text(36, y + 5, shorten(line, WIDTH - 50, 14))
    return drawing


def _panel(drawing: Drawing, effect: FactorEffect, ends: tuple[float, float], scale: Scale) -> None:
    x0, x1 = ends
    for row, text in enumerate(reversed(lines_of(effect.title, x1 - x0, 14, 2))):
        drawing.text(x0, scale.end - 8 - 17 * row, text, font_weight="600")
    for value in ticks(scale.low, scale.high, 5):
        drawing.line(x0, scale(value), x1, scale(value), stroke=GRID)
        drawing.text(x0 - 6, scale(value) + 4, tick_text(value), text_anchor="end", font_size="12", fill=FAINT)
    drawing.line(x0, scale.start, x1, scale.start, stroke=INK)
    step = (x1 - x0) / len(effect.levels)
    room = max(step - 4, 14.0)
    longest = max(text_width(label, 11) for label in effect.levels)
    every = math.ceil(longest / room) if longest > room and len(effect.levels) > 3 else 1  # rather than cut, leave out
    for place, label in enumerate(effect.levels):
        x = x0 + step * (place + 0.5)
        if place % every == 0:
            text = shorten(label, every * step - 4, 11)
            drawing.text(x, scale.start + 18, text, text_anchor="middle", font_size="12")
    lines = list(effect.lines.values())
    for style, line in enumerate(lines):
        shift = (style - (len(lines) - 1) / 2) * min(8.0, step / (len(lines) + 1))
        at = [x0 + step * (place + 0.5) + shift for place in range(len(line))]
        path = [(x, scale(mean)) for x, (mean, _, _) in zip(at, line, strict=True) if not np.isnan(mean)]
        if len(path) > 1:
            drawing.path(path, fill="none", stroke=colour(style), stroke_width="2")
        for x, (mean, low, high) in zip(at, line, strict=True):
            if not np.isnan(mean):
                drawing.line(x, scale(low), x, scale(high), stroke=colour(style), stroke_width="2.5")
                drawing.mark(style, x, scale(mean), 5.5, colour(style))
