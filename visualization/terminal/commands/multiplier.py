"""``cogov multiplier``: is the whole more than its parts? A factorial with a verdict, of cities or of any table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from ....experiments import multipliers
from ....experiments.analysis.contrast_result import SynergyOverStates
from ....experiments.analysis.dataset import load_table
from ....experiments.analysis.result import Finding
from ....experiments.analysis.synergy_over_states import synergy_over_states, with_null
from ....experiments.execution.provenance import Provenance, provenance
from ....experiments.multipliers.factorial import run_in_memory
from ....experiments.multipliers.factorial_result import FactorialResult
from ....experiments.multipliers.factors import NOBODY
from ....experiments.multipliers.table import read_factorial
from ....experiments.store.result_files import folder
from ....experiments.store.results import Results
from ....experiments.sweeps.coalition_study import EVERYBODY, LEVER, design_coalitions, name_null
from ....experiments.sweeps.policy_study import STATES
from ....scenarios.message import message
from ...language.translations import Words, preferred_language, words
from ...narratives import multiplier as sentences
from ...reports import json_documents
from ...reports.multiplier import NAMES_OF_PAGES
from ...reports.multiplier_document import document
from ...reports.multiplier_files import write_files
from .. import consoles
from ..kept_runs import kept_runs, require_folder
from ..multiplier_tables import all_tables
from ..state_studies import run_and_tell
from .options import (
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
    ShardOption,
    Weeks,
    WorkersOption,
    parse_shard,
)

MultiplierScenario = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a library scenario, or a scenario file; none with --table.")
]
PlayersOption = Annotated[
    str,
    typer.Option(
        "--players",
        metavar="NAMES",
        help="sections (all against none), rules, institutions, actors, or single ones parted by commas.",
    ),
]
OutcomeOption = Annotated[
    str,
    typer.Option(
        "--outcome", metavar="NAME", help="Indicator, or outcome of your own, that is judged; with --table, its column."
    ),
]
ArmsOption = Annotated[
    str,
    typer.Option("--arms", metavar="NAMES", help="Extra arms: load_half, load_double, complements, budget."),
]
BudgetNeutral = Annotated[
    bool, typer.Option("--budget-neutral", help="Run it again with the same hours in every coalition (--arms budget).")
]
WholeOption = Annotated[bool, typer.Option("--whole", help="Run every coalition also of more than six players.")]
Controls = Annotated[bool, typer.Option("--controls/--no-controls", help="Run the controls that an answer must pass.")]
BaselineOption = Annotated[
    str | None, typer.Option("--baseline", metavar="SCENARIO", help="Whose rules stand where a player is absent.")
]
MultiplierOverOption = Annotated[
    list[str] | None,
    typer.Option("--over", metavar="KEY", help="Look at D in drawn states that differ in KEY, or KEY=LOW:HIGH."),
]
MultiplierStatesOption = Annotated[
    int, typer.Option("--states", min=6, metavar="N", help="With --over: states of the world that are drawn.")
]
TableOption = Annotated[
    Path | None, typer.Option("--table", metavar="FILE", help="Judge this CSV of another model instead of a scenario.")
]
PartsOption = Annotated[
    str, typer.Option("--parts", metavar="A,B", help="With --table: columns that say whether a part is there (0, 1).")
]
PairOption = Annotated[
    str, typer.Option("--pair", metavar="COLUMN", help="With --table: column of seeds that cells share.")
]
ScaleOption = Annotated[
    Literal["raw", "log", "logit"] | None,
    typer.Option("--scale", help="With --table: the scale that is judged, instead of the one that fits."),
]
BoundsOption = Annotated[
    str, typer.Option("--bounds", metavar="LOW,HIGH", help="With --table: ends of the outcome's range.")
]
BetterOption = Annotated[
    Literal["higher", "lower"], typer.Option("--better", help="With --table: which outcome is better.")
]


FOLDER = Path("results") / "multiplier"
"""Of the runs over states, unless another is named."""


def multiplier(
    scenario: MultiplierScenario = "",
    players: PlayersOption = "sections",
    replicates: ReplicatesOption = 20,
    arms: ArmsOption = "",
    budget_neutral: BudgetNeutral = False,
    whole: WholeOption = False,
    outcome: OutcomeOption = "",
    outcomes: OutcomesOption = None,
    seed: SeedOption = None,
    weeks: Weeks = None,
    over: MultiplierOverOption = None,
    states: MultiplierStatesOption = STATES,
    changes: ChangesOption = None,
    baseline: BaselineOption = None,
    controls: Controls = True,
    table: TableOption = None,
    parts: PartsOption = "",
    pair: PairOption = "",
    scale: ScaleOption = None,
    bounds: BoundsOption = "",
    better: BetterOption = "higher",
    out: Out = None,
    json: Json = False,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    limit: Limit = None,
    shard: ShardOption = None,
    check: CheckOption = False,
    lang: Lang = None,
) -> None:
    """Test whether parts of a scenario multiply each other: coalitions of them, same luck, and a verdict."""
    say = words(lang or preferred_language())
    if table is not None:
        if scenario:
            raise typer.BadParameter(message("multiplier.table_alone"), param_hint="--table")
        _of_table(table, parts, outcome, pair, scale or "", bounds, better, out, json, say)
        return
    if not scenario:
        raise typer.BadParameter(message("multiplier.needs_scenario"), param_hint="SCENARIO")
    neutral = budget_neutral and "budget" not in (arm.strip() for arm in arms.split(","))
    extra = ",".join(filter(None, (arms, "budget" if neutral else "")))
    design = multipliers.design_experiment(
        scenario,
        players=players,
        outcome=outcome,
        outcomes=outcomes,
        replicates=replicates,
        seed=seed,
        weeks=weeks,
        changes=changes or (),
        baseline=baseline,
        controls=controls,
        arms=extra,
        whole=whole,
        options="--",
    )
    consoles.tell_warnings([design.scenario], say)
    design.require_difference("--baseline")
    for player in design.idle:
        about = {
            "player": sentences.part(player.name, say),
            "baseline": say.of(design.baseline.title) or design.baseline.name,
        }
        consoles.tell(say("multiplier.idle", **about), say)
    asked = [arm for arm in design.arms if arm in multipliers.EXTRA]
    if over and (asked or whole or shard or dask or limit):
        raise typer.BadParameter(message("multiplier.over_alone"), param_hint="--over")
    length = design.scenario.settings.run
    again = ["cogov", "multiplier", scenario, "--players", ",".join(each.name for each in design.players)]
    again += ["--outcome", design.outcome, "--replicates", str(replicates), "--seed", str(length.seed)]
    again += ["--weeks", str(length.weeks), "--baseline", baseline or multipliers.BASELINE]
    again += [
        *(["--outcomes", str(outcomes)] if outcomes else []),
        *(["--arms", ",".join(asked)] if asked else []),
        *(["--whole"] if whole else []),
        *([] if controls else ["--no-controls"]),
        *(word for each in changes or () for word in ("--set", each)),
    ]
    if over:
        again += [*(word for key in over for word in ("--over", key)), "--states", str(states)]
        _over_states(design, scenario, over, states, out, again, None if workers == 1 else workers, check, json, say)
        return
    origin = provenance(again)
    part = parse_shard(shard)
    require_folder(out, dask=dask, limit=limit, shard=shard)
    with folder(out, "multiplier", lambda text: consoles.tell(text, say)) if out else nullcontext() as stage:
        consoles.announce_compilation(say)
        with (
            consoles.progress(design.scenario.name, design.runs, say("run.runs")) as advance,
            kept_runs(out, design.scenario, say) as kept,
        ):
            if kept is None:
                run = run_in_memory(workers=workers, check=check, on_done=advance)
            else:
                how = {"workers": workers, "dask": dask, "limit": limit, "shard": part, "check": check}
                run = replace(kept, on_done=advance, command=again, **how).cells
            result = multipliers.run_design(design, run)
        if stage:
            write_files(stage, result, origin)
    _answer(result, origin, say, out, json)


def _over_states(
    design: multipliers.Design,
    scenario: str,
    over: list[str],
    states: int,
    out: Path | None,
    again: list[str],
    workers: int | None,
    check: bool,
    json: bool,
    say: Words,
) -> None:
    """Look at D in drawn states of the world, and at how it depends on them."""
    made = design_coalitions(design, over, source=scenario, states=states, options="--")
    measure = design.judged

    def find(results: Results) -> Finding:
        table = load_table(results, made.outcome)

        def look(name: Callable[[str], str]) -> SynergyOverStates:
            return synergy_over_states(
                table,
                LEVER,
                [name(part) for part in made.alone],
                name(EVERYBODY),
                name(NOBODY),
                worth=lambda values: measure.worth(lambda _: values),
                scale=measure.scale,
            )

        given = look(str)
        return with_null(given, look(name_null)) if made.null else given

    run_and_tell(
        made.study,
        find,
        target=out or FOLDER,
        command=again,
        workers=workers or 1,
        check=check,
        json=json,
        say=say,
    )


def _of_table(
    table: Path,
    parts: str,
    outcome: str,
    pair: str,
    scale: str,
    bounds: str,
    better: str,
    out: Path | None,
    json: bool,
    say: Words,
) -> None:
    """Judge a table of another model."""
    for option, given in (("--parts", parts), ("--outcome", outcome)):
        if not given:
            raise typer.BadParameter(message("multiplier.table_needs"), param_hint=option)
    result = read_factorial(
        table,
        [name.strip() for name in parts.split(",")],
        outcome,
        pair=pair,
        scale=scale,
        bounds=_ends(bounds) if bounds else None,
        better=-1 if better == "lower" else 1,
        options="--",
    )
    again = ["cogov", "multiplier", "--table", table.name, "--parts", parts, "--outcome", outcome]
    for option, given in (("--pair", pair), ("--scale", scale), ("--bounds", bounds)):
        again += [option, given] if given else []
    again += ["--better", better] if better != "higher" else []
    with folder(out, "multiplier", lambda text: consoles.tell(text, say)) if out else nullcontext() as stage:
        origin = provenance(again)
        if stage:
            write_files(stage, result, origin)
    _answer(result, origin, say, out, json)


def _answer(result: FactorialResult, origin: Provenance, say: Words, out: Path | None, json: bool) -> None:
    """Print the answer, as JSON or in words."""
    if json:
        typer.echo(json_documents.text(document(result, origin)), nl=False)
    else:
        _tell(result, say, out)


def _ends(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(message("multiplier.bounds_form", text=repr(text)), param_hint="--bounds") from None
    return low, high


def _tell(result: FactorialResult, say: Words, out: Path | None) -> None:
    console = consoles.output()
    console.print(sentences.headline(result, say), style="bold")
    console.print(("" if say.language == "zh" else " ").join(sentences.context(result, say)))
    console.print(sentences.design(result, say), style="dim")
    for each in all_tables(result, say, console.width):
        console.print(each)
    if out:
        consoles.show(say("run.page", path=out / NAMES_OF_PAGES[say.language]), say)
    else:
        console.print(say("run.no_page"))
