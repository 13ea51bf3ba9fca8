"""What a scenario file may say but probably does not mean: levers that nothing holds up, and what never happens.

What a lever rests on is read from the declarations in :mod:`cogov.model.institutions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..model.institution import Institution
from ..model.institutions import BY_NAME, INSTITUTIONS
from ..model.parameters.rules import Rules
from ..model.parameters.settings import Settings, merge
from ..model.parameters.world import default_issues
from .errors import Key, Problem, enumerate_words, nearest
from .message import message

ReportWarning = Callable[[Key, str, str], Problem]

LeverValues = Mapping[str, tuple[Any, ...]]
"""All values that a lever takes in a scenario, anywhere and at any time, by path."""


def cautions(settings: Settings, report: ReportWarning) -> Iterator[Problem]:
    """Yield the warnings about settings that are valid.

    Parameters
    ----------
    settings : Settings
        What the files say together.
    report : callable
        Makes a problem of key, message and suggestion, with the file and line of the key.
    """
    weeks = settings.run.weeks
    for place, event in enumerate(settings.events):
        if event.week is not None and event.week >= weeks:
            yield report(("events", place, "week"), message("warning.week", week=event.week, last=weeks - 1), "")
    shipped = default_issues()
    for name, kind in settings.world.issues.items():
        if name not in shipped and kind.share == 0.0:
            yield report(("world", "issues", name), message("warning.share"), nearest(name, shipped, 0.7))
        elif name not in shipped and (near := nearest(name, shipped, 0.8)):
            yield report(("world", "issues", name), message("warning.new"), near)
    values, usual = _values(settings), _spread(Rules().model_dump())
    absent = set(_absent(settings))
    for institution in INSTITUTIONS:
        for gate in institution.gates:
            said = [value for value in values[gate.path] if value not in (gate.off, usual[gate.path])]
            if said and (what := _why_idle(institution, gate.path, values, absent)):
                yield report(tuple(gate.path.split(".")), what, "")
    if "deliberative" in values["rules.goals.rule"] and not any(values["rules.deliberation.interval_weeks"]):
        key = "rules.deliberation.interval_weeks"
        yield report(("rules", "goals", "rule"), message("warning.meetings"), key)


def _spread(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"rules.{group}.{name}": value for group, levers in table.items() for name, value in levers.items()}


def _values(settings: Settings) -> LeverValues:
    """Return what each lever is: under [rules], at some place, or after an event that may come."""
    base = settings.rules.model_dump()
    tables = [base]
    tables += [merge(base, entry.change) for entry in settings.places.rules]
    tables += [
        merge(base, event.rules) for event in settings.events if event.week is None or event.week < settings.run.weeks
    ]
    spread = [_spread(table) for table in tables]
    return {path: tuple(each[path] for each in spread) for path in spread[0]}


def _absent(settings: Settings) -> Iterator[str]:
    """Yield the kinds of actor of which nobody acts: not enabled, none of them, or without hours."""
    for name, kind in settings.world.actors:
        if hasattr(kind, "enabled"):
            hours = getattr(kind, "capacity", None)
            scale = settings.world.actors.capacity_scale * (1.0 - getattr(kind, "vacancies", 0.0))
            idle = hours is not None and (scale == 0.0 or not any(hours.model_dump().values()))
            if not kind.enabled or idle or getattr(kind, "number", 1) == 0:
                yield name


def _why_idle(institution: Institution, path: str, values: LeverValues, absent: set[str]) -> str:
    """Return why a lever that is on moves nothing anywhere; an empty string if it may."""
    for gate in institution.gates:
        if gate.path != path and all(value == gate.off for value in values[gate.path]):
            return message("warning.idle", key=gate.path, value=gate.off)
    if institution.within and not any(_may_hold(BY_NAME[name], values) for name in institution.within):
        rests = [BY_NAME[name].gates[0].path for name in institution.within]
        return message("warning.rests_on", rules=enumerate_words(rests))
    first = institution.gates[0]
    words = {str(value) for value in values[first.path] if value != first.off}
    gone = [
        next((kinds for kinds in institution.gone_without(word) if set(kinds) <= absent), ()) for word in sorted(words)
    ]
    if gone and all(gone):
        return message("warning.unheld", kinds=enumerate_words(gone[0]))
    return ""


def _may_hold(institution: Institution, values: LeverValues) -> bool:
    return all(any(value != gate.off for value in values[gate.path]) for gate in institution.gates)
