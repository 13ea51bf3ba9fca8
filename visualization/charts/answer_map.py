"""The map of a multiplier's answer: D in every cell of a plane, marked where its sign is sure."""

from __future__ import annotations

import math

from ...experiments.multipliers.answer_map import AnswerMap, CellAnswer, MapAxis
from ...model.parameters.settings import Settings
from ..language.formatting import format_number
from ..language.translations import Language, Words, words
from ..narratives.answer_map import caption, name_of_axis, title
from .figure import Figure
from .heatmap import Panel, Square, planes

MARKS: dict[CellAnswer, str] = {"more": "+", "less": "−", "open": "○"}


def figure(found: AnswerMap, language: Language) -> Figure:
    """Return the picture of a map."""
    say = words(language)
    largest = max(float(abs(found.mean).max()), 1e-12)
    rows = [
        (
            _value(found.rows, place, say),
            [
                Square(
                    MARKS[found.answer(place, column)],
                    format_number(float(value), 2, sign=True),
                    0.0 if found.answer(place, column) == "open" else float(value) / largest,
                )
                for column, value in enumerate(found.mean[place])
            ],
        )
        for place in reversed(range(len(found.rows.values)))
    ]
    columns = [_value(found.columns, place, say) for place in range(len(found.columns.values))]
    drawing = planes(
        [(name_of_axis(found.rows, say), [Panel("", columns, rows)])],
        heading=title(found, say),
        x=name_of_axis(found.columns, say),
        notes=[say("multiplier.map.key"), say("multiplier.map.open")],
    )
    return Figure("multiplier-map", drawing, caption(found, say))


def _value(axis: MapAxis, place: int, say: Words) -> str:
    """Return a value as a label; the one that stands in the default city is marked."""
    value = axis.values[place]
    usual: object = Settings()
    for part in axis.key.split("."):
        usual = getattr(usual, part)
    told = f"{value:.6g}".replace("-", "−")
    return say("multiplier.map.usual", value=told) if math.isclose(value, float(str(usual))) else told
