"""``cogov scenarios``: the library and one's own files."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.execution.exit_codes import BAD_INPUT
from ....experiments.execution.provenance import provenance
from ....experiments.library_table import list_library_runs, tabulate_library
from ....model.extensions.bundle import ExtendedSettings
from ....model.file import leads_to_standard_output
from ....scenarios import ScenarioError, from_library, library, load, template, to_toml
from ....scenarios import schema as schema_of_files
from ....scenarios.form import FORM, form_of
from ....scenarios.message import message
from ....scenarios.names import unique
from ....scenarios.toml.sanitize import first_sentence
from ....scenarios.upgrade.files import upgrade_file, write_upgraded
from ....scenarios.writing import BEGINNING, difference
from ...language.translations import preferred_language, words
from ...reports import json_documents
from ...reports import library_table as library_reports
from ...reports.extension_odd import describe_extensions
from .. import consoles, tables
from ..command_list import PLAIN
from ..own_files import write_own_file
from ..upgrade_account import account_lines, is_changed
from .options import ChangesOption, Json, Lang, ReplicatesOption, ScenarioName, SeedOption, Weeks, WorkersOption

app = typer.Typer(
    name="scenarios",
    help="The library of scenarios, and your own files: list, show, check, compare, begin one, upgrade an old one.",
    no_args_is_help=True,
    **PLAIN,
)


@app.command("list")
def list_(json: Json = False, lang: Lang = None) -> None:
    """List the shipped scenarios."""
    say = words(lang or preferred_language())
    named = [(name, load(from_library(name))) for name in library()]
    if json:
        result = [
            {
                "name": name,
                "digest": record.digest,
                "title": record.title.model_dump(),
                "story": record.story.model_dump(),
            }
            for name, record in named
        ]
        typer.echo(
            json_documents.text(
                {"schema_version": json_documents.SCHEMA_VERSION, "kind": "scenarios", "scenarios": result}
            ),
            nl=False,
        )
        return
    rows = [(name, say.of(record.title), first_sentence(say.of(record.story))) for name, record in named]
    consoles.output().print(tables.scenario_table(rows, say))


@app.command()
def show(
    scenario: ScenarioName,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print the resolved file: every value that decides a run.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Tell what a scenario shows, what to watch, and which settings differ from nothing being coordinated."""
    say = words(lang or preferred_language())
    if toml:
        typer.echo(to_toml(load(scenario)), nl=False)
        return
    record = load(scenario)
    default = type(record.settings)()
    consoles.output().print(tables.portrait(record, say))
    consoles.output().print(
        tables.lever_table((say("scenarios.default"), record.name), (default, record.settings), say)
    )


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE …", help="Scenario files, or names.")],
    lang: Lang = None,
) -> None:
    """Tell everything that is wrong with scenario files; exits 2 if anything is."""
    say = words(lang or preferred_language())
    problems = 0
    for file in files:
        try:
            record = load(file)
        except ScenarioError as error:
            problems += 1
            for line in error.text(say.language).splitlines():
                consoles.tell(line, say)
            continue
        consoles.tell_warnings([record], say)
        key = "scenarios.valid_warned" if record.warnings else "scenarios.valid"
        about = {"warnings": len(record.warnings)} if record.warnings else {}
        told = say(key, file=file, name=record.name, digest=record.digest[:12], **about)
        consoles.show(told, say)
    if problems:
        raise typer.Exit(BAD_INPUT)


@app.command()
def schema(
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="With the keys of the extensions that it uses.")
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    form = FORM if scenario is None else form_of(load(scenario).settings)
    typer.echo(json_documents.text(schema_of_files(form)), nl=False)


@app.command()
def odd(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file that uses extensions.")],
    lang: Lang = None,
) -> None:
    """Print what the extensions of a scenario are, in the form of ODD, as Markdown for an appendix."""
    say = words(lang or preferred_language())
    record = load(scenario)
    if not isinstance(record.settings, ExtendedSettings):
        raise typer.BadParameter(message("extension.none_used", name=scenario), param_hint="SCENARIO")
    consoles.tell_warnings([record], say)
    typer.echo(describe_extensions(record.settings, say), nl=False)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario; the file is NAME.toml.")],
    extends: Annotated[str, typer.Option("--extends", metavar="SCENARIO", help="What it differs from.")] = BEGINNING,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the file goes; else here.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Begin a scenario of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    load(extends)
    write_own_file(name, lambda plain: template(plain, extends), folder, lang)


