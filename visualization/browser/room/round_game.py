"""The game of rounds: tables play actors, set their levers, and see what comes of it. Pure: no clock, no network.

A game is a frozen record; each transition returns another one, or raises :class:`MoveRefused` and leaves it as it is.

A round goes through five phases. *Propose*: each table sets its levers, and nobody else sees it. *Deliberate*: all see
all. *Commit*: tables confirm or change, and guess what will come out; what is committed is fixed. *Run*: the city with
all levers. *Reveal*. Levers carry over into the next round. What a table set counts also if it never committed: who
leaves keeps its last levers. A round needs no table at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from ..configuration import SettingValue
from .actor_levers import ACTORS, ActorKind, HeldLever
from .round_outcome import CityOutcome, RoundResult, TableMove

ROUNDS = 3

GamePhase = Literal["seats", "propose", "deliberate", "commit", "run", "reveal"]
PHASES: tuple[GamePhase, ...] = get_args(GamePhase)

MOST_GUESSED = 100
"""Problems of which a guess says how many will be solved."""

SETTING: tuple[GamePhase, ...] = ("propose", "commit")
"""Phases in which levers may be set."""

RefusalStatus = Literal[403, 409, 422]
"""Not this table's; not now; not a value. The numbers are those of HTTP."""


class MoveRefused(Exception):
    """A move that is not allowed.

    Attributes
    ----------
    status : int
    """

    def __init__(self, status: RefusalStatus, why: str) -> None:
        super().__init__(why)
        self.status: RefusalStatus = status


