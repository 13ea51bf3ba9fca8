"""``cogov report``: one page of a folder of results, to read, print and pass on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Lang

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of a run, a comparison, a multiplier experiment or a sweep.")
]
File = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="File to write; report.html in DIR if not given.")
]


def report(folder: Folder, lang: Lang = None, out: File = None) -> None:
    """Write one HTML page of results: question, design, figures, tables, provenance, limits, how to get them again."""
    from ..quoting import clean
    from ..report.folders import ReportError
    from ..report.folders import report as page_of
    from ..store.files import put, reading
    from ..terminal import output
    from ..words import spoken

    language = lang or spoken()
    target = out or folder / ("report.html" if language == "en" else f"report.{language}.html")
    if target.is_dir():
        raise ReportError(f"{target.name}: is a folder; --out names a file")
    with reading(folder):
        text = page_of(folder, language)
    target.parent.mkdir(parents=True, exist_ok=True)
    put(target, text.encode())
    output().print(clean(str(target)), soft_wrap=True)