MOST = 20
"""Settings of the city and of behaviour that a comparison of scenarios lists."""


@app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    lang: Lang = None,
) -> None:
    """Show the settings in which two scenarios differ."""
    say = words(lang or preferred_language())
    records = [load(each) for each in (one, other)]
    names = unique([record.name for record in records])
    if records[0].digest == records[1].digest:
        consoles.show(say("scenarios.equal", one=names[0], other=names[1]), say)
        return
    found = [(key, *values) for key, *values in difference(*records) if not key.startswith("rules.")]
    if records[0].settings.rules != records[1].settings.rules:
        consoles.output().print(tables.lever_table(names, [record.settings for record in records], say))
    told = [each for each in found if not each[0].startswith("events")]
    for key, *values in told[:MOST]:
        one_value, other_value = ("—" if value is None else str(value) for value in values)
        consoles.show(say("scenarios.other_setting", key=key, one=one_value, other=other_value), say)
    if len(told) > MOST:
        consoles.show(say("scenarios.more_settings", count=len(told) - MOST), say)
    if len(told) < len(found):
        counts = [len(record.settings.events) for record in records]
        about = {"one": names[0], "other": names[1], "count": counts[0], "count_other": counts[1]}
        consoles.show(say("scenarios.other_events", **about), say)


@app.command()
def table(
    replicates: ReplicatesOption = 20,
    seed: SeedOption = None,
    weeks: Weeks = None,
    changes: ChangesOption = None,
    workers: WorkersOption = 1,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV: a line for each scenario and quantity.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    lang: Lang = None,
) -> None:
    """Run every scenario of the library on the same seeds, and print what each comes to."""
    say = words(lang or preferred_language())
    if json + csv + markdown > 1:
        raise typer.BadParameter(message("usage.one_format"), param_hint="--json --csv --markdown")
    scenarios, places = list_library_runs(seed=seed, weeks=weeks, changes=changes or ())
    consoles.announce_compilation(say)
    runs = replicates * len({each.digest for each in (*scenarios, *places)})
    with consoles.progress(say("library_table.title"), runs, say("run.runs")) as advance:
        found = tabulate_library(
            replicates=replicates, seed=seed, weeks=weeks, changes=changes or (), workers=workers, on_done=advance
        )
    if json:
        words_typed = shlex.split(library_reports.command(found))
        origin = provenance([*words_typed, *(word for each in changes or () for word in ("--set", each))])
        typer.echo(json_documents.text(library_reports.document(found, origin)), nl=False)
    elif csv:
        typer.echo(library_reports.frame(found).to_csv(index=False, lineterminator="\n"), nl=False)
    elif markdown:
        typer.echo(library_reports.markdown(found, say), nl=False)
    else:
        console = consoles.output()
        shown, hidden = tables.library_table(found, say, console.width)
        console.print(shown)
        if hidden:
            console.print(say("library_table.hidden", columns=("、" if say.language == "zh" else "; ").join(hidden)))
        for told in library_reports.caption(found, say):
            console.print(told, style="dim")


@app.command()
def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of the model's first edition.")],
    write: Annotated[
        bool, typer.Option("--write", help="Rewrite the file; what stood there is kept beside it, as FILE.first.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="NEW", help="Write a new file instead, or - to print it; never over another."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Turn a file of the model's first edition into one of today: tell key by key what moved, what is gone and why.

    Without --write or --out nothing is written.
    """
    say = words(lang or preferred_language())
    if write and out is not None:
        raise typer.BadParameter(message("usage.write_or_out"))
    result = upgrade_file(file)
    if result is None:
        consoles.show(say("upgrade.already", file=file), say)
        return
    printed = leads_to_standard_output(out)
    for line in account_lines(result, say):
        consoles.show(line, say, aside=printed)
    if not is_changed(result):
        consoles.show(say("upgrade.unchanged"), say, aside=printed)
        return
    if printed:
        typer.echo(result.upgraded.text, nl=False)
        return
    if not write and out is None:
        consoles.show(say("upgrade.nothing_written"), say)
        return
    written, backup = write_upgraded(result, out)
    for path in written:
        consoles.show(say("scenarios.written", path=path), say)
    if backup is not None:
        consoles.show(say("upgrade.backup", path=backup), say)
