"""What a scenario file may say but probably does not mean: warnings, not errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from ..model.rules import Rules
from ..model.settings import Event, Settings, Where
from ..model.world import default_issues
from .errors import Key, Problem, format_key, nearest
from .message import message

ReportWarning = Callable[[Key, str, str], Problem]


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
        if event.week >= weeks:
            yield report(
                ("events", place, "week"),
                message("warning.week", week=event.week, last=weeks - 1),
                "",
            )
    yield from _contradictions(settings, report)
    shipped = default_issues()
    for name, kind in settings.world.issues.items():
        if name not in shipped and kind.share == 0.0:
            yield report(
                ("world", "issues", name),
                message("warning.share"),
                nearest(name, shipped, 0.7),
            )
        elif name not in shipped and (near := nearest(name, shipped, 0.8)):
            yield report(("world", "issues", name), message("warning.new"), near)
    plan = [rules for week, rules in settings.timetable() if week < weeks]
    for key, idle in _IDLE.items():
        if all(idle(rules) for rules in plan) and any(_value(rules, key) for rules in plan):
            yield report(
                ("rules", *key), message(f"warning.{_REASON[key][0]}", key=_REASON[key][1], value=_REASON[key][2]), ""
            )
    if any(rules.goals.rule == "deliberative" and rules.goals.strength for rules in plan) and not any(
        rules.deliberation.interval_weeks for rules in plan
    ):
        key = ("rules", "goals", "rule")
        yield report(key, message("warning.meetings"), format_key(_MEETINGS))


def _contradictions(settings: Settings, report: ReportWarning) -> Iterator[Problem]:
    """Yield what two events of one week do to the same thing, and where an event of week 0 makes [rules] void."""
    usual = {key: value for key, value in _levers(settings.rules.model_dump()) if value != _lever(Rules(), key)}
    latest: dict[tuple[int, Key], tuple[int, object]] = {}
    for place, event in enumerate(settings.events):
        for key, value in _levers(event.rules):
            where: Key = ("events", place, "rules", *key)
            if (before := latest.get((event.week, key))) is not None:
                if before[1] != value:
                    said = message("warning.again", other=before[0], week=event.week, first=before[1], last=value)
                    yield report(where, said, "")
            elif event.week == 0 and key in usual and usual[key] != value:
                name = format_key(("rules", *key))
                said = message("warning.void", key=name, last=value, first=usual[key])
                yield report(where, said, "")
            latest[event.week, key] = (place, value)
        for kind in ("surge", "capacity"):
            if (other := _find_double(settings, place, kind)) is not None:
                said = message("warning.doubled", other=other, week=event.week)
                yield report(("events", place, kind), said, "")


def _levers(table: dict[str, Any]) -> Iterator[tuple[Key, object]]:
    for group, levers in table.items():
        for name, value in levers.items():
            yield (group, name), value


def _lever(rules: Rules, key: Key) -> object:
    group, name = key
    return getattr(getattr(rules, str(group)), str(name))


def _find_double(settings: Settings, place: int, kind: str) -> int | None:
    """Return the last event before one that strikes the same in the same week by a shock of one kind."""
    event = settings.events[place]
    mine = _targets_of(event, kind)
    for other in range(place - 1, -1, -1):
        if settings.events[other].week == event.week and mine & _targets_of(settings.events[other], kind):
            return other
    return None


def _targets_of(event: Event, kind: str) -> set[tuple[str, str]]:
    """Return what a shock strikes: types in districts of a kind, or kinds of organisation."""
    if kind == "surge" and event.surge is not None:
        everywhere = event.surge.where == "everywhere"
        places = [each for each in get_args(Where) if each != "everywhere"] if everywhere else [event.surge.where]
        return {(word, each) for word in event.surge.types for each in places}
    if kind == "capacity" and event.capacity is not None:
        return {(actor, "") for actor in event.capacity.actors}
    return set()


def idle(rules: Rules) -> tuple[str, ...]:
    """Return the levers that have no effect under these rules, whatever their value, by dotted key."""
    return tuple(format_key(("rules", *key)) for key, test in _IDLE.items() if test(rules))


_MEETINGS: Key = ("rules", "deliberation", "interval_weeks")

_IDLE: dict[tuple[str, str], Callable[[Rules], bool]] = {
    ("goals", "strength"): lambda rules: rules.goals.rule == "independent",
    ("goals", "campaign"): lambda rules: rules.goals.rule != "command",
    ("resources", "share"): lambda rules: rules.resources.rule == "separate",
    ("mechanism", "strength"): lambda rules: rules.mechanism.rule == "silo",
}

_REASON = {
    ("goals", "strength"): ("idle", "rules.goals.rule", "independent"),
    ("goals", "campaign"): ("idle_not", "rules.goals.rule", "command"),
    ("resources", "share"): ("idle", "rules.resources.rule", "separate"),
    ("mechanism", "strength"): ("idle", "rules.mechanism.rule", "silo"),
}


def _value(rules: Rules, key: tuple[str, str]) -> float:
    return float(getattr(getattr(rules, key[0]), key[1]))
