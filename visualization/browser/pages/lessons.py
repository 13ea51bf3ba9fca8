"""Lessons: stories in scenes, for a room (课程)."""

from __future__ import annotations

from typing import cast

import solara
from reacton import component
from reacton.ipyvuetify import Html

from ....experiments.lessons import Lesson, lessons, load_lesson, loads_lesson, read_progress
from ....scenarios import ScenarioError
from ..page import PageDeclaration
from ..panels.console import Console
from ..panels.scene import SceneStage, use_lectern, use_scene
from ..panels.upload import FilePlace
from ..session import Visitor


@component
def Lessons(visitor: Visitor) -> None:
    """Show the lesson that is open, or the list of all."""
    name = visitor.view.value.lesson
    own: solara.Reactive[Lesson | None] = solara.use_reactive(cast("Lesson | None", None))
    if own.value is not None and name == own.value.name:
        Told(visitor, own.value).key(name)
    elif name in lessons():
        Told(visitor, load_lesson(name)).key(name)
    else:
        Shelf(visitor, own)


@component
def Shelf(visitor: Visitor, own: solara.Reactive[Lesson | None]) -> None:
    """Show all lessons, and take one of the visitor's own."""
    words = visitor.words

    def take(name: str, content: bytes) -> None:
        try:
            lesson = loads_lesson(content, name)
        except ScenarioError as error:
            visitor.told.set(tuple(problem.sentence for problem in error.problems))
        else:
            own.set(lesson)
            visitor.show(lesson=lesson.name, scene=0, said="")

    with solara.Div(classes=["sheet"]):
        Html(tag="h1", children=[PAGE.names[words.language]], class_="unseen")
        solara.Text(words("lessons.about"))
        with solara.Div(classes=["shelf"]):
            for name in lessons():
                lesson = load_lesson(name)
                with solara.Div(classes=["shelf-lesson"]).key(name):
                    solara.Text(words.of(lesson.title), classes=["shelf-title"])
                    about = {"minutes": lesson.minutes, "scenes": len(lesson.scenes)}
                    solara.Text(words("lessons.minutes", **about), classes=["quiet"])
                    solara.Text(words.of(lesson.goal))
                    solara.Button(
                        words("lessons.begin"), on_click=lambda name=name: visitor.show(lesson=name, scene=0, said="")
                    )
        FilePlace(visitor, words("lessons.own"), take)
        solara.Text(words("lessons.own_new", command="cogov lessons new NAME"), classes=["quiet"])


@component
def Told(visitor: Visitor, lesson: Lesson) -> None:
    """Show a lesson on the stage, or its notes on the trainer's second screen."""
    view = visitor.view.value
    progress = read_progress(lesson, view.scene, view.said)
    version = use_lectern(visitor, lesson)
    found = use_scene(visitor, progress)
    if view.console:
        Console(visitor, progress, found, version)
    else:
        SceneStage(visitor, progress, found, version)


PAGE = PageDeclaration(50, {"en": "Lessons", "zh": "课程"}, Lessons, headed=True)
