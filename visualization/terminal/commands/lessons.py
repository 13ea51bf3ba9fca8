"""``cogov lessons``: the shipped lessons, and a trainer's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.execution.exit_codes import BAD_INPUT
from ....experiments.lessons import Lesson, answer_scene, lessons, load_lesson, required_runs
from ....experiments.lessons.template import template
from ....scenarios import ScenarioError
from ....scenarios.form import FORM
from ...language.formatting import change, interval
from ...language.translations import Words, preferred_language, words
from ...reports import json_documents
from .. import consoles, tables
from ..command_list import PLAIN
from ..own_files import write_own_file
from .options import Json, Lang

app = typer.Typer(
    name="lessons",
    help="Lessons for a room: list the shipped ones, check your own, begin a new one.",
    no_args_is_help=True,
    **PLAIN,
)


@app.command("list")
def list_(json: Json = False, lang: Lang = None) -> None:
    """List the shipped lessons."""
    say = words(lang or preferred_language())
    records = [load_lesson(name) for name in lessons()]
    if json:
        result = [
            {
                "name": record.name,
                "title": record.title.model_dump(),
                "goal": record.goal.model_dump(),
                "minutes": record.minutes,
                "scenes": len(record.scenes),
            }
            for record in records
        ]
        document = {"schema_version": json_documents.SCHEMA_VERSION, "kind": "lessons", "lessons": result}
        typer.echo(json_documents.text(document), nl=False)
        return
    rows = [(record.name, say.of(record.title), str(record.minutes), say.of(record.goal)) for record in records]
    consoles.output().print(tables.lesson_table(rows, say))


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE …", help="Lesson files, or names.")],
    run: Annotated[bool, typer.Option("--run", help="Also run each poll, and tell which answer is right.")] = False,
    lang: Lang = None,
) -> None:
    """Tell everything that is wrong with lesson files; exits 2 if anything is."""
    say = words(lang or preferred_language())
    sound: list[Lesson] = []
    for file in files:
        try:
            lesson = load_lesson(file)
        except ScenarioError as error:
            for line in error.text(say.language).splitlines():
                consoles.tell(line, say)
            continue
        sound.append(lesson)
        polls = sum(scene.poll is not None for scene in lesson.scenes)
        told = say("lesson.valid", file=file, scenes=len(lesson.scenes), polls=polls)
        consoles.show(told, say)
    if len(sound) < len(files):
        raise typer.Exit(BAD_INPUT)
    if run:
        consoles.announce_compilation(say)
        for lesson in sound:
            _tell_answers(lesson, say)


def _tell_answers(lesson: Lesson, say: Words) -> None:
    """Print for each poll of a lesson which answer is right, and by how much."""
    for number, scene in enumerate(lesson.scenes, 1):
        poll = scene.poll
        if poll is None:
            continue
        total = sum(len(runs) for runs in required_runs(scene).values())
        with consoles.progress(lesson.name, total, say("run.runs")) as advance:
            result = answer_scene(scene, on_run=partial(_one_more, advance))
        indicator = FORM.by_name[poll.indicator]
        told = say(
            "lesson.answer" if result.sure else "lesson.unsure",
            lesson=lesson.name,
            scene=number,
            poll=say.of(poll.text),
            option=say.of(poll.options[result.option].text),
            size=f"{change(result.found.mean, indicator)} {interval(result.found, indicator)}".rstrip(),
            runs=poll.replicates,
        )
        consoles.show(told, say)
        if poll.claim:
            told = say("lesson.holds" if result.outcome == poll.claim else "lesson.missed")
            consoles.show(f"  {told}", say)


def _one_more(advance: Callable[[], None], done: int, total: int) -> None:
    advance()


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the lesson; the file is NAME.toml.")],
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the file goes; else here.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Begin a lesson of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    write_own_file(name, template, folder, lang)
