"""Rows of a CSV file one after the other, for what the reader of columns does not tell: their lines, and equal ones."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

Item = TypeVar("Item")

GZIP = b"\x1f\x8b"


@contextmanager
def open_packed(path: Path) -> Any:
    """Open a file, unpacked if gzip packed it."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        if packed:
            with gzip.open(file, "rb") as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield file


@dataclass(frozen=True)
class CsvRows:
    """The rows of a file below its headings.

    Attributes
    ----------
    path : Path
    encoding, mark : str
    skip : int
        Lines above the first row.
    left_out : set of int
        Rows that the reader of columns left out, by its numbers: blank rows are not counted, skipped lines are.
    """

    path: Path
    encoding: str
    mark: str
    skip: int
    left_out: set[int] = field(default_factory=set)

    def walk(self) -> Iterator[tuple[int, int, list[str]]]:
        """Yield rows that are not blank: number by the reader of columns, line at which it begins, cells."""
        with open_packed(self.path) as raw, io.TextIOWrapper(raw, self.encoding, "replace", newline="") as text:
            for _ in range(self.skip):
                text.readline()
            reader = csv.reader(text, delimiter=self.mark)
            number, last = self.skip, self.skip
            try:
                for row in reader:
                    line, last = last + 1, self.skip + reader.line_num
                    if row:
                        number += 1
                        yield number, line, row
            except csv.Error:
                return

    def find_lines(self, rows: Sequence[int]) -> list[int]:
        """Return the line at which each row of the table begins, 0 where it is not found; rows count from 0."""
        kept = (line for number, line, _ in self.walk() if number not in self.left_out)
        return _pick(kept, rows, 0)

    def find_left_out(self, numbers: Sequence[int]) -> list[int]:
        """Return the line at which each row begins that was left out, by the numbers of the reader of columns."""
        wanted = set(numbers)
        found = {number: line for number, line, _ in self.walk() if number in wanted} if wanted else {}
        return [found.get(number, 0) for number in numbers]

    def digest_rows(self, rows: Sequence[int]) -> list[bytes]:
        """Return a digest of all cells of each row of the table, also of columns that are not read."""
        wanted = set(rows)
        kept = (row for number, _, row in self.walk() if number not in self.left_out)
        cells = (digest_cells(row) if place in wanted else b"" for place, row in enumerate(kept))
        return _pick(cells, rows, b"")


def digest_cells(cells: Sequence[str]) -> bytes:
    """Return a digest by which equal rows are known: what stands in them is not kept."""
    return hashlib.blake2b(
        "\x1f".join(cell.strip() for cell in cells).encode("utf-8", "replace"), digest_size=16
    ).digest()


def _pick(items: Iterator[Item], wanted: Collection[int], otherwise: Item) -> list[Item]:
    last = max(wanted, default=-1)
    there = set(wanted)
    found: dict[int, Item] = {}
    for place, item in enumerate(items):
        if place > last:
            break
        if place in there:
            found[place] = item
    return [found.get(place, otherwise) for place in wanted]
