"""``cogov sweep``: run a study into a folder, or go on with it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ....experiments.design.loading import load_study, studies
from ....experiments.execution.exit_codes import RUN_FAILED
from ....experiments.execution.signals import Interrupted, draining
from ....experiments.store.results import Results
from ....experiments.sweeps import sweep as sweeps
from ....experiments.sweeps.estimate import Estimate
from ....experiments.sweeps.scheduler import Tally
from ....scenarios.message import message
from ...language.translations import Words, preferred_language, words
from ...reports.main_effects_files import write_main_effects
from .. import consoles
from .options import CheckOption, DaskOption, Lang, Limit, Out, ProcessesOption, ShardOption, parse_shard

StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="A shipped study's name (without one they are listed), or a study file.")
]
SweepReplicatesOption = Annotated[
    int | None,
    typer.Option("--replicates", min=1, metavar="R", help="Runs of each point, instead of the study's."),
]
SerialOption = Annotated[bool, typer.Option("--serial", help="Run in this one process, for debugging.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Begin whatever it costs.")]
MaxRuns = Annotated[
    int, typer.Option("--max-runs", min=1, metavar="N", help="Ask, or with no one to ask stop, before more runs.")
]
Estimated = Annotated[bool, typer.Option("--estimate", help="Say what it would cost, and do nothing.")]
Stale = Annotated[
    bool, typer.Option("--allow-stale", help="Keep results of other code or another scenario, and mark them.")
]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Make failed runs again.")]
PartRuns = Annotated[
    int | None, typer.Option("--part-runs", min=1, metavar="N", help="Runs of a part: what a crash may cost.")
]

ASK = 20_000
HOUR = 3600.0


def sweep(
    study: StudyName = "",
    out: Out = None,
    replicates: SweepReplicatesOption = None,
    workers: ProcessesOption = None,
    serial: SerialOption = False,
    dask: DaskOption = None,
    shard: ShardOption = None,
    limit: Limit = None,
    yes: Yes = False,
    max_runs: MaxRuns = ASK,
    estimate: Estimated = False,
    allow_stale: Stale = False,
    retry_failed: Retry = False,
    check: CheckOption = False,
    part_runs: PartRuns = None,
    lang: Lang = None,
) -> None:
    """Run a study's design into a folder; the same command goes on where it stopped, whatever stopped it."""
    say = words(lang or preferred_language())
    if not study:
        _list(say)
        return
    start = time.monotonic()
    told: list[Estimate] = []

    def tell(text: str) -> None:
        consoles.tell(text, say)

    def agree(cost: Estimate) -> bool:
        told.append(cost)
        tell(_cost(cost, say))
        if estimate:
            return True
        if yes or (cost.runs <= max_runs and cost.seconds <= HOUR):
            consoles.announce_compilation(say)
            return True
        if sys.stdin.isatty() and sys.stderr.isatty():
            if agreed := typer.confirm(say("sweep.begin"), err=True):
                consoles.announce_compilation(say)
            return agreed
        raise typer.BadParameter(message("usage.many", runs=f"{max_runs:,}"), param_hint="--yes")

    if serial and (dask or workers):
        raise typer.BadParameter(message("usage.serial"), param_hint="--serial")
    part = parse_shard(shard)
    with draining(tell) as asked, _progress(told, say) as show:
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
                dry=estimate,
                part_runs=part_runs,
                agree=agree,
                draw=write_main_effects,
                notice=tell,
                on_change=show,
                interrupted=lambda: asked.number is not None,
                command=["cogov", *sys.argv[1:]],
            )
        except sweeps.Declined:
            if asked.number is not None:
                raise Interrupted(asked.number) from None
            return
        except OSError:
            tell(say("sweep.kept"))
            raise
        if asked.number is not None and not results.progress.complete:
            raise Interrupted(asked.number, say("sweep.interrupted", **_count_kept(results)))
    _tell(results, time.monotonic() - start, part is not None, told[-1].total - told[-1].runs if told else 0, say)


def _list(say: Words) -> None:
    for name in studies():
        study = load_study(name)
        consoles.show(say("sweep.listed", name=name, title=say.of(study.title), minutes=f"{study.minutes:g}"), say)
        consoles.show(f"    {say.of(study.question)}", say)


def _cost(cost: Estimate, say: Words) -> str:
    def most(text: str) -> str:
        return say("sweep.most", count=text) if cost.most else text

    done = cost.total - cost.runs
    return say(
        "sweep.cost_left" if done else "sweep.cost",
        runs=most(f"{cost.runs:,}"),
        weeks=cost.weeks,
        points=f"{cost.points:,}",
        replicates=f"{cost.replicates:,}",
        time=most(say("sweep.about", time=duration(cost.seconds, say))),
        size=f"{cost.bytes / 1e6:,.0f} MB" if cost.bytes >= 1e6 else f"{cost.bytes / 1e3:,.0f} kB",
        **({"done": f"{done:,}"} if done else {}),
    )


