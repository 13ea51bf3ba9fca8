"""The one room of this process, and the door that phones come through."""

from __future__ import annotations

import secrets
import sys
import threading
from dataclasses import dataclass

from starlette.types import ASGIApp

from ...language.translations import preferred_language, words
from ..serving.addresses import Names
from ..serving.arrivals import Rates
from ..serving.door import DOOR, Door
from ..serving.sessions import KEY_BYTES, Sessions
from .gateway import LARGEST_MESSAGE, Gateway
from .invitation import Invitation, make_code
from .room import Room


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A room, and how one comes in."""

    room: Room
    invitation: Invitation


class Hall:
    """Holds the room that is open, if one is. Safe to use from any thread but the server's own.

    Parameters
    ----------
    door : Door
        What phones come through.
    """

    def __init__(self, door: Door = DOOR) -> None:
        self._door = door
        self._present: OpenRoom | None = None
        self._lock = threading.Lock()

    @property
    def present(self) -> OpenRoom | None:
        """The room that is open."""
        return self._present

    @property
    def version(self) -> tuple[int, int]:
        """Another one after every change."""
        present = self._present
        return (0, 0) if present is None else (id(present), present.room.version)

    def open(self, host: str) -> OpenRoom:
        """Open a room at an address of this machine; the one that is open stays.

        Raises
        ------
        OSError
            If nothing can listen there, or no server runs.
        """
        with self._lock:
            if self._present is not None:
                return self._present
            limits = self._door.limits
            room, code = Room(limits.phones, limits.phones_of_address), make_code()

            def build(port: int) -> ASGIApp:
                # A key of its own: the cookies of an earlier room open nothing.
                sessions = Sessions(secrets.token_bytes(KEY_BYTES), f"cogov-room-{port}")
                return Gateway(room, code, Names(port), sessions, Rates(limits.requests_of_address))

            port = self._door.open(build, host, LARGEST_MESSAGE)
            self._present = OpenRoom(room, Invitation(host, port, code))
            self._present.invitation.tell(sys.stderr, words(preferred_language()))
            return self._present

    def close(self) -> None:
        """Tell the phones that it is over, and shut the door."""
        with self._lock:
            if self._present is not None:
                self._present.room.close()
                self._present = None
                self._door.close()


HALL = Hall()
"""That of this process."""
