"""Where a room is in a lesson: frozen, and each move gives a new record; a move that is not open changes nothing.

Predict comes before reveal, and reveal before the next step: a question cannot be walked past.
"""

from __future__ import annotations

from pydantic import Field

from ...model.parameter import Record
from .lesson import Lesson, LessonStep, Question


class LessonProgress(Record):
    """A place in a lesson, and what was predicted on the way.

    Attributes
    ----------
    lesson : Lesson
    step : int
        From 0; as many as there are steps once the room is at the debrief.
    predictions : dict
        By step the place of the option that was chosen.
    revealed : frozenset
        Steps whose run has been shown.
    """

    lesson: Lesson
    step: int = Field(default=0, ge=0)
    predictions: dict[int, int] = Field(default_factory=dict)
    revealed: frozenset[int] = frozenset()

    @property
    def at_debrief(self) -> bool:
        """Whether all steps are done."""
        return self.step >= len(self.lesson.steps)

    @property
    def here(self) -> LessonStep | None:
        """The present step, or None at the debrief."""
        return None if self.at_debrief else self.lesson.steps[self.step]

    @property
    def question(self) -> Question | None:
        """The present question, or None where nothing is asked."""
        return self.here.question if self.here else None

    @property
    def prediction(self) -> int | None:
        """What was predicted in the present step."""
        return self.predictions.get(self.step)

    @property
    def is_revealed(self) -> bool:
        """Whether the present step's run may be seen: it asks nothing, or was revealed."""
        return self.question is None or self.step in self.revealed

    @property
    def can_reveal(self) -> bool:
        """Whether the run can be shown now."""
        return not self.is_revealed and self.prediction is not None

    @property
    def can_go_on(self) -> bool:
        """Whether the next step is open."""
        return not self.at_debrief and self.is_revealed

    def predict(self, option: int) -> LessonProgress:
        """Return the progress with a prediction; until the run is shown it can be changed."""
        question = self.question
        if question is None or self.is_revealed or not 0 <= option < len(question.options):
            return self
        return self.model_copy(update={"predictions": {**self.predictions, self.step: option}})

    def reveal(self) -> LessonProgress:
        """Return the progress with the present run shown."""
        return self.model_copy(update={"revealed": self.revealed | {self.step}}) if self.can_reveal else self

    def next(self) -> LessonProgress:
        """Return the progress at the next step."""
        return self.model_copy(update={"step": self.step + 1}) if self.can_go_on else self

    def back(self) -> LessonProgress:
        """Return the progress at the step before."""
        return self.model_copy(update={"step": self.step - 1}) if self.step else self

    def again(self) -> LessonProgress:
        """Return the lesson at its beginning."""
        return LessonProgress(lesson=self.lesson)

    def right(self, answers: dict[int, int]) -> int:
        """Return how many predictions were right, given the right option by step."""
        return sum(self.predictions.get(step) == option for step, option in answers.items() if step in self.revealed)
