"""Lessons for a room: stories in scenes. What is right is computed from runs and never written by hand.

A lesson is a TOML file (:mod:`.lesson` says what may stand in it). :func:`load_lesson` reads and checks one,
:func:`lessons` names those that are shipped, :mod:`.city` says which scenarios a scene runs, :mod:`.answering` which
option these runs make the right one, :mod:`.case` what became of one case, and :class:`LessonProgress` where a room is.
"""

from .answering import Answer, answer, answer_scene, read_hero, required_runs
from .case import CaseMoment, FollowedCase, follow_case
from .city import cities, interventions
from .lesson import Hero, Lesson, Option, Poll, Scene
from .loading import lessons, load_lesson, loads_lesson
from .progress import LessonProgress, read_progress

__all__ = [
    "Answer",
    "CaseMoment",
    "FollowedCase",
    "Hero",
    "Lesson",
    "LessonProgress",
    "Option",
    "Poll",
    "Scene",
    "answer",
    "answer_scene",
    "cities",
    "follow_case",
    "interventions",
    "lessons",
    "load_lesson",
    "loads_lesson",
    "read_hero",
    "read_progress",
    "required_runs",
]
