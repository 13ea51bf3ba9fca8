"""``cogov report``: one page of a folder of results, to read, print and pass on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ....experiments.store.atomic_files import reading
from ....experiments.store.result_files import OutputError
from ....model.file import check_writable, is_standard_output, write_atomically
from ....scenarios.message import message
from ...charts.png import writes_chinese
from ...language.translations import preferred_language, words
from ...reports import figure_files
from ...reports.from_folder import figures as figures_of
from ...reports.from_folder import report as page_of
from .. import consoles
from .options import Lang

ReportFolder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Folder of a run, comparison, multiplier experiment, sweep or calibration."),
]
Pictures = Annotated[
    bool,
    typer.Option("--figures", help="Write every picture as SVG and PNG too, into a folder figures beside the page."),
]
File = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="File to write, or -; report.html in DIR if not given."),
]


def report(folder: ReportFolder, lang: Lang = None, out: File = None, figures: Pictures = False) -> None:
    """Write one HTML page of results: question, design, figures, tables, provenance, limits, how to get them again."""
    language = lang or preferred_language()
    say = words(language)
    target = out or folder / ("report.html" if language == "en" else f"report.{language}.html")
    if out is not None:
        check_writable(target)
    beside = target.parent / figure_files.FOLDER
    if figures and beside.exists() and not beside.is_dir():
        raise OutputError(message("file.is_file", name=beside))
    with reading(folder):
        text = page_of(folder, language)
        drawn = figures_of(folder, language) if figures else []
    check_writable(target)
    if not is_standard_output(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, text.encode())
    # Where the page itself is on standard output, it stands there alone.
    put = consoles.tell if is_standard_output(target) else consoles.show
    if not is_standard_output(target):
        consoles.show(target, say)
    if drawn:
        if language == "zh" and not writes_chinese():
            consoles.tell(say("report.no_font"), say)
        figure_files.write_pictures(drawn, beside, language)
        put(say("report.pictures", folder=beside, count=len(drawn)), say)
