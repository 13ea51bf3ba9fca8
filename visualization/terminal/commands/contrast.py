"""``cogov contrast``: one policy less another in the same states of the world, and how that depends on the state."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....experiments.analysis import Options, apply_method
from ....experiments.sweeps.policy_study import LEVER, REPLICATES, STATES, design_contrast
from ...language.translations import preferred_language, words
from ..state_studies import run_and_tell
from .options import CheckOption, Json, Lang, Out, OutcomesOption, ProcessesOption, SeedOption, Weeks

FirstScenario = Annotated[str, typer.Argument(metavar="A", help="The policy that is looked at: a scenario's rules.")]
OtherScenario = Annotated[str, typer.Argument(metavar="B", help="The policy that it is held against.")]
OverOption = Annotated[
    list[str] | None,
    typer.Option("--over", metavar="KEY", help="What states differ in: KEY, or KEY=LOW:HIGH; may be repeated."),
]
StatesOption = Annotated[int, typer.Option("--states", min=6, metavar="N", help="States of the world that are drawn.")]
RunsOption = Annotated[int, typer.Option("--replicates", min=1, metavar="R", help="Runs of each policy in each state.")]
ContrastOutcome = Annotated[
    str, typer.Option("--outcome", metavar="NAME", help="Indicator, or outcome of your own, that is compared.")
]

FOLDER = Path("results") / "contrast"


def contrast(
    a: FirstScenario,
    b: OtherScenario,
    over: OverOption = None,
    states: StatesOption = STATES,
    replicates: RunsOption = REPLICATES,
    outcome: ContrastOutcome = "",
    outcomes: OutcomesOption = None,
    seed: SeedOption = None,
    weeks: Weeks = None,
    out: Out = None,
    workers: ProcessesOption = None,
    check: CheckOption = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Contrast two policies in the same states: what A brings over B, where, and from where on; it can be resumed."""
    say = words(lang or preferred_language())
    asked = over or []
    made = design_contrast(
        a,
        b,
        asked,
        outcome=outcome,
        outcomes=outcomes,
        states=states,
        replicates=replicates,
        seed=seed or 1,
        weeks=weeks,
        options="--",
    )
    again = ["cogov", "contrast", a, b, *(word for key in asked for word in ("--over", key))]
    again += ["--states", str(states), "--replicates", str(replicates)]
    again += ["--outcome", made.outcome, "--seed", str(seed or 1)]
    again += ["--outcomes", str(outcomes)] if outcomes else []
    again += ["--weeks", str(weeks)] if weeks is not None else []
    options = Options(made.outcome, of={LEVER: made.of}, against={LEVER: made.against})
    run_and_tell(
        made.study,
        lambda results: apply_method(results, "contrast", options),
        target=out or FOLDER,
        command=again,
        workers=workers,
        check=check,
        json=json,
        say=say,
    )
