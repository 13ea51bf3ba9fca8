"""``cogov ensemble``: cities drawn from the ranges of the model's numbers, and claims stated over all of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from ....experiments.ensembles import EnsembleResult, RunOptions, conclude, ensembles, load_ensemble, run_ensemble
from ....experiments.ensembles.declaration import Declaration
from ....experiments.execution.provenance import provenance
from ....experiments.execution.signals import draining
from ....experiments.store.result_files import folder
from ....model.processors import processors
from ...language.translations import Words, preferred_language, words
from ...narratives import ensemble as sentences
from ...reports import json_documents
from ...reports.ensemble import NAMES_OF_PAGES, document, write_files
from ...reports.ensemble_tables import (
    CLAIMS,
    GENERATIONS,
    REJECTIONS,
    claim_cells,
    generation_cells,
    head,
    rejection_cells,
)
from .. import consoles
from ..columns import TableColumn, render
from .options import CheckOption, DaskOption, Json, Lang, Limit, Out, ProcessesOption
from .sweep import LINE, duration

EnsembleName = Annotated[
    str, typer.Argument(metavar="ENSEMBLE", help="A shipped ensemble's name (without one they are listed), or a file.")
]
DrawsOption = Annotated[
    int | None, typer.Option("--draws", min=1, metavar="N", help="Cities drawn at most, instead of the file's.")
]
KeptOption = Annotated[
    int | None, typer.Option("--kept", min=1, metavar="N", help="Cities that are enough, instead of the file's.")
]
SamplingOption = Annotated[
    Literal["plain", "adaptive"] | None,
    typer.Option("--sampling", help="How plausible cities are come by, instead of the file's."),
]
GameOption = Annotated[
    bool, typer.Option("--multiplier", help="Also whether the parts of the game multiply each other: more runs.")
]

WORTH = {"drawn": 1, "effective": 2, "spread": 2, "surely_not": 3, "surely": 3}
"""What columns are worth where room is short."""


def ensemble(
    name: EnsembleName = "",
    out: Out = None,
    draws: DrawsOption = None,
    kept: KeptOption = None,
    sampling: SamplingOption = None,
    multiplier: GameOption = False,
    workers: ProcessesOption = None,
    dask: DaskOption = None,
    limit: Limit = None,
    check: CheckOption = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Draw cities, keep the plausible ones, and state each claim over all of them; the same command goes on."""
    say = words(lang or preferred_language())
    if not name:
        for each in ensembles():
            found = load_ensemble(each)
            title = say.of(found.heading.title) or each
            consoles.show(say("ensemble.told.listed", name=each, title=title, draws=f"{found.heading.draws:,}"), say)
        return
    declaration = _as_asked(load_ensemble(name), draws, kept, sampling)
    target = out or Path("results") / declaration.name
    command = ["cogov", "ensemble", name, "--draws", str(declaration.heading.draws)]
    command += ["--kept", str(declaration.heading.kept), *(["--multiplier"] if multiplier else [])]
    command += [] if sampling is None else ["--sampling", sampling]
    consoles.announce_compilation(say)
    begin = time.monotonic()
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        options = RunOptions(
            workers=workers or processors(), dask=dask, limit=limit, check=check, command=command,
            notice=lambda text: consoles.tell(text, say),
            interrupted=lambda: stopped.number,
            on_stage=tell_stages(say),
        )  # fmt: skip
        runs = run_ensemble(declaration, target, options, with_parts=multiplier)
    result = conclude(runs)
    origin = provenance(command)
    with folder(target, "ensemble", lambda text: consoles.tell(text, say)) as stage:
        write_files(stage, result, origin)
    if json:
        typer.echo(json_documents.text(document(result, origin)), nl=False)
        return
    _tell(result, say)
    about = {"drawn": f"{result.drawn:,}", "time": duration(time.monotonic() - begin, say)}
    consoles.tell(say("ensemble.told.took", **about), say)
    consoles.show(say("run.page", path=target / NAMES_OF_PAGES[say.language]), say)


def _as_asked(declaration: Declaration, draws: int | None, kept: int | None, sampling: str | None) -> Declaration:
    asked = {key: value for key, value in (("draws", draws), ("kept", kept)) if value is not None}
    way = {} if sampling is None else {"method": sampling}
    return replace(
        declaration,
        heading=declaration.heading.model_copy(update=asked),
        sampling=declaration.sampling.model_copy(update=way),
    )


def tell_stages(say: Words) -> Callable[[str, int, int], None]:
    """Return what tells a line now and then of how far a stage is."""
    last = time.monotonic()

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE:
            last = time.monotonic()
            consoles.tell(say("ensemble.told.stage", stage=stage, done=f"{done:,}", total=f"{total:,}"), say)

    return tell


def _tell(result: EnsembleResult, say: Words) -> None:
    console = consoles.output()
    for sentence in sentences.tell_acceptance(result, say):
        console.print(sentence)
    for claim in result.claims:
        console.print(sentences.headline(result, claim, say), style="bold")
        for sentence in sentences.details(claim, say):
            console.print(sentence)
    tables = (
        ("claims", CLAIMS, claim_cells(result, say)),
        ("selection", REJECTIONS, rejection_cells(result, say)),
        ("generations", GENERATIONS, generation_cells(result, say)),
    )
    for heading, names, rows in tables if result.generations else tables[:2]:
        columns = [
            TableColumn(each, place > 0, WORTH.get(names[place], 0), place == 0)
            for place, each in enumerate(head(names, say))
        ]
        cells = [[Text(cell) for cell in row] for row in rows]
        console.print(render(columns, cells, console.width, say(f"ensemble.page.{heading}")))
