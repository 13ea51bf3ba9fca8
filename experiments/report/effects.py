"""The picture of a sweep: what each factor changes, averaged over all else, with intervals over luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from scipy.special import stdtrit

from ..figures import scale, told_apart
from ..findings import BY_NAME
from ..quoting import clean
from ..words import LANGUAGES, Language, words
from .charts import colour
from .drawing import FAINT, GRID, INK, Drawing, Scale, lines_of, shortened, text_width, tick_text, ticks

if TYPE_CHECKING:
    from ..store.results import Results

BINS = 6
"""Parts into which the range of a factor is cut that has more values than :data:`LEVELS`."""

LEVELS = 12
PANELS = 12
WIDTH, HEAD = 960.0, 78.0
_SHARED = 6  # lines of a second factor in one panel


@dataclass(frozen=True, slots=True)
class Effect:
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


def effects(results: Results, indicator: str, language: Language, rounds: int | None = None) -> list[Effect]:
    """Return the effects of all factors; of two with few levels one picture, with a line for each level of the second.

    The mean at a level is taken over all other factors in each replicate; the interval is that of its mean over
    replicates (Student's t, 95 %), so that it tells luck, and not how much the other factors matter.
    """
    frame: Any = results.finals if rounds is None else results.finals[results.finals["replicate"] < rounds]
    factors = results.factors[:PANELS]
    if (factor_of := scale(BY_NAME[indicator])) > 1:
        frame = frame.assign(**{indicator: factor_of * frame[indicator]})
    cuts = {factor["name"]: _cut(frame[factor["name"]], factor) for factor in factors}
    titles = {factor["name"]: clean(factor["title"][language] or factor["name"]) for factor in factors}
    if len(factors) == 2 and len(cuts[factors[1]["name"]][1]) <= _SHARED:
        first, second = (factor["name"] for factor in factors)
        codes, labels = cuts[second]
        lines = {
            f"{titles[second]}: {label}": _means(
                frame[codes == place], cuts[first][0][codes == place], cuts[first][1], indicator
            )
            for place, label in enumerate(labels)
        }
        return [Effect(titles[first], lines, cuts[first][1])]
    return [
        Effect(titles[name], {"": _means(frame, codes, labels, indicator)}, labels)
        for name, (codes, labels) in cuts.items()
    ]


def _cut(column: Any, factor: dict[str, Any]) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    """Return for each row the number of its level, and the levels' names."""
    values = column.to_numpy()
    present = list(dict.fromkeys(values.tolist()))
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in present)
    if numeric and len(present) > LEVELS:
        edges = np.quantile(values.astype(float), np.linspace(0, 1, BINS + 1)[1:-1])
        codes = np.searchsorted(edges, values.astype(float), side="right")
        return codes, told_apart([float(np.median(values[codes == place])) for place in range(BINS)])
    declared = [value for value in factor.get("values", factor.get("levels", {})) if value in present]
    order = sorted(present) if numeric else [*declared, *sorted(str(v) for v in present if v not in declared)]
    places = {value: place for place, value in enumerate(order)}
    names = told_apart(cast("list[float]", order)) if numeric else tuple(clean(str(value)) for value in order)
    return np.array([places[value] for value in values.tolist()], dtype=int), names


def _means(
    frame: Any, codes: np.ndarray[Any, Any], labels: Sequence[str], indicator: str
) -> tuple[tuple[float, float, float], ...]:
    found: list[tuple[float, float, float]] = []
    for place in range(len(labels)):
        part = frame[codes == place]
        means = cast("np.ndarray[Any, Any]", part.groupby("replicate")[indicator].mean().to_numpy())
        if not len(means):
            found.append((np.nan, np.nan, np.nan))
            continue
        mean = float(means.mean())
        n = len(means)
        half = float(stdtrit(n - 1, 0.975)) * float(means.std(ddof=1)) / n**0.5 if n > 1 else 0.0
        found.append((mean, mean - half, mean + half))
    return tuple(found)


def picture(results: Results, language: Language, indicator: str | None = None, rounds: int | None = None) -> Drawing:
    """Draw the effects of all factors on an indicator; the study's first outcome if none is named."""
    say = words(language)
    name = indicator or str(results.manifest["outcomes"][0])
    about = BY_NAME[name]
    found = effects(results, name, language, rounds)
    heading = f"{clean(results.manifest['title'][language])}: {say.title(about)}"
    return panels(found, heading, say("effects.note", unit=say.axis(about)))


def panels(found: Sequence[Effect], heading: str, note: str) -> Drawing:
    """Draw effects, a panel for each factor, on one scale."""
    across = min(3, len(found))
    down = -(-len(found) // across)
    size = 340.0 if across == 1 else 230.0
    legend = [line for line in found[0].lines if line]
    foot = 24.0 * len(legend)
    height = HEAD + down * (size + 24) + foot + 8
    drawing = Drawing(WIDTH, height, heading)
    drawing.rectangle(0, 0, WIDTH, height, fill="#ffffff")
    drawing.text(8, 24, shortened(heading, WIDTH - 16, 18), font_size="18", font_weight="600")
    drawing.text(8, 46, shortened(note, WIDTH - 16, 13), font_size="13", fill=FAINT)
    values = [v for effect in found for line in effect.lines.values() for row in line for v in row if not np.isnan(v)]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = 0.06 * (high - low) or 0.5
    for place, effect in enumerate(found):
        left = (place % across) * (WIDTH / across)
        top = HEAD + (place // across) * (size + 24)
        x0, x1 = left + 58, left + WIDTH / across - 16
        scale = Scale(low - margin, high + margin, top + size - 24, top + 22)
        _panel(drawing, effect, (x0, x1), scale)
    for place, line in enumerate(legend):
        y = height - foot + 24 * place + 8
        drawing.mark(place, 20, y, 7, colour(place))
        drawing.text(36, y + 5, shortened(line, WIDTH - 50, 14))
    return drawing


def _panel(drawing: Drawing, effect: Effect, ends: tuple[float, float], scale: Scale) -> None:
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
            text = shortened(label, every * step - 4, 11)
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


def write_pictures(results: Results, rounds: int | None = None, indicator: str | None = None) -> list[str]:
    """Write the picture in each language into the folder of the results, and return the names of the files."""
    from ..store.files import put

    written: list[str] = []
    if results.finals.empty:
        return written
    for language in LANGUAGES:
        ending = "" if language == "en" else f".{language}"
        name = f"effects{'-' + indicator if indicator else ''}{ending}.svg"
        put(results.folder / name, picture(results, language, indicator, rounds).file().encode())
        written.append(name)
    return written
