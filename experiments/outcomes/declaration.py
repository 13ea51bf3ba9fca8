"""``[outcomes.NAME]`` of a study file, checked: all that is wrong at once, each with its line and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from pydantic import Field

from ...model.parameter import Record
from ...scenarios import Scenario
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest
from ...scenarios.message import message
from ...scenarios.scenario import Text, form_of_scenario
from .expression import FUNCTIONS, LARGEST, LONGEST, Expression, ExpressionError
from .outcome import AFTER_EVENT, LAST_YEAR, NO_UNIT, WITH_LEVEL, Measure, Outcome, Window

MOST = 50
"""Outcomes of a study."""

WEEKS = 5200

_BETTER = {"higher": 1, "lower": -1, "neither": 0}


class WindowForm(Record):
    """Which weeks: the last ones, from one to another, or those after an event."""

    last: int = Field(default=0, ge=1, le=WEEKS, description="the last so many weeks")
    first: int = Field(default=0, ge=0, le=WEEKS, description="from this week on; the first of a run is 0")
    until: int = Field(default=0, ge=1, le=WEEKS, description="to the week before this one; without it, to the end")
    after_event: int = Field(default=0, ge=1, le=1000, description="after this event of the scenario, the first is 1")
    weeks: int = Field(default=0, ge=1, le=WEEKS, description="after an event: so many weeks; without it, to the end")


class OutcomeForm(Record):
    """One outcome."""

    title: Text = Field(description="what it is called, in both languages")
    of: str = Field(max_length=4000, description="an indicator, or arithmetic on indicators, week by week")
    measure: Measure = Field(default="mean", description="what is made of the weeks of the window")
    window: WindowForm = Field(default=WindowForm(), description="which weeks; without it, the last 52")
    better: Literal["higher", "lower", "neither"] = Field(description="whether more of the expression is better")
    unit: str = Field(default="", description="of the expression: one that indicators have, or en and zh")
    level: float = Field(default=0.0, description="weeks_above, weeks_below: the level")
    before: int = Field(default=13, ge=1, le=WEEKS, description="after an event: weeks before, held against")
    tolerance: float = Field(default=0.1, ge=0.0, lt=1.0, description="weeks_to_recovery: share that may be missing")
    hold: int = Field(default=4, ge=1, le=WEEKS, description="weeks_to_recovery: weeks that it stays back")


def check_outcomes(document: Document, tables: object, scenario: Scenario | None) -> dict[str, Outcome]:
    """Return the outcomes that a study declares, and report what is wrong with them.

    Parameters
    ----------
    document : Document
        Receives the problems.
    tables : object
        What the parser found below ``outcomes``.
    scenario : Scenario or None
        Whose events windows name; None if it could not be read, and then these are not looked at.
    """
    if not isinstance(tables, dict):
        document.report(
            ("outcomes",), message("value.not_table", value=describe_value(tables)), message("outcome.form")
        )
        return {}
    found = cast("dict[str, Any]", tables)
    if len(found) > MOST:
        document.report(
            ("outcomes",), message("value.items", count=len(found)), message("value.items_up_to", most=MOST)
        )
        return {}
    read = {
        name: _Reader(document, ("outcomes", name), name, table, scenario).outcome() for name, table in found.items()
    }
    return {name: outcome for name, outcome in read.items() if outcome is not None}


class _Reader:
    """One table on its way to an outcome."""

    def __init__(self, document: Document, place: Key, name: str, table: Any, scenario: Scenario | None) -> None:
        self.document, self.place, self.name, self.table, self.scenario = document, place, name, table, scenario
        self.form = form_of_scenario(scenario)

    def outcome(self) -> Outcome | None:
        before = len(self.document.problems)
        rest: Any = self.table
        if isinstance(self.table, dict):
            rest = {key: value for key, value in cast("dict[str, Any]", self.table).items() if key != "unit"}
        said = check_table(self.document, OutcomeForm, rest, self.place)
        if not isinstance(self.table, dict):
            return None
        measure: Measure = said.get("measure", "mean")
        title = self._both(said.get("title", {}), "title") if "title" in said else NO_UNIT
        expression = self._expression(said.get("of"))
        unit, own = self._unit(expression, measure)
        window = self._window(cast("dict[str, int]", said.get("window", {})), measure)
        self._fitting(said, measure)
        if len(self.document.problems) > before or expression is None:
            return None
        return Outcome(
            self.name, title, expression, measure, window, _BETTER[said["better"]], unit,
            level=float(said.get("level", 0.0)), before=said.get("before", 13),
            tolerance=float(said.get("tolerance", 0.1)), hold=said.get("hold", 4), own_unit=own,
        )  # fmt: skip

    def _report(self, key: str, what: str, allowed: str = "", suggestion: str = "") -> None:
        self.document.report((*self.place, *key.split(".")), what, allowed, suggestion)

    def _both(self, words: Any, key: str) -> Text:
        """Return words that are said in both languages, or report which is missing."""
        table = cast("dict[str, Any]", words) if isinstance(words, dict) else {}
        for language in ("en", "zh"):
            if not str(table.get(language, "")).strip():
                self._report(f"{key}.{language}", message("value.missing"), message("outcome.both"))
        return Text(en=" ".join(str(table.get("en", "")).split()), zh=" ".join(str(table.get("zh", "")).split()))

    def _expression(self, text: str | None) -> Expression | None:
        if text is None:
            return None
        try:
            return Expression.parse(text, self.form.names)
        except ExpressionError as error:
            allowed = ""
            if error.reason == "function":
                allowed = enumerate_words(list(FUNCTIONS))
            elif error.reason == "unknown" and not error.nearest:
                allowed = enumerate_words(self.form.names, len(self.form.names))
            elif error.reason in ("part", "syntax"):
                allowed = message("outcome.arithmetic", names=enumerate_words(list(FUNCTIONS)))
            part = describe_value(error.part)
            if error.reason == "long":
                what = message("outcome.long", part=error.part, most=LONGEST)
            elif error.reason == "number":
                what = message("outcome.number", part=part, largest=f"{LARGEST:g}")
            else:
                what = message(f"expression.{error.reason}", part=part)
            if error.column:
                what = message("outcome.at", what=what, column=error.column)
            self._report("of", what, allowed, error.nearest)
            return None

    def _unit(self, expression: Expression | None, measure: Measure) -> tuple[str, Text]:
        said, units = cast("dict[str, Any]", self.table).get("unit"), self.form.units
        if isinstance(said, dict):
            table = cast("dict[str, Any]", said)
            for key in table:
                if key not in ("en", "zh"):
                    self._report(f"unit.{key}", message("value.unknown"), "en, zh", nearest(key, ("en", "zh")))
            return "", self._both(table, "unit")
        if isinstance(said, str) and said in units:
            return said, NO_UNIT
        if said is not None:
            near = nearest(said, units) if isinstance(said, str) else ""
            what = message("outcome.unit", value=describe_value(said))
            self._report("unit", what, message("outcome.units", names=enumerate_words(units, len(units))), near)
            return "", NO_UNIT
        if expression is None:
            return "", NO_UNIT
        if indicator := self.form.by_name.get(expression.text.strip()):
            return indicator.unit, NO_UNIT
        if measure not in (*WITH_LEVEL, "weeks_to_recovery"):
            allowed = message("outcome.units", names=enumerate_words(units, len(units)))
            self._report("unit", message("value.missing"), allowed)
        return "", NO_UNIT

    def _window(self, said: dict[str, int], measure: Measure) -> Window:
        if not said:
            return LAST_YEAR
        kinds: Sequence[tuple[str, tuple[str, ...]]] = (
            ("last", ("last",)),
            ("after_event", ("after_event", "weeks")),
            ("first", ("first", "until")),
        )
        own = next((keys for kind, keys in kinds if kind in said), ("first", "until"))
        for key in said:
            if key not in own:
                self._report(f"window.{key}", message("outcome.beside", names=enumerate_words(own)))
        if "until" in said and "after_event" not in said and said["until"] <= said.get("first", 0):
            self._report("window.until", message("outcome.order", until=said["until"], first=said.get("first", 0)))
        if number := said.get("after_event", 0):
            self._check_event(number)
        weeks = self.scenario.settings.run.weeks if self.scenario is not None else WEEKS
        if said.get("first", 0) >= weeks:
            self._report("window.first", message("outcome.outside", week=said["first"], weeks=weeks))
        if measure in AFTER_EVENT and "last" not in said and not number and said.get("first", 0) == 0:
            self._report("window.first", message("outcome.no_before", measure=measure))
        return Window(
            said.get("last", 0), said.get("first", 0), said.get("until", 0), number, said.get("weeks", 0)
        )  # fmt: skip

    def _check_event(self, number: int) -> None:
        if self.scenario is None:
            return
        events = self.scenario.settings.events
        if number > len(events):
            self._report("window.after_event", message("outcome.no_event", number=number, count=len(events)))
        elif events[number - 1].week is None:
            self._report("window.after_event", message("outcome.no_week", number=number))

    def _fitting(self, said: dict[str, Any], measure: Measure) -> None:
        """Report what the measure needs and is not there, and what means nothing to it."""
        allowed: dict[str, tuple[Measure, ...]] = {
            "level": WITH_LEVEL,
            "before": AFTER_EVENT,
            "tolerance": ("weeks_to_recovery",),
            "hold": ("weeks_to_recovery",),
        }
        for key, measures in allowed.items():
            if key in said and measure not in measures:
                self._report(key, message("outcome.nothing", measure=measure), enumerate_words(list(measures)))
        if measure in WITH_LEVEL and "level" not in cast("dict[str, Any]", self.table):
            self._report("level", message("outcome.needs", measure=measure))
        if measure in AFTER_EVENT and said.get("better") == "neither":
            self._report("better", message("outcome.direction", measure=measure), "higher, lower")
