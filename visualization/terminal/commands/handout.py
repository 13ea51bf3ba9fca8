"""``cogov handout``: one file for a room to take home, whose levers answer from runs that were made before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....experiments.execution.runs import resolve_scenario
from ....experiments.execution.signals import Interrupted, draining
from ....experiments.store.result_files import folder as files
from ....experiments.store.result_files import write_text
from ....experiments.sweeps.city_runs import CityRuns
from ....experiments.sweeps.handout_study import LEVERS, REPLICATES, STEPS, design_handout
from ....experiments.sweeps.sweep import sweep
from ...language.translations import preferred_language, words
from ...reports.handout import NAMES, pages
from .. import consoles
from .options import Lang, Out, ProcessesOption, Weeks

HandoutScenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="The scenario whose levers move.")]
LeverOption = Annotated[
    list[str] | None,
    typer.Option("--lever", metavar="KEY", help="A lever that moves, such as rules.law.service; up to six."),
]
AgainstOption = Annotated[str, typer.Option("--against", metavar="SCENARIO", help="The city beside it.")]
StepsOption = Annotated[int, typer.Option("--steps", min=2, max=11, metavar="N", help="Steps of each lever.")]
SeedsOption = Annotated[int, typer.Option("--replicates", min=2, metavar="R", help="Runs of each combination.")]

FOLDER = Path("results") / "handout"


def handout(
    scenario: HandoutScenario,
    lever: LeverOption = None,
    against: AgainstOption = "fragmented",
    steps: StepsOption = STEPS,
    replicates: SeedsOption = REPLICATES,
    weeks: Weeks = None,
    out: Out = None,
    workers: ProcessesOption = None,
    lang: Lang = None,
) -> None:
    """Write a page that needs no server: move levers, and it answers from runs of every combination; resumable."""
    say = words(lang or preferred_language())
    keys = lever or list(LEVERS)
    study = design_handout(scenario, keys, steps=steps, replicates=replicates, weeks=weeks, options="--")
    run = study.scenario.settings.run
    other = resolve_scenario(against, seed=run.seed, weeks=run.weeks, options="--")
    consoles.tell_warnings([other], say)
    target = out or FOLDER
    again = ["cogov", "handout", scenario, *(word for key in keys for word in ("--lever", key)), "--against", against]
    again += ["--steps", str(steps), "--replicates", str(replicates), "--weeks", str(run.weeks)]
    consoles.announce_compilation(say)
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        results = sweep(
            study, out=target / "runs", workers=workers, serial=workers == 1, command=again,
            notice=lambda text: consoles.tell(text, say), interrupted=lambda: stopped.number is not None,
        )  # fmt: skip
        if stopped.number is not None and not results.progress.complete:
            done, total = results.progress.ok, results.progress.total
            raise Interrupted(stopped.number, say("sweep.interrupted", done=done, total=total, folder=results.folder))
        beside = CityRuns(target / "against", other, workers=1, interrupted=lambda: stopped.number).weeks(
            [(other.name, other.settings)], replicates
        )
    with files(target) as stage:
        for name, text in pages(results, study.scenario, other, beside).items():
            write_text(stage / name, text)
    for name in NAMES.values():
        consoles.show(say("handout.written", path=target / name), say)
