"""Begin a file of one's own from a template, never over another."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ...experiments.store.result_files import folder as result_folder
from ...experiments.store.result_files import write_text
from ...model.file import OutputError, create
from ...scenarios.message import Enumeration, message
from ..language.translations import Language, preferred_language, words
from . import consoles


def write_own_file(
    name: str, template: Callable[[str], str], folder: Path | None = None, language: Language | None = None
) -> None:
    """Write NAME.toml from a template and say so.

    Parameters
    ----------
    name : str
        Of what the file describes; people name the file as readily, and where it goes.
    template : callable
        From the name to the text.
    folder : Path, optional
        Where the file goes; else where the name says, or here.
    language : str, optional
        Of what is said; else the user's.
    """
    if folder is None:
        where, name = os.path.split(name)
        folder = Path(where)
    plain = name.removesuffix(".toml")
    path = folder / f"{plain}.toml"
    with new_folder(path.parent):
        create(path, template(plain).encode())
    say = words(language or preferred_language())
    consoles.show(say("scenarios.written", path=path), say)


@contextmanager
def new_folder(folder: Path) -> Generator[None]:
    """Make a folder where there is none, for files of one's own; what was made goes again if they cannot be written."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def check_new_files(folder: Path, names: Iterable[str], *, replace: bool = False) -> None:
    """Refuse, before any work is done, a folder that has one of some files already, if they are not to be replaced.

    Raises
    ------
    OutputError
        If it has.
    """
    names = list(names)
    there = [name for name in names if (folder / name).exists()]
    if there and not replace:
        written = Enumeration(names, ", ", "、")
        raise OutputError(message("file.holds_replace", name=folder, file=there[0], files=written))


def write_new_folder(
    folder: Path, files: Mapping[str, str | bytes], *, replace: bool = False, known: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """Write files into a folder, all or none; over others only where that is asked for.

    Parameters
    ----------
    folder : Path
    files : mapping
        Text or bytes by name.
    replace : bool
        Write over files of these names.
    known : iterable of str
        Names of files that an earlier call may have written and this one does not: they go when files are replaced,
        since they tell of what is no more.

    Returns
    -------
    replaced, removed : list of str

    Raises
    ------
    OutputError
        If one of them is there already, and is not to be replaced.
    """
    check_new_files(folder, [*files, *known], replace=replace)
    replaced = [name for name in files if (folder / name).exists()]
    removed = [name for name in known if name not in files and (folder / name).is_file()]
    with result_folder(folder) as stage:
        for name, content in files.items():
            if isinstance(content, bytes):
                (stage / name).write_bytes(content)
            else:
                write_text(stage / name, content)
    for name in removed:
        (folder / name).unlink()
    return replaced, removed
