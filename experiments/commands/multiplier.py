"""``cogov multiplier``: is the whole more than its parts? A factorial with a verdict."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from .compare import Replicates, Seed, Workers
from .options import Changes, Check, Json, Lang, Out, ScenarioName, Weeks

Players = Annotated[
    str,
    typer.Option(
        "--players",
        metavar="NAMES",
        help="rules, institutions, sections (both), actors, or single ones parted by commas.",
    ),
]
Outcome = Annotated[str, typer.Option("--outcome", metavar="NAME", help="Indicator that is a coalition's worth.")]
BudgetNeutral = Annotated[
    bool, typer.Option("--budget-neutral", help="Run it again with the same hours in every coalition.")
]
Controls = Annotated[
    bool, typer.Option("--controls/--no-controls", help="Run the null control and the ceiling diagnosis too.")
]
Baseline = Annotated[
    str, typer.Option("--baseline", metavar="SCENARIO", help="Whose rules stand where a player is absent.")
]


def multiplier(
    scenario: ScenarioName,
    players: Players = "rules",
    replicates: Replicates = 20,
    budget_neutral: BudgetNeutral = False,
    outcome: Outcome = "effectiveness",
    seed: Seed = None,
    weeks: Weeks = None,
    changes: Changes = None,
    baseline: Baseline = "fragmented",
    controls: Controls = True,
    out: Out = None,
    json: Json = False,
    workers: Workers = 1,
    check: Check = False,
    lang: Lang = None,
) -> None:
    """Test whether parts of a scenario multiply each other: every coalition of them, same luck, and a verdict."""
    from .. import documents, synergy, terminal
    from ..outputs import folder
    from ..provenance import provenance
    from ..quoting import clean
    from ..synergy import sentences, tables
    from ..synergy.document import document, write_files
    from ..words import spoken, words

    say = words(lang or spoken())
    design = synergy.designed(
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
        terminal.notices().print(clean(str(warning)))
    with folder(out) if out else nullcontext() as stage:
        terminal.announce_compilation(say)
        with terminal.progress(design.scenario.name, design.runs, say("run.runs")) as advance:
            found = synergy.conducted(design, workers=workers, check=check, on_done=advance)
        again = ["cogov", "multiplier", scenario, "--players", ",".join(found.names), "--outcome", outcome]
        again += ["--replicates", str(replicates), "--seed", str(found.seeds[0]), "--weeks", str(found.weeks)]
        again += ["--baseline", baseline, *(["--budget-neutral"] if budget_neutral else [])]
        again += [
            *([] if controls else ["--no-controls"]),
            *(word for each in changes or () for word in ("--set", each)),
        ]
        origin = provenance(again)
        if stage:
            write_files(stage, found, origin)
    if json:
        typer.echo(documents.text(document(found, origin)), nl=False)
        return
    console = terminal.output()
    console.print(sentences.headline(found, say), style="bold")
    console.print(("" if say.language == "zh" else " ").join(sentences.context(found, say)))
    console.print(sentences.design(found, say), style="dim")
    for table in (tables.arms_table, tables.players_table, tables.pairs_table):
        console.print(table(found, say))
    if out:
        from ..report.multiplier import NAMES_OF_PAGES

        console.print(clean(say("run.page", path=out / NAMES_OF_PAGES[say.language])), soft_wrap=True)
    else:
        console.print(say("run.no_page"))
