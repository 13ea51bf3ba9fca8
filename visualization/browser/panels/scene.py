"""A scene on the stage: headline, one number, narration, the city, and what the room predicts."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import numpy as np
import solara
from numpy.typing import NDArray
from reacton import component, use_effect, use_memo
from reacton.ipyvuetify import Html

from ....experiments.lessons import (
    Lesson,
    LessonProgress,
    Scene,
    answer,
    interventions,
    read_hero,
    required_runs,
)
from ....experiments.lessons.city import build_city
from ....scenarios.form import FORM
from ...charts.lines import dash, style_of
from ...language.formatting import format_number
from .. import configuration as setups
from ..configuration import Setup
from ..hooks import handler, use_background, use_state
from ..lectern import LECTERN, LecternState
from ..room.hall import HALL
from ..run_cache import CachedRun, TooLarge, course
from ..serving.presence import visitor as who_looks
from ..session import Visitor
from ..translations import Words, in_both
from ..use_runs import use_courses
from .controls import Controls
from .curves import Curve, Curves
from .scene_case import SceneCase
from .scene_poll import SceneFound, ScenePoll

MONTH = 4
"""Weeks that are drawn as one where single ones are restless."""

TITLE = 30
"""Pixels of the name above a curve."""

LOOK = 0.2
"""Seconds between two looks at the lectern and the room."""


def use_lectern(visitor: Visitor, lesson: Lesson) -> object:
    """Keep this page and the lectern together, and return what changes with what phones do (a hook).

    The trainer's console takes up what the stage shows; the stage begins with what its link says. Only pages of the
    machine that cogov runs on are at the lectern.
    """
    me = use_memo(who_looks, [])
    author = use_memo(object, [])
    version, see = use_state(cast("object", HALL.version))
    view = visitor.view.value

    def shown() -> LecternState:
        here = visitor.view.value
        return LecternState(lesson.name, here.scene, here.said, visitor.blank.value)

    def take(state: LecternState) -> None:
        if state.lesson == lesson.name and state != shown():
            visitor.show(scene=state.scene, said=state.said)
            visitor.blank.set(state.blank)

    def begin() -> None:
        if me.local and view.console:
            take(LECTERN.state)

    def put() -> None:
        if me.local:
            LECTERN.put(shown(), author)

    async def follow() -> None:
        seen, phones = LECTERN.version, HALL.version
        while True:
            if me.here and me.local:
                if LECTERN.version != seen:
                    seen = LECTERN.version
                    if (state := LECTERN.told_by_another(author)) is not None:
                        take(state)
                if HALL.version != phones:
                    phones = HALL.version
                    see(phones)
            await asyncio.sleep(LOOK)

    use_effect(begin, [])
    use_effect(put, [view.scene, view.said, visitor.blank.value])
    use_background(follow, lesson.name)
    return version


def use_scene(visitor: Visitor, progress: LessonProgress) -> SceneFound | None:
    """Return what the runs of the present scene gave, once they may be seen and are made (a hook)."""
    key = f"{progress.lesson.name}/{progress.scene}"
    scene = progress.here
    wanted = scene is not None and progress.is_revealed and key not in visitor.classes.value

    async def run() -> None:
        if not wanted or scene is None:
            return
        made: dict[str, list[NDArray[Any]]] = {}
        try:
            for city, settings in required_runs(scene).items():
                made[city] = [(await course(each)).series for each in settings]
        except TooLarge as problem:
            visitor.told.set((in_both("shell.too_many", residents=problem.residents, most=problem.most),))
            return
        result = answer(scene.poll, made) if scene.poll is not None else None
        number = read_hero(scene.hero, made) if scene.hero is not None else None
        visitor.classes.set({**visitor.classes.value, key: SceneFound(result, number)})

    use_background(run, key, wanted)
    return cast("SceneFound | None", visitor.classes.value.get(key))


@component
def SceneStage(visitor: Visitor, progress: LessonProgress, found: SceneFound | None, version: object) -> None:
    """Show the present scene to the room, or what to talk over at the end."""
    words, scene = visitor.words, progress.here
    about = {"data-scene": str(progress.scene), "data-lesson": progress.lesson.name}
    with solara.Div(classes=["scene"], attributes=about):
        SceneBar(visitor, progress)
        if visitor.blank.value:
            with solara.Div(classes=["scene-blank"], attributes={"role": "status"}):
                Html(tag="h1", children=[words("lessons.blank")], class_="scene-dark")
        elif scene is None:
            Debrief(visitor, progress)
        else:
            with solara.Div(classes=["scene-body"]).key(f"scene {progress.scene}"):
                Html(tag="h1", children=[words.of(scene.headline)], class_="scene-headline")
                with solara.Div(classes=["scene-columns"]):
                    with solara.Div(classes=["scene-words"]):
                        for part in words.of(scene.narration).split("\n\n"):
                            solara.Div(children=[solara.Text(part.strip())], classes=["lesson-paragraph"])
                        if scene.poll is not None:
                            room = HALL.present.room if HALL.present is not None else None
                            ScenePoll(
                                scene.poll, progress, found, room, version, words, lambda moved: move(visitor, moved)
                            )
                    with solara.Div(classes=["scene-city"]):
                        Number(scene, found if progress.is_revealed else None, words, asked=not progress.is_revealed)
                        if scene.case is not None:
                            SceneCase(scene, city_titles(scene, words), words)
                        if progress.is_revealed:
                            Look(visitor, scene)
        Steps(visitor, progress)


def move(visitor: Visitor, progress: LessonProgress) -> None:
    """Show where a lesson has come to; the link says it too."""
    visitor.show(scene=progress.scene, said=progress.text())


@component
def SceneBar(visitor: Visitor, progress: LessonProgress) -> None:
    """Show the way through the scenes."""
    words, lesson = visitor.words, progress.lesson
    with solara.Div(classes=["scene-bar"], attributes={"role": "navigation", "aria-label": words("lessons.scenes")}):
        leave = handler(lambda: visitor.show(lesson="", scene=0, said="", console=False))
        solara.Button(words("lessons.leave"), on_click=leave, text=True)
        solara.Text(words.of(lesson.title), classes=["scene-title"])
        for place in range(len(lesson.scenes) + 1):
            text = str(place + 1) if place < len(lesson.scenes) else words("lessons.debrief")
            here = place == progress.scene
            solara.Button(
                text,
                on_click=handler(lambda place=place: move(visitor, progress.go(place))),
                text=True,
                classes=["scene-place", *(["pressed"] if here else [])],
                attributes={"aria-current": "step"} if here else {},
            )
        console = not visitor.view.value.console
        text = words("lessons.console" if console else "lessons.stage")
        solara.Button(text, on_click=handler(lambda: visitor.show(console=console)), text=True)


@component
def Steps(visitor: Visitor, progress: LessonProgress) -> None:
    """Show the way on, at the end of the scene where the eye is, and back."""
    words, scenes = visitor.words, progress.lesson.scenes
    with solara.Div(classes=["scene-steps"]):
        if progress.scene:
            solara.Button(
                words("lessons.back"), on_click=handler(lambda: move(visitor, progress.back())), outlined=True
            )
        if progress.scene < len(scenes):
            last = progress.scene + 1 == len(scenes)
            solara.Button(
                words("lessons.debrief" if last else "lessons.next"),
                on_click=handler(lambda: move(visitor, progress.next())),
                color="primary",
            )


@component
def Number(scene: Scene, found: SceneFound | None, words: Words, *, asked: bool) -> None:
    """Show the one number of a scene, and what it is.

    Before it is known its room is kept, so that nothing below moves when it comes.

    Parameters
    ----------
    scene : Scene
    found : SceneFound or None
        What the runs gave; None while they may not be seen, or are made.
    words : Words
    asked : bool
        Whether the room is still to predict.
    """
    value = found.hero if found is not None else None
    if scene.hero is None or (found is not None and value is None):
        if asked:
            solara.Text("?", classes=["scene-number"])
        elif found is None:
            solara.Text(words("lessons.running"), classes=["quiet"])
        return
    about = {} if value is None else {"data-hero": f"{value:.6f}"}
    with solara.Div(classes=["scene-hero"], attributes=about):
        solara.Text("?" if asked else "…" if value is None else hero_text(scene, value), classes=["scene-number"])
        known = [] if value is not None else ["scene-caption-kept"]
        solara.Text(words.of(scene.hero.caption), classes=["scene-caption", *known])
        if value is None and not asked:
            solara.Text(words("lessons.running"), classes=["unseen"])


def hero_text(scene: Scene, value: float) -> str:
    """Return the number of a scene as the wall shows it: shares in per cent, with as few digits as tell something."""
    if scene.hero is not None and FORM.by_name[scene.hero.indicator].unit == "share":
        return f"{format_number(100 * value, 0 if abs(value) >= 0.1 else 1)}%"
    return format_number(value, 0 if abs(value) >= 20 else 1)


def city_titles(scene: Scene, words: Words) -> dict[str, str]:
    """Return what the cities of a scene are called, told apart where both are the same scenario."""
    built = {name: build_city(scene, name) for name in ("this", "other", *scene.cities)}
    titles = {name: words.of(city.title) or city.name for name, city in built.items()}
    if titles["this"] == titles["other"]:
        titles["this"], titles["other"] = words("lessons.changed"), words("lessons.unchanged")
    return titles


@component
def Look(visitor: Visitor, scene: Scene) -> None:
    """Show the cities of a scene, and the settings that may be moved."""
    words, view = visitor.words, visitor.view.value

    def begun() -> Setup:
        return Setup(
            scenario=scene.scenario,
            against=scene.against,
            changes=scene.changes.dotted(),
            events=interventions(scene) if scene.events else None,
            same_shocks=scene.same_shocks,
        )

    start = use_memo(begun, [scene])
    setup: solara.Reactive[Setup] = solara.use_reactive(start)
    played, against = setups.scenario_played(setup.value, {}), setups.scenario_compared(setup.value, {})
    several = scene.poll.among if scene.poll is not None and setup.value == start else ()
    titles = city_titles(scene, words)
    shown = {name: build_city(scene, name).settings for name in several} or {
        "other": against.settings, "this": played.settings,
    }  # fmt: skip
    asked = use_courses(tuple(shown.values()), replicates=1)
    first, last = scene.weeks or (0, played.settings.run.weeks - 1)

    def take(key: str, value: Any, rest: bool) -> None:
        changed = setup.value.with_change(key, setups.setting_at(original, key) if value is None else value)
        if not setups.problems(changed, {}):
            setup.set(changed)

    height = 240
    room = {"min-height": f"{len(scene.look) * (height + TITLE)}px"}  # kept until the curves come
    with solara.Div(classes=["look"], style=room):
        if len(asked.courses) == len(shown):
            marks = [event.week for event in played.settings.events if event.week is not None]
            for name in scene.look:
                indicator = FORM.by_name[name]
                calm = any(is_restless(run.of(name)) for run in asked.courses)
                with solara.Div(classes=["play-title"]):
                    solara.Text(words.title(indicator))
                    if calm:
                        solara.Text(words("lessons.calmed", n=MONTH), classes=["quiet"])
                lines = [
                    _curve(run, titles[city], name, place, (first, last), calm=calm)
                    for place, (city, run) in enumerate(zip(shown, asked.courses, strict=True))
                ]
                Curves(lines, indicator, words, marks, height=height, large=view.presenter, first=first, fit=True)
        original = setups.scenario_played(start, {}).settings
        if scene.controls:
            solara.Text(words("lessons.controls"), classes=["quiet"])
            Controls(played.settings, original, words, scene.controls, take)

        def explore() -> None:
            visitor.ask(setup.value)
            visitor.show(page="play", indicator=scene.look[0])

        solara.Button(words("lessons.explore"), on_click=explore, text=True)


def _curve(run: CachedRun, title: str, name: str, place: int, weeks: tuple[int, int], *, calm: bool) -> Curve:
    style, values = style_of(place), run.of(name)
    return Curve(title, (average_month(values) if calm else values)[weeks[0] : weeks[1] + 1], style, dash(style))


def is_restless(values: NDArray[np.float64]) -> bool:
    """Tell whether weeks jump so far that their line would be a comb, as where something happens at meetings only."""
    known = values[np.isfinite(values)]
    return len(known) > MONTH and bool(np.abs(np.diff(known)).mean() > 0.5 * np.abs(known).mean())


def average_month(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each week the mean of the four weeks that end with it, of fewer at the beginning."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - MONTH)
    return (sums[ends] - sums[starts]) / (ends - starts)


@component
def Debrief(visitor: Visitor, progress: LessonProgress) -> None:
    """Show what to talk over, and how many predictions were right."""
    words = visitor.words
    found = {
        place: cast("SceneFound | None", visitor.classes.value.get(f"{progress.lesson.name}/{place}"))
        for place in progress.revealed
    }
    answers = {place: each.answer.option for place, each in found.items() if each is not None and each.answer}
    asked = [place for place in answers if place in progress.predictions]
    with solara.Div(classes=["scene-debrief"]):
        Html(tag="h1", children=[words("lessons.debrief")], class_="scene-headline")
        if asked:
            right = progress.right(answers)
            text = words("lessons.all_right" if right == len(asked) else "lessons.score", right=right, asked=len(asked))
            solara.Text(text)
        for question in progress.lesson.debrief:
            solara.Div(children=[solara.Text(words.of(question))], classes=["lesson-paragraph"])
        command = f"cogov lessons check {progress.lesson.name} --run"
        solara.Text(words("lessons.reproduce", command=command), classes=["quiet"])
