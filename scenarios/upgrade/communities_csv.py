"""A file of communities of the first edition, as one that counts persons and agents."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..communities import SIZE, read_communities
from ..errors import ScenarioError
from ..successors.successor import PERSONS
from ..toml.safe_toml import decode, read_bytes
from .first_edition.world import Place

_NEW = {"residents": ("persons", "agents"), "居民数": ("人口", "主体数")}


def upgrade_communities(path: Path, file: str) -> bytes:
    """Return the same communities with persons and agents in place of residents; columns keep their order and words.

    Parameters
    ----------
    path : Path
    file : str
        Names it in messages.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it, as a file of the first edition.
    """
    _, document = read_communities(path, file, Place)
    if document.problems:
        raise ScenarioError(document.problems)
    content = read_bytes(path, file, SIZE)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    place: int | None = None
    for row in csv.reader(io.StringIO(decode(content, file), newline=""), strict=True):
        if not any(cell.strip() for cell in row):
            continue
        if place is None:
            place = next(number for number, cell in enumerate(row) if cell.strip().lower() in _NEW)
            counts: tuple[str, ...] = _NEW[row[place].strip().lower()]
        else:
            residents = int(row[place])
            counts = (str(residents * PERSONS), str(residents))
        writer.writerow([*row[:place], *counts, *row[place + 1 :]])
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""  # by which Excel knows UTF-8
    return mark + text.getvalue().encode()
