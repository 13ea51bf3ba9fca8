"""``cogov scenarios``: the library and one's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Json, Lang, ScenarioName

app = typer.Typer(
    name="scenarios",
    help="The library of scenarios, and your own files: list, show, check, compare, begin a new one.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command("list")
def list_(json: Json = False, lang: Lang = None) -> None:
    """List the shipped scenarios."""
    from ...scenarios import library, load
    from .. import documents, tables, terminal
    from ..quoting import opening
    from ..words import spoken, words

    say = words(lang or spoken())
    records = [load(name) for name in library()]
    if json:
        found = [
            {
                "name": record.name,
                "digest": record.digest,
                "title": record.title.model_dump(),
                "story": record.story.model_dump(),
            }
            for record in records
        ]
        typer.echo(
            documents.text({"schema_version": documents.SCHEMA_VERSION, "kind": "scenarios", "scenarios": found}),
            nl=False,
        )
        return
    rows = [(record.name, say.of(record.title), opening(say.of(record.story))) for record in records]
    terminal.output().print(tables.scenario_table(rows, say))


@app.command()
def show(
    scenario: ScenarioName,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print the resolved file: every value that decides a run.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Tell what a scenario shows, what to watch, and which settings differ from nothing being coordinated."""
    from ...model.settings import Settings
    from ...scenarios import load, to_toml
    from .. import tables, terminal
    from ..words import spoken, words

    say = words(lang or spoken())
    record = load(scenario)
    if toml:
        typer.echo(to_toml(record), nl=False)
        return
    terminal.output().print(tables.portrait(record, say))
    terminal.output().print(
        tables.lever_table((say("scenarios.default"), record.name), (Settings(), record.settings), say)
    )


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE …", help="Scenario files, or names.")],
) -> None:
    """Tell everything that is wrong with scenario files; exits 2 if anything is."""
    from ...scenarios import ScenarioError, load
    from .. import terminal
    from ..quoting import clean
    from ..words import spoken, words

    say = words(spoken())
    problems = 0
    for file in files:
        try:
            record = load(file)
        except ScenarioError as error:
            problems += 1
            for line in str(error).splitlines():
                terminal.notices().print(clean(line), soft_wrap=True)
            continue
        for warning in record.warnings:
            terminal.notices().print(clean(str(warning)), soft_wrap=True)
        key = "scenarios.valid_warned" if record.warnings else "scenarios.valid"
        about = {"warnings": len(record.warnings)} if record.warnings else {}
        told = say(key, file=file, name=record.name, digest=record.digest[:12], **about)
        terminal.output().print(clean(told), soft_wrap=True)
    if problems:
        raise typer.Exit(2)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from ...scenarios import schema as schema_of_files
    from .. import documents

    typer.echo(documents.text(schema_of_files()), nl=False)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario; the file is NAME.toml.")],
    extends: Annotated[str, typer.Option("--extends", metavar="SCENARIO", help="What it differs from.")] = "fragmented",
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the file goes; else here.")
    ] = None,
) -> None:
    """Begin a scenario of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    from ...scenarios import load, template
    from .. import terminal
    from ..outputs import OutputError
    from ..quoting import clean
    from ..words import spoken, words

    load(extends)
    name = name.removesuffix(".toml")  # people name the file as readily as the scenario
    text = template(name, extends)
    path = (folder or Path()) / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path.name}: is there already") from None
    terminal.output().print(clean(words(spoken())("scenarios.written", path=path)), soft_wrap=True)


@app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    lang: Lang = None,
) -> None:
    """Show the settings in which two scenarios differ."""
    from ...scenarios import load
    from .. import tables, terminal
    from ..comparison import unique
    from ..quoting import clean
    from ..words import spoken, words

    say = words(lang or spoken())
    records = [load(one), load(other)]
    names = unique([record.name for record in records])
    if records[0].digest == records[1].digest:
        terminal.output().print(clean(say("scenarios.equal", one=names[0], other=names[1])))
        return
    terminal.output().print(tables.lever_table(names, [record.settings for record in records], say))
