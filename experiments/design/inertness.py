"""Factors that cannot act: allowed, and surely not meant, so each is told with its line before a study runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...model.parameters.events import Event
from ...scenarios import Problem, ScenarioError, load
from ...scenarios.errors import describe_value, format_key
from ...scenarios.message import Enumeration, message
from .coherence import Path, StudyOutline, path_of, paths
from .study import Factor

GATES: dict[Path, tuple[Path, tuple[Any, ...]]] = {
    ("rules", "goals", "strength"): (("rules", "goals", "rule"), ("independent",)),
    ("rules", "goals", "rule"): (("rules", "goals", "strength"), (0,)),
    ("rules", "goals", "campaign"): (("rules", "goals", "rule"), ("independent", "party_led", "deliberative")),
    ("rules", "resources", "share"): (("rules", "resources", "rule"), ("separate",)),
    ("rules", "resources", "rule"): (("rules", "resources", "share"), (0,)),
    ("rules", "mechanism", "strength"): (("rules", "mechanism", "rule"), ("silo",)),
    ("rules", "mechanism", "rule"): (("rules", "mechanism", "strength"), (0,)),
    **{
        ("rules", "deliberation", name): (("rules", "deliberation", "interval_weeks"), (0,))
        for name in ("inclusiveness", "rounds", "decision_rule", "voice_equality", "pledge")
    },
}
"""By lever: another lever, and those of its values at which the first has no effect. A test runs each both ways."""


def idle_factors(whole: StudyOutline) -> Iterator[Problem]:
    """Yield a warning for each factor that cannot act, and one if nothing varies at all."""
    still: list[Factor] = []
    for factor in whole.factors:
        why = _constant(whole, factor)
        if why:
            still.append(factor)
        else:
            why = _unheard(whole, factor)
        if why:
            place = whole.place(factor)
            yield Problem(whole.document.file, whole.document.line(place), format_key(place), why)
    if whole.factors and len(still) == len(whole.factors):
        what = message("study.nothing_varies")
        yield Problem(whole.document.file, whole.document.line(whole.place(still[0])), "", what)


def _constant(whole: StudyOutline, factor: Factor) -> str:
    """Return why a factor leaves all settings as they are, or an empty string."""
    ends = whole.ends[factor.name]
    if len(ends) == 1:
        return message("study.one_value", value=describe_value(ends[0]))
    digests: set[str] = set()
    for value in ends:
        try:
            digests.add(load(whole.scenario, changes=factor.changes(value)).digest)
        except ScenarioError:  # right only beside another factor
            return ""
        if len(digests) > 1:
            return ""
    return message("study.same_all")


def _unheard(whole: StudyOutline, factor: Factor) -> str:
    """Return why what a factor varies has no effect, or is overwritten, or an empty string."""
    varied = [path for path, _ in paths(factor).items() if _differs(whole, factor, path)]
    reasons = [_find_closed_gate(whole, path) or _overwritten(whole, path) or _too_late(whole, path) for path in varied]
    return reasons[0] if varied and all(reasons) else ""


def _differs(whole: StudyOutline, factor: Factor, path: Path) -> bool:
    if not factor.levels:
        return True
    base = value_at(whole.scenario.settings, path)
    return len({repr(_level(changes, path, base)) for changes in factor.levels.values()}) > 1


def _level(changes: Any, path: Path, base: Any) -> Any:
    return next((value for key, value in changes.items() if path_of(key) == path), base)


def _find_closed_gate(whole: StudyOutline, path: Path) -> str:
    if path not in GATES:
        return ""
    gate, shut = GATES[path]
    values = list(dict.fromkeys(_values(whole, gate)))
    if any(value not in shut for value in values):
        return ""
    said = Enumeration((describe_value(value) for value in values), " or ", " 或 ")
    by = [whole.named(factor) for factor in whole.factors if gate in paths(factor)]
    where = message("study.also", name=by[0]) if by else ""
    closed = message("study.gate_is", key=format_key(gate), value=said)
    return message("study.gate", key=format_key(path), closed=closed, where=where)


def _values(whole: StudyOutline, path: Path) -> Iterator[Any]:
    """Yield the values that a lever may have in some week at some point of the design."""
    settings, always = whole.scenario.settings, False
    for factor in whole.factors:
        if path in (result := paths(factor)):
            always = always or result[path]
            for value in whole.ends[factor.name]:
                yield from (item for key, item in factor.changes(value).items() if path_of(key) == path)
            if whole.ends[factor.name] and not factor.values:
                yield factor.at(0.5)  # between its ends, if both should be shut
    if not always:
        yield value_at(settings, path)
    if path[0] != "rules":
        return
    for event in settings.events:
        begins = event.week is None or event.week < settings.run.weeks
        if begins and _has(event.rules, path[1:]):
            yield value_at(event.rules, path[1:])
    for entry in settings.places.rules:
        if _has(entry.change, path[1:]):
            yield value_at(entry.change, path[1:])


def _event_weeks(whole: StudyOutline, path: Path) -> list[int]:
    """Return the weeks in which events set a lever everywhere and for good, in order."""
    if path[0] != "rules":
        return []
    return sorted(
        event.week
        for event in whole.scenario.settings.events
        if event.week is not None and _has(event.rules, path[1:]) and _is_lasting(event)
    )


def _is_lasting(event: Event) -> bool:
    return not (event.where or event.for_weeks or event.until)


def _has(table: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(table, dict) or part not in table:
            return False
        table = table[part]
    return True


def _overwritten(whole: StudyOutline, path: Path) -> str:
    weeks = _event_weeks(whole, path)
    if path[0] != "rules" or not weeks or weeks[0] >= whole.scenario.settings.run.weeks:
        return ""
    name = whole.scenario.name
    if weeks[0] == 0:
        return message("study.overwritten_0", name=name, key=format_key(path))
    return message("study.overwritten", week=weeks[0], name=name, key=format_key(path))


def _too_late(whole: StudyOutline, path: Path) -> str:
    if path[0] != "events" or len(path) < 3 or path[2] == "week" or not path[1].isdigit():
        return ""
    place, weeks = int(path[1]), whole.scenario.settings.run.weeks
    events = whole.scenario.settings.events
    moved = any(("events", path[1], "week") in paths(factor) for factor in whole.factors)
    week = events[place].week if place < len(events) else None
    if moved or week is None or week < weeks:
        return ""
    return message("study.too_late", week=week, last=weeks - 1)


def value_at(settings: Any, path: Path) -> Any:
    """Return the value of a setting, or None if there is none."""
    result = settings
    for part in path:
        if isinstance(result, dict):
            result = result.get(part)
        elif isinstance(result, tuple):
            result = result[int(part)] if part.isdigit() and int(part) < len(result) else None
        else:
            result = getattr(result, part, None)
    return result
