"""``cogov analyse``: what the table of a sweep says."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from ....experiments.analysis import Finding, Options, apply_method, natural_method
from ....experiments.analysis.methods import FORMER, METHODS, name_factors, read_policy
from ....experiments.execution.provenance import provenance
from ....experiments.store.atomic_files import reading
from ....experiments.store.result_files import folder as files
from ....experiments.store.results import Results
from ....scenarios.message import message
from ...language.translations import Words, preferred_language, words
from ...narratives.analysis_tables import caption, rows
from ...reports import json_documents
from ...reports.analysis_files import document, write_files
from .. import consoles
from ..columns import TableColumn, render
from .options import Json, Lang, Out, no_indicator

AnalysisFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep's results.")]
How = Annotated[
    Literal["effects", "morris", "sobol", "prim", "regret", "timing", "contrast", "oat", "phase"] | None,
    typer.Option("--method", metavar="|".join(METHODS), help="What to do; what the design was made for if not given."),
]
AnalysisOutcomeOption = Annotated[
    str,
    typer.Option("--outcome", metavar="NAME", help="Indicator or outcome of the study's own, instead of its first."),
]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", metavar="X", help="prim: outcomes worse than this are of interest; regret: what satisfies."
    ),
]
Factors = Annotated[str, typer.Option("--factors", metavar="A,B", help="contrast: the two factors of the map.")]
FirstPolicy = Annotated[
    str, typer.Option("--of", metavar="LEVER=LEVEL", help="contrast: the policy that is looked at; several by commas.")
]
OtherPolicy = Annotated[
    str, typer.Option("--against", metavar="LEVER=LEVEL", help="contrast: the policy that it is held against.")
]
Uncertainties = Annotated[
    str, typer.Option("--over", metavar="A,B", help="contrast: uncertainties to look at; all if not given.")
]

SHOWN = 20
"""Rows of a table in the terminal; files and JSON have all."""

LESS = (
    *("rank_low", "rank_high", "regret_90", "worst", "satisficing"),
    *("total_half", "cumulative_low", "cumulative_high", "against"),
)
"""Columns that a terminal has no room for."""

CROWDED = ("policies", "indices", "levels", "quarters")


def analyse(
    folder: AnalysisFolder,
    method: How = None,
    outcome: AnalysisOutcomeOption = "",
    threshold: Threshold = None,
    factors: Factors = "",
    of: FirstPolicy = "",
    against: OtherPolicy = "",
    over: Uncertainties = "",
    out: Out = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Analyse a sweep: effects, Morris, Sobol, PRIM, regret, payback, or a contrast of policies or of factors."""
    with reading(folder):
        results = Results(folder)
        if outcome and outcome not in results.columns:
            raise typer.BadParameter(no_indicator(outcome, results.columns), param_hint="--outcome")
        how = method or natural_method(results)
        named, uncertain = name_factors(factors, "--factors"), name_factors(over, "--over")
        options = Options(outcome, threshold, named, read_policy(of), read_policy(against), uncertain)
        again = ["cogov", "analyse", folder.name, "--method", how]
        again += ["--outcome", outcome] if outcome else []
        again += ["--threshold", f"{threshold:g}"] if threshold is not None else []
        again += ["--factors", ",".join(named)] if named else []
        for option, given in (("--of", of), ("--against", against), ("--over", over)):
            again += [option, given] if given else []
        say = words(lang or preferred_language())
        if how in FORMER:
            consoles.tell(message("analysis.merged", method=how), say)
        with files(out) if out else nullcontext() as stage:
            result = apply_method(results, how, options)
            origin = provenance(again)
            names = write_files(stage, result, origin) if stage else []
        if json:
            typer.echo(json_documents.text(document(result, origin)), nl=False)
            return
        console = consoles.output()
        console.print(result.verdict[say.language], style="bold")
        for name in result.tables:
            less = () if name not in CROWDED else LESS
            if threshold is not None:  # what was asked about is shown
                less = tuple(column for column in less if column != "satisficing")
            console.print(analysis_table(result, name, less, say, console.width))
        for note in result.notes:
            console.print(note[say.language], style="dim")
        for name in names:
            consoles.show(out / name if out else name, say)


def analysis_table(result: Finding, name: str, less: tuple[str, ...], say: Words, width: int) -> Table:
    """Return a table of a finding, without some of its columns."""
    headings, numbers, cells = rows(result, name, say, SHOWN, less)
    title = caption(result, name, say, len(cells))
    # Where room is short the last columns go: no number is cut.
    columns = [
        TableColumn(heading, number, len(headings) - place if place > 1 else 0, not number, 1 if number else 24)
        for place, (heading, number) in enumerate(zip(headings, numbers, strict=True))
    ]
    return render(columns, [[Text(cell) for cell in row] for row in cells], width, title)
