"""A plane of cells, each coloured by a value and marked with a sign."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .svg import FAINT, INK, Drawing, shorten, text_width

_UP, _DOWN = (0, 114, 178), (213, 94, 0)  # Okabe and Ito's blue and vermilion
_CELL, _ROW = 62.0, 40.0
_LEFT, _GAP = 74.0, 22.0
_NARROWEST = 760.0  # so that a small plane is not blown up where a page stretches it


@dataclass(frozen=True, slots=True)
class Square:
    """One cell: a mark and a number in it, and how strongly it is coloured.

    Attributes
    ----------
    mark : str
        Such as ``+``.
    text : str
        The number.
    shade : float
        -1 (vermilion) to 1 (blue); 0 is white.
    """

    mark: str
    text: str
    shade: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A plane: rows from the top, each with a label and its cells.

    Attributes
    ----------
    title : str
    columns : sequence of str
        Labels below.
    rows : sequence of (str, sequence of Square)
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Square]]]


def planes(bands: Sequence[tuple[str, Sequence[Panel]]], *, heading: str, x: str, notes: Sequence[str]) -> Drawing:
    """Draw bands of panels side by side, one band below the other.

    Parameters
    ----------
    bands : sequence of (str, sequence of Panel)
        What the rows of a band's panels are, and its panels: equally many in each band, with equally many columns.
    heading : str
        Title of the picture.
    x : str
        What the columns are.
    notes : sequence of str
        Lines below: legend and caption.
    """
    panels = [panel for _, band in bands for panel in band]
    wide = _CELL * len(panels[0].columns)
    across = len(bands[0][1])
    labels = [label for panel in panels for label, _ in panel.rows]
    left = max(_LEFT, *(text_width(label, 13) + 20 for label in labels))
    width = max(_NARROWEST, left + across * wide + (across - 1) * _GAP + 16)
    heights = [max(len(panel.rows) for panel in band) * _ROW + 84 for _, band in bands]
    height = 48 + sum(heights) + 24 + 21 * len(notes) + 8
    drawing = Drawing(width, height, heading)
    drawing.rectangle(0, 0, width, height, fill="#ffffff")
    drawing.text(8, 28, shorten(heading, width - 16, 18), font_size="18", font_weight="600")
    top = 48.0
    for (rows, band), tall in zip(bands, heights, strict=True):
        drawing.text(8, top + 14, rows, font_size="13", fill=FAINT)
        for place, panel in enumerate(band):
            _draw(drawing, panel, left + place * (wide + _GAP), top + 44, labelled=place == 0)
        top += tall
    drawing.text(left, top + 6, x, font_size="13", fill=FAINT)
    for place, note in enumerate(notes):
        drawing.text(8, top + 36 + 21 * place, shorten(note, width - 16, 13), font_size="13")
    return drawing


def _draw(drawing: Drawing, panel: Panel, left: float, top: float, *, labelled: bool) -> None:
    drawing.text(left, top - 8, panel.title, font_weight="600")
    for down, (label, squares) in enumerate(panel.rows):
        y = top + _ROW * down
        if labelled:
            drawing.text(left - 8, y + _ROW / 2 + 5, label, text_anchor="end", font_size="13", fill=FAINT)
        for over, square in enumerate(squares):
            x = left + _CELL * over
            colour = tint(square.shade)
            ink = "#ffffff" if square.shade > 0.85 else INK  # whichever has the better contrast
            drawing.rectangle(x, y, _CELL - 2, _ROW - 2, fill=colour, stroke="#bbbbbb", stroke_width="0.5")
            middle = x + (_CELL - 2) / 2
            drawing.text(middle, y + 16, square.mark, text_anchor="middle", font_size="15", font_weight="700", fill=ink)
            drawing.text(middle, y + 32, square.text, text_anchor="middle", font_size="12", fill=ink)
    for over, label in enumerate(panel.columns):
        x = left + _CELL * over + (_CELL - 2) / 2
        below = top + _ROW * len(panel.rows) + 15
        size = 13.0 if text_width(label, 13) < _CELL else 11.0
        drawing.text(x, below, label, text_anchor="middle", font_size=f"{size:g}", fill=FAINT)


def tint(shade: float) -> str:
    """Return the colour of a shade.

    >>> tint(0.0), tint(1.0), tint(-1.0)
    ('#ffffff', '#0072b2', '#d55e00')
    """
    part = min(1.0, abs(shade)) if math.isfinite(shade) else 0.0
    end = _UP if shade > 0 else _DOWN
    return "#" + "".join(f"{round(255 + part * (sign - 255)):02x}" for sign in end)
