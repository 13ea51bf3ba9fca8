"""``cogov report``: one page of a folder of results, to read, print and pass on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Lang

Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Folder of a run, comparison, multiplier experiment, sweep or calibration."),
]
Pictures = Annotated[
    bool,
    typer.Option("--figures", help="Write every picture as SVG and PNG too, into a folder figures beside the page."),
]
File = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="File to write; report.html in DIR if not given.")
]


def report(folder: Folder, lang: Lang = None, out: File = None, figures: Pictures = False) -> None:
    """Write one HTML page of results: question, design, figures, tables, provenance, limits, how to get them again."""
    from ..outputs import OutputError
    from ..quoting import clean
    from ..report import pictures
    from ..report.folders import ReportError
    from ..report.folders import figures as figures_of
    from ..report.folders import report as page_of
    from ..report.raster import writes_chinese
    from ..store.files import put, reading
    from ..terminal import notices, output
    from ..words import spoken

    language = lang or spoken()
    target = out or folder / ("report.html" if language == "en" else f"report.{language}.html")
    if target.is_dir():
        raise ReportError(f"{target.name}: is a folder; --out names a file")
    beside = target.parent / pictures.FOLDER
    if figures and beside.exists() and not beside.is_dir():
        raise OutputError(f"{beside.name}: is a file; a folder is needed")
    with reading(folder):
        text = page_of(folder, language)
        drawn = figures_of(folder, language) if figures else []
    target.parent.mkdir(parents=True, exist_ok=True)
    put(target, text.encode())
    output().print(clean(str(target)), soft_wrap=True)
    if drawn:
        if language == "zh" and not writes_chinese():
            notices().print(
                "No font of this machine has Chinese signs: the SVG files are right, the PNG files are not",
                soft_wrap=True,
            )
        pictures.write_pictures(drawn, beside, language)
        output().print(clean(f"{beside}: {len(drawn)} pictures, each as SVG and PNG"), soft_wrap=True)
