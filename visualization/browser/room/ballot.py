"""A vote: which lever to pull, or what will happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..translations import Language
from .moves import LeverMove

BothTexts = Mapping[Language, str]
"""What is said, by language: each phone chooses its own."""


@dataclass(frozen=True, slots=True)
class SpokenChoice:
    """A choice that moves nothing: what is expected to happen.

    Attributes
    ----------
    names : dict
        What is expected, by language.
    """

    names: BothTexts


MOST_CHOICES = 6
"""Choices that fit a phone and a glance at the wall."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A question with choices; each phone has one vote, and may change it while the vote is open.

    Attributes
    ----------
    question : dict
        By language.
    choices : tuple of LeverMove or SpokenChoice
        From 2 to `MOST_CHOICES`.

    Raises
    ------
    ValueError
        If there are fewer or more.
    """

    question: BothTexts
    choices: tuple[LeverMove | SpokenChoice, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.choices) <= MOST_CHOICES:
            raise ValueError(f"{len(self.choices)} choices; from 2 to {MOST_CHOICES} can be voted on")

    def read(self, answer: object) -> int | None:
        """Return the place of the choice that a phone sent; None if it is none: a phone may send anything."""
        return answer if type(answer) is int and 0 <= answer < len(self.choices) else None

    def count(self, votes: Iterable[Any]) -> tuple[int, ...]:
        """Return the votes for each choice.

        >>> moves = tuple(LeverMove("rules.x", place, {"en": "", "zh": ""}) for place in range(3))
        >>> Ballot({}, moves).count([2, 0, 2])
        (1, 0, 2)
        """
        result = [0] * len(self.choices)
        for vote in votes:
            result[vote] += 1
        return tuple(result)

    def leading(self, votes: Iterable[Any]) -> tuple[int, ...]:
        """Return the choices with most votes: several where they are level, none where nobody voted."""
        result = self.count(votes)
        most = max(result)
        return tuple(place for place, count in enumerate(result) if count == most) if most else ()

    def describe(self) -> dict[str, Any]:
        """Return what a phone is shown."""
        return {
            "kind": "ballot",
            "question": dict(self.question),
            "choices": [dict(move.names) for move in self.choices],
        }
