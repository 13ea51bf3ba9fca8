"""``cogov multiplier``: is the whole more than its parts? A factorial with a verdict."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from ....experiments import multipliers
from ....experiments.execution.provenance import provenance
from ....experiments.store.result_files import folder
from ....scenarios.form import SECOND, form_of
from ...language.translations import preferred_language, words
from ...narratives import multiplier as sentences
from ...reports import json_documents
from ...reports.multiplier import NAMES_OF_PAGES
from ...reports.multiplier_document import document
from ...reports.multiplier_files import write_files
from .. import consoles, multiplier_tables
from .options import (
    ChangesOption,
    CheckOption,
    Json,
    Lang,
    Out,
    ReplicatesOption,
    ScenarioName,
    SeedOption,
    Weeks,
    WorkersOption,
)

PlayersOption = Annotated[
    str,
    typer.Option(
        "--players",
        metavar="NAMES",
        help="rules, institutions, sections (both), actors, or single ones parted by commas.",
    ),
]
OutcomeOption = Annotated[str, typer.Option("--outcome", metavar="NAME", help="Indicator that is a coalition's worth.")]
BudgetNeutral = Annotated[
    bool, typer.Option("--budget-neutral", help="Run it again with the same hours in every coalition.")
]
Controls = Annotated[
    bool, typer.Option("--controls/--no-controls", help="Run the null control and the ceiling diagnosis too.")
]
BaselineOption = Annotated[
    str | None, typer.Option("--baseline", metavar="SCENARIO", help="Whose rules stand where a player is absent.")
]


def multiplier(
    scenario: ScenarioName,
    players: PlayersOption = "rules",
    replicates: ReplicatesOption = 20,
    budget_neutral: BudgetNeutral = False,
    outcome: OutcomeOption = "effectiveness",
    seed: SeedOption = None,
    weeks: Weeks = None,
    changes: ChangesOption = None,
    baseline: BaselineOption = None,
    controls: Controls = True,
    out: Out = None,
    json: Json = False,
    workers: WorkersOption = 1,
    check: CheckOption = False,
    lang: Lang = None,
) -> None:
    """Test whether parts of a scenario multiply each other: every coalition of them, same luck, and a verdict."""
    say = words(lang or preferred_language())
    design = multipliers.design_experiment(
        scenario,
        players=players,
        outcome=outcome,
        replicates=replicates,
        seed=seed,
        weeks=weeks,
        changes=changes or (),
        baseline=baseline,
        budget_neutral=budget_neutral,
        controls=controls,
        options="--",
    )
    for warning in design.scenario.warnings:
        consoles.tell(warning.sentence, say)
    design.require_difference("--baseline")
    for player in design.idle:
        about = {
            "player": say(f"player.{player.name}"),
            "baseline": say.of(design.baseline.title) or design.baseline.name,
        }
        consoles.tell(say("multiplier.idle", **about), say)
    with folder(out) if out else nullcontext() as stage:
        form = form_of(design.scenario.settings)
        consoles.announce_compilation(say, second=form.version == SECOND.version)
        with consoles.progress(design.scenario.name, design.runs, say("run.runs")) as advance:
            result = multipliers.run_design(design, workers=workers, check=check, on_done=advance)
        again = ["cogov", "multiplier", scenario, "--players", ",".join(result.names), "--outcome", outcome]
        again += ["--replicates", str(replicates), "--seed", str(result.seeds[0]), "--weeks", str(result.weeks)]
        again += [
            "--baseline",
            baseline or multipliers.BASELINES[form.version],
            *(["--budget-neutral"] if budget_neutral else []),
        ]
        again += [
            *([] if controls else ["--no-controls"]),
            *(word for each in changes or () for word in ("--set", each)),
        ]
        origin = provenance(again)
        if stage:
            write_files(stage, result, origin)
    if json:
        typer.echo(json_documents.text(document(result, origin)), nl=False)
        return
    console = consoles.output()
    console.print(sentences.headline(result, say), style="bold")
    console.print(("" if say.language == "zh" else " ").join(sentences.context(result, say)))
    console.print(sentences.design(result, say), style="dim")
    for table in (multiplier_tables.arms_table, multiplier_tables.players_table, multiplier_tables.pairs_table):
        console.print(table(result, say, console.width))
    console.print(say("edition.runs", edition=say(f"edition.{form.version}")))
    if out:
        consoles.show(say("run.page", path=out / NAMES_OF_PAGES[say.language]), say)
    else:
        console.print(say("run.no_page"))
