"""Lessons: predict, run, explain (课程)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import solara
from reacton import component, use_memo

from ....experiments.lessons import (
    Answer,
    Lesson,
    LessonProgress,
    LessonStep,
    Question,
    answer,
    interventions,
    lessons,
    load_lesson,
    loads_lesson,
    required_runs,
)
from ....scenarios import ScenarioError
from ...language.formatting import change, format_number
from .. import configuration as setups
from ..configuration import Setup
from ..hooks import use_background, use_state
from ..measures import BY_NAME
from ..page import PageDeclaration
from ..panels.curves import Curves
from ..panels.levers import Levers
from ..panels.upload import FilePlace
from ..run_cache import course
from ..session import Visitor
from ..use_runs import use_courses
from .play import lines_of


@dataclass(frozen=True)
class Class:
    """Where this visitor's room is in a lesson, and what came out of the steps so far."""

    progress: LessonProgress
    answers: dict[int, Answer]


@component
def Lessons(visitor: Visitor) -> None:
    """Show the lesson that is open, or the list of all."""
    name = visitor.view.value.lesson
    own: solara.Reactive[Lesson | None] = solara.use_reactive(None)
    if own.value is not None and name == own.value.name:
        Room(visitor, own.value).key(name)
    elif name in lessons():
        Room(visitor, load_lesson(name)).key(name)
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
            visitor.show(lesson=lesson.name)

    with solara.Div(classes=["sheet"]):
        solara.Text(words("lessons.about"))
        with solara.Div(classes=["shelf"]):
            for name in lessons():
                lesson = load_lesson(name)
                with solara.Div(classes=["shelf-lesson"]):
                    solara.Text(words.of(lesson.title), classes=["shelf-title"])
                    solara.Text(words("lessons.minutes", minutes=lesson.minutes), classes=["quiet"])
                    solara.Text(words.of(lesson.goal))
                    solara.Button(words("lessons.begin"), on_click=lambda name=name: visitor.show(lesson=name))
        FilePlace(visitor, words("lessons.own"), take)
        solara.Text(words("lessons.own_new", command="cogov lessons new NAME"), classes=["quiet"])


@component
def Room(visitor: Visitor, lesson: Lesson) -> None:
    """Show one step of a lesson, or what to talk over at its end."""
    words = visitor.words
    state: Class = visitor.classes.value.get(lesson.name) or Class(LessonProgress(lesson=lesson), {})
    progress = state.progress

    def keep(changed: Class) -> None:
        visitor.classes.set({**visitor.classes.value, lesson.name: changed})

    def go(moved: LessonProgress) -> None:
        keep(Class(moved, state.answers))

    def came(result: Answer) -> None:
        keep(Class(progress.reveal(), {**state.answers, progress.step: result}))

    with solara.Div(classes=["lesson"]):
        with solara.Div(classes=["lesson-head"]):
            solara.Button(words("lessons.leave"), on_click=lambda: visitor.show(lesson=""), text=True)
            solara.Text(words.of(lesson.title), classes=["shelf-title"])
            step = progress.here
            if step is not None:
                place = words("lessons.step", step=progress.step + 1, steps=len(lesson.steps))
                solara.Text(place, classes=["quiet"])
            solara.Button(words("lessons.back"), on_click=lambda: go(progress.back()), disabled=progress.step == 0)
            if step is not None:
                solara.Button(
                    words("lessons.next"), on_click=lambda: go(progress.next()), disabled=not progress.can_go_on,
                    color="primary",
                )  # fmt: skip
        if step is None:
            Debrief(visitor, state)
        else:
            about = {"data-step": str(progress.step)}
            with solara.Div(classes=["lesson-step"], attributes=about).key(f"step {progress.step}"):
                with solara.Div(classes=["lesson-words"]):
                    solara.Text(words.of(step.title), classes=["shelf-title"])
                    _paragraphs(words.of(step.text))
                    if step.question is not None:
                        Asking(visitor, step, progress, state.answers.get(progress.step), go, came)
                with solara.Div(classes=["lesson-city"]):
                    if progress.is_revealed:
                        Look(visitor, step)


def _paragraphs(text: str) -> None:
    for part in text.split("\n\n"):
        solara.Div(children=[solara.Text(part.strip())], classes=["lesson-paragraph"])


