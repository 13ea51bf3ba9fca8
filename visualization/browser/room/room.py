"""The room: who is in it, what is asked, and what was answered. Safe to use from any thread."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .actor_levers import ActorKind
from .ballot import Ballot
from .room_state import Phone, RoomState, RoomTask, TablesPlaying, TaskStage
from .round_game import MoveRefused, RoundGame
from .sketch import CurveSpread, DrawnCurve, distance, gather
from .table_view import OPEN, describe_game

LONGEST_NAME = 20
"""Characters of a name; more is left out."""


class RoomFull(Exception):
    """There is no seat left, in all or for one address."""


@dataclass(slots=True)
class Room:
    """A room of phones.

    Attributes
    ----------
    seats : int
        Phones that it holds.
    seats_of_address : int
        Of these, from one address.
    """

    seats: int
    seats_of_address: int
    _phones: dict[str, Phone] = field(default_factory=dict)
    _answers: dict[str, int | DrawnCurve] = field(default_factory=dict)
    _task: RoomTask | None = None
    _number: int = 0
    _stage: TaskStage = "open"
    _outcome: CurveSpread | None = None
    _tables: TablesPlaying | None = None
    _closed: bool = False
    _version: int = 0
    _turned_away: int = 0
    _listeners: list[Callable[[], None]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # What phones do.

    def enter(self, phone: str, address: str, *, limited: bool = True) -> Callable[[], None]:
        """Let a phone in, or back to its place, and return what is to be called once its connection is lost.

        Parameters
        ----------
        phone : str
            Tells it apart; a secret.
        address : str
            Where it is.
        limited : bool
            Whether the limit of one address holds for it.

        Raises
        ------
        RoomFull
            If there is no seat. Phones that left without an answer give theirs away.
        """
        with self._lock:
            if phone not in self._phones:
                own = [each for each in self._phones.values() if each.address == address]
                full = limited and len(own) >= self.seats_of_address and not self._spare(address)
                if full or (len(self._phones) >= self.seats and not self._spare()):
                    self._turned_away += 1
                    self._version += 1
                    raise RoomFull
                self._phones[phone] = Phone(address)
            self._phones[phone].lines += 1
            self._note_presence(phone)
        left = threading.Event()

        def leave() -> None:
            with self._lock:
                if not left.is_set():
                    left.set()
                    self._phones[phone].lines -= 1
                    self._note_presence(phone)

        return leave

    def name(self, phone: str, text: object) -> bool:
        """Give a phone a name, empty for none; return whether it is one."""
        if not isinstance(text, str) or len(text) > 10 * LONGEST_NAME:
            return False
        kept = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in text)
        with self._lock:
            if phone in self._phones:
                self._phones[phone].name = " ".join(kept.split())[:LONGEST_NAME]
                self._version += 1
        return True

    def answer(self, phone: str, number: object, answer: object) -> bool:
        """Take a phone's answer, in place of an earlier one; return whether it was taken.

        Parameters
        ----------
        phone : str
        number : int
            Of the task that is meant: an answer that was under way while the trainer went on is for none.
        answer : object
            Whatever was sent.
        """
        with self._lock:
            if self._task is None or number != self._number or self._stage != "open" or phone not in self._phones:
                return False
            read = self._task.read(answer)
            if read is None:
                return False
            self._answers[phone] = read
            self._version += 1
            return True

    def play(self, phone: str, number: object, said: Mapping[str, object]) -> None:
        """Take what a table does in the rounds.

        Parameters
        ----------
        phone : str
        number : int
            Of the game that is meant.
        said : mapping
            Whatever was sent: ``do`` is *sit*, *move* or *commit*.

        Raises
        ------
        MoveRefused
            If it is not allowed. Then nothing has changed.
        """
        with self._lock:
            if phone not in self._phones:
                raise MoveRefused(403, "This phone has no seat.")
            if self._tables is None or type(number) is not int or number != self._number:
                raise MoveRefused(409, "No such game is played.")
            game, do = self._tables.game, said.get("do")
            if do == "sit":
                game = game.sit(phone, said.get("actor"), self._absent())
            elif do == "move":
                game = game.move(phone, said.get("lever"), said.get("value"))
            elif do == "commit":
                game = game.commit(phone, said.get("guess"))
            else:
                raise MoveRefused(422, "There is no such move.")
            seen_by_all = game.seats != self._tables.game.seats or game.phase in OPEN
            self._tables = replace(self._tables, game=game)
            self._version += 1
        if seen_by_all:  # else it is shown to nobody else yet
            self._tell()

    def view(self, phone: str) -> dict[str, Any]:
        """Return what one phone is shown, as JSON takes it: of the others' answers nothing before the reveal."""
        with self._lock:
            own = self._phones.get(phone)
            shown: dict[str, Any] = {"closed": self._closed, "name": own.name if own else "", "task": None}
            if self._tables is not None:
                about = {"number": self._number, "version": self._version}
                game = describe_game(self._tables.game, phone, self._absent(), self._tables.city)
                return {**shown, "task": about | game}
            if self._task is None or self._closed:
                return shown
            mine = self._answers.get(phone)
            task = {"number": self._number, "stage": self._stage, "mine": mine, **self._task.describe()}
            if self._stage == "revealed":
                task |= self._results(mine)
            return {**shown, "task": task}

    # What the trainer does.

    def ask(self, task: RoomTask) -> None:
        """Ask something, in place of what was asked before."""
        with self._lock:
            self._task, self._stage, self._outcome, self._tables = task, "open", None, None
            self._number += 1
            self._answers.clear()
        self._tell()

    def begin(self, tables: TablesPlaying) -> None:
        """Let tables play actors, in place of what was asked."""
        with self._lock:
            self._task, self._stage, self._outcome, self._tables = None, "open", None, tables
            self._number += 1
            self._answers.clear()
        self._tell()

    def step(self, transition: Callable[[RoundGame], RoundGame]) -> bool:
        """Go on in the rounds; return whether that was allowed, and tell nobody if not."""
        with self._lock:
            if self._tables is None:
                return False
            try:
                game = transition(self._tables.game)
            except MoveRefused:
                return False
            self._tables = replace(self._tables, game=game, made=0, total=0)
        self._tell()
        return True

    def tell_runs(self, made: int, total: int) -> None:
        """Note how many runs are made for a reveal; 0 of 0 once none is under way."""
        with self._lock:
            if self._tables is not None:
                self._tables = replace(self._tables, made=made, total=total)
                self._version += 1

    def lock(self, *, shut: bool = True) -> None:
        """Take no further answers, or take them again; what is revealed stays so."""
        with self._lock:
            if self._stage != "revealed":
                self._stage = "locked" if shut else "open"
        self._tell()

    def reveal(self, outcome: CurveSpread | None = None) -> None:
        """Show everybody what was answered, and what the runs gave."""
        with self._lock:
            if self._task is None:
                return
            self._stage, self._outcome = "revealed", outcome
        self._tell()

    def reset(self) -> None:
        """Forget the answers and ask the same again."""
        with self._lock:
            if self._task is None:
                return
            task = self._task
        self.ask(task)

    def put_away(self) -> None:
        """Ask nothing."""
        with self._lock:
            self._task, self._stage, self._outcome, self._tables = None, "open", None, None
            self._number += 1
            self._answers.clear()
        self._tell()

    def close(self) -> None:
        """End it, and forget everything."""
        with self._lock:
            self._closed, self._task, self._outcome, self._tables = True, None, None, None
            self._answers.clear()
            for each in self._phones.values():
                each.name = ""
        self._tell()

    @property
    def state(self) -> RoomState:
        """What the trainer is shown."""
        with self._lock:
            present = [each for each in self._phones.values() if each.lines > 0]
            names = tuple(sorted(each.name for each in present if each.name))
            seats, absent = self._seats(), self._absent()
            away: frozenset[ActorKind] = frozenset(actor for actor, phone in seats.items() if phone in absent)
            return RoomState(
                self._version, len(present), names, self._turned_away, self._task, self._stage,
                tuple(self._answers.values()), self._outcome, self._closed, self._tables, away,
            )  # fmt: skip

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener`, in any thread, when what phones are shown changes; return what ends that."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def _tell(self) -> None:
        with self._lock:
            self._version += 1
            listeners = tuple(self._listeners)
        for each in listeners:
            each()

    def _seats(self) -> Mapping[ActorKind, str]:
        """Return which phone plays an actor."""
        return self._tables.game.seats if self._tables is not None else {}

    def _absent(self) -> frozenset[str]:
        """Return the phones that play an actor and are not connected."""
        return frozenset(
            phone for phone in self._seats().values() if phone not in self._phones or not self._phones[phone].lines
        )

    def _note_presence(self, phone: str) -> None:
        """Note that a phone came or went; whether a table is there, all see."""
        if phone in self._seats().values():
            self._tell()
        else:
            self._version += 1

    def _spare(self, address: str | None = None) -> bool:
        """Give away the seat of a phone that left without an answer, and return whether there was one."""
        kept = {*self._answers, *self._seats().values()}
        for phone, each in self._phones.items():
            if not each.lines and phone not in kept and address in (None, each.address):
                del self._phones[phone]
                return True
        return False

    def _results(self, mine: int | DrawnCurve | None) -> dict[str, Any]:
        answers = list(self._answers.values())
        if isinstance(self._task, Ballot):
            return {"count": self._task.count(answers), "leading": self._task.leading(answers)}
        curves = [each for each in answers if isinstance(each, tuple)]
        result: dict[str, Any] = {"answers": len(curves)}
        if curves:
            room = gather(curves)
            result["room"] = room.describe()
            if self._outcome is not None:
                result["room_off"] = round(distance(room.median, self._outcome.median), 1)
        if self._outcome is not None:
            result["run"] = self._outcome.describe()
            if isinstance(mine, tuple):
                result["mine_off"] = round(distance(mine, self._outcome.median), 1)
        return result
