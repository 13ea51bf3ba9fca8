"""The lectern: what the stage shows of a lesson, shared by the stage and the trainer's console on her second screen.

Both are pages of the machine that cogov runs on; each has a connection of its own, and the lectern is where they meet.
Nothing of it is kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LecternState:
    """What the stage shows.

    Attributes
    ----------
    lesson : str
        Its name; empty before any was opened.
    scene : int
    said : str
        What was predicted and revealed, as :meth:`~cogov.experiments.lessons.LessonProgress.text` writes it.
    blank : bool
        Whether the stage is dark.
    """

    lesson: str = ""
    scene: int = 0
    said: str = ""
    blank: bool = False


class Lectern:
    """Holds what the stage shows. Safe to use from any thread.

    Attributes
    ----------
    version : int
        Grows with every change.
    """

    def __init__(self) -> None:
        self.version = 0
        self._state = LecternState()
        self._author: object = None
        self._lock = threading.Lock()

    @property
    def state(self) -> LecternState:
        """What the stage shows now."""
        with self._lock:
            return self._state

    def put(self, state: LecternState, author: object) -> None:
        """Show something else on the stage, in the name of the page that says so; the same again is no change."""
        with self._lock:
            if state != self._state:
                self._state, self._author = state, author
                self.version += 1

    def told_by_another(self, author: object) -> LecternState | None:
        """Return what the stage shows now if another page said so: what a page said itself it has gone beyond."""
        with self._lock:
            return None if self._author is author else self._state


LECTERN = Lectern()
"""That of this process."""
