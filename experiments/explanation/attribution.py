"""What each change does alone, and what the whole would be without it.

With f the final value of an indicator, B the settings before, A those after, and B + i those before with piece i as
in A:

    alone_i = f(B + i) - f(B),   without_i = f(A) - f(A - i),   together = f(A) - f(B) - sum_i alone_i.

``together`` is what no piece brings alone: positive where pieces help one another, negative where they stand in for one
another. Every f is paired on the same seeds, so that with several of them each number has an interval. This is one path
in and one path out of 2^n; which share of ``together`` belongs to whom is left open on purpose (the factorial answers
that, at 2^n runs).

A :class:`AttributionPlan` names the runs, whoever makes them; :func:`attribute_changes` makes them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from ...model.rules import Rules
from ...model.settings import Event, Settings, change_rules
from ..execution.runs import RunSpec, run_one, seeds, with_seed
from ..statistics.paired import Difference, paired_difference

MOST = 12
"""Pieces up to which changes are told lever by lever; beyond, by table."""

_SWITCHES = {"goals": "rule", "resources": "rule", "mechanism": "rule", "deliberation": "interval_weeks"}
"""The lever without which the others of its table say nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a change of settings.

    Attributes
    ----------
    key : str
        Such as ``rules.goals`` or ``rules.administration.law``, ``world.actors``, ``behaviour.lapse``; ``events.2`` for
        what happens after and not before (its place there), ``events_before.0`` for the opposite, ``events`` for all.
    """

    key: str


@dataclass(frozen=True, slots=True)
class PieceEffect:
    """What one piece does.

    Attributes
    ----------
    piece : Piece
    alone : Difference or None
        Put into the settings before; None if it cannot stand there alone.
    without : Difference or None
        What the settings after lose without it; None if they cannot do without it.
    """

    piece: Piece
    alone: Difference | None
    without: Difference | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the pieces of a change do to one indicator.

    Attributes
    ----------
    indicator : str
    total : Difference
        After minus before.
    effects : tuple of PieceEffect
        Of each piece, in the order of the plan.
    together : Difference or None
        What remains of the total beyond the sum of what each does alone; None if one of these is not known.
    """

    indicator: str
    total: Difference
    effects: tuple[PieceEffect, ...]
    together: Difference | None


@dataclass(frozen=True, slots=True)
class AttributionPlan:
    """The runs that show what the pieces of a change do.

    Attributes
    ----------
    before, after : Settings
        Of one length; the seeds start with that of `before`.
    pieces : tuple of Piece
    replicates : int
    """

    before: Settings
    after: Settings
    pieces: tuple[Piece, ...]
    replicates: int = 1

    def runs(self) -> tuple[Settings, ...]:
        """Return what is to be run, each once: those before and after first."""
        result: dict[str, Settings] = {}
        for settings in (self.before, self.after, *(s for piece in self.pieces for s in self._around(piece) if s)):
            for each in _with_seeds(settings, self.before.run.seed, self.replicates):
                result.setdefault(each.digest(), each)
        return tuple(result.values())

    def effects(self, finals: Mapping[str, Mapping[str, float]], indicator: str = "effectiveness") -> Attribution:
        """Return what the pieces do to an indicator.

        Parameters
        ----------
        finals : mapping
            By the digest of each settings of :meth:`runs` its final values.
        indicator : str
        """

        def of(settings: Settings) -> list[float]:
            lucky = _with_seeds(settings, self.before.run.seed, self.replicates)
            return [finals[each.digest()][indicator] for each in lucky]

        low, high = of(self.before), of(self.after)
        effects: list[PieceEffect] = []
        rest: list[float] | None = [b - a for a, b in zip(low, high, strict=True)]
        for piece in self.pieces:
            put_in, taken_out = self._around(piece)
            alone = of(put_in) if put_in else None
            without = paired_difference(high, of(taken_out)) if taken_out else None
            if alone is None or rest is None:
                rest = None
            else:
                rest = [left - (value - a) for left, value, a in zip(rest, alone, low, strict=True)]
            effects.append(PieceEffect(piece, paired_difference(alone, low) if alone else None, without))
        together = paired_difference(rest, [0.0] * len(rest)) if rest else None
        return Attribution(indicator, paired_difference(high, low), tuple(effects), together)

    def _around(self, piece: Piece) -> tuple[Settings | None, Settings | None]:
        """Return the settings before with the piece, and those after without it."""
        others = [other for other in self.pieces if other != piece]
        return _possible(self.before, self.after, [piece]), _possible(self.before, self.after, others)


def plan(before: Settings, after: Settings, *, replicates: int = 1) -> AttributionPlan:
    """Return the runs that show what the differences of two settings do.

    Raises
    ------
    ValueError
        If they run for different numbers of weeks.
    """
    if before.run.weeks != after.run.weeks:
        raise ValueError(f"runs of {before.run.weeks} and {after.run.weeks} weeks cannot be compared")
    return AttributionPlan(before, after, pieces(before, after), replicates)


