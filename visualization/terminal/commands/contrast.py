"""``cogov contrast``: one policy less another in the same states of the world, and how that depends on the state."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.analysis import Options, apply_method
from ....experiments.execution.provenance import provenance
from ....experiments.execution.signals import Interrupted, draining
from ....experiments.store.result_files import folder as files
from ....experiments.store.result_files import write_text
from ....experiments.sweeps import sweep as sweeps
from ....experiments.sweeps.policy_study import LEVER, REPLICATES, STATES, design_contrast
from ...language.translations import Language, preferred_language, words
from ...reports import json_documents
from ...reports.analysis_files import document, write_files
from ...reports.sweep import page
from .. import consoles
from .analyse import analysis_table
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
FOUND = "found"
"""Folder of the finding, below that of the runs."""

PAGES: dict[Language, str] = {"en": "contrast.html", "zh": "contrast.zh.html"}


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
    target = out or FOLDER
    consoles.announce_compilation(say)
    begin = time.monotonic()
    again = ["cogov", "contrast", a, b, *(word for key in asked for word in ("--over", key))]
    again += [
        "--states",
        str(states),
        "--replicates",
        str(replicates),
        "--outcome",
        made.outcome,
        "--seed",
        str(seed or 1),
    ]
    again += ["--outcomes", str(outcomes)] if outcomes else []
    again += ["--weeks", str(weeks)] if weeks is not None else []
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        results = sweeps.sweep(
            made.study,
            out=target,
            workers=workers,
            serial=workers == 1,
            check=check,
            notice=lambda text: consoles.tell(text, say),
            interrupted=lambda: stopped.number is not None,
            command=again,
        )
        if stopped.number is not None and not results.progress.complete:
            progress = results.progress
            about = {"done": progress.ok + progress.failed, "total": progress.total, "folder": results.folder}
            raise Interrupted(stopped.number, say("sweep.interrupted", **about))
    options = Options(made.outcome, of={LEVER: made.of}, against={LEVER: made.against})
    found = apply_method(results, "contrast", options)
    origin = provenance(again)
    with files(target / FOUND) as stage:
        names = write_files(stage, found, origin)
        for language, name in PAGES.items():
            write_text(stage / name, page(results, language, found))
            names.append(name)
    if json:
        typer.echo(json_documents.text(document(found, origin)), nl=False)
        return
    console = consoles.output()
    console.print(found.verdict[say.language], style="bold")
    for name in found.tables:
        console.print(analysis_table(found, name, (), say, console.width))
    for note in found.notes:
        console.print(note[say.language], style="dim")
    consoles.tell(say("contrast.took", time=say("time.seconds", count=f"{time.monotonic() - begin:.0f}")), say)
    for name in names:
        consoles.show(target / FOUND / name, say)
