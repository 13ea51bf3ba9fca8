"""The two tables of ``ODD.md`` that are generated: every number, and every lever that takes a word.

``python -m cogov.model.describe --write`` brings the document up to date; without ``--write`` the tables are printed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from .quantity import Quantity, quantities
from .settings import Settings

DOCUMENT = Path(__file__).with_name("ODD.md")


def parameters(settings: Settings) -> str:
    """Return every declared number as a table in Markdown, in the order of declaration."""
    return _table(
        ("key", "default", "bounds", "sweep", "unit", "meaning", "source"),
        (
            (
                f"`{q.path}`", _number(q, q.default), f"{_number(q, q.low)} … {_number(q, q.high)}",
                f"{_number(q, q.sweep[0])} … {_number(q, q.sweep[1])}", q.unit, q.meaning, q.source,
            )
            for q in quantities(settings)
        ),
    )  # fmt: skip


def choices(settings: Settings) -> str:
    """Return every setting that takes one of a few words, or yes and no, as a table in Markdown."""
    return _table(("key", "default", "choices", "meaning"), _words(settings, ""))


def refreshed(text: str, settings: Settings | None = None) -> str:
    """Return a document with what stands between its markers replaced by the tables of today.

    Raises
    ------
    ValueError
        When the document does not have each pair of markers once.
    """
    settings = Settings() if settings is None else settings
    for name, table in (("parameters", parameters(settings)), ("choices", choices(settings))):
        block = f"<!-- {name} -->\n\n{table}\n<!-- /{name} -->"
        text, found = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, new=block: new, text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"the document has {found} tables between <!-- {name} --> and <!-- /{name} -->, not one")
    return text


def _words(record: BaseModel, path: str) -> Iterator[tuple[str, ...]]:
    for name, field in type(record).model_fields.items():
        key = f"{path}.{name}" if path else name
        value: Any = getattr(record, name)
        meaning = field.description or ""
        if isinstance(value, BaseModel):
            yield from _words(value, key)
        elif isinstance(value, dict):
            for word, item in cast("dict[str, Any]", value).items():
                if isinstance(item, BaseModel):
                    yield from _words(item, f"{key}.{word}")
        elif isinstance(value, bool):
            yield f"`{key}`", str(value).lower(), "true, false", meaning
        elif get_origin(field.annotation) is Literal:
            yield f"`{key}`", str(value), ", ".join(get_args(field.annotation)), meaning


def _number(quantity: Quantity, value: float) -> str:
    if not quantity.whole:
        return f"{value:.12g}"
    return "2⁶³ - 1" if value >= 2.0**63 else str(int(value))  # as a float the largest seed is rounded up


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def main(arguments: list[str]) -> None:
    """Print the tables, or write them into the document."""
    if arguments == ["--write"]:
        DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8")), "utf-8", newline="\n")
    elif not arguments:
        print(parameters(Settings()), choices(Settings()), sep="\n")
    else:
        sys.exit("usage: python -m cogov.model.describe [--write]")


if __name__ == "__main__":
    main(sys.argv[1:])
