"""The front of a search: each policy a mark, two objectives as axes, the third as its shade."""

from __future__ import annotations

from collections.abc import Sequence

from ...experiments.ensembles.policy_regret import PolicyFront
from ...model.indicators import BY_NAME
from ..language.formatting import scale
from ..language.translations import Language, Words, words
from ..narratives.lever_search import policy_title, rows_of
from .figure import Figure
from .svg import COLOURS, FAINT, GRID, Drawing, Scale, tick_text, ticks

_WIDTH, _HEIGHT = 960.0, 460.0


def figures(front: PolicyFront, language: Language) -> list[Figure]:
    """Return a picture for each objective beside the first."""
    say = words(language)
    first, *others = front.plan.objectives
    return [_figure(front, first, other, say) for other in others]


def _figure(front: PolicyFront, one: str, other: str, say: Words) -> Figure:
    names = {each: say.title(BY_NAME[each]) for each in (one, other)}
    title = say("search.picture", one=names[one], other=names[other])
    return Figure(f"front-{other}", _draw(front, one, other, title, say), say("search.picture_caption"), title)


def _draw(front: PolicyFront, one: str, other: str, title: str, say: Words) -> Drawing:
    drawing = Drawing(_WIDTH, _HEIGHT, title)
    rows = rows_of(front)
    factor = {name: scale(BY_NAME[name]) for name in (one, other)}
    across = [factor[other] * row[other] for row in rows]
    up = [factor[one] * row[one] for row in rows]
    x, y = _axis(across, 80.0, _WIDTH - 150.0), _axis(up, _HEIGHT - 56.0, 16.0)
    for value in ticks(x.low, x.high):
        drawing.line(x(value), y.start, x(value), y.end, stroke=GRID)
        drawing.text(x(value), y.start + 18, tick_text(value), text_anchor="middle", font_size="13", fill=FAINT)
    for value in ticks(y.low, y.high):
        drawing.line(x.start, y(value), x.end, y(value), stroke=GRID)
        drawing.text(x.start - 8, y(value) + 5, tick_text(value), text_anchor="end", font_size="13", fill=FAINT)
    axes = {name: f"{say.title(BY_NAME[name])}{_unit(name, say)}" for name in (one, other)}
    drawing.text((x.start + x.end) / 2, _HEIGHT - 10, axes[other], text_anchor="middle", font_size="13", fill=FAINT)
    drawing.text(x.start + 6, y.end + 14, axes[one], font_size="13", fill=FAINT)
    for row, at, high in zip(rows, across, up, strict=True):
        given = row["origin"] != "front"
        drawing.mark(1 if given else 0, x(at), y(high), 6.0, COLOURS[1] if given else COLOURS[0])
        drawing.text(
            x(at) + 10, y(high) + 5, policy_title(front, row, say) if given else str(row["policy"]), font_size="13"
        )
    return drawing


def _unit(name: str, say: Words) -> str:
    unit = say.axis(BY_NAME[name])
    if not unit:
        return ""
    return f"（{unit}）" if say.language == "zh" else f" ({unit})"


def _axis(values: Sequence[float], start: float, end: float) -> Scale:
    low, high = min(values), max(values)
    spare = 0.06 * (high - low) or 1.0
    return Scale(low - spare, high + spare, start, end)