def duration(seconds: float, say: Words) -> str:
    """Return a time in words.

    >>> [duration(seconds, words("en")) for seconds in (42, 600, 9000)]
    ['42 s', '10 min', '2.5 h']
    """
    if seconds < 90:
        return say("time.seconds", count=f"{seconds:.0f}")
    if seconds < 5400:
        return say("time.minutes", count=f"{seconds / 60:.0f}")
    return say("time.hours", count=f"{seconds / 3600:.1f}")


def failures(results: Results, say: Words) -> Iterator[str]:
    """Yield a line for each of the first failed runs: what the model itself says is quoted as it was kept."""
    for row in results.failures.head(10).to_dict("records"):
        own = say.language != "en" and row["origin"] in ("time", "memory", "killed")
        error = say(f"sweep.failed.{row['origin']}") if own else row["error"]
        about = {"point": row["point"], "replicate": row["replicate"], "origin": say(f"sweep.origin.{row['origin']}")}
        yield f"  {say('sweep.failure', **about, error=error)}"


def lacking(results: Results, say: Words) -> Iterator[str]:
    """Yield a line for each outcome that some runs with a result have no value of."""
    for name in dict.fromkeys((*results.own, *results.manifest["outcomes"])):
        for why, number in results.undefined(name).items():
            about = {"outcome": say.title(results.indicator(name)), "count": f"{number:,}"}
            yield say(f"status.undefined.{why}", **about, all=f"{results.progress.ok:,}")


@contextmanager
def _progress(told: list[Estimate], say: Words) -> Generator[Callable[[Tally], None]]:
    """Show what is done, the rate, the failures and the time left: live on a terminal, else a line now and then."""
    console = consoles.notices()
    start = last = time.monotonic()
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(say("run.runs")),
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
        left = say("sweep.left", time=duration((total - done) / rate, say)) if rate else ""
        lost = say("sweep.lost", count=tally.lost) if tally.lost else ""
        line = say("sweep.rate", rate=f"{rate:.1f}", left=left, failed=tally.failed, lost=lost)
        bar.update(task, total=total, completed=done, description=line)
        if not console.is_terminal and now - last >= LINE:
            last = now
            console.print(say("sweep.progress", done=f"{done:,}", total=f"{total:,}", line=line))

    try:
        yield show
    finally:
        bar.stop()


LINE = 30.0
"""Seconds between lines of progress where there is no terminal."""


def _count_kept(results: Results) -> dict[str, object]:
    progress = results.progress
    return {"done": f"{progress.ok + progress.failed:,}", "total": f"{progress.total:,}", "folder": results.folder}


def _tell(results: Results, seconds: float, shard: bool, before: int, say: Words) -> None:
    """Print what came of it, and exit with the code of a failed run if one failed."""
    progress = results.progress
    failed = say("sweep.some_failed", count=f"{progress.failed:,}") if progress.failed else ""
    about = {"name": results.name, "runs": f"{progress.ok:,}", "time": duration(seconds, say)}
    new = max(0, progress.ok + progress.failed - before)
    key, since = ("sweep.done_since", {"new": f"{new:,}"}) if before else ("sweep.done", {})
    consoles.show(say(key, **about, **since, failed=failed), say)
    for line in (*failures(results, say), *lacking(results, say)):
        consoles.show(line, say)
    summary = results.summary
    nothing = len(results.design) > 1 and len(set(results.design["settings"].to_list())) == 1
    if nothing:
        consoles.show(say("sweep.nothing", points=f"{len(results.design):,}"), say)
    for name, gain in summary.get("common_random_numbers", {}).items() if not nothing else ():
        if gain["correlation"] is not None and gain["saving"] is not None:
            numbers = {"correlation": f"{gain['correlation']:.2f}", "median": f"{gain['comparisons']:,}"}
            consoles.show(say("sweep.luck", name=name, **numbers, saving=f"{gain['saving']:.1f}"), say)
    if results.manifest["identity"]["precision"] and summary:
        reached = "sweep.reached" if summary["precision_reached"] else "sweep.not_reached"
        consoles.show(say(reached, replicates=summary["rounds"]), say)
    if summary.get("stale"):
        consoles.show(say("sweep.stale", count=f"{summary['stale']:,}"), say)
    if shard:
        consoles.show(say("sweep.shard", folder=results.folder, above=results.folder.parent), say)
    else:
        files = {"table": results.folder / "table.csv", "picture": results.folder / "effects.svg"}
        consoles.show(say("sweep.files", **files), say)
        consoles.show(say("sweep.others", folder=results.folder), say)
    if progress.failed:
        consoles.show(say("sweep.retry"), say)
        raise typer.Exit(RUN_FAILED)
