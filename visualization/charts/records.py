"""The pictures of records: requests by week, shares of types, and shares closed beside the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..language.translations import Words
from ..narratives.records import fact_name
from .bars import Bar, bar_chart
from .figure import Figure
from .lines import Dot, Line, dot_chart, line_chart, swatch


def arrival_figure(document: Mapping[str, Any], say: Words) -> Figure:
    """Return requests by week, with the model's if both are known for 1,000 persons."""
    weekly = list(document["weekly"])
    lines = [Line(say("records.line.records"), weekly, None, None, 0)]
    model = list(document.get("model_weekly", ()))[: len(weekly)]
    if document["persons"] and len(model) == len(weekly):
        lines.append(Line(say("records.line.model"), model, None, None, 1))
    title = say("records.figure.arrivals")
    unit = say("records.figure.per_1000" if document["persons"] else "records.figure.requests")
    drawing = line_chart(lines, label=title, week=say("records.figure.week"), unit=unit)
    return Figure("arrivals", drawing, title=title)


def type_figure(document: Mapping[str, Any], say: Words) -> Figure | None:
    """Return the shares of types with their intervals."""
    nothing = float("nan")
    bars = [
        Bar(
            str(each["name"]),
            100.0 * each["value"],
            nothing if each["low"] is None else 100.0 * each["low"],
            nothing if each["high"] is None else 100.0 * each["high"],
        )
        for each in document["types"]
    ]
    if not bars:
        return None
    title = say("records.figure.types")
    return Figure("types", bar_chart(bars, label=title, unit="%"), title=title)


def share_figure(document: Mapping[str, Any], say: Words) -> Figure | None:
    """Return the shares that records and model both have, as dots on one scale."""
    rows = [
        (
            fact_name(each, say),
            [_dot(each, ("records", "low", "high")), _dot(each, ("model", "model_low", "model_high"))],
        )
        for each in document["model"]
        if each["unit"] == "share"
    ]
    if not rows:
        return None
    title = say("records.figure.shares")
    keys = [(swatch(0), say("records.line.records")), (swatch(1), say("records.line.model"))]
    drawing = dot_chart(rows, label=title, unit=say("records.figure.share"))
    return Figure("shares", drawing, say("records.figure.shares_caption"), title, keys)


def _dot(each: Mapping[str, Any], keys: tuple[str, str, str]) -> Dot:
    value, low, high = (each[key] for key in keys)
    ends = (None, None) if low is None or high is None else (max(0.0, low), min(1.0, high))
    return Dot(min(1.0, max(0.0, value)), *ends)


def record_figures(document: Mapping[str, Any], say: Words) -> Iterator[Figure]:
    """Yield the pictures that these records have."""
    yield arrival_figure(document, say)
    for figure in (type_figure(document, say), share_figure(document, say)):
        if figure is not None:
            yield figure
