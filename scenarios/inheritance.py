"""The files of a scenario: one, the one that it extends, and so on to the one that extends nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path
from typing import Any, cast

from . import names
from .checking import Document
from .document import read_tables
from .errors import Problem, ScenarioError, describe_value, enumerate_words, nearest, visible
from .form import FORM
from .message import Message, message

LIBRARY = Path(__file__).parent / "library"
LONGEST = 16
OF_LIBRARY = "library:"
"""What stands before a name that means the library, whatever files there are."""


def library() -> tuple[str, ...]:
    """Return the names of the shipped scenarios, in alphabetical order.

    >>> library()[:3]
    ('austerity', 'austerity_coordinated', 'chuishao_baodao')
    """
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.toml")))


_COMMANDS = {
    "study": "cogov sweep FILE",
    "calibration": "cogov calibrate FILE",
    "suite": "cogov regress FILE",
}
"""By the table that only they have, what reads the files of other kinds."""


@dataclass
class Source:
    """One file of a chain, or a text that came without a file.

    Attributes
    ----------
    shown : str
        Its name in messages: as its user wrote it.
    path : Path or None
        None for a text.
    data : dict
        Its tables; empty if it could not be read.
    document : Document
        Lines and problems.
    """

    shown: str
    path: Path | None
    data: dict[str, Any] = field(default_factory=dict)
    document: Document = field(init=False)

    def __post_init__(self) -> None:
        self.document = Document(self.shown)

    @property
    def stem(self) -> str:
        """A name from that of the file."""
        return names.fit_name((self.path or Path(self.shown)).name.removesuffix(".toml"))

    def read(self, content: bytes | None = None, *, old: bool = False) -> None:
        """Parse the file, or the content given; problems go to the document.

        Parameters
        ----------
        content : bytes, optional
            What stands in it, where it came without a file.
        old : bool
            Take files of the form before this one too, as the upgrade of them does.
        """
        data = read_tables(self.document, self.path or Path(self.shown), FORM.version, content)
        if data is None:
            return
        if other := next((kind for kind in _COMMANDS if isinstance(data.get(kind), dict)), ""):
            # Only this is said: every key would be another that a scenario does not know.
            self.document.report((other,), message(f"toml.is_{other}", command=_COMMANDS[other]))
            return
        if "scenario" not in data:
            what = message("scenario.no_table", table="scenario") if data else message("scenario.empty")
            self.document.report((), what, message("scenario.form", table="scenario", version=FORM.version))
        elif _is_old(data) and not old:
            # Only this is said: its other keys are those of another form.
            self.document.report(("schema_version",), message("scenario.old_form", version=FORM.version))
            return
        self.data = data

    @property
    def is_old(self) -> bool:
        """Whether it is written in the form before this one, or states none."""
        return _is_old(self.data)

    @property
    def extends(self) -> str:
        """What it extends, or an empty string."""
        heading = self.data.get("scenario")
        result = cast("dict[str, Any]", heading).get("extends", "") if isinstance(heading, dict) else ""
        return result if isinstance(result, str) else ""


def _is_old(data: dict[str, Any]) -> bool:
    """Tell whether tables are of the first form; what is no version at all is told where values are checked."""
    stated = data.get("schema_version", 1)
    return type(stated) is int and stated == 1


def from_library(name: str) -> str:
    """Return how a scenario of the library is named where a file of that name may lie about.

    >>> from_library("synergy")
    'library:synergy'
    """
    return f"{OF_LIBRARY}{name}"


def find_source(source: str | Path) -> Source:
    """Return the source of a scenario that is named, or whose file is named; it is not read yet.

    Raises
    ------
    ScenarioError
        If a name is neither in the library nor a file, or both in the library and a file here: whichever was taken,
        somebody would have meant the other.
    """
    if isinstance(source, str) and (name := source.removeprefix(OF_LIBRARY)) in library():
        if source == name and (file := _scenario_of_that_name(name, Path())):
            raise ScenarioError(
                [Problem(name, None, "", message("scenario.both"), _either(name, f"./{file.as_posix()}"))]
            )
        return _library_source(name)
    text = os.fspath(source)
    name = visible(text, 200)
    path = Path(text)
    try:
        there = "\0" not in text and os.path.lexists(path)
    except OSError:
        there = False
    if there:
        return Source(name, path)
    near = _near(path.name, path.parent)
    raise ScenarioError(
        [
            Problem(
                name,
                None,
                "",
                message("scenario.no_such"),
                message("scenario.file", names=enumerate_words(library(), 40)),
                near,
            )
        ]
    )


def inheritance_chain(first: Source) -> list[Source]:
    """Return a source that was read and all that it extends, the remotest first."""
    sources = [first]
    for source in sources:
        parent = find_parent(source)
        if parent is None:
            break
        line = [*sources, parent]
        if any(parent.path is not None and parent.path == other.path for other in sources):
            circle = " -> ".join(Path(other.shown).name for other in line)
            _refuse(source, message("scenario.circle", circle=circle))
            break
        if len(line) > LONGEST:
            _refuse(source, message("scenario.long_chain", most=LONGEST))
            break
        parent.read()
        sources.append(parent)
    return sources[::-1]


def find_parent(source: Source) -> Source | None:
    """Return what a source extends, not read yet; None if nothing, or once it is reported that there is none."""
    if not source.extends:
        return None
    name = names.normalise(source.extends)
    if name.startswith(OF_LIBRARY) and name.removeprefix(OF_LIBRARY) in library():
        return _library_source(name.removeprefix(OF_LIBRARY))
    if name in library():
        file = _scenario_of_that_name(name, source.path.parent) if source.path is not None else None
        # A file may bear the name of what it extends: it cannot mean itself.
        if file is not None and file != source.path and file.parent != LIBRARY:
            _refuse(source, message("scenario.both"), _either(name, file.name))
            return None
        return _library_source(name)
    where = message("scenario.where")
    if "/" in name or "\\" in name or name in (".", "..") or Path(name).is_absolute():
        _refuse(source, message("scenario.elsewhere", name=describe_value(name)), where)
        return None
    if fault := names.fault_of_name(name):
        _refuse(source, message("name.faulty", name=describe_value(name), fault=fault), where)
        return None
    folder = source.path.parent if source.path is not None else None
    near = _near(name, folder)
    if folder is None or folder == LIBRARY:
        _refuse(
            source,
            message("scenario.not_in_library", name=describe_value(name)),
            enumerate_words(library(), 40),
            near,
        )
        return None
    options = [folder / name] if name.endswith(".toml") else [folder / f"{name}.toml"]
    path = next((option for option in options if os.path.lexists(option)), None)
    if path is None:
        _refuse(source, message("scenario.not_there", name=describe_value(name)), where, near)
        return None
    # A link that leads elsewhere would let a file from the web read any other.
    if not Path(realpath(path)).is_relative_to(realpath(folder)):
        _refuse(source, message("scenario.leads_out", name=describe_value(name)), where)
        return None
    return Source(visible(str(Path(source.shown).parent / path.name), 200), path)


def library_name(name: str, folder: Path) -> str:
    """Return how :func:`find_source` is asked for a scenario of the library that a file in a folder names.

    Raises
    ------
    ScenarioError
        If a scenario file of that name lies beside it.
    """
    plain = name.removeprefix(OF_LIBRARY)
    if plain == name and (file := _scenario_of_that_name(name, folder)):
        raise ScenarioError([Problem(name, None, "", message("scenario.both"), _either(name, file.name))])
    return from_library(plain)


_SCENARIO = re.compile(rb"^[ \t]*\[[ \t]*scenario\b", re.MULTILINE)


def _either(name: str, file: str) -> Message:
    return message("value.either", one=from_library(name), other=file)


def _scenario_of_that_name(name: str, folder: Path) -> Path | None:
    """Return the scenario file in a folder that a name could mean as well; a study of that name is none."""
    for file in (folder / name, folder / f"{name}.toml"):
        with suppress(OSError, ValueError):
            if file.is_file():
                with file.open("rb") as opened:
                    if _SCENARIO.search(opened.read(1 << 16)):
                        return file
    return None


def _refuse(source: Source, what: str, allowed: str = "", suggestion: str = "") -> None:
    source.document.report(("scenario", "extends"), what, allowed, suggestion)


def _library_source(name: str) -> Source:
    return Source(f"library/{name}.toml", LIBRARY / f"{name}.toml")


def _near(name: str, folder: Path | None) -> str:
    name = name.removeprefix(OF_LIBRARY)
    options = [*library(), *_files(folder)]
    return nearest(name, options) or nearest(name.removesuffix(".toml"), options)


def _files(folder: Path | None) -> Iterator[str]:
    if folder is None or folder == LIBRARY:
        return
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entry.name for entry in entries if entry.name.endswith(".toml"))
    except (OSError, ValueError):
        return
