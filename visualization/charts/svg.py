"""A small SVG writer: elements, scales and ticks. Text is escaped by the XML serialiser, never by hand.

Only presentation attributes are used, no ``style``, so that a page may forbid inline styles.
"""

from __future__ import annotations

import math
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from ...scenarios.toml.sanitize import clean

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
"""Okabe and Ito's colours, told apart with any kind of colour vision; dashes and marks tell the same."""

DASHES = ("", "10 3 2 3", "2 3", "5 2", "1 2")
BASELINE, BASELINE_DASH = "#6B7480", "8 4"
"""Colour and dashes of the city that others are compared with: it recedes, on pages, in the browser and on phones."""

INK, FAINT, GRID = "#1a1a1a", "#555555", "#dddddd"
_TITLE, _KEYS = 34.0, 26.0  # heights of a title and of a row of the legend
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from values to the page.

    Attributes
    ----------
    low, high : float
        Values at the two ends.
    start, end : float
        Where these are drawn.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value is drawn."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from `low` to `high`, 1, 2, 2.5 or 5 times a power of ten apart, at most `most`.

    >>> ticks(0.0, 100.0)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    raw = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10, 20) if factor * power >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def week_ticks(weeks: int, most: int = 8) -> list[float]:
    """Return weeks to label: whole years where they fit, else round numbers.

    >>> week_ticks(260)
    [0.0, 52.0, 104.0, 156.0, 208.0, 260.0]
    """
    if weeks < 104:
        return ticks(0.0, float(weeks), most)
    years = next(step for step in (1, 2, 5, 10, 20, 50, 100) if weeks / 52 / step <= most - 1)
    return [float(week) for week in range(0, weeks + 1, 52 * years)]


def tick_text(value: float) -> str:
    """Return the label of a tick."""
    return f"{value:.10g}".replace("-", "−")


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is: wide characters count one em, others .62, as in bold."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.62 for sign in text)


def shorten(text: str, width: float, size: float) -> str:
    """Return `text` cut so that it is about `width` wide at most."""
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def lines_of(text: str, width: float, size: float, most: int = 9) -> list[str]:
    """Return `text` in lines of about `width`, at most so many; what is left of the last is cut.

    >>> lines_of("Partners of each kind", 120.0, 14.0), lines_of("Load", 120.0, 14.0)
    (['Partners of', 'each kind'], ['Load'])
    """
    lines, rest = list[str](), clean(text)
    while len(lines) < most - 1 and text_width(rest, size) > width:
        ends = (place for place in range(1, len(rest)) if rest[place] == " " or text_width(rest[place], 1.0) == 1.0)
        fitting = [place for place in ends if text_width(rest[:place], size) <= width]
        if not fitting:
            break
        lines.append(rest[: fitting[-1]].rstrip())
        rest = rest[fitting[-1] :].lstrip()
    return [*lines, shorten(rest, width, size)]


