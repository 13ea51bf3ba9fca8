"""``cogov run``: one run of one scenario."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.design.outcome_file import load_outcomes
from ....experiments.execution.breakdown import check_breakdown
from ....experiments.execution.provenance import provenance
from ....experiments.execution.runs import RunSpec, resolve_scenario, run_one
from ....experiments.outcomes.of_results import evaluate_run
from ....experiments.store.result_files import folder
from ....model.file import OutputError, check_writable, is_standard_output
from ....model.message import Enumeration
from ....scenarios import load
from ....scenarios.message import message
from ....scenarios.toml.sanitize import clean
from ...language.translations import preferred_language, words
from ...narratives.comparison import known_to_be_broken
from ...reports import json_documents
from ...reports.run_files import scenario_of, write_run
from .. import consoles, tables
from ..branch import tell_weeks_before
from ..outcome_tables import tell_outcomes
from ..part_tables import tell_parts
from .options import ByOption, ChangesOption, CheckOption, Json, Lang, Out, OutcomesOption, SeriesOption, Start, Weeks

Wanted = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A name from the library, or a scenario file; not needed with --from."),
]
RunSeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Which luck, instead of the scenario's.")
]
Until = Annotated[
    int | None, typer.Option("--until", min=1, metavar="W", help="Stop when W weeks are done, before the end.")
]
Save = Annotated[
    Path | None, typer.Option("--save", metavar="FILE", help="Leave a checkpoint at the end, to go on from.")
]


def run(
    scenario: Wanted = None,
    seed: RunSeedOption = None,
    weeks: Weeks = None,
    changes: ChangesOption = None,
    out: Out = None,
    json: Json = False,
    series: SeriesOption = False,
    check: CheckOption = False,
    until: Until = None,
    save: Save = None,
    start: Start = None,
    by: ByOption = None,
    outcomes: OutcomesOption = None,
    lang: Lang = None,
) -> None:
    """Run a scenario once: a table of the last year, the course of every indicator, and files with --out."""
    if scenario is None and start is None:
        raise typer.BadParameter(message("usage.name"), param_hint="SCENARIO")
    say = words(lang or preferred_language())
    if scenario and start:
        load(scenario)  # its extensions are known then; a checkpoint brings no code
    stem = scenario_of(start) if start else None
    luck = seed
    if stem and scenario and seed is None and not any(each.startswith("run.seed=") for each in changes or ()):
        luck = stem.settings.run.seed
    record = resolve_scenario(
        stem if stem and scenario is None else scenario or "",
        seed=luck,
        weeks=weeks,
        changes=changes or (),
        options="--",
    )
    breakdowns = check_breakdown([record], by or (), options="--", lang=say.language)
    own = load_outcomes(outcomes, [record], lang=say.language) if outcomes else {}
    length = _length(record.settings.run.weeks, until, save)
    consoles.tell_warnings([record], say)
    with folder(out, "run", lambda text: consoles.tell(text, say)) if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        with consoles.progress(record.name, length, say("unit.weeks")) as advance:
            case = RunSpec(record.name, record.settings, check, start, length, save, breakdowns)
            outcome = run_one(case, lambda _: advance())
        command = ["cogov", "run", *([scenario] if scenario else []), "--seed", str(outcome.seed)]
        command += ["--weeks", str(record.settings.run.weeks)]
        command += [
            word for name, value in (("--until", until), ("--from", start)) if value for word in (name, str(value))
        ]
        command += ["--outcomes", str(outcomes)] if outcomes else []
        command += [word for each in breakdowns for word in ("--by", each)]
        origin = provenance(command + [word for change in changes or () for word in ("--set", change)])
        values = evaluate_run(own, outcome, record.settings)
        if stage:
            write_run(stage, record, outcome, origin, own)
    if json:
        typer.echo(
            json_documents.text(json_documents.run_document(record, outcome, origin, series=series, own=own)), nl=False
        )
        return
    console = consoles.output()
    title = say.of(record.title) or record.name
    if changes:
        title = say("run.changed", title=title, changes=Enumeration(clean(each) for each in changes))
    heading = say("run.title", title=title, weeks=length, seed=outcome.seed)
    console.print(tables.run_table(outcome, heading, say, console.width))
    if own:
        tell_outcomes(own, values, say)
    for each in outcome.parts:
        tell_parts(outcome, each, say)
    if tables.says_same_week(outcome):
        console.print(say("run.same_week"), style="dim")
    if start and scenario:
        tell_weeks_before(start, length, say)
    for told in known_to_be_broken(record, say):
        console.print(told)
    if check:
        console.print(say("run.checked", weeks=length))
    if out:
        consoles.show(say("run.files", folder=out), say)
    if save:
        consoles.show(say("run.saved", path=save, weeks=length), say)


def _length(weeks: int, until: int | None, save: Path | None) -> int:
    """Return how many weeks will be done, once it is sure that they can be and that the result can be kept."""
    if until is not None and until > weeks:
        raise typer.BadParameter(message("usage.weeks", weeks=weeks), param_hint="--until")
    if save is not None:
        if is_standard_output(save):
            raise OutputError(message("usage.checkpoint"))
        check_writable(save)
        if not Path(os.path.realpath(save)).parent.is_dir():
            raise OutputError(message("usage.no_folder", name=save.parent))
    return until or weeks
