"""Lessons for a room: predict, run, explain. The right answer is computed from runs and never written by hand.

A lesson is a TOML file (:mod:`.lesson` says what may stand in it). :func:`load_lesson` reads and checks one,
:func:`lessons` names those that are shipped, :mod:`.city` says which scenarios a step runs, :mod:`.answering` which
option these runs make the right one, and :class:`Progress` where a room is in a lesson.
"""

from .answering import Answer, answer, answered, needed
from .city import cities, interventions
from .lesson import Lesson, Option, Question, Step
from .progress import Progress
from .reading import lessons, load_lesson, loads_lesson

__all__ = [
    "Answer",
    "Lesson",
    "Option",
    "Progress",
    "Question",
    "Step",
    "answer",
    "answered",
    "cities",
    "interventions",
    "lessons",
    "load_lesson",
    "loads_lesson",
    "needed",
]