@component
def Asking(
    visitor: Visitor, step: LessonStep, progress: LessonProgress, result: Answer | None, on_move: Any, on_answer: Any
) -> None:
    """Ask for a prediction, run, and say what came out and why."""
    words, question = visitor.words, step.question
    running, run = use_state(False)
    done, tell = use_state(cast("tuple[int, int]", (0, 1)))
    if question is None:
        return

    async def ask() -> None:
        if not running:
            return
        wanted = required_runs(step)
        total = sum(len(runs) for runs in wanted.values())
        made: dict[str, list[Any]] = {}
        for city, runs in wanted.items():
            made[city] = []
            for settings in runs:
                made[city].append((await course(cast(Any, settings))).series)
                tell((sum(len(row) for row in made.values()), total))
        run(False)
        on_answer(answer(question, made))

    use_background(ask, running)
    with solara.Div(classes=["asking"]):
        solara.Text(words.of(question.text), classes=["asking-question"])
        if not progress.is_revealed:
            solara.Text(words("lessons.predict"), classes=["quiet"])
        for place, option in enumerate(question.options):
            mark = _mark(place, progress, result)
            solara.Button(
                words.of(option.text),
                on_click=lambda place=place: on_move(progress.predict(place)),
                disabled=progress.is_revealed or running,
                classes=["asking-option", *([mark] if mark else [])],
                attributes={"aria-pressed": str(place == progress.prediction).lower()},
            )
        if running:
            solara.Text(words("lessons.running", done=done[0], total=done[1]), classes=["quiet"])
        elif not progress.is_revealed:
            solara.Button(
                words("lessons.reveal"), on_click=lambda: run(True), disabled=not progress.can_reveal, color="primary"
            )
        if result is not None and progress.is_revealed:
            Outcome(visitor, question, result, progress.prediction)


def _mark(place: int, progress: LessonProgress, result: Answer | None) -> str:
    if progress.is_revealed and result is not None and place == result.option:
        return "asking-right"
    return "asking-chosen" if place == progress.prediction else ""


@component
def Outcome(visitor: Visitor, question: Question, result: Answer, predicted: int | None) -> None:
    """Say which answer the runs gave, how sure that is, and why."""
    words, option = visitor.words, question.options[result.option]
    verdict = "right" if predicted == result.option else "wrong"
    indicator = BY_NAME[question.indicator]
    with solara.Div(classes=["outcome", f"outcome-{verdict}"], attributes={"role": "status"}):
        solara.Text(words(f"lessons.{verdict}", option=words.of(option.text)), classes=["asking-question"])
        _paragraphs(words.of(option.explanation))
        share = indicator.unit == "share"
        amount = format_number(100 * result.found.mean, 1, sign=True) if share else change(result.found.mean, indicator)
        size = f"{amount} {words('lessons.percentage_points') if share else words.unit(indicator)}"
        solara.Text(words("lessons.found", size=size, runs=result.found.n), classes=["quiet"])
        sure = "one_run" if result.found.n == 1 else "sure" if result.sure else "unsure"
        solara.Text(words(f"lessons.{sure}"), classes=["quiet"])


@component
def Look(visitor: Visitor, step: LessonStep) -> None:
    """Show the two cities of a step, and the levers that may be moved."""
    words, view = visitor.words, visitor.view.value

    def begun() -> Setup:
        return Setup(
            scenario=step.scenario,
            against=step.against,
            changes=step.changes.dotted(),
            events=cast(Any, interventions(step)) if step.events else None,
            same_shocks=step.same_shocks,
        )

    start = use_memo(begun, [step])
    setup: solara.Reactive[Setup] = solara.use_reactive(start)
    played, against = setups.scenario_played(setup.value, {}), setups.scenario_compared(setup.value, {})
    asked = use_courses((played.settings, against.settings))

    def move(key: str, value: Any, rest: bool) -> None:
        changed = start if value is None else setup.value.with_change(key, value)
        if not setups.problems(changed, {}):
            setup.set(changed)

    with solara.Div(classes=["look"]):
        if asked.courses:
            for name in step.look:
                indicator = BY_NAME[name]
                with solara.Div(classes=["play-title"]):
                    solara.Text(words.title(indicator))
                    solara.Text(words.unit(indicator), classes=["quiet"])
                    solara.Text(words.meaning(indicator), classes=["quiet"])
                titles = (visitor.title(step.scenario), visitor.title(step.against))
                Curves(
                    lines_of(asked, name, titles, words), indicator, words,
                    [event.week for event in played.settings.events if event.week is not None],
                    height=220, large=view.presenter,
                )  # fmt: skip
        if step.controls:
            solara.Text(words("lessons.controls"), classes=["quiet"])
            original = setups.scenario_played(start, {}).settings
            Levers(played.settings, original, words, move, only=step.controls)

        def explore() -> None:
            visitor.ask(setup.value)
            visitor.show(page="play", indicator=step.look[0])

        solara.Button(words("lessons.explore"), on_click=explore, text=True)


@component
def Debrief(visitor: Visitor, state: Class) -> None:
    """Show what to talk over, and how many predictions were right."""
    words, progress = visitor.words, state.progress
    right = progress.right({step: result.option for step, result in state.answers.items()})
    score = {"right": right, "asked": len(state.answers)}
    with solara.Div(classes=["sheet", "debrief"]):
        solara.Text(words("lessons.debrief"), classes=["shelf-title"])
        if state.answers:
            solara.Text(words("lessons.all_right" if right == len(state.answers) else "lessons.score", **score))
        for question in progress.lesson.debrief:
            _paragraphs(words.of(question))
        solara.Text(
            words("lessons.reproduce", command=f"cogov lessons check {progress.lesson.name} --run"), classes=["quiet"]
        )


PAGE = PageDeclaration(50, {"en": "Lessons", "zh": "课程"}, Lessons)
