"""``cogov calibrate``: fit declared parameters to declared targets, and say what the targets know of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from ....experiments import calibration
from ....experiments.calibration import Calibration, load_task, targets
from ....experiments.calibration.caveat import find_caveat
from ....experiments.calibration.document import document
from ....experiments.calibration.search import SearchStage, most
from ....experiments.execution.signals import Interrupted, draining
from ...language.formatting import compact
from ...language.translations import Words, preferred_language, words
from ...narratives import calibration as sentences
from ...reports import json_documents
from ...reports.calibration_tables import parameter_cells, target_cells
from .. import consoles
from ..columns import TableColumn, render
from ..consoles import output
from .options import Json, Lang, Out, ProcessesOption, Replace
from .sweep import LINE, duration

Targets = Annotated[
    str,
    typer.Argument(metavar="TARGETS", help="A shipped targets file's name (without one they are listed), or a file."),
]
Trials = Annotated[
    int | None,
    typer.Option("--trials", min=2, max=100_000, metavar="N", help="Values to try, instead of the file's number."),
]


def calibrate(
    targets: Targets = "",
    out: Out = None,
    replace: Replace = False,
    trials: Trials = None,
    workers: ProcessesOption = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Fit parameters to targets; the same command goes on where it stopped, whatever stopped it."""
    say = words(lang or preferred_language())
    if not targets:
        _list(say)
        return

    def tell(text: str) -> None:
        consoles.tell(text, say)

    task = calibration.load_task(targets, trials=trials)
    consoles.tell_warnings(task.scenarios.values(), say)

    def begin() -> None:
        """Say what it costs, once it is sure that it will be done."""
        tell(
            say(
                "calibration.cost",
                trials=most(task),
                runs=task.runs,
                parameters=len(task.parameters),
                targets=len(task.targets),
                scenarios=len(task.scenarios),
                seeds=task.search.seeds,
            )
        )
        consoles.announce_compilation(say)

    with draining(tell) as asked, _progress(say) as (on_run, on_change):
        try:
            result = calibration.calibrate(
                task,
                out=out,
                replace_other=replace,
                workers=workers,
                notice=tell,
                begins=begin,
                on_run=on_run,
                on_change=on_change,
                interrupted=lambda: asked.number is not None,
                command=["cogov", *sys.argv[1:]],
            )
        except calibration.Halted as halted:
            about = {"trials": halted.trials, "place": out or f"results/{task.name}"}
            raise Interrupted(asked.number or 2, say("calibration.interrupted", **about)) from None
        except OSError:
            tell(say("calibration.kept"))
            raise
    if json:
        typer.echo(json_documents.text({**document(result), "provenance": result.origin}), nl=False)
        return
    _tell(result, say)


def _list(say: Words) -> None:
    for name in targets():
        task = load_task(name)
        consoles.show(f"{name}: {say.of(task.title)}", say)
        consoles.show(f"    {say.of(task.question)}", say)


@contextmanager
def _progress(say: Words) -> Generator[tuple[Callable[[], None], Callable[[SearchStage], None]]]:
    """Show trials, runs, the least misfit and the time left at most: live on a terminal, else a line now and then."""
    console = consoles.notices()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    shown = bar.add_task("", total=None)
    begun = last = time.monotonic()
    runs = there = 0
    counting = False
    line = ""

    def described() -> str:
        return say("calibration.runs", line=line, runs=f"{runs:,}")

    def on_run() -> None:
        nonlocal runs
        runs += 1
        bar.update(shown, description=described())

    def on_change(stage: SearchStage) -> None:
        nonlocal begun, last, there, line, counting
        bar.start()
        now = time.monotonic()
        if not counting:  # trials of an earlier call, and the first, during which workers start
            there, begun, counting = stage.done, now, runs > 0
        made = stage.done - there
        line = say("calibration.progress", phase=say(f"calibration.phase_{stage.phase}"), best=compact(stage.best))
        if made:
            time_left = duration((stage.most - stage.done) * (now - begun) / made, say)
            line = say("calibration.left", line=line, time=time_left)
        bar.update(
            shown,
            completed=stage.done,
            total=stage.most,
            description=say("calibration.runs", line=line, runs=f"{runs:,}"),
        )
        if not console.is_terminal and now - last >= LINE:
            last = now
            console.print(say("calibration.done", done=f"{stage.done:,}", most=f"{stage.most:,}", line=line))

    try:
        yield on_run, on_change
    finally:
        bar.stop()


def _tell(result: Calibration, say: Words) -> None:
    console = output()
    told: dict[str, Any] = document(result)
    console.print(sentences.headline(told, say), style="bold")
    for sentence in sentences.warnings(told, say):
        console.print(sentence, style="bold")
    for sentence in sentences.verdicts(told, say):
        console.print(sentence)
    console.print(sentences.effort(told, say), style="dim")
    for cells in (parameter_cells(told, say), target_cells(told, say)):
        columns = [
            TableColumn(heading, number, text=not number)
            for heading, number in zip(cells.headings, cells.numbers, strict=True)
        ]
        rows = [[Text(cell) for cell in row] for row in cells.rows]
        console.print(render(columns, rows, console.width, cells.caption))
    if result.folder is not None:
        consoles.show(say("calibration.folder", path=result.folder), say)
        key = "calibration.again_caveat" if find_caveat(told) else "calibration.again"
        consoles.show(say(key, path=result.folder / "fitted.toml"), say)
