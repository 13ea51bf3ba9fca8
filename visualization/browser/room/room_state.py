"""What a room is at one moment, as the trainer is shown it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ....model.parameters.settings import Settings
from .actor_levers import ActorKind
from .ballot import Ballot, BothTexts
from .round_game import RoundGame
from .sketch import CurveSpread, Sketch

RoomTask = Ballot | Sketch
TaskStage = Literal["open", "locked", "revealed"]


@dataclass(slots=True)
class Phone:
    """One phone that has been in the room.

    Attributes
    ----------
    address : str
        Where it came from first.
    name : str
        Empty if it gave none.
    lines : int
        Its open connections.
    """

    address: str
    name: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class TablesPlaying:
    """A game of rounds that a room plays.

    Attributes
    ----------
    game : RoundGame
    settings : Settings
        Of the city before the first round.
    city : dict
        What it is called, by language.
    made, total : int
        Runs that are made for a reveal, and that are to be made; both 0 while nothing runs.
    """

    game: RoundGame
    settings: Settings
    city: BothTexts
    made: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class RoomState:
    """What the trainer is shown, as it was at one moment.

    Attributes
    ----------
    version : int
        Grows with every change.
    present : int
        Phones that are connected.
    names : tuple of str
        Of these, the names that were given.
    turned_away : int
        Phones that found no seat.
    task : Ballot, Sketch or None
    stage : str
    answers : tuple
        What was answered, without who answered it.
    outcome : CurveSpread or None
        What the runs gave, once it is revealed.
    closed : bool
    tables : TablesPlaying or None
        The game of rounds, if one is played.
    away : frozenset of str
        Actors whose table is not connected.
    """

    version: int
    present: int
    names: tuple[str, ...]
    turned_away: int
    task: RoomTask | None
    stage: TaskStage
    answers: tuple[Any, ...]
    outcome: CurveSpread | None
    closed: bool
    tables: TablesPlaying | None
    away: frozenset[ActorKind]
