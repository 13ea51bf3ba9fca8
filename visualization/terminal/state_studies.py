"""Studies over states of the world as a command runs them: into a folder, resumable, with a page of what was found."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from ...experiments.analysis.result import Finding
from ...experiments.design.study import Study
from ...experiments.execution.provenance import provenance
from ...experiments.execution.signals import Interrupted, draining
from ...experiments.store.result_files import folder as files
from ...experiments.store.result_files import write_text
from ...experiments.store.results import Results
from ...experiments.sweeps import sweep as sweeps
from ..language.translations import LANGUAGES, Words
from ..reports import json_documents
from ..reports.analysis_files import document, write_files
from ..reports.sweep import page
from . import consoles
from .commands.analyse import analysis_table

FOUND = "found"
"""Folder of the finding, below that of the runs."""


def run_and_tell(
    study: Study,
    find: Callable[[Results], Finding],
    *,
    target: Path,
    command: Sequence[str],
    workers: int | None,
    check: bool,
    json: bool,
    say: Words,
) -> None:
    """Make the runs of a study, find what they say, and print it and write it with a page in each language.

    Parameters
    ----------
    study : Study
    find : callable
    target : Path
        Folder of the runs; what is found goes into :data:`FOUND` below it.
    command : sequence of str
        The command line.
    workers : int, optional
    check, json : bool
    say : Words

    Raises
    ------
    Interrupted
        If a signal asked to stop before all were made; what was made is kept.
    """
    consoles.announce_compilation(say)
    begin = time.monotonic()
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        results = sweeps.sweep(
            study,
            out=target,
            workers=workers,
            serial=workers == 1,
            check=check,
            notice=lambda text: consoles.tell(text, say),
            interrupted=lambda: stopped.number is not None,
            command=command,
        )
        if stopped.number is not None and not results.progress.complete:
            progress = results.progress
            about = {"done": progress.ok + progress.failed, "total": progress.total, "folder": results.folder}
            raise Interrupted(stopped.number, say("sweep.interrupted", **about))
    found = find(results)
    origin = provenance(command)
    with files(target / FOUND) as stage:
        names = write_files(stage, found, origin)
        for language in LANGUAGES:
            names.append(f"{found.method}{'' if language == 'en' else '.' + language}.html")
            write_text(stage / names[-1], page(results, language, found))
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
