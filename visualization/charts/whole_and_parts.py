"""The multiplier as one picture: the parts as blocks beside the measured whole, and a needle from less to more.

What the whole lacks of the sum of its parts is hatched: there the parts did the same work twice. What it has beyond it
is golden. Numbers are gains, so that more is always better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...experiments.multipliers.verdict import MARGIN
from ..language.formatting import BOUNDLESS
from .bars import draw_frame
from .svg import COLOURS, FAINT, GRID, INK, Drawing, Scale, lines_of, shorten, text_width

GOLD = COLOURS[5]

_TOP, _ROW, _BLOCK, _FONT = 8.0, 66.0, 30.0, 14.0
_DIAL, _WIDE = 92.0, 700.0  # radius of the dial; width from which on it stands beside the rows
_RIM = (_DIAL + 4, _DIAL + 11)  # radii of the interval: outside, where the needle cannot hide it
_LEAST = 1.5  # half the least width of what must be seen on the dial, in degrees
_NOTHING = 1e-9  # gains below are what rounding leaves of none


@dataclass(frozen=True, slots=True)
class EstimatedGain:
    """A gain with its interval: NaN where there is none, boundless ends where nothing is known."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def ends(self) -> list[float]:
        """Ends of the interval that are somewhere."""
        return [end for end in (self.low, self.high) if math.isfinite(end) and abs(end) < BOUNDLESS]


