"""All pictures of a folder of results as files: SVG, and PNG for slides and papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...experiments.store.result_files import folder, write_text
from ..charts.figure import Figure
from ..charts.png import png
from ..language.translations import Language

FOLDER = "figures"
"""Beside the page."""


def write_pictures(figures: Sequence[Figure], target: Path, language: Language) -> list[str]:
    """Write pictures into a folder, all of them or none, and return the names of the files.

    Names are those of methods and indicators, never a text from a file.

    Parameters
    ----------
    figures : sequence of Figure
    target : Path
        Made if it does not exist; files of the same names are replaced.
    language : str
        ``en`` or ``zh``; the files of one in Chinese end in ``.zh.svg`` and ``.zh.png``.

    Raises
    ------
    OutputError
        If `target` is a file.
    """
    names: list[str] = []
    with folder(target) as stage:
        for figure in figures:
            stem = figure.name if language == "en" else f"{figure.name}.{language}"
            text = figure.alone().file()
            write_text(stage / f"{stem}.svg", text)
            (stage / f"{stem}.png").write_bytes(png(text))
            names += [f"{stem}.svg", f"{stem}.png"]
    return names
