"""The picture of main effects in the folder of a sweep's results, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...experiments.store.atomic_files import write_atomically
from ..charts.main_effects import picture
from ..language.translations import LANGUAGES

if TYPE_CHECKING:
    from ...experiments.store.results import Results


def write_main_effects(results: Results, rounds: int | None = None, indicator: str | None = None) -> list[str]:
    """Write the picture in each language into the folder of the results, and return the names of the files.

    Parameters
    ----------
    results : Results
    rounds : int, optional
        Replicates of each point that count; those of the summary, or all, if not given.
    indicator : str, optional
        The study's first outcome if not given.
    """
    written: list[str] = []
    if results.finals.empty:
        return written
    for language in LANGUAGES:
        ending = "" if language == "en" else f".{language}"
        name = f"effects{'-' + indicator if indicator else ''}{ending}.svg"
        write_atomically(results.folder / name, picture(results, language, indicator, rounds).file().encode())
        written.append(name)
    return written
