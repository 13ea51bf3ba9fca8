"""Lessons for a room: predict, run, explain. The right answer is computed from runs and never written by hand.

A lesson is a TOML file (:mod:`.lesson` says what may stand in it). :func:`load_lesson` reads and checks one,
:func:`lessons` names those that are shipped, :mod:`.city` says which scenarios a step runs, :mod:`.answering` which
option these runs make the right one, and :class:`LessonProgress` where a room is in a lesson.
"""

from .answering import Answer, answer, answer_step, required_runs
from .city import cities, interventions
from .lesson import Lesson, LessonStep, Option, Question
from .loading import lessons, load_lesson, loads_lesson
from .progress import LessonProgress

__all__ = [
    "Answer",
    "Lesson",
    "LessonProgress",
    "LessonStep",
    "Option",
    "Question",
    "answer",
    "answer_step",
    "cities",
    "interventions",
    "lessons",
    "load_lesson",
    "loads_lesson",
    "required_runs",
]
