"""``cogov sweep``: run a study into a folder, or go on with it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Out

if TYPE_CHECKING:
    from ..store.results import Results
    from ..sweeps.estimate import Estimate
    from ..sweeps.loop import Tally

StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="A shipped study's name (without one they are listed), or a study file.")
]
Replicates = Annotated[
    int | None,
    typer.Option("--replicates", min=1, metavar="R", help="Runs of each point, instead of the study's."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=1024, metavar="N", help="Processes; as many as processors if not given."),
]
Serial = Annotated[bool, typer.Option("--serial", help="Run in this one process, for debugging.")]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Address of a Dask scheduler, or 'local' for one here.")
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Make part I of N only; put together by cogov merge.")
]
Limit = Annotated[
    float | None, typer.Option("--limit", min=0.001, metavar="SECONDS", help="Time a run may take; none if not given.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Begin whatever it costs.")]
MaxRuns = Annotated[
    int, typer.Option("--max-runs", min=1, metavar="N", help="Ask, or with no one to ask stop, before more runs.")
]
Estimated = Annotated[bool, typer.Option("--estimate", help="Say what it would cost, and do nothing.")]
Stale = Annotated[
    bool, typer.Option("--allow-stale", help="Keep results of other code or another scenario, and mark them.")
]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Make failed runs again.")]
Check = Annotated[bool, typer.Option("--check", help="Check conservation, bounds and finiteness after every process.")]
PartRuns = Annotated[
    int | None, typer.Option("--part-runs", min=1, metavar="N", help="Runs of a part: what a crash may cost.")
]

ASK = 20_000
HOUR = 3600.0


def sweep(
    study: StudyName = "",
    out: Out = None,
    replicates: Replicates = None,
    workers: Workers = None,
    serial: Serial = False,
    dask: Dask = None,
    shard: ShardOption = None,
    limit: Limit = None,
    yes: Yes = False,
    max_runs: MaxRuns = ASK,
    estimate: Estimated = False,
    allow_stale: Stale = False,
    retry_failed: Retry = False,
    check: Check = False,
    part_runs: PartRuns = None,
) -> None:
    """Run a study's design into a folder; the same command goes on where it stopped, whatever stopped it."""
    if not study:
        _list()
        return
    from .. import terminal
    from ..quoting import clean
    from ..streams import Interrupted, draining
    from ..sweeps import sweep as sweeps
    from ..words import words

    notices = terminal.notices()
    start = time.monotonic()
    told: list[Estimate] = []

    terminal.announce_compilation(words("en"))

    def say(text: str) -> None:
        notices.print(clean(text), soft_wrap=True)

    def agree(cost: Estimate) -> bool:
        told.append(cost)
        say(_cost(cost))
        if estimate:
            return False
        if yes or (cost.runs <= max_runs and cost.seconds <= HOUR):
            return True
        if sys.stdin.isatty() and sys.stderr.isatty():
            return typer.confirm("Begin?", err=True)
        raise typer.BadParameter(
            f"this is more than {max_runs:,} runs or an hour; say --yes to begin", param_hint="--yes"
        )

    if serial and (dask or workers):
        raise typer.BadParameter("means one process; leave --workers and --dask out", param_hint="--serial")
    part = _shard(shard)
    with draining(say) as asked, _progress(told) as show:
        try:
            results = sweeps.sweep(
                study,
                out=out,
                replicates=replicates,
                workers=workers,
                serial=serial,
                dask=dask,
                shard=part,
                limit=limit,
                allow_stale=allow_stale,
                retry_failed=retry_failed,
                check=check,
                part_runs=part_runs,
                agree=agree,
                notice=say,
                on_change=show,
                interrupted=lambda: asked.number is not None,
                command=["cogov", *sys.argv[1:]],
            )
        except sweeps.Declined:
            return
        except OSError:
            say("What was finished before is kept; when this is put right, the same command goes on.")
            raise
        if asked.number is not None and not results.progress.complete:
            raise Interrupted(asked.number, f"interrupted; {_kept(results)}; the same command goes on")
    _tell(results, time.monotonic() - start, part is not None)


