"""``cogov lessons``: the shipped lessons, and a trainer's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json, Lang

if TYPE_CHECKING:
    from ..lessons import Lesson
    from ..words import Words

app = typer.Typer(
    name="lessons",
    help="Lessons for a room: list the shipped ones, check your own, begin a new one.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command("list")
def list_(json: Json = False, lang: Lang = None) -> None:
    """List the shipped lessons."""
    from .. import documents, tables, terminal
    from ..lessons import lessons, load_lesson
    from ..words import spoken, words

    say = words(lang or spoken())
    records = [load_lesson(name) for name in lessons()]
    if json:
        found = [
            {
                "name": record.name,
                "title": record.title.model_dump(),
                "goal": record.goal.model_dump(),
                "minutes": record.minutes,
                "steps": len(record.steps),
            }
            for record in records
        ]
        document = {"schema_version": documents.SCHEMA_VERSION, "kind": "lessons", "lessons": found}
        typer.echo(documents.text(document), nl=False)
        return
    rows = [(record.name, say.of(record.title), str(record.minutes), say.of(record.goal)) for record in records]
    terminal.output().print(tables.lesson_table(rows, say))


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE …", help="Lesson files, or names.")],
    run: Annotated[bool, typer.Option("--run", help="Also run each question, and tell which answer is right.")] = False,
    lang: Lang = None,
) -> None:
    """Tell everything that is wrong with lesson files; exits 2 if anything is."""
    from ...scenarios import ScenarioError
    from .. import terminal
    from ..lessons import load_lesson
    from ..quoting import clean
    from ..words import spoken, words

    say = words(lang or spoken())
    sound: list[Lesson] = []
    for file in files:
        try:
            lesson = load_lesson(file)
        except ScenarioError as error:
            for line in str(error).splitlines():
                terminal.notices().print(clean(line), soft_wrap=True)
            continue
        sound.append(lesson)
        questions = sum(step.question is not None for step in lesson.steps)
        told = say("lesson.valid", file=file, steps=len(lesson.steps), questions=questions)
        terminal.output().print(clean(told), soft_wrap=True)
    if len(sound) < len(files):
        raise typer.Exit(2)
    if run:
        terminal.announce_compilation(say)
        for lesson in sound:
            _tell_answers(lesson, say)


def _tell_answers(lesson: Lesson, say: Words) -> None:
    """Print for each question of a lesson which answer is right, and by how much."""
    from .. import terminal
    from ..figures import change, interval
    from ..findings import BY_NAME
    from ..lessons import answered, needed
    from ..quoting import clean

    for number, step in enumerate(lesson.steps, 1):
        question = step.question
        if question is None:
            continue
        total = sum(len(runs) for runs in needed(step).values())
        with terminal.progress(lesson.name, total, say("run.runs")) as advance:
            found = answered(step, on_run=partial(_one_more, advance))
        indicator = BY_NAME[question.indicator]
        told = say(
            "lesson.answer" if found.sure else "lesson.unsure",
            lesson=lesson.name,
            step=number,
            question=say.of(question.text),
            option=say.of(question.options[found.option].text),
            size=f"{change(found.found.mean, indicator)} {interval(found.found, indicator)}".rstrip(),
            runs=question.replicates,
        )
        terminal.output().print(clean(told), soft_wrap=True)


def _one_more(advance: Callable[[], None], done: int, total: int) -> None:
    advance()


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the lesson; the file is NAME.toml.")],
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the file goes; else here.")
    ] = None,
) -> None:
    """Begin a lesson of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    from .. import terminal
    from ..lessons.template import template
    from ..outputs import OutputError
    from ..quoting import clean
    from ..words import spoken, words

    name = name.removesuffix(".toml")  # people name the file as readily as the lesson
    text = template(name)
    path = (folder or Path()) / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path.name}: is there already") from None
    terminal.output().print(clean(words(spoken())("scenarios.written", path=path)), soft_wrap=True)
