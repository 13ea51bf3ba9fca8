"""``cogov status``, ``verify``, ``repair``, ``merge`` and ``plot``: what can be done with a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....experiments.execution.exit_codes import NOT_MET, RUN_FAILED
from ....experiments.store import manifest as manifests
from ....experiments.store.atomic_files import StoreError, reading
from ....experiments.store.merging import merge as together
from ....experiments.store.results import Results
from ....experiments.store.verification import faults
from ....experiments.sweeps.repair import repair as again
from ....scenarios.message import message
from ....scenarios.message import say as in_language
from ...language.translations import Words, preferred_language, words
from ...reports import json_documents
from ...reports.main_effects_files import write_main_effects
from .. import consoles
from .options import Json, Lang, no_indicator
from .sweep import duration, failures, lacking

ResultsFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep's results.")]
Shards = Annotated[
    list[Path] | None, typer.Argument(metavar="[SHARD …]", help="Folders of shards; those below DIR if none are given.")
]
StudyFile = Annotated[
    str | None, typer.Option("--study", metavar="FILE", help="The study that made it, if DIR holds none.")
]
IndicatorOption = Annotated[
    str | None, typer.Option("--indicator", metavar="NAME", help="What to draw, instead of the study's first outcome.")
]


def folders_of(folder: Path) -> list[Path]:
    """Return the folders of runs that a folder stands for: itself, or those below it where it has no runs of its own.

    An ensemble, a multiplier and others keep their runs in several.
    """
    if (folder / manifests.NAME).exists() or not folder.is_dir():
        return [folder]
    return sorted(each.parent for each in folder.glob(f"*/{manifests.NAME}")) or [folder]


def status(folder: ResultsFolder, json: Json = False, lang: Lang = None) -> None:
    """Tell how far a sweep is; also while it runs."""
    say = words(lang or preferred_language())
    every = folders_of(folder)
    if json:
        with reading(folder):
            found = {each.name: Results(each).status() for each in every}
        several = {"schema_version": manifests.SCHEMA_VERSION, "kind": "status", "folders": found}
        typer.echo(json_documents.text(several if len(every) > 1 else next(iter(found.values()))), nl=False)
        return
    for each in every:
        with reading(each):
            _tell_status(Results(each), say)


def _tell_status(results: Results, say: Words) -> None:
    progress = results.progress
    share = (progress.ok + progress.failed) / progress.total if progress.total else 1.0
    open_end = results.manifest["identity"]["precision"] and not results.summary
    question = results.manifest["question"]
    asked = question[say.language] or question["en"]
    consoles.show(f"{results.name}: {asked}" if asked else results.name, say)
    numbers = {name: f"{getattr(progress, name):,}" for name in ("ok", "failed", "total", "points", "replicates")}
    if open_end:
        numbers["total"] = say("sweep.most", count=numbers["total"])
    consoles.show(say("status.runs", **numbers, share=f"{share:.0%}"), say)
    if progress.running:
        rate = say("status.rate", rate=f"{progress.rate:.1f}") if progress.rate else ""
        left = say("status.left", time=duration(progress.left, say)) if progress.left else ""
        consoles.show(say("status.running", rate=rate, left=left), say)
    elif progress.complete and results.summary:
        consoles.show(say("status.complete"), say)
    else:
        consoles.show(say("status.still"), say)
    for line in lacking(results, say):
        consoles.show(line, say)
    for line in failures(results, say):
        consoles.show(line, say)


def verify(folder: ResultsFolder, lang: Lang = None) -> None:
    """Hold every byte of a folder against what was written; exit 1 if something is damaged."""
    say = words(lang or preferred_language())
    every = folders_of(folder)
    damaged = False
    for each in every:
        name = f"{each.name}: " if len(every) > 1 else ""
        with reading(each):
            if result := list(faults(each)):
                damaged = True
                for fault in result:
                    consoles.show(f"{name}{in_language(fault, say.language)}", say)
                continue
            results = Results(each)
            runs = results.progress
            about = {"parts": f"{len(results.entries):,}", "runs": f"{runs.ok + runs.failed:,}"}
            consoles.show(f"{name}{say('verify.whole', **about)}", say)
    if damaged:
        consoles.show(say("verify.again"), say)
        raise typer.Exit(NOT_MET)


def repair(folder: ResultsFolder, study: StudyFile = None, lang: Lang = None) -> None:
    """Make a damaged or missing manifest.json again, from the study, the ledger and the parts in DIR."""
    say = words(lang or preferred_language())
    with reading(folder):
        try:
            whole = manifests.is_whole(manifests.load_manifest(folder))
        except StoreError:
            whole = False
        if whole:
            consoles.show(say("repair.whole", file=manifests.NAME), say)
            return
        again(folder, study, notice=lambda text: consoles.tell(text, say))
        runs = Results(folder).progress
        consoles.show(say("repair.done", file=manifests.NAME, runs=f"{runs.ok + runs.failed:,}"), say)


def merge(folder: ResultsFolder, shards: Shards = None, lang: Lang = None) -> None:
    """Put the shards of a sweep together in DIR, with the same table as if one machine had made it."""
    say = words(lang or preferred_language())
    with reading(folder):
        taken, complete = together(
            folder, shards or (), notice=lambda text: consoles.tell(text, say), draw=write_main_effects
        )
        results = Results(folder)
        progress = results.progress
        numbers = {name: f"{getattr(progress, name):,}" for name in ("ok", "failed", "total")}
        consoles.show(say("merge.taken", parts=f"{taken:,}", **numbers), say)
        if not complete:
            missing = ", ".join(f"{point}/{replicate}" for point, replicate in results.missing()[:10])
            consoles.show(say("merge.missing", missing=missing), say)
            raise typer.Exit(NOT_MET)
        consoles.show(say("sweep.files", table=folder / "table.csv", picture=folder / "effects.svg"), say)
        if progress.failed:
            raise typer.Exit(RUN_FAILED)


def plot(folder: ResultsFolder, indicator: IndicatorOption = None, lang: Lang = None) -> None:
    """Draw what each factor changes, in both languages, as SVG files in DIR; also while the sweep runs."""
    say = words(lang or preferred_language())
    with reading(folder):
        results = Results(folder)
        if indicator is not None and indicator not in results.columns:
            raise typer.BadParameter(no_indicator(indicator, results.columns), param_hint="--indicator")
        names = write_main_effects(results, results.summary.get("rounds"), indicator)
        if not names:
            raise typer.BadParameter(message("usage.no_results"), param_hint="DIR")
        for name in names:
            consoles.show(folder / name, say)
