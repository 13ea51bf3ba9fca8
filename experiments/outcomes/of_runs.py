"""Outcomes of runs: computed from the weeks as a store keeps them, whoever computes them and when.

A store keeps weeks as float32. A worker rounds to that before it computes, so that what it hands in and what is
computed anew from the stored weeks are equal to the bit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ...model.parameters.settings import Settings
from ...scenarios.form import FORM, Form
from ...scenarios.scenario import Text
from .expression import Expression
from .outcome import MEASURES, Outcome, OutcomeValue, Window

UNDEFINED_SUFFIX = "_undefined"
"""What the name of the column ends in that says why a run has no value of an outcome."""

_WINDOW = {"last": "last", "first": "first", "until": "until", "after_event": "after", "weeks": "weeks"}


def column_names(outcomes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that outcomes have in tables: of each its value, and why there is none."""
    return tuple(column for name in outcomes for column in (name, f"{name}{UNDEFINED_SUFFIX}"))


def evaluate(
    outcomes: Mapping[str, Outcome], series: NDArray[np.floating[Any]], events: Sequence[int], form: Form = FORM
) -> dict[str, OutcomeValue]:
    """Return each outcome of a run.

    Parameters
    ----------
    outcomes : mapping of str to Outcome
    series : ndarray, shape (weeks, indicators)
        In the order of `form`.
    events : sequence of int
        The week in which each event begins; the first week of a run is 0.
    form : Form
        What the edition of the run measures.
    """
    kept = series.astype("<f4").astype(np.float64)
    weeks = {name: kept[:, place] for place, name in enumerate(form.names)}
    return {name: outcome.of(weeks, events) for name, outcome in outcomes.items()}


def event_weeks(scenario: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the week in which each event of a scenario begins, with changes of settings by dotted key.

    An event that waits for a condition has none; its number is negative, and no window is after it.

    >>> event_weeks({"events": [{"week": 10}, {"week": 30}]}, {"events.0.week": 20})
    (20, 30)
    >>> event_weeks({"events": [{"week": 10}]}, {"events": []})
    ()
    """
    events = cast("list[dict[str, Any]]", changes.get("events", scenario.get("events")) or [])
    weeks = (changes.get(f"events.{place}.week", event["week"]) for place, event in enumerate(events))
    return tuple(-1 if week is None else int(week) for week in weeks)


def weeks_of_events(settings: Settings) -> tuple[int, ...]:
    """Return the week in which each event of a city begins, as :func:`event_weeks`."""
    return event_weeks(settings.model_dump(mode="json", include={"events"}), {})


def definitions(outcomes: Mapping[str, Outcome]) -> str:
    """Return all that decides the values of outcomes, as text that tells two declarations apart."""
    return json.dumps({name: each.definition() for name, each in outcomes.items()}, ensure_ascii=False, sort_keys=True)


def documents(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return outcomes as a document; :func:`read` reads it."""
    return {name: each.document() for name, each in outcomes.items()}


def read(document: Mapping[str, Any], form: Form = FORM) -> dict[str, Outcome]:
    """Return the outcomes of a document, which may come from anybody: nothing of it is run.

    Parameters
    ----------
    document : mapping
    form : Form
        What the edition of the runs measures.

    Raises
    ------
    ValueError
        If it is none.
    """
    return dict(_read(document, form.names))


@lru_cache(maxsize=64)
def read_text(text: str, form: Form) -> Mapping[str, Outcome]:
    """Return the outcomes of a document as text, of runs that measure what `form` says."""
    return read(json.loads(text), form) if text else {}


def _read(document: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    for name, said in document.items():
        try:
            unit, title, window = said["unit"], said["title"], said["window"]
            if said["measure"] not in MEASURES or not name.isidentifier():
                raise ValueError(name)
            numbers = {key: float(said[key]) for key in ("level", "tolerance") if key in said}
            whole = {key: int(said[key]) for key in ("before", "hold") if key in said}
            yield (
                name,
                Outcome(
                    name,
                    Text(en=title["en"], zh=title["zh"]),
                    Expression.parse(said["of"], names),
                    said["measure"],
                    Window(**{_WINDOW[key]: int(value) for key, value in window.items()}),
                    int(said["better"]),
                    str(unit.get("name", "")),
                    own_unit=Text(en=unit.get("en", ""), zh=unit.get("zh", "")),
                    **numbers,
                    **cast("dict[str, Any]", whole),
                ),
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"{name}: {error}") from None