class Drawing:
    """One SVG picture.

    Parameters
    ----------
    width, height : float
        Of the view box.
    label : str
        What it shows, for those who cannot see it.
    """

    def __init__(self, width: float, height: float, label: str) -> None:
        self.width, self.height = width, height
        self.root = ET.Element(
            "svg",
            {
                "viewBox": f"0 0 {number(width)} {number(height)}",
                "role": "img",
                "aria-label": clean(label),
                "font-family": FONT,
                "font-size": "14",
                "fill": INK,
            },
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: str) -> None:
        """Draw a straight line."""
        self._add("line", x1=number(x1), y1=number(y1), x2=number(x2), y2=number(y2), **attributes)

    def path(self, points: Sequence[tuple[float, float]], *, closed: bool = False, **attributes: str) -> None:
        """Draw a line through points."""
        places = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add("path", d=f"M{places}{'Z' if closed else ''}", **attributes)

    def rectangle(self, x: float, y: float, width: float, height: float, **attributes: str) -> None:
        """Draw a rectangle."""
        self._add("rect", x=number(x), y=number(y), width=number(width), height=number(height), **attributes)

    def mark(self, kind: int, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a mark: circle, square, triangle, diamond and again."""
        r = radius
        shapes = {
            1: [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
            2: [(x, y - 1.2 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)],
            3: [(x, y - 1.35 * r), (x + 1.35 * r, y), (x, y + 1.35 * r), (x - 1.35 * r, y)],
        }
        edge = {"fill": colour, "stroke": "#ffffff", "stroke-width": "1"}
        if kind % 4 == 0:
            self._add("circle", cx=number(x), cy=number(y), r=number(r), **edge)
        else:
            self.path(shapes[kind % 4], closed=True, **edge)

    def text(self, x: float, y: float, text: str, **attributes: str) -> None:
        """Write a text."""
        self._add("text", x=number(x), y=number(y), **attributes).text = clean(text)

    def _add(self, tag: str, **attributes: str) -> ET.Element:
        return ET.SubElement(self.root, tag, {key.replace("_", "-"): value for key, value in attributes.items()})

    def with_heading(self, title: str, keys: Sequence[tuple[Drawing, str]] = ()) -> Drawing:
        """Return the picture on white below a title and a legend, fit to stand alone; ``saving.js`` does the same."""
        places: list[tuple[float, float]] = []
        x, top = 8.0, _TITLE
        for _, name in keys:
            wide = 52 + text_width(name, 14) + 24
            if x > 8 and x + wide > self.width:
                x, top = 8.0, top + _KEYS
            places.append((x, top))
            x += wide
        top += _KEYS if keys else 0.0
        whole = Drawing(self.width, self.height + top, self.root.attrib["aria-label"])
        whole.rectangle(0, 0, whole.width, whole.height, fill="#ffffff")
        room = self.width - 16
        size = next((each for each in (17, 16, 15, 14) if text_width(title, each) <= room), 14)
        whole.text(8, 23, shorten(title, room, size), font_size=str(size), font_weight="600")
        for (key, name), (left, upper) in zip(keys, places, strict=True):
            whole._nest(key, left, upper)
            room = self.width - left - 60
            whole.text(left + 52, upper + 14, shorten(name, room, 14), font_size="14", font_weight="600")
        whole._nest(self, 0.0, top)
        return whole

    def _nest(self, other: Drawing, x: float, y: float) -> None:
        width, height = number(other.width), number(other.height)
        place = {"x": number(x), "y": number(y), "width": width, "height": height}
        inner = self._add("svg", **place, viewBox=f"0 0 {width} {height}", font_size="14")
        inner.extend(other.root)

    def markup(self) -> str:
        """Return the picture as it stands inside a page."""
        return ET.tostring(self.root, encoding="unicode")

    def file(self) -> str:
        """Return the picture as a file of its own."""
        alone = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **self.root.attrib})
        alone.extend(self.root)
        return ET.tostring(alone, encoding="unicode") + "\n"


def number(value: float) -> str:
    """Return a coordinate, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def begin_sheet(width: float, heading: str, notes: Sequence[str], top: float, below: float) -> tuple[Drawing, float]:
    """Return a drawing with a heading and notes, and where what follows begins.

    Parameters
    ----------
    width : float
    heading : str
    notes : sequence of str
        Each is broken into three lines at most.
    top : float
        Height of heading and one line of notes.
    below : float
        Height of what follows.
    """
    said = [line for note in notes for line in lines_of(note, width - 16, 13, 3)]
    head = top + 18 * (len(said) - 1)
    drawing = Drawing(width, head + below, heading)
    drawing.rectangle(0, 0, width, head + below, fill="#ffffff")
    drawing.text(8, 24, shorten(heading, width - 16, 18), font_size="18", font_weight="600")
    for place, line in enumerate(said):
        drawing.text(8, 46 + 18 * place, line, font_size="13", fill=FAINT)
    return drawing, head
