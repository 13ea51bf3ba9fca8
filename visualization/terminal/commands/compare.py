"""``cogov compare``: paired runs of several scenarios, differences with intervals, and a page."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Annotated

import typer

from ....experiments import paired_runs
from ....experiments.design.outcome_file import load_outcomes
from ....experiments.execution.breakdown import check_breakdown
from ....experiments.execution.provenance import provenance
from ....experiments.store.result_files import folder
from ....experiments.sweeps.city_runs import have_one_form
from ....scenarios.message import message
from ...language.translations import preferred_language, words
from ...narratives import comparison
from ...reports import json_documents
from ...reports.comparison import NAMES_OF_PAGES
from ...reports.comparison_files import command, write_comparison
from .. import consoles, tables
from ..branch import tell_weeks_before
from ..kept_runs import kept_runs, require_folder
from ..outcome_tables import tell_outcome_differences
from ..part_tables import tell_part_differences
from .options import (
    ByOption,
    ChangesOption,
    CheckOption,
    DaskOption,
    Json,
    Lang,
    Limit,
    Out,
    OutcomesOption,
    ReplicatesOption,
    SeedOption,
    SeriesOption,
    ShardOption,
    Start,
    Weeks,
    WorkersOption,
    parse_shard,
)

Scenarios = Annotated[
    list[str],
    typer.Argument(metavar="A B", help="Two or more scenarios; the others are compared with the first."),
]


SameWorld = Annotated[
    bool, typer.Option("--same-world", help="Run the rules and events of all in the place of the first.")
]


def compare(
    scenarios: Scenarios,
    replicates: ReplicatesOption = 20,
    seed: SeedOption = None,
    weeks: Weeks = None,
    changes: ChangesOption = None,
    out: Out = None,
    json: Json = False,
    series: SeriesOption = False,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    limit: Limit = None,
    shard: ShardOption = None,
    check: CheckOption = False,
    start: Start = None,
    same_world: SameWorld = False,
    by: ByOption = None,
    outcomes: OutcomesOption = None,
    lang: Lang = None,
) -> None:
    """Compare scenarios that meet the same luck: differences, intervals, and a page with --out."""
    if len(scenarios) < 2:
        raise typer.BadParameter(message("usage.needs_two"), param_hint="A B")
    say = words(lang or preferred_language())
    records = paired_runs.resolve_scenarios(scenarios, seed=seed, weeks=weeks, changes=changes or (), options="--")
    consoles.tell_warnings(records, say)
    breakdowns = check_breakdown(records, by or (), options="--", lang=say.language)
    if outcomes:
        load_outcomes(outcomes, records, lang=say.language)
    if same_world:
        paired_runs.move_together(records, lang=say.language)
    part = parse_shard(shard)
    require_folder(out, dask=dask, limit=limit, shard=shard)
    with folder(out, "compare", lambda text: consoles.tell(text, say)) if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        runs = replicates * len(records)
        # What is measured of a city's parts, and what a checkpoint began, is not kept run by run.
        alone = start is not None or bool(breakdowns) or not have_one_form([each.settings for each in records])
        with (
            consoles.progress(" · ".join(record.name for record in records), runs, say("run.runs")) as advance,
            kept_runs(None if alone else out, records[0], say) as kept,
        ):
            keep = None
            if kept is not None:
                how = {"workers": workers, "dask": dask, "limit": limit, "shard": part, "check": check}
                keep = replace(kept, on_done=advance, command=["cogov", "compare", *scenarios], **how).weeks
            result = paired_runs.compare(
                records,
                replicates=replicates,
                workers=workers,
                check=check,
                start=start,
                on_done=advance,
                same_world=same_world,
                by=breakdowns,
                outcomes=outcomes,
                keep=keep,
                lang=say.language,
            )
        origin = provenance(
            command(scenarios, replicates, result, changes or ())
            + (["--from", str(start)] if start else [])
            + (["--outcomes", str(outcomes)] if outcomes else [])
        )
        if stage:
            write_comparison(stage, result, origin)
    if json:
        typer.echo(json_documents.text(json_documents.comparison_document(result, origin, series=series)), nl=False)
        return
    console = consoles.output()
    for label in result.labels[1:]:
        console.print(tables.comparison_table(result, label, say, console.width))
    if result.own:
        tell_outcome_differences(result, say)
    for each in result.breakdowns:
        tell_part_differences(result, each, say)
    for note in (comparison.relation(result, say), comparison.warn_few(result, say)):
        if note:
            console.print(note, style="dim")
    for label in result.labels[1:]:
        console.print(comparison.headline(result, label, say), style="bold")
        console.print(comparison.context(result, label, say))
    if start is not None:
        tell_weeks_before(start, records[0].settings.run.weeks, say)
    for told in (*comparison.places(result, say), *comparison.claims(result, say)):
        console.print(told)
    if saving := comparison.saving(result, say):
        console.print(saving)
    if out:
        consoles.show(say("run.page", path=out / NAMES_OF_PAGES[say.language]), say)
    else:
        console.print(say("run.no_page"))
