"""What a scenario file may say but probably does not mean: it is read, and whoever wrote it is told.

Levers that nothing holds up, what never happens, events of one moment that undo or double each other. What a lever
rests on is read from the declarations in :mod:`cogov.model.institutions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..model.institution import Institution
from ..model.institutions import BY_NAME, INSTITUTIONS
from ..model.parameters.events import Event, parse
from ..model.parameters.places import COMMUNITY, lay_out
from ..model.parameters.rules import Rules
from ..model.parameters.settings import Settings, merge
from ..model.parameters.world import default_issues
from .errors import Key, Problem, enumerate_words, nearest
from .message import Message, message

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
    yield from _contradictions(settings, report)
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


def _contradictions(settings: Settings, report: ReportWarning) -> Iterator[Problem]:
    """Yield what two events of one moment do to the same thing, and where one of week 0 leaves nothing of [rules]."""
    moments: dict[object, list[int]] = {}
    for number, event in enumerate(settings.events):
        # Conditions are of the sums of the event's own places: elsewhere the same words come true at another time.
        when = event.week if event.when is None else (parse(event.when), frozenset(event.where))
        moments.setdefault(when, []).append(number)
    moments = {when: numbers for when, numbers in moments.items() if when == 0 or len(numbers) > 1}
    if not moments:
        return
    ground = _Ground(settings)
    for when, numbers in moments.items():
        for place, number in enumerate(numbers):
            earlier = tuple(reversed(numbers[:place]))
            for path, value in _list_levers(settings.events[number]).items():
                where: Key = ("events", number, *path.split("."))
                other = next((each for each in earlier if ground.meet(each, number) and ground.sets(each, path)), None)
                if other is not None:
                    if what := _undone(ground, other, number, path):
                        yield report(where, what, "")
                elif when == 0:
                    yield from (report(where, what, "") for what in _void(ground, number, path, value))
            for kind in ("surge", "capacity"):
                targets = _targets_of(settings.events[number], kind)
                for other in earlier:
                    if targets & _targets_of(settings.events[other], kind) and ground.meet(other, number):
                        said = message("warning.doubled", moment=_moment(settings.events[number]), other=other)
                        yield report(("events", number, kind), said, "")
                        break


class _Ground:
    """The events of some settings and the communities that each is about, as bits of a whole number."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.events = settings, settings.events
        self._places = lay_out(settings.world.city)
        self.whole = (1 << len(self._places.tiers[COMMUNITY])) - 1
        self._known: dict[tuple[str, ...], int] = {(): self.whole}

    def cover(self, where: tuple[str, ...]) -> int:
        """Return the communities of some places; of none: all."""
        if where not in self._known:
            nodes = [node for name in where for node in self._places.find(name)]
            bits = 0
            for node in nodes:
                bits |= (1 << node.last) - (1 << node.first)
            self._known[where] = bits
        return self._known[where]

    def meet(self, one: int, other: int) -> bool:
        """Tell whether two events have a community in common."""
        return bool(self.cover(self.events[one].where) & self.cover(self.events[other].where))

    def sets(self, number: int, path: str) -> bool:
        """Tell whether an event sets a lever."""
        return path in _list_levers(self.events[number])


def _list_levers(event: Event) -> dict[str, Any]:
    return _spread(event.rules)


def _undone(ground: _Ground, first: int, last: int, path: str) -> str:
    """Return what is left of what the earlier of two events sets, where both are; an empty string if all is meant."""
    before, after = ground.events[first], ground.events[last]
    values = {"first": _list_levers(before)[path], "last": _list_levers(after)[path]}
    if values["first"] == values["last"] or not _outlasts(after, before):
        return ""
    theirs, mine = ground.cover(before.where), ground.cover(after.where)
    if theirs & ~mine and not mine & ~theirs:
        return ""  # a rule, and then its exception
    code = "warning.again_partly" if theirs & ~mine else "warning.again"
    return message(code, moment=_moment(after), other=first, **values)


def _outlasts(after: Event, before: Event) -> bool:
    """Tell whether, of two events that begin together, one surely lasts as long as the other."""
    if after.until is not None:
        same = before.until is not None and parse(after.until) == parse(before.until)
        if not same or set(after.where) != set(before.where):
            return False
    return after.for_weeks is None or (before.for_weeks is not None and before.for_weeks <= after.for_weeks)


def _void(ground: _Ground, number: int, path: str, value: object) -> Iterator[str]:
    """Yield what stands under [rules], or of places, and never holds, since an event sets it from week 0 on."""
    event, settings = ground.events[number], ground.settings
    if event.until is not None or (event.for_weeks is not None and event.for_weeks < settings.run.weeks):
        return
    mine, usual = ground.cover(event.where), _spread(Rules().model_dump())[path]
    stated = _spread(settings.rules.model_dump())[path]
    if mine == ground.whole and stated not in (usual, value):
        yield message("warning.void", key=path, last=value, first=stated, table="[rules]")
    for place, entry in enumerate(settings.places.rules):
        there = _spread(entry.change).get(path, value)
        if there != value and not ground.cover(entry.where) & ~mine:
            yield message("warning.void", key=path, last=value, first=there, table=f"places.rules.{place}")


def _moment(event: Event) -> Message:
    if event.when is None:
        return message("warning.same_week", week=event.week)
    return message("warning.same_condition", condition=event.when.strip())


def _targets_of(event: Event, kind: str) -> set[str]:
    """Return what a shock of a kind strikes: types of case, or kinds of body."""
    if kind == "surge":
        return set(event.surge.types) if event.surge else set()
    return set(event.capacity.actors) if event.capacity else set()