def _list() -> None:
    from ..sweeps.reading import load_study, studies

    for name in studies():
        study = load_study(name)
        typer.echo(f"{name}: {study.title.en} ({study.minutes:g} minutes on two cores)")
        typer.echo(f"    {study.question.en}")
        typer.echo(f"    {study.question.zh}")


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise typer.BadParameter(f"{text!r} is no shard; allowed I/N, such as 3/20", param_hint="--shard")
    return int(found[1]), int(found[2])


def _cost(cost: Estimate) -> str:
    most = "at most " if cost.most else ""
    done = cost.total - cost.runs
    there = f" ({done:,} are done)" if done else ""
    size = f"{cost.bytes / 1e6:,.0f} MB" if cost.bytes >= 1e6 else f"{cost.bytes / 1e3:,.0f} kB"
    return (
        f"{most}{cost.runs:,} runs of {cost.weeks} weeks{there}: {cost.points:,} points × {cost.replicates:,} "
        f"replicates; {most}about {duration(cost.seconds)} and {size}"
    )


def duration(seconds: float) -> str:
    """Return a time in words.

    >>> duration(42), duration(600), duration(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def _progress(told: list[Estimate]) -> Generator[Callable[[Tally], None]]:
    """Show what is done, the rate, the failures and the time left: live on a terminal, else a line now and then."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from .. import terminal

    console = terminal.notices()
    start = last = time.monotonic()
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    task = bar.add_task("", total=None)

    def show(tally: Tally) -> None:
        nonlocal start, last
        bar.start()  # once there are runs: before, a question may be asked
        now = time.monotonic()
        done, total = tally.ok + tally.failed, told[-1].runs
        if not done:
            start = now  # workers are starting
        rate = (done - 1) / (now - start) if done > 1 and now > start else 0.0
        left = f", {duration((total - done) / rate)} left" if rate else ""
        words = f"{rate:.1f}/s{left}, {tally.failed} failed" + (f", {tally.lost} lost" if tally.lost else "")
        bar.update(task, total=total, completed=done, description=words)
        if not console.is_terminal and now - last >= LINE:
            last = now
            console.print(f"{done:,} of {total:,} runs, {words}")

    try:
        yield show
    finally:
        bar.stop()


LINE = 30.0
"""Seconds between lines of progress where there is no terminal."""


def _kept(results: Results) -> str:
    progress = results.progress
    return f"{progress.ok + progress.failed:,} of {progress.total:,} runs are kept in {results.folder}"


def _tell(results: Results, seconds: float, shard: bool) -> None:
    """Print what came of it, and exit with the code of a failed run if one failed."""
    from ..quoting import clean
    from ..terminal import output

    console = output()
    progress = results.progress
    failed = f", {progress.failed:,} failed" if progress.failed else ""
    console.print(clean(f"{results.name}: {progress.ok:,} runs{failed}, in {duration(seconds)}"))
    for row in results.failures.head(10).to_dict("records"):
        console.print(clean(f"  point {row['point']}, replicate {row['replicate']}: {row['origin']}: {row['error']}"))
    summary = results.summary
    for name, gain in summary.get("common_random_numbers", {}).items():
        if gain["correlation"] is not None and gain["saving"] is not None:
            console.print(
                f"Common random numbers: {name} of two points correlates by {gain['correlation']:.2f} over replicates "
                f"(median of {gain['comparisons']:,}); a pair tells as much as {gain['saving']:.1f} unpaired runs",
                soft_wrap=True,
            )
    if results.manifest["identity"]["precision"] and summary:
        reached = "reached" if summary["precision_reached"] else "NOT reached"
        console.print(f"Precision asked for: {reached} after {summary['rounds']} replicates")
    if summary.get("stale"):
        console.print(f"{summary['stale']:,} runs are of other code or another scenario (column stale)")
    if shard:
        console.print(
            clean(f"A shard: {results.folder}; when all are made, cogov merge {results.folder.parent}"), soft_wrap=True
        )
    else:
        console.print(
            clean(f"Table: {results.folder / 'table.csv'}   Picture: {results.folder / 'effects.svg'}"), soft_wrap=True
        )
        console.print(clean(f"Other indicators: cogov plot {results.folder} --indicator trust"), soft_wrap=True)
    if progress.failed:
        console.print("Failed runs are made again with --retry-failed.")
        raise typer.Exit(5)
