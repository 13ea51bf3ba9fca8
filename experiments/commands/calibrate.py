"""``cogov calibrate``: fit declared parameters to declared targets, and say what the targets know of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json, Lang, Out
from .sweep import LINE, Workers, duration

if TYPE_CHECKING:
    from ..calibration import Calibration
    from ..calibration.search import Stage
    from ..words import Words

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
    trials: Trials = None,
    workers: Workers = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Fit parameters to targets; the same command goes on where it stopped, whatever stopped it."""
    if not targets:
        _list()
        return
    from .. import calibration, documents, terminal
    from ..calibration.document import document
    from ..calibration.search import most
    from ..quoting import clean
    from ..streams import Interrupted, draining
    from ..words import spoken, words

    say = words(lang or spoken())
    notices = terminal.notices()

    def tell(text: str) -> None:
        notices.print(clean(text), soft_wrap=True)

    task = calibration.load_task(targets, trials=trials)
    for warning in dict.fromkeys(str(each) for one in task.scenarios.values() for each in one.warnings):
        tell(warning)
    tell(
        words("en")(
            "calibration.cost",
            trials=most(task),
            runs=task.runs,
            parameters=len(task.parameters),
            targets=len(task.targets),
            scenarios=len(task.scenarios),
            seeds=task.search.seeds,
        )
    )
    terminal.announce_compilation(words("en"))
    with draining(tell) as asked, _progress(say) as (on_run, on_change):
        try:
            found = calibration.calibrate(
                task,
                out=out,
                workers=workers,
                notice=tell,
                on_run=on_run,
                on_change=on_change,
                interrupted=lambda: asked.number is not None,
                command=["cogov", *sys.argv[1:]],
            )
        except calibration.Halted as halted:
            place = out or f"results/{task.name}"
            about = f"interrupted; {halted.trials} trials are kept in {place}; the same command goes on"
            raise Interrupted(asked.number or 2, about) from None
        except OSError:
            tell("What was tried before is kept; when this is put right, the same command goes on.")
            raise
    if json:
        typer.echo(documents.text({**document(found), "provenance": found.origin}), nl=False)
        return
    _tell(found, say)


def _list() -> None:
    from ..calibration import load_task, targets

    for name in targets():
        task = load_task(name)
        typer.echo(f"{name}: {task.title.en}")
        typer.echo(f"    {task.question.en}")
        typer.echo(f"    {task.question.zh}")


@contextmanager
def _progress(say: Words) -> Generator[tuple[Callable[[], None], Callable[[Stage], None]]]:
    """Show trials, runs, the least misfit and the time left at most: live on a terminal, else a line now and then."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from .. import terminal
    from ..calibration.sentences import number

    console = terminal.notices()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    shown = bar.add_task("", total=None)
    begun = last = time.monotonic()
    runs = there = 0
    counting = False
    words = ""

    def on_run() -> None:
        nonlocal runs
        runs += 1
        bar.update(shown, description=f"{words}, {runs:,} runs")

    def on_change(stage: Stage) -> None:
        nonlocal begun, last, there, words, counting
        bar.start()
        now = time.monotonic()
        if not counting:  # trials of an earlier call, and the first, during which workers start
            there, begun, counting = stage.done, now, runs > 0
        made = stage.done - there
        left = duration((stage.most - stage.done) * (now - begun) / made) if made else ""
        words = say("calibration.progress", phase=say(f"calibration.phase_{stage.phase}"), best=number(stage.best))
        words += f", at most {left} left" if left else ""
        bar.update(shown, completed=stage.done, total=stage.most, description=f"{words}, {runs:,} runs")
        if not console.is_terminal and now - last >= LINE:
            last = now
            console.print(f"{stage.done:,} of at most {stage.most:,} trials, {words}")

    try:
        yield on_run, on_change
    finally:
        bar.stop()


def _tell(found: Calibration, say: Words) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from ..calibration import sentences
    from ..calibration.document import document
    from ..quoting import clean
    from ..terminal import output

    console = output()
    told: dict[str, Any] = document(found)
    console.print(sentences.headline(told, say), style="bold")
    for sentence in sentences.warnings(told, say):
        console.print(sentence, style="bold")
    for sentence in sentences.verdicts(told, say):
        console.print(sentence)
    console.print(sentences.effort(told, say), style="dim")
    for cells in (sentences.parameter_cells(told, say), sentences.target_cells(told, say)):
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, title=Text(cells.caption, style="bold"), title_justify="left"
        )
        for heading, is_number in zip(cells.headings, cells.numbers, strict=True):
            table.add_column(
                Text(heading), justify="right" if is_number else "left", no_wrap=is_number or not table.columns
            )
        for row in cells.rows:
            table.add_row(*map(Text, row))
        console.print(table)
    if found.folder is not None:
        console.print(clean(say("calibration.folder", path=found.folder)), soft_wrap=True)
        console.print(clean(say("calibration.again", path=found.folder / "fitted.toml")), soft_wrap=True)
