"""Columns of tables for the terminal that fit into its width: no number is ever cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

_WORD, _CHINESE = 30, 12  # cells; Chinese has no spaces


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column whose cells are never cut, and wrapped only if they are text; its heading is wrapped.

    Attributes
    ----------
    heading : str
        Wrapped between words, within one only if it is longer than `_WORD`; Chinese anywhere beyond `_CHINESE`.
    number : bool
        Set to the right.
    worth : int
        Where room is short, columns of the least worth go first, all of one worth together; 0 for those that stay.
    text : bool
        Cells are wrapped as the heading is.
    least : int
        Width below which no cell is wrapped: rather does another column go.
    """

    heading: str
    number: bool = False
    worth: int = 0
    text: bool = False
    least: int = 1

    def room(self, cells: Sequence[Text]) -> tuple[int, int]:
        """Return the least width and the one that would wrap nothing."""
        wrapped = [self.heading, *(cell.plain for cell in cells if self.text)]
        whole = [cell.cell_len for cell in cells if cell.no_wrap is not False and not self.text]
        words = (
            min(cell_len(word), _WORD if word.isascii() else _CHINESE) for each in wrapped for word in each.split()
        )
        most = max(*whole, *map(cell_len, wrapped), 1)
        return max(*whole, *words, min(self.least, most), 1), most


def empty_table(*columns: tuple[str, bool], title: str = "") -> Table:
    """Return an empty table; a column is its heading and whether it holds numbers."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        pad_edge=False,
    )
    for heading, number in columns:
        # Chinese has no spaces: what does not fit is folded, where English is wrapped, and nothing is cut.
        table.add_column(Text(heading), justify="right" if number else "left", no_wrap=number, overflow="fold")
    return table


def fit_columns(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[Text]], width: int
) -> tuple[list[int], list[int]]:
    """Return which columns fit into a width, and how wide each of these is."""
    kept = list(range(len(columns)))
    rooms = [column.room([row[place] for row in rows if place < len(row)]) for place, column in enumerate(columns)]
    while True:
        spare = width - (3 * len(kept) - 1) - sum(rooms[place][0] for place in kept)
        worths = [columns[place].worth for place in kept if columns[place].worth]
        if spare >= 0 or not worths:
            break
        kept = [place for place in kept if columns[place].worth != min(worths)]
    widths: list[int] = []
    for place in kept:
        least, most = rooms[place]
        more = max(0, min(spare, most - least))
        spare -= more
        widths.append(least + more)
    return kept, widths


def render(columns: Sequence[TableColumn], rows: Sequence[Sequence[Text]], width: int, title: str) -> Table:
    """Return a table of those columns that fit; a row of one cell is a heading within the table."""
    kept, widths = fit_columns(columns, rows, width)
    table = empty_table(title=title)
    for place, wide in zip(kept, widths, strict=True):
        column = columns[place]
        heading = Text(column.heading, no_wrap=False, overflow="fold")
        justify = "right" if column.number else "left"
        table.add_column(heading, justify=justify, no_wrap=not column.text, overflow="fold", width=wide)
    for row in rows:
        table.add_row(*(row[place] for place in kept if place < len(row)))
    return table
