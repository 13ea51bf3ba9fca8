"""What ``cogov regress`` prints of a comparison."""

from __future__ import annotations

from rich.text import Text

from ...experiments.regression.baseline import Baseline
from ...experiments.regression.comparison import BaselineComparison, Cell
from ...experiments.regression.exercise import Exercise
from ...scenarios.message import message
from ...scenarios.toml.sanitize import clean
from ..language.translations import Words
from ..narratives.exercise import statement
from ..narratives.regression import (
    about_claim,
    about_earlier,
    about_ends,
    about_gone,
    about_parting,
    last_line,
    promise,
    verdict,
)
from ..reports.regression import COLUMNS, row
from . import consoles
from .columns import TableColumn, render

WORDS = ("scenario", "indicator", "verdict")
"""Columns that hold no numbers."""
WORTH = {"detectable": 1, "largest": 2, "margin": 3, "half": 4, "p": 5}
"""Which columns go first where room is short, the least first."""


def tell_comparison(
    result: BaselineComparison,
    baseline: Baseline,
    exercise: Exercise,
    say: Words,
    full: bool,
    aside: bool,
    most: int = 30,
) -> None:
    """Print the table of cells, what is told of claims and runs, what is not exercised, and the answer."""
    title = say("regress.title", suite=clean(result.suite))
    _table(
        title,
        result,
        [c for c in result.cells if c.verdict not in ("identical", "numeric", "equivalent")][:most],
        say,
        aside,
    )
    told: list[str] = [
        about_claim(claim, say) for claim in result.claims if claim.fails or claim.lost or claim.standing == "broken"
    ]
    told += [about_gone(word, say) for word in result.gone]
    told += [about_earlier(name, runs, result.seeds, say) for name, runs in result.earlier.items()]
    told += [about_parting(name, parting, say) for name, parting in result.partings.items()]
    for line in (*told, *about_ends(result, say), *result.notices):
        consoles.show(line, say, aside=aside)
    if result.declared:
        consoles.show(say("regress.declared_heading"), say, style="bold", aside=aside)
        for line in result.declared:
            consoles.show(message("value.indented", line=line), say, aside=aside)
        _table(
            say("regress.declared_heading"), result, [c for c in result.declared_cells if c.largest][:most], say, aside
        )
        consoles.show(say("regress.declared_note"), say, aside=aside)
    for line in statement(exercise, say, full=full):
        consoles.show(line, say, aside=aside)
    consoles.show(promise(result, say), say, aside=aside)
    created = baseline.created
    consoles.show(
        say("regress.made", time=created.time, code=created.code[:12], reason=created.reason), say, aside=aside
    )
    consoles.show(verdict(result, say), say, style="bold", aside=aside)
    consoles.show(last_line(result, say), say, aside=aside)


def _table(title: str, result: BaselineComparison, cells: list[Cell], say: Words, aside: bool) -> None:
    if not cells:
        return
    columns = [
        TableColumn(
            say(f"regress.column.{name}"),
            number=name not in WORDS,
            text=name == "indicator",
            worth=WORTH.get(name, 0),
        )
        for name in COLUMNS
    ]
    console = consoles.output(aside)
    console.print(render(columns, [[*map(Text, row(cell, result, say))] for cell in cells], console.width, title))
