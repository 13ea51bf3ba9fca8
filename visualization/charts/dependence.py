"""How a difference depends on what states differ in: each pair as a dot, the fitted curve with its band, and 0."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .lines import colour
from .svg import FAINT, GRID, INK, Drawing, Scale, begin_sheet, lines_of, shorten, text_width, tick_text, ticks

WIDTH, HEAD, SIZE = 960.0, 78.0, 270.0
_ZERO = "#6b7280"


@dataclass(frozen=True, slots=True)
class Dependence:
    """A difference over one factor.

    Attributes
    ----------
    title : str
        Of the factor.
    at : tuple of float
        Where the curve is told; of words their numbers.
    labels : tuple of str
        What stands below; of numbers empty, and the axis has ticks.
    line : tuple of (float, float, float)
        Mean, low and high at each place; ends that are not known are NaN.
    dots : tuple of (float, float)
        Place and difference of each pair.
    crossing : tuple of (float, float, float) or None
        Where the difference is 0, and the least and greatest value that may be.
    """

    title: str
    at: tuple[float, ...]
    labels: tuple[str, ...]
    line: tuple[tuple[float, float, float], ...]
    dots: tuple[tuple[float, float], ...]
    crossing: tuple[float, float, float] | None = None


def dependences(panels: Sequence[Dependence], heading: str, *notes: str) -> Drawing:
    """Draw dependences, a panel for each factor, on one scale that has 0."""
    across = max(1, min(3, len(panels)))
    down = -(-len(panels) // across)
    drawing, head = begin_sheet(WIDTH, heading, notes, HEAD, down * (SIZE + 24) + 8)
    low, high = ends(panels)
    for place, panel in enumerate(panels):
        left = (place % across) * (WIDTH / across)
        top = head + (place // across) * (SIZE + 24)
        scale = Scale(low, high, top + SIZE - 24, top + 40)
        _panel(drawing, panel, (left + 58, left + WIDTH / across - 16), scale)
    return drawing


def ends(panels: Sequence[Dependence]) -> tuple[float, float]:
    """Return the ends of the scale: all that is drawn, and 0."""
    values = [0.0, *(y for panel in panels for _, y in panel.dots)]
    values += [value for panel in panels for row in panel.line for value in row if math.isfinite(value)]
    margin = 0.06 * (max(values) - min(values)) or 0.5
    return min(values) - margin, max(values) + margin


def across_of(panel: Dependence) -> tuple[float, float]:
    """Return the ends of a panel's own axis."""
    places = [*panel.at, *(x for x, _ in panel.dots)]
    margin = (0.5 if panel.labels else 0.03 * (max(places) - min(places))) or 0.5
    return min(places) - margin, max(places) + margin


def _panel(drawing: Drawing, panel: Dependence, sides: tuple[float, float], scale: Scale) -> None:
    x0, x1 = sides
    for row, text in enumerate(reversed(lines_of(panel.title, x1 - x0, 14, 2))):
        drawing.text(x0, scale.end - 8 - 17 * row, text, font_weight="600")
    for value in ticks(scale.low, scale.high, 5):
        drawing.line(x0, scale(value), x1, scale(value), stroke=GRID)
        drawing.text(x0 - 6, scale(value) + 4, tick_text(value), text_anchor="end", font_size="12", fill=FAINT)
    drawing.line(x0, scale(0.0), x1, scale(0.0), stroke=_ZERO, stroke_width="1.5")
    drawing.line(x0, scale.start, x1, scale.start, stroke=INK)
    along = Scale(*across_of(panel), x0, x1)
    marks = list(zip(panel.at, panel.labels, strict=True)) if panel.labels else [
        (value, tick_text(value)) for value in ticks(along.low, along.high, 4)
    ]  # fmt: skip
    room = (x1 - x0) / max(len(marks), 1) - 4
    for value, label in marks:
        text = shorten(label, room, 11) if text_width(label, 11) > room else label
        drawing.text(along(value), scale.start + 18, text, text_anchor="middle", font_size="12")
    if panel.crossing is not None:
        low, at, high = (min(max(value, along.low), along.high) for value in panel.crossing)
        drawing.rectangle(
            along(low), scale.end, max(along(high) - along(low), 1.0), scale.start - scale.end,
            fill=colour(1), fill_opacity="0.12",
        )  # fmt: skip
        drawing.line(along(at), scale.end, along(at), scale.start, stroke=colour(1), stroke_dasharray="5 4")
    for x, y in panel.dots:
        if math.isfinite(y):
            drawing.mark(0, along(x), scale(y), 2.6, FAINT)
    known = [(along(x), row) for x, row in zip(panel.at, panel.line, strict=True) if math.isfinite(row[0])]
    if panel.labels:
        for x, (_, low, high) in known:
            if math.isfinite(low):
                drawing.line(x, scale(low), x, scale(high), stroke=colour(0), stroke_width="2.5")
    else:
        sure = [(x, row) for x, row in known if math.isfinite(row[1])]
        if len(sure) > 1:
            edge = [(x, scale(row[2])) for x, row in sure] + [(x, scale(row[1])) for x, row in reversed(sure)]
            drawing.path(edge, closed=True, fill=colour(0), fill_opacity="0.18", stroke="none")
        if len(known) > 1:
            drawing.path([(x, scale(row[0])) for x, row in known], fill="none", stroke=colour(0), stroke_width="2")
    for x, (mean, _, _) in known:
        drawing.mark(0, x, scale(mean), 4.5, colour(0))
