"""Begin a file of one's own from a template, never over another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ...experiments.store.result_files import folder as result_folder
from ...experiments.store.result_files import write_text
from ...model.file import OutputError, create
from ...scenarios.message import message
from ..language.translations import Language, preferred_language, words
from . import consoles


def write_own_file(
    name: str, template: Callable[[str], str], folder: Path | None = None, language: Language | None = None
) -> None:
    """Write NAME.toml from a template and say so.

    Parameters
    ----------
    name : str
        Of what the file describes; people name the file as readily.
    template : callable
        From the name to the text.
    folder : Path, optional
        Where the file goes; else here.
    language : str, optional
        Of what is said; else the user's.
    """
    plain = name.removesuffix(".toml")
    path = (folder or Path()) / f"{plain}.toml"
    create(path, template(plain).encode())
    say = words(language or preferred_language())
    consoles.show(say("scenarios.written", path=path), say)


def check_new_files(folder: Path, names: Iterable[str]) -> None:
    """Refuse, before any work is done, a folder that has one of some files already.

    Raises
    ------
    OutputError
        If it has.
    """
    if there := next((name for name in names if (folder / name).exists()), ""):
        raise OutputError(message("file.holds", name=folder, file=there))


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder, all or none, never over others.

    Raises
    ------
    OutputError
        If one of them is there already.
    """
    check_new_files(folder, files)
    with result_folder(folder) as stage:
        for name, text in files.items():
            write_text(stage / name, text)
