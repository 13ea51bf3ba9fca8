"""``cogov run``: one run of one scenario."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Changes, Check, Json, Lang, Out, Series, Start, Weeks

if TYPE_CHECKING:
    from ...scenarios import Scenario
    from ..provenance import Provenance
    from ..runs import Outcome

Wanted = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A name from the library, or a scenario file; not needed with --from."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Which luck, instead of the scenario's.")]
Until = Annotated[
    int | None, typer.Option("--until", min=1, metavar="W", help="Stop when W weeks are done, before the end.")
]
Save = Annotated[
    Path | None, typer.Option("--save", metavar="FILE", help="Leave a checkpoint at the end, to go on from.")
]


def run(
    scenario: Wanted = None,
    seed: Seed = None,
    weeks: Weeks = None,
    changes: Changes = None,
    out: Out = None,
    json: Json = False,
    series: Series = False,
    check: Check = False,
    until: Until = None,
    save: Save = None,
    start: Start = None,
    lang: Lang = None,
) -> None:
    """Run a scenario once: a table of the last year, the course of every indicator, and files with --out."""
    if scenario is None and start is None:
        raise typer.BadParameter("name a scenario, or a checkpoint with --from", param_hint="SCENARIO")
    from .. import documents, tables, terminal
    from ..outputs import folder
    from ..provenance import provenance
    from ..quoting import clean
    from ..runs import Case, made, prepared
    from ..words import spoken, words

    say = words(lang or spoken())
    stem = begun(start) if start else None
    luck = stem.settings.run.seed if stem and seed is None else seed
    record = prepared(
        stem if stem and scenario is None else scenario or "",
        seed=luck,
        weeks=weeks,
        changes=changes or (),
        options="--",
    )
    length = _length(record.settings.run.weeks, until, save)
    for warning in record.warnings:
        terminal.notices().print(clean(str(warning)))
    with folder(out) if out else nullcontext() as stage:
        terminal.announce_compilation(say)
        with terminal.progress(record.name, length, say("unit.weeks")) as advance:
            case = Case(record.name, record.settings, check, start, length, save)
            outcome = made(case, lambda _: advance())
        command = ["cogov", "run", *([scenario] if scenario else []), "--seed", str(outcome.seed)]
        command += ["--weeks", str(record.settings.run.weeks)]
        command += [
            word for name, value in (("--until", until), ("--from", start)) if value for word in (name, str(value))
        ]
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
    if save:
        console.print(clean(say("run.saved", path=save, weeks=length)), soft_wrap=True)


def begun(start: Path) -> Scenario:
    """Return what a checkpoint was a run of, as a scenario with its luck."""
    from ...model.checkpoint import Checkpoint
    from ...scenarios import Scenario, Text
    from ...scenarios.names import fitted

    header = Checkpoint(start).header
    run = header.settings.run.model_copy(update={"seed": header.seed})
    name = fitted(start.stem)
    return Scenario(name=name, title=Text(en=name, zh=name), settings=header.settings.model_copy(update={"run": run}))


def _length(weeks: int, until: int | None, save: Path | None) -> int:
    """Return how many weeks will be done, once it is sure that they can be and that the result can be kept."""
    from ..outputs import OutputError

    if until is not None and until > weeks:
        raise typer.BadParameter(f"the run has {weeks} weeks", param_hint="--until")
    if save is not None and (save.is_dir() or not save.absolute().parent.is_dir()):
        raise OutputError(f"{save.name}: is a folder" if save.is_dir() else f"{save.name}: there is no such folder")
    return until or weeks


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
