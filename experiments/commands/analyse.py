"""``cogov analyse``: what the table of a sweep says."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .options import Json, Lang, Out

if TYPE_CHECKING:
    from rich.table import Table

    from ..analysis import Finding
    from ..words import Words

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep's results.")]
How = Annotated[
    Literal["effects", "oat", "morris", "sobol", "prim", "regret", "phase", "timing"] | None,
    typer.Option("--method", help="What to do; what the design was made for if not given."),
]
Outcome = Annotated[str, typer.Option("--outcome", metavar="NAME", help="Indicator, instead of the study's first.")]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", metavar="X", help="prim: outcomes worse than this are of interest; regret: what satisfies."
    ),
]
Factors = Annotated[str, typer.Option("--factors", metavar="A,B", help="phase: the two factors of the map.")]

SHOWN = 20
"""Rows of a table in the terminal; files and JSON have all."""

LESS = (
    *("rank_low", "rank_high", "regret_90", "worst", "satisficing"),
    *("total_half", "cumulative_low", "cumulative_high", "against"),
)
"""Columns that a terminal has no room for."""

CROWDED = ("policies", "indices", "levels", "quarters")


def analyse(
    folder: Folder,
    method: How = None,
    outcome: Outcome = "",
    threshold: Threshold = None,
    factors: Factors = "",
    out: Out = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Analyse a sweep: effects, one at a time, Morris, Sobol, PRIM, regret, phase map, or when a rule pays."""
    from ...model.indicators import NAMES
    from ...scenarios.problems import nearest
    from .. import documents
    from ..analysis import Options, analysed, natural
    from ..analysis.finding import document, write_files
    from ..outputs import folder as files
    from ..provenance import provenance
    from ..quoting import clean
    from ..store.files import reading
    from ..store.results import Results
    from ..terminal import output
    from ..words import spoken, words

    if outcome and outcome not in NAMES:
        near = nearest(outcome, NAMES)
        hint = f"; did you mean {near}" if near else ""
        raise typer.BadParameter(f"{outcome!r} is not an indicator{hint}", param_hint="--outcome")
    with reading(folder):
        results = Results(folder)
        how = method or natural(results)
        named = tuple(name.strip() for name in factors.split(",")) if factors else ()
        again = ["cogov", "analyse", folder.name, "--method", how]
        again += ["--outcome", outcome] if outcome else []
        again += ["--threshold", f"{threshold:g}"] if threshold is not None else []
        again += ["--factors", ",".join(named)] if named else []
        say = words(lang or spoken())
        with files(out) if out else nullcontext() as stage:
            found = analysed(results, how, Options(outcome, threshold, named))
            origin = provenance(again)
            names = write_files(stage, found, origin) if stage else []
        if json:
            typer.echo(documents.text(document(found, origin)), nl=False)
            return
        console = output()
        console.print(found.verdict[say.language], style="bold")
        for name in found.tables:
            console.print(_table(found, name, say))
        for note in found.notes:
            console.print(note[say.language], style="dim")
        for name in names:
            console.print(clean(str(out / name if out else name)), soft_wrap=True)


def _table(found: Finding, name: str, say: Words) -> Table:
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    from ..analysis.finding import caption, rows

    headings, numbers, cells = rows(found, name, say, SHOWN, LESS if name in CROWDED else ())
    title = caption(found, name, say, len(cells))
    table = Table(box=box.SIMPLE_HEAD, title=Text(title, style="bold"), title_justify="left", pad_edge=False)
    for place, (heading, number) in enumerate(zip(headings, numbers, strict=True)):
        width = max((cell_len(row[place]) for row in cells), default=0)
        table.add_column(Text(heading), justify="right" if number else "left", min_width=min(width, 24))
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    return table
