"""A part of the benchmark: a table with the words that say how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Section:
    title: str
    about: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(*self.header, title=self.title, title_justify="left", caption=self.about, caption_justify="left")
        for row in self.rows:
            table.add_row(*row)
        console.print(table, "")

    def markdown(self) -> str:
        """Return it as Markdown."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"## {self.title}\n\n{self.about}\n\n{table}\n"