@dataclass(frozen=True, slots=True)
class RoundGame:
    """Where a game stands.

    Attributes
    ----------
    levers : dict
        By actor.
    opening : CityOutcome
        Of the city before the first round.
    fixed : dict
        All levers, as the last round left them.
    number : int
        Of the round, from 1.
    phase : str
    seats : dict
        Which table plays an actor. Tables are told apart by secrets.
    put : dict
        Levers that differ from `fixed` in this round.
    committed : frozenset of str
        Actors whose table has fixed its levers.
    guesses : dict
        By actor.
    results : tuple of RoundResult
        Of the rounds that were run.
    """

    levers: Mapping[ActorKind, tuple[HeldLever, ...]]
    opening: CityOutcome
    fixed: Mapping[str, SettingValue]
    number: int = 1
    phase: GamePhase = "seats"
    seats: Mapping[ActorKind, str] = field(default_factory=dict)
    put: Mapping[str, SettingValue] = field(default_factory=dict)
    committed: frozenset[ActorKind] = frozenset()
    guesses: Mapping[ActorKind, int] = field(default_factory=dict)
    results: tuple[RoundResult, ...] = ()

    # What tables do.

    def sit(self, table: str, actor: object, away: Collection[str] = ()) -> RoundGame:
        """Let a table play an actor; the levers of that actor stay as they are.

        Parameters
        ----------
        table : str
        actor : object
            Whatever was sent.
        away : collection of str
            Tables that are not there: their actors can be taken over.

        Raises
        ------
        MoveRefused
            If there is no such actor, somebody plays it, or the table plays another one and the rounds have begun.
        """
        kind: ActorKind | None = next((each for each in ACTORS if each == actor), None)
        if kind is None:
            raise MoveRefused(422, "There is no such actor.")
        holder = self.seats.get(kind)
        if holder == table:
            return self
        if holder is not None and holder not in away:
            raise MoveRefused(409, "Another table plays this actor.")
        own = self.actor_of(table)
        if own is not None and self.phase != "seats":
            raise MoveRefused(409, "The rounds have begun: a table stays with its actor.")
        seats: dict[ActorKind, str] = {each: phone for each, phone in self.seats.items() if each != own}
        seats[kind] = table
        return replace(self, seats=seats)

    def move(self, table: str, key: object, value: object) -> RoundGame:
        """Put a lever of a table's own actor to a value.

        Raises
        ------
        MoveRefused
            If it is not the table's, the phase is another one, or the lever cannot be put there.
        """
        actor = self._seated(table)
        lever = next((each for each in self.levers[actor] if each.key == key), None)
        if lever is None:
            raise MoveRefused(403, "This table does not hold that lever.")
        if self.phase not in SETTING:
            raise MoveRefused(409, "Levers are not set in this phase.")
        if actor in self.committed:
            raise MoveRefused(409, "What is committed is fixed.")
        read = lever.read(value)
        if read is None:
            raise MoveRefused(422, "The lever cannot be put there.")
        put = {each: given for each, given in self.put.items() if each != lever.key}
        if read != self.fixed[lever.key]:
            put[lever.key] = read
        return replace(self, put=put)

    def commit(self, table: str, guess: object) -> RoundGame:
        """Fix a table's levers for this round, with its guess of :data:`.round_outcome.SOLVED` of 100, or None.

        Raises
        ------
        MoveRefused
            If the table plays nobody, the phase is another one, it has committed, or the guess is none.
        """
        actor = self._seated(table)
        if self.phase != "commit":
            raise MoveRefused(409, "Tables do not commit in this phase.")
        if actor in self.committed:
            raise MoveRefused(409, "What is committed is fixed.")
        guesses = dict(self.guesses)
        if guess is not None:
            if type(guess) is not int or not 0 <= guess <= MOST_GUESSED:
                raise MoveRefused(422, f"A guess is a whole number from 0 to {MOST_GUESSED}.")
            guesses[actor] = guess
        return replace(self, committed=self.committed | {actor}, guesses=guesses)

    # What the trainer does.

    def advance(self) -> RoundGame:
        """Go on to the next phase, whether tables are there or not; after a reveal to the next round.

        Raises
        ------
        MoveRefused
            If the city has to run first, or the last round is over.
        """
        if self.phase == "run":
            raise MoveRefused(409, "The city has to run first.")
        if self.phase != "reveal":
            return replace(self, phase=PHASES[PHASES.index(self.phase) + 1])
        if self.is_over:
            raise MoveRefused(409, "The last round is over.")
        return replace(self, number=self.number + 1, phase="propose", committed=frozenset(), guesses={})

    def back(self) -> RoundGame:
        """Go back one phase: from a reveal to the run, as if it had not been; what tables set stays as they set it.

        Back among those who commit, tables commit anew.

        Raises
        ------
        MoveRefused
            If the game is at its beginning.
        """
        if self.phase == "seats":
            raise MoveRefused(409, "The game is at its beginning.")
        if self.phase == "propose" and self.number > 1:
            last = self.results[-1]
            said = {"committed": frozenset(last.guesses), "guesses": last.guesses}
            return replace(self, number=last.number, phase="reveal", put={}, **said)
        before = replace(self, phase=PHASES[PHASES.index(self.phase) - 1])
        if self.phase == "reveal":
            moves = self.results[-1].moves
            fixed = {**self.fixed, **{move.key: move.before for move in moves}}
            return replace(before, fixed=fixed, put={move.key: move.after for move in moves}, results=self.results[:-1])
        return replace(before, committed=frozenset(), guesses={})

    def finish(self, result: RoundResult) -> RoundGame:
        """Take what the runs of this round gave, and reveal it.

        Raises
        ------
        MoveRefused
            If no run is due, or it was of another round or of other levers.
        """
        if self.phase != "run" or result.number != self.number or result.values != self.values:
            raise MoveRefused(409, "No such run is due.")
        return replace(self, phase="reveal", fixed=self.values, put={}, results=(*self.results, result))

    # What can be asked.

    @property
    def is_over(self) -> bool:
        """Whether all rounds are played."""
        return self.number == ROUNDS and self.phase == "reveal"

    @property
    def values(self) -> dict[str, SettingValue]:
        """All levers, with what is put in this round."""
        return {**self.fixed, **self.put}

    @property
    def before(self) -> CityOutcome:
        """The city that this round began with."""
        earlier = [each for each in self.results if each.number < self.number]
        return earlier[-1].outcome if earlier else self.opening

    @property
    def last(self) -> CityOutcome:
        """The city that ran last."""
        return self.results[-1].outcome if self.results else self.opening

    @property
    def result(self) -> RoundResult | None:
        """What came out of this round, once it was run."""
        return self.results[-1] if self.phase == "reveal" else None

    @property
    def moves(self) -> tuple[TableMove, ...]:
        """What is changed in this round so far."""
        return tuple(
            TableMove(actor, lever.key, self.fixed[lever.key], self.put[lever.key])
            for actor in ACTORS
            for lever in self.levers[actor]
            if lever.key in self.put
        )

    def actor_of(self, table: str) -> ActorKind | None:
        """Return whom a table plays."""
        return next((actor for actor, phone in self.seats.items() if phone == table), None)

    def lever(self, key: str) -> HeldLever:
        """Return a lever by its key."""
        return next(each for held in self.levers.values() for each in held if each.key == key)

    def values_alone(self, actor: ActorKind) -> dict[str, SettingValue]:
        """Return all levers as they are if only one actor's change is made."""
        own = {each.key for each in self.levers[actor]}
        return {**self.fixed, **{key: value for key, value in self.put.items() if key in own}}

    def _seated(self, table: str) -> ActorKind:
        actor = self.actor_of(table)
        if actor is None:
            raise MoveRefused(403, "This table plays no actor.")
        return actor