@dataclass(frozen=True, slots=True)
class WholeAndParts:
    """What the picture shows.

    Attributes
    ----------
    blocks : sequence of (str, float)
        Title of each part, and what it gains alone.
    whole, beyond : EstimatedGain
        What all gain together, and by how much that exceeds the sum of the blocks.
    """

    blocks: Sequence[tuple[str, float]]
    whole: EstimatedGain
    beyond: EstimatedGain

    @property
    def parts(self) -> float:
        """The sum of what each gains alone."""
        return self.whole.value - self.beyond.value

    @property
    def most(self) -> float:
        """What the dial goes to on both sides: the largest of whole, sum and D, or half the interval if that is wider.

        So the needle never passes its end, and where next to nothing is known it stands in the middle.
        """
        ends = self.beyond.ends
        half = (max(ends) - min(ends)) / 2 if len(ends) == 2 else 0.0
        largest = max(abs(self.whole.value), abs(self.parts), abs(self.beyond.value), half)
        return largest if largest > _NOTHING else 1.0


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the picture, in one language; `beyond` with its number, and `what` that number is."""

    parts: str
    whole: str
    beyond: str
    less: str
    equal: str
    more: str
    unit: str
    what: str = ""


def whole_and_parts_chart(shown: WholeAndParts, labels: Labels, *, label: str, width: float = 960) -> Drawing:
    """Draw the blocks, the whole below them and the dial beside or below these.

    Parameters
    ----------
    shown : WholeAndParts
    labels : Labels
    label : str
        What the picture shows, for those who cannot see it.
    width : float
        From 700 on the dial stands beside the rows.
    """
    beside = width >= _WIDE
    right = width - (2 * _DIAL + 76 if beside else 24.0)
    below = lines_of(labels.unit, right - 24, _FONT)
    rows = _TOP + 2 * _ROW + 47 + 16 * len(below)
    dial = _DIAL + (110 if labels.what else 92)
    drawing = Drawing(width, max(rows, dial) if beside else rows + dial, label)
    left_sum = sum(value for _, value in shown.blocks if value < 0)
    right_sum = sum(value for _, value in shown.blocks if value > 0)
    values = [0.0, left_sum, right_sum, shown.whole.value, *shown.whole.ends]
    extent = max(values) - min(values)
    spare = 0.05 * extent if extent > _NOTHING else 1.0
    x = Scale(min(values) - (spare if min(values) < 0 else 0.0), max(values) + spare, 16.0, right)
    bottom = _TOP + 2 * _ROW + 8
    draw_frame(drawing, x, (_TOP, bottom), "", below, (x.start + x.end) / 2)
    _draw_blocks(drawing, x, shown)
    _draw_whole(drawing, x, shown)
    drawing.line(x(0.0), _TOP, x(0.0), bottom, stroke=INK, stroke_width="1.5")
    for row, title in enumerate((labels.parts, labels.whole)):
        edge = {"stroke": "#ffffff", "stroke_width": "5", "paint_order": "stroke", "stroke_linejoin": "round"}
        drawing.text(x.start + 4, _TOP + _ROW * row + 18, title, font_size="14", font_weight="600", **edge)
    centre = (width - _DIAL - 44, 36 + _DIAL) if beside else (width / 2, rows + 40 + _DIAL)
    _draw_dial(drawing, centre, shown, labels)
    return drawing


def _draw_blocks(drawing: Drawing, x: Scale, shown: WholeAndParts) -> None:
    """Draw what each gains alone, one behind the other; losses go to the left of 0."""
    y, ends = _TOP + 26, {True: 0.0, False: 0.0}
    for place, (name, value) in enumerate(shown.blocks):
        start = ends[value >= 0]
        ends[value >= 0] += value
        left, right = sorted((x(start), x(start + value)))
        colour = COLOURS[0] if value >= 0 else COLOURS[1]
        wide = right - left
        drawing.rectangle(
            left, y, max(1.0, wide), _BLOCK, fill=colour, fill_opacity="0.8" if place % 2 == 0 else "0.55",
            stroke="#ffffff", stroke_width="1",
        )  # fmt: skip
        told = next((text for text in (name, str(place + 1)) if text_width(text, 13) + 8 <= wide), "")
        if told:
            middle = (left + right) / 2
            drawing.text(middle, y + 20, told, text_anchor="middle", font_size="13", fill=INK, font_weight="600")
    at = x(shown.parts)
    drawing.line(at, y - 4, at, y + _ROW + _BLOCK, stroke=INK, stroke_width="1.5", stroke_dasharray="4 3")


def _draw_whole(drawing: Drawing, x: Scale, shown: WholeAndParts) -> None:
    """Draw what all gain together, with what it lacks of the sum hatched, or what it has beyond it in gold."""
    y, whole, parts = _TOP + _ROW + 26, shown.whole.value, shown.parts
    base = whole if whole < max(parts, 0.0) else max(parts, 0.0)  # in ink, before what is hatched or golden
    left, right = sorted((x(0.0), x(base)))
    drawing.rectangle(left, y, right - left, _BLOCK, fill=INK, fill_opacity="0.5")
    left, right = sorted((x(parts), x(whole)))
    if whole > parts:
        drawing.rectangle(left, y, right - left, _BLOCK, fill=GOLD)
    else:
        _hatch(drawing, left, y, right - left, _BLOCK)
    if shown.whole.known:
        middle = y + _BLOCK / 2
        one, other = (x(min(max(end, x.low), x.high)) for end in (shown.whole.low, shown.whole.high))
        drawing.line(one, middle, other, middle, stroke=INK, stroke_width="2")
        for end in shown.whole.ends:  # a line without its end goes on and on
            drawing.line(x(end), middle - 6, x(end), middle + 6, stroke=INK, stroke_width="2")


def _hatch(drawing: Drawing, left: float, top: float, width: float, height: float) -> None:
    """Draw a rectangle of slanted lines; a pattern would need a name that no other picture of the page has."""
    drawing.rectangle(left, top, width, height, fill="#ffffff", stroke=INK, stroke_width="1")
    start = -height
    while start < width:
        low, high = max(0.0, start), min(width, start + height)
        if low < high:
            ends = ((left + low, top + height - (low - start)), (left + high, top + height - (high - start)))
            drawing.line(*ends[0], *ends[1], stroke=INK, stroke_width="1.2", stroke_opacity="0.6")
        start += 8.0


def _draw_dial(drawing: Drawing, centre: tuple[float, float], shown: WholeAndParts, labels: Labels) -> None:
    """Draw a half circle from "less" to "more", the interval on it, and the needle.

    D is read as a share of :attr:`WholeAndParts.most`. "Equal" is as wide as the verdict lets it be, and never too
    narrow to be seen. The interval stands outside the half circle; where it goes on beyond, its end is an arrow.
    """
    most, room = shown.most, math.radians(_LEAST)

    def angle(value: float) -> float:
        return math.pi / 2 * max(-1.0, min(1.0, value / most))

    def point(at: float, radius: float) -> tuple[float, float]:
        return centre[0] + radius * math.sin(at), centre[1] - radius * math.cos(at)

    def band(low: float, high: float, inner: float, outer: float, **attributes: str) -> None:
        steps = [low + (high - low) * step / 48 for step in range(49)]
        points = [*(point(each, outer) for each in steps), *(point(each, inner) for each in reversed(steps))]
        drawing.path(points, closed=True, **attributes)

    end, equal = math.pi / 2, max(room, angle(MARGIN * abs(shown.whole.value)))
    band(-end, -equal, _DIAL - 18, _DIAL, fill=FAINT, fill_opacity="0.45")
    band(-equal, equal, _DIAL - 18, _DIAL, fill=GRID)
    band(equal, end, _DIAL - 18, _DIAL, fill=GOLD)
    if shown.beyond.known:
        low, high = angle(shown.beyond.low), angle(shown.beyond.high)
        spare = max(0.0, room - (high - low) / 2)
        low, high = max(-end, low - spare), min(end, high + spare)
        band(low, high, *_RIM, fill=INK)
        for side, beyond in ((-1, shown.beyond.low < -most), (1, shown.beyond.high > most)):
            if beyond:
                edge, far, middle = (point(side * end, radius) for radius in (_RIM[0] - 4, _RIM[1] + 4, sum(_RIM) / 2))
                drawing.path([edge, far, (middle[0], middle[1] + 9)], closed=True, fill=INK)
    drawing.line(
        *centre, *point(angle(shown.beyond.value), _DIAL - 6), stroke=INK, stroke_width="4", stroke_linecap="round"
    )
    drawing.mark(0, *centre, 7, INK)
    x, y = centre
    drawing.text(x, y - _DIAL - 17, labels.equal, text_anchor="middle", font_size="14", fill=FAINT)
    drawing.text(x - _DIAL + 9, y + 24, labels.less, text_anchor="middle", font_size="14", fill=FAINT)
    drawing.text(x + _DIAL - 9, y + 24, labels.more, text_anchor="middle", font_size="14", fill=FAINT)
    wide = 2 * _DIAL + 70
    size = next((each for each in (15, 13, 11) if text_width(labels.beyond, each) <= wide), 11)
    told = shorten(labels.beyond, wide, size)
    drawing.text(x, y + 46, told, text_anchor="middle", font_size=str(size), font_weight="600")
    if labels.what:
        about = shorten(labels.what, wide, 14)
        drawing.text(x, y + 65, about, text_anchor="middle", font_size="14", fill=FAINT)
