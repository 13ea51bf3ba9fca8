"""Where a room is in a lesson: frozen, and each move gives a new record; a move that is not open changes nothing.

A poll is revealed once; what was predicted before can not be changed afterwards. A trainer may go to any scene at any
time, and may reveal a poll to which nobody answered. All of it can be written into a link and read from one.
"""

from __future__ import annotations

import re

from pydantic import Field

from ...model.parameter import Record
from .lesson import Lesson, Poll, Scene

_SAID = re.compile(r"([0-9]?)(r?)")


class LessonProgress(Record):
    """A place in a lesson, and what was predicted on the way.

    Attributes
    ----------
    lesson : Lesson
    scene : int
        From 0; as many as there are scenes once the room is at the debrief.
    predictions : dict
        By scene the place of the option that was chosen.
    revealed : frozenset
        Scenes whose runs have been shown.
    """

    lesson: Lesson
    scene: int = Field(default=0, ge=0)
    predictions: dict[int, int] = Field(default_factory=dict)
    revealed: frozenset[int] = frozenset()

    @property
    def at_debrief(self) -> bool:
        """Whether all scenes are done."""
        return self.scene >= len(self.lesson.scenes)

    @property
    def here(self) -> Scene | None:
        """The present scene, or None at the debrief."""
        return None if self.at_debrief else self.lesson.scenes[self.scene]

    @property
    def poll(self) -> Poll | None:
        """The present poll, or None where nothing is asked."""
        return self.here.poll if self.here else None

    @property
    def prediction(self) -> int | None:
        """What was predicted in the present scene."""
        return self.predictions.get(self.scene)

    @property
    def is_revealed(self) -> bool:
        """Whether the present scene's runs may be seen: it asks nothing, or was revealed."""
        return self.poll is None or self.scene in self.revealed

    def predict(self, option: int) -> LessonProgress:
        """Return the progress with a prediction; until the runs are shown it can be changed."""
        poll = self.poll
        if poll is None or self.is_revealed or not 0 <= option < len(poll.options):
            return self
        return self.model_copy(update={"predictions": {**self.predictions, self.scene: option}})

    def reveal(self) -> LessonProgress:
        """Return the progress with the present runs shown."""
        return self if self.is_revealed else self.model_copy(update={"revealed": self.revealed | {self.scene}})

    def go(self, scene: int) -> LessonProgress:
        """Return the progress at a scene, the debrief being the one after the last."""
        return self.model_copy(update={"scene": min(max(scene, 0), len(self.lesson.scenes))})

    def next(self) -> LessonProgress:
        """Return the progress at the next scene."""
        return self.go(self.scene + 1)

    def back(self) -> LessonProgress:
        """Return the progress at the scene before."""
        return self.go(self.scene - 1)

    def again(self) -> LessonProgress:
        """Return the lesson at its beginning."""
        return LessonProgress(lesson=self.lesson)

    def right(self, answers: dict[int, int]) -> int:
        """Return how many predictions were right, given the right option by scene."""
        return sum(self.predictions.get(scene) == option for scene, option in answers.items() if scene in self.revealed)

    def text(self) -> str:
        """Return what was said so far in a few signs, for a link: by scene the option, and an r once revealed."""
        said = [
            f"{self.predictions.get(scene, '')}{'r' if scene in self.revealed else ''}"
            for scene in range(len(self.lesson.scenes))
        ]
        return ".".join(said).rstrip(".")


def read_progress(lesson: Lesson, scene: int, text: str) -> LessonProgress:
    """Return the progress that a link tells; what does not fit the lesson is left out.

    Parameters
    ----------
    lesson : Lesson
    scene : int
        From 0.
    text : str
        As :meth:`LessonProgress.text` writes it.
    """
    predictions: dict[int, int] = {}
    revealed: set[int] = set()
    for place, (part, each) in enumerate(zip(text.split("."), lesson.scenes, strict=False)):
        said = _SAID.fullmatch(part)
        if said is None or each.poll is None:
            continue
        if said[1] and int(said[1]) < len(each.poll.options):
            predictions[place] = int(said[1])
        if said[2]:
            revealed.add(place)
    begun = LessonProgress(lesson=lesson, predictions=predictions, revealed=frozenset(revealed))
    return begun.go(scene)
