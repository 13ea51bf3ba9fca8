"""Who plays: rules and institutions that can be laid down, or kinds of actor that can be absent.

A rule or an institution is a section of the levers (``[rules]`` of a scenario). Without it, all its levers stand as in
the baseline scenario (`fragmented` unless another is named); events, and rules of single places, do not touch them. An
actor that is absent has no organisations or, if it is the citizens, comes to no meeting and does not volunteer
(``world.actors.*.enabled``). An extension that declares levers plays as ``extensions.NAME``: without it they are 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from ...model.extensions.bundle import ExtendedSettings
from ...model.parameters.settings import Settings
from ...scenarios import Problem, ScenarioError
from ...scenarios.arguments import faults_of_repetition
from ...scenarios.errors import enumerate_words, nearest, visible
from ...scenarios.message import message

MOST = 10
"""Players of one game: 1,024 coalitions."""

OWN = "extensions."
"""What stands before the name of an extension that plays."""

NOBODY = "nobody"
"""Name of the empty coalition in tables: an empty cell is read as a missing value by pandas and R."""


@dataclass(frozen=True, slots=True)
class Player:
    """One part of the city that a coalition has or lacks.

    Attributes
    ----------
    name : str
        Section of the levers, or kind of actor; titles in both languages stand under ``player`` in the wording.
    actor : bool
        Whether it is a kind of actor.
    levers : tuple of str
        Of an extension that plays: the numbers on which a city may decide. Where nobody has, they are 0, or as small
        as they can be.
    """

    name: str
    actor: bool = False
    levers: tuple[str, ...] = ()

    def absent(self, settings: Settings, baseline: Settings) -> Settings:
        """Return settings without this player.

        Parameters
        ----------
        settings : Settings
            To change.
        baseline : Settings
            How levers stand where nobody has laid them down.
        """
        if self.actor:
            actors = settings.world.actors
            gone = cast("BaseModel", getattr(actors, self.name)).model_copy(update={"enabled": False})
            world = settings.world.model_copy(update={"actors": actors.model_copy(update={self.name: gone})})
            return settings.model_copy(update={"world": world})
        if self.levers:
            return self._without_levers(settings, baseline)
        rules = settings.rules.model_copy(update={self.name: getattr(baseline.rules, self.name)})
        events = tuple(kept for event in settings.events if (kept := self._out_of(event)))
        entries = (entry.model_copy(update={self.name: {}}) for entry in settings.places.rules)
        places = settings.places.model_copy(update={"rules": tuple(entry for entry in entries if entry.change)})
        return settings.model_copy(update={"rules": rules, "events": events, "places": places})

    def _without_levers(self, settings: Settings, baseline: Settings) -> Settings:
        """Return settings without the institutions of an extension, in the whole city and at single places."""
        own = self.name.removeprefix(OWN)
        extensions: Any = cast("ExtendedSettings", settings).extensions
        numbers: BaseModel = getattr(extensions, own)
        other = getattr(getattr(baseline, "extensions", None), own, None)
        off = {
            lever: _find_off(numbers, lever) if other is None else getattr(other, lever, _find_off(numbers, lever))
            for lever in self.levers
        }
        extensions = extensions.model_copy(update={own: numbers.model_copy(update=off)})
        entries = [
            entry.model_copy(update={"extensions": {each: of for each, of in beside.items() if each != own}})
            if (beside := getattr(entry, "extensions", {})) else entry
            for entry in settings.places.rules
        ]  # fmt: skip
        kept = tuple(entry for entry in entries if entry.change or getattr(entry, "extensions", {}))
        places = settings.places.model_copy(update={"rules": kept})
        return settings.model_copy(update={"extensions": extensions, "places": places})

    def _out_of(self, event: Any) -> Any:
        """Return an event without changes of this section, or None if nothing is left of it."""
        if self.name not in event.rules:
            return event
        kept = {section: change for section, change in event.rules.items() if section != self.name}
        if not kept and event.surge is None and event.capacity is None:
            return None
        return event.model_copy(update={"rules": kept})


def _find_off(numbers: BaseModel, lever: str) -> float:
    """Return a lever that nobody has laid down: 0 if it can be, else as small as it can be."""
    field = type(numbers).model_fields[lever]
    low, high = (next(getattr(mark, side) for mark in field.metadata if hasattr(mark, side)) for side in ("ge", "le"))
    off = 0.0 if low <= 0.0 <= high else low
    return type(getattr(numbers, lever))(off)


RULES = tuple(Player(name) for name in ("goals", "resources", "mechanism"))
"""How actors coordinate: 目标协同、资源协调、机制协同."""


def _list_sets() -> dict[str, tuple[Player, ...]]:
    settings = Settings()
    sections = (Player(name) for name in type(settings.rules).model_fields)
    institutions = tuple(player for player in sections if player not in RULES)
    actors = settings.world.actors
    kinds = (name for name in type(actors).model_fields if hasattr(getattr(actors, name), "enabled"))
    return {
        "rules": RULES,
        "institutions": institutions,
        "sections": RULES + institutions,
        "actors": tuple(Player(name, actor=True) for name in kinds),
    }


SETS: Mapping[str, tuple[Player, ...]] = _list_sets()
"""Names for several players at once: ``rules`` are the three ways to coordinate, ``institutions`` the other sections of
the levers (party building, deliberation, participation, administration, law, virtue); ``sections`` both, and ``actors``
the seven kinds."""

PLAYERS: Mapping[str, Player] = {player.name: player for player in (*SETS["sections"], *SETS["actors"])}
"""All players by name."""


def list_own(settings: Settings | None) -> tuple[Player, ...]:
    """Return the players that the extensions of a city bring: each that declares levers, by ``extensions.NAME``."""
    if not isinstance(settings, ExtendedSettings):
        return ()
    levers: dict[str, list[str]] = {source.name: [] for source in settings.sources}
    for _, name, lever in (key.split(".") for key in settings.bundle.levers):
        levers[name].append(lever)
    return tuple(Player(f"{OWN}{name}", levers=tuple(each)) for name, each in levers.items())


def choose_players(
    players: str | Sequence[str], option: str = "players", settings: Settings | None = None
) -> tuple[Player, ...]:
    """Return the players that are named.

    Parameters
    ----------
    players : str or sequence of str
        Names of players or of :data:`SETS`, in one text parted by commas or one by one.
    option : str
        How to call them in messages.
    settings : Settings, optional
        Of the city, whose extensions may bring players.

    Raises
    ------
    ScenarioError
        With every name that is not known and the nearest that is, and every name that comes twice; or if there are
        too many players or one alone.
    """
    written = players.split(",") if isinstance(players, str) else [str(name) for name in players]
    names = [name.strip() for name in written]
    problems = faults_of_repetition((name for name in names if name), option)
    result: dict[Player, None] = {}
    own = {player.name: player for player in list_own(settings)}
    every = {**PLAYERS, **{name: player for name, player in own.items() if player.levers}}
    known = [*SETS, *every]
    for name in names:
        if name in SETS:
            result |= dict.fromkeys(SETS[name])
        elif name in every:
            result[every[name]] = None
        elif name in own:
            what = message("multiplier.no_lever", name=name.removeprefix(OWN))
            problems.append(Problem(option, None, "", what))
        else:
            what = message("multiplier.player", name=repr(visible(name))) if name else message("name.blank")
            near = f"{OWN}{name}" if f"{OWN}{name}" in own else nearest(name, known)
            problems.append(Problem(option, None, "", what, enumerate_words(known, len(known)), near))
    if not problems and not 2 <= len(result) <= MOST:
        what = message("multiplier.single") if len(result) == 1 else message("multiplier.players_given", n=len(result))
        problems.append(Problem(option, None, "", what, message("multiplier.number_of_parts", most=MOST)))
    if problems:
        raise ScenarioError(problems)
    return tuple(result)