def attribute_changes(
    before: Settings,
    after: Settings,
    *,
    indicator: str = "effectiveness",
    replicates: int = 1,
    on_run: Callable[[int, int], object] | None = None,
) -> Attribution:
    """Return what each piece of a change does alone, and what the whole loses without it.

    Parameters
    ----------
    before, after : Settings
    indicator : str
    replicates : int
        Paired runs; with one there are no intervals.
    on_run : callable, optional
        Called after each run with the number done and of all; what it raises ends the work.

    Raises
    ------
    ValueError
        If they run for different numbers of weeks.
    RunError
        If a run fails.
    """
    planned = plan(before, after, replicates=replicates)
    runs, finals = planned.runs(), dict[str, Mapping[str, float]]()
    for number, settings in enumerate(runs, 1):
        finals[settings.digest()] = run_one(RunSpec("", settings)).final
        if on_run is not None:
            on_run(number, len(runs))
    return planned.effects(finals, indicator)


def pieces(before: Settings, after: Settings, most: int = MOST) -> tuple[Piece, ...]:
    """Return the parts of a change that are put in and taken out one at a time.

    Levers stand alone, but where the rule of a table changes, or meetings begin or end, the table is one piece: its
    other levers mean nothing without that. If there are more than `most`, all tables are pieces, then all events one.
    """
    levers: list[Piece] = []
    tables: list[Piece] = []
    for table in Rules.model_fields:
        different = _different(getattr(before.rules, table), getattr(after.rules, table))
        if different:
            tables.append(Piece(f"rules.{table}"))
            switch = _SWITCHES.get(table)
            thrown = switch in different and (switch == "rule" or 0 in different[switch])
            levers += [tables[-1]] if thrown else [Piece(f"rules.{table}.{name}") for name in different]
    rest = [
        Piece(f"{part}.{name}")
        for part in ("world", "behaviour")
        for name in _different(getattr(before, part), getattr(after, part))
    ]
    gone, come = _events_apart(before, after)
    events = [Piece(f"events.{place}") for place in come] + [Piece(f"events_before.{place}") for place in gone]
    if len(levers) + len(rest) + len(events) <= most:
        return (*levers, *rest, *events)
    if len(tables) + len(rest) + len(events) <= most:
        return (*tables, *rest, *events)
    if len(events) > 1:
        events = [Piece("events")]
    if len(tables) + len(rest) + len(events) > most:
        rest = [Piece(part) for part in ("world", "behaviour") if getattr(before, part) != getattr(after, part)]
    return (*tables, *rest, *events)


def combine(before: Settings, after: Settings, chosen: Iterable[Piece]) -> Settings:
    """Return the settings `before` with some pieces as they are `after`.

    Raises
    ------
    ValidationError
        If they do not fit together.
    """
    keys = {piece.key for piece in chosen}
    rules: dict[str, Any] = {}
    parts: dict[str, Any] = {"world": before.world, "behaviour": before.behaviour}
    for key in keys:
        root, _, name = key.partition(".")
        if root == "rules":
            table, _, lever = name.partition(".")
            value = getattr(after.rules, table)
            rules.setdefault(table, {}).update({lever: getattr(value, lever)} if lever else value.model_dump())
        elif root in parts:
            new = getattr(after, root)
            parts[root] = parts[root].model_copy(update={name: getattr(new, name)}) if name else new
    return Settings(
        world=parts["world"], behaviour=parts["behaviour"], rules=change_rules(before.rules, rules),
        events=_events(before, after, keys), run=before.run,
    )  # fmt: skip


def _possible(before: Settings, after: Settings, chosen: Iterable[Piece]) -> Settings | None:
    try:
        return combine(before, after, chosen)
    except ValidationError:  # such as a surge of an issue type that only the other world knows
        return None


def _events(before: Settings, after: Settings, keys: set[str]) -> tuple[Event, ...]:
    if "events" in keys:
        return after.events
    gone, come = _events_apart(before, after)
    if not any(f"events.{place}" in keys for place in come):
        # In their own order, which decides between rules of one week.
        out = [place for place in gone if f"events_before.{place}" in keys]
        return tuple(event for place, event in enumerate(before.events) if place not in out)
    kept = [event for place, event in enumerate(after.events) if place not in come or f"events.{place}" in keys]
    return (*kept, *(before.events[place] for place in gone if f"events_before.{place}" not in keys))


def _events_apart(before: Settings, after: Settings) -> tuple[list[int], list[int]]:
    """Return the places of events that only one side has: (before, after)."""
    left = list(before.events)
    come: list[int] = []
    for place, event in enumerate(after.events):
        if event in left:
            left.remove(event)
        else:
            come.append(place)
    gone: list[int] = []
    for place in reversed(range(len(before.events))):
        if before.events[place] in left:
            left.remove(before.events[place])
            gone.insert(0, place)
    return gone, come


def _different(one: BaseModel, other: BaseModel) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in type(one).model_fields}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _with_seeds(settings: Settings, first: int, replicates: int) -> Sequence[Settings]:
    return [with_seed(settings, seed) for seed in seeds(first, replicates)]
