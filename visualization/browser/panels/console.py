"""The trainer's console, for her second screen: notes, what comes next, what the runs say, what the room said."""

from __future__ import annotations

import solara
from reacton import component
from reacton.ipyvuetify import Html

from ....experiments.lessons import LessonProgress
from ..hooks import handler
from ..room.hall import HALL
from ..session import Visitor
from .scene import SceneBar, hero_text, move
from .scene_poll import SceneFound, ballot, measure


@component
def Console(visitor: Visitor, progress: LessonProgress, found: SceneFound | None, version: object) -> None:
    """Show the notes of the present scene, and lead the stage."""
    words, lesson, scene = visitor.words, progress.lesson, progress.here
    with solara.Div(classes=["sheet", "trainer"], attributes={"data-scene": str(progress.scene)}):
        SceneBar(visitor, progress)
        solara.Text(words("lessons.console_about"), classes=["quiet"])
        with solara.Div(classes=["trainer-row"]):
            solara.Button(words("lessons.back"), on_click=handler(lambda: move(visitor, progress.back())))
            solara.Button(
                words("lessons.next"), on_click=handler(lambda: move(visitor, progress.next())), color="primary"
            )
            if not progress.is_revealed:
                solara.Button(words("lessons.reveal"), on_click=handler(lambda: _reveal(visitor, progress)))
            dark = visitor.blank.value
            solara.Button(
                words("lessons.light" if dark else "lessons.dark"),
                on_click=handler(lambda: visitor.blank.set(not dark)),
            )
        if scene is None:
            Html(tag="h1", children=[words("lessons.debrief")], class_="trainer-headline")
            for question in lesson.debrief:
                solara.Div(children=[solara.Text(words.of(question))], classes=["lesson-paragraph"])
            return
        Html(tag="h1", children=[words.of(scene.headline)], class_="trainer-headline")
        note = words.of(scene.note)
        solara.Text(note or words("lessons.no_note"), classes=["trainer-note"])
        solara.Text(words.of(scene.narration))
        if scene.poll is not None:
            _Answers(visitor, progress, found, version)
        following = lesson.scenes[progress.scene + 1] if progress.scene + 1 < len(lesson.scenes) else None
        coming = words.of(following.headline) if following is not None else words("lessons.debrief")
        solara.Text(words("lessons.coming", scene=coming), classes=["trainer-next"])


def _reveal(visitor: Visitor, progress: LessonProgress) -> None:
    """Show the runs on the stage, and to the phones what they said."""
    poll, present = progress.poll, HALL.present
    if poll is not None and present is not None and present.room.state.task == ballot(poll):
        present.room.reveal()
    move(visitor, progress.reveal())


@component
def _Answers(visitor: Visitor, progress: LessonProgress, found: SceneFound | None, version: object) -> None:
    """Show each option with the room's votes, which one the runs make right, and what is then to be said."""
    words, poll, scene = visitor.words, progress.poll, progress.here
    if poll is None or scene is None:
        return
    state = HALL.present.room.state if HALL.present is not None else None
    asked = ballot(poll)
    votes = asked.count(state.answers) if state is not None and state.task == asked else ()
    result = found.answer if found is not None else None
    solara.Text(words.of(poll.text), classes=["asking-question"])
    for place, option in enumerate(poll.options):
        text = words.of(option.text)
        if votes:
            text = words("lessons.voted", option=text, n=votes[place])
        marks = [
            *([words("lessons.expected")] if option.outcome == poll.claim else []),
            *([words("lessons.came_out")] if result is not None and place == result.option else []),
        ]
        with solara.Div(classes=["trainer-option"]).key(str(place)):
            solara.Text(" · ".join([text, *marks]), classes=["asking-question"] if len(marks) else [])
            solara.Text(words.of(option.reveal), classes=["quiet"])
    if found is not None and result is not None:
        solara.Text(words("lessons.found", size=measure(poll, result, words), runs=result.found.n))
        if found.hero is not None and scene.hero is not None:
            solara.Text(f"{hero_text(scene, found.hero)} {words.of(scene.hero.caption)}")
