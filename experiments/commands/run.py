"""``cogov run``: one run of one scenario."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Changes, Check, Json, Lang, Out, ScenarioName, Series, Weeks

if TYPE_CHECKING:
    from ...scenarios import Scenario
    from ..provenance import Provenance
    from ..runs import Outcome

Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Which luck, instead of the scenario's.")]


def run(
    scenario: ScenarioName,
    seed: Seed = None,
    weeks: Weeks = None,
    changes: Changes = None,
    out: Out = None,
    json: Json = False,
    series: Series = False,
    check: Check = False,
    lang: Lang = None,
) -> None:
    """Run a scenario once: a table of the last year, the course of every indicator, and files with --out."""
    from .. import documents, tables, terminal
    from ..outputs import folder
    from ..provenance import provenance
    from ..quoting import clean
    from ..runs import Case, made, prepared
    from ..words import spoken, words

    say = words(lang or spoken())
    record = prepared(scenario, seed=seed, weeks=weeks, changes=changes or (), options="--")
    for warning in record.warnings:
        terminal.notices().print(clean(str(warning)))
    with folder(out) if out else nullcontext() as stage:
        terminal.announce_compilation(say)
        length = record.settings.run.weeks
        with terminal.progress(record.name, length, say("unit.weeks")) as advance:
            outcome = made(Case(record.name, record.settings, check), lambda _: advance())
        command = ["cogov", "run", scenario, "--seed", str(outcome.seed), "--weeks", str(length)]
        origin = provenance(command + [word for change in changes or () for word in ("--set", change)])
        if stage:
            write_run(stage, record, outcome, origin)
    if json:
        typer.echo(documents.text(documents.run_document(record, outcome, origin, series=series)), nl=False)
        return
    console = terminal.output()
    title = clean(say.of(record.title)) or record.name
    heading = say("run.title", title=title, weeks=length, seed=outcome.seed)
    console.print(tables.run_table(outcome, heading, say, console.width))
    if check:
        console.print(say("run.checked", weeks=length))
    if out:
        console.print(clean(say("run.files", folder=out)), soft_wrap=True)


def write_run(stage: Path, record: Scenario, outcome: Outcome, origin: Provenance) -> None:
    """Write the files of a run: series, summary, resolved scenario, provenance."""
    from ...scenarios import write
    from .. import documents
    from ..outputs import write_frame, write_text

    frame = outcome.frame()
    write_frame(frame, stage / "series.parquet")
    write_frame(frame, stage / "series.csv")
    write_text(stage / "summary.json", documents.text(documents.run_document(record, outcome, origin)))
    write(record, stage / "scenario.toml")
    write_text(stage / "provenance.json", documents.text(dict(origin)))
