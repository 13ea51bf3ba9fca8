"""``cogov status``, ``verify``, ``merge`` and ``plot``: what can be done with a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Json

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep's results.")]
Shards = Annotated[
    list[Path] | None, typer.Argument(metavar="[SHARD …]", help="Folders of shards; those below DIR if none are given.")
]
Indicator = Annotated[
    str | None, typer.Option("--indicator", metavar="NAME", help="What to draw, instead of the study's first outcome.")
]

DAMAGED = 1


def status(folder: Folder, json: Json = False) -> None:
    """Tell how far a sweep is; also while it runs."""
    from .. import documents
    from ..quoting import clean
    from ..store.files import reading
    from ..store.results import Results
    from ..terminal import output
    from .sweep import duration

    with reading(folder):
        results = Results(folder)
        if json:
            typer.echo(documents.text(results.status()), nl=False)
            return
        progress = results.progress
        console = output()
        share = (progress.ok + progress.failed) / progress.total if progress.total else 1.0
        most = "at most " if results.manifest["identity"]["precision"] and not results.summary else ""
        console.print(clean(f"{results.name}: {results.manifest['question']['en']}"), soft_wrap=True)
        console.print(
            f"{progress.ok:,} runs with a result and {progress.failed:,} failed, of {most}{progress.total:,} "
            f"({progress.points:,} points × {progress.replicates:,} replicates): {share:.0%}"
        )
        if progress.running:
            rate = f"; {progress.rate:.1f} runs/s" if progress.rate else ""
            left = f", about {duration(progress.left)} left" if progress.left else ""
            console.print(f"Running now{rate}{left}")
        elif progress.complete and results.summary:
            console.print("Complete")
        else:
            console.print("Not running; the command that began it goes on")
        for row in results.failures.head(10).to_dict("records"):
            console.print(
                clean(f"  point {row['point']}, replicate {row['replicate']}: {row['origin']}: {row['error']}")
            )


def verify(folder: Folder) -> None:
    """Hold every byte of a folder against what was written; exit 1 if something is damaged."""
    from ..quoting import clean
    from ..store.files import reading
    from ..store.results import Results
    from ..store.verification import faults
    from ..terminal import output

    console = output()
    with reading(folder):
        found = list(faults(folder))
        for fault in found:
            console.print(clean(fault), soft_wrap=True)
        if found:
            console.print(
                "The command that made it puts this right: damaged parts are set aside, and their runs made again."
            )
            raise typer.Exit(DAMAGED)
        results = Results(folder)
        runs = results.progress
        console.print(f"{len(results.entries):,} parts with {runs.ok + runs.failed:,} runs: all as written")


def merge(folder: Folder, shards: Shards = None) -> None:
    """Put the shards of a sweep together in DIR, with the same table as if one machine had made it."""
    from ..quoting import clean
    from ..store.files import reading
    from ..store.merging import merge as together
    from ..store.results import Results
    from ..terminal import notices, output

    with reading(folder):
        taken, complete = together(folder, shards or (), notice=lambda text: notices().print(clean(text)))
        results = Results(folder)
        progress = results.progress
        console = output()
        console.print(
            f"{taken:,} parts taken: {progress.ok:,} runs with a result, {progress.failed:,} failed, "
            f"of {progress.total:,}"
        )
        if not complete:
            missing = ", ".join(f"{point}/{replicate}" for point, replicate in results.missing()[:10])
            console.print(
                f"Missing (point/replicate): {missing} …; make the other shards, or let cogov sweep --out DIR go on"
            )
            raise typer.Exit(1)
        console.print(clean(f"Table: {folder / 'table.csv'}   Picture: {folder / 'effects.svg'}"), soft_wrap=True)
        if progress.failed:
            raise typer.Exit(5)


def plot(folder: Folder, indicator: Indicator = None) -> None:
    """Draw what each factor changes, in both languages, as SVG files in DIR; also while the sweep runs."""
    from ...model.indicators import NAMES
    from ...scenarios.problems import nearest
    from ..quoting import clean
    from ..report.effects import write_pictures
    from ..store.files import reading
    from ..store.results import Results
    from ..terminal import output

    if indicator is not None and indicator not in NAMES:
        near = nearest(indicator, NAMES)
        raise typer.BadParameter(
            f"{indicator!r} is not an indicator{f'; did you mean {near}' if near else ''}", param_hint="--indicator"
        )
    with reading(folder):
        results = Results(folder)
        names = write_pictures(results, results.summary.get("rounds"), indicator)
        if not names:
            raise typer.BadParameter("there are no results yet", param_hint="DIR")
        for name in names:
            output().print(clean(str(folder / name)), soft_wrap=True)
