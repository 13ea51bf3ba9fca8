"""Setups that were, the present one, and those taken back (撤销与重做)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .configuration import Setup

KEPT = 200
"""Setups that can be gone back to."""


@dataclass(frozen=True, slots=True)
class History:
    """The present setup and how to get back.

    Attributes
    ----------
    present : Setup
    past, undone : tuple of Setup
        The latest last.
    touch : str
        What the latest change was about: further changes of the same thing replace it, so that one movement of the
        hand is one step back. Empty after a rest.
    """

    present: Setup
    past: tuple[Setup, ...] = ()
    undone: tuple[Setup, ...] = ()
    touch: str = ""

    def to(self, setup: Setup, touch: str = "") -> History:
        """Return the history after a change."""
        if setup == self.present:
            return self
        if touch and touch == self.touch and self.past:
            return replace(self, present=setup, undone=())
        return History(setup, (*self.past, self.present)[-KEPT:], (), touch)

    def rested(self) -> History:
        """Return the history with the movement ended: the next change is a step of its own."""
        return replace(self, touch="") if self.touch else self

    def undo(self) -> History:
        """Return the history one step back, or unchanged at its beginning."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.undone, self.present))

    def redo(self) -> History:
        """Return the history with what was last taken back done again."""
        if not self.undone:
            return self
        return History(self.undone[-1], (*self.past, self.present), self.undone[:-1])
