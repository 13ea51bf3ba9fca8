"""The files of a scenario: one, the one that it extends, and so on to the one that extends nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from . import names
from .checking import Document
from .contents import contents
from .form import VERSION
from .problems import Problem, ScenarioError, listed, nearest, shown, visible

LIBRARY = Path(__file__).parent / "library"
LONGEST = 16


def library() -> tuple[str, ...]:
    """Return the names of the shipped scenarios, in alphabetical order."""
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.toml")))


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
        return names.fitted((self.path or Path(self.shown)).name.removesuffix(".toml"))

    def read(self, content: bytes | None = None) -> None:
        """Parse the file, or the content given; problems go to the document."""
        data = contents(self.document, self.path or Path(self.shown), VERSION, content)
        if data is None:
            return
        if "scenario" not in data:
            what = "has no [scenario] table" if data else "is empty: it has no [scenario] table"
            self.document.report((), what, "a file that begins with schema_version = 1 and [scenario]")
        self.data = data

    @property
    def extends(self) -> str:
        """What it extends, or an empty string."""
        heading = self.data.get("scenario")
        found = cast("dict[str, Any]", heading).get("extends", "") if isinstance(heading, dict) else ""
        return found if isinstance(found, str) else ""


def found(source: str | Path) -> Source:
    """Return the source of a scenario that is named, or whose file is named; it is not read yet.

    Raises
    ------
    ScenarioError
        If a name is neither in the library nor a file.
    """
    if isinstance(source, str) and source in library():
        return _shipped(source)
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
        [Problem(name, None, "", "no such scenario or file", f"a file, or one of {listed(library(), 40)}", near)]
    )


def chain(first: Source) -> list[Source]:
    """Return a source that was read and all that it extends, the remotest first."""
    sources = [first]
    for source in sources:
        if not source.extends:
            break
        parent = _parent(source)
        if parent is None:
            break
        line = [*sources, parent]
        if any(parent.path is not None and parent.path == other.path for other in sources):
            circle = " -> ".join(Path(other.shown).name for other in line)
            _refuse(source, f"extends runs in a circle: {circle}")
            break
        if len(line) > LONGEST:
            _refuse(source, f"extends goes on for more than {LONGEST} files")
            break
        parent.read()
        sources.append(parent)
    return sources[::-1]


def _parent(source: Source) -> Source | None:
    name = names.normalised(source.extends)
    if name in library():
        return _shipped(name)
    where = "a name of the library, or a file in the same folder"
    if "/" in name or "\\" in name or name in (".", "..") or Path(name).is_absolute():
        _refuse(source, f"{shown(name)} is not in the library or the same folder", where)
        return None
    if fault := names.fault_of_name(name):
        _refuse(source, f"{shown(name)}: {fault}", where)
        return None
    folder = source.path.parent if source.path is not None else None
    near = _near(name, folder)
    if folder is None or folder == LIBRARY:
        _refuse(source, f"there is no scenario {shown(name)} in the library", listed(library(), 40), near)
        return None
    options = [folder / name] if name.endswith(".toml") else [folder / f"{name}.toml"]
    path = next((option for option in options if os.path.lexists(option)), None)
    if path is None:
        _refuse(source, f"there is no scenario {shown(name)} in the library or the same folder", where, near)
        return None
    # A link that leads elsewhere would let a file from the web read any other.
    if not path.resolve().is_relative_to(folder.resolve()):
        _refuse(source, f"{shown(name)} leads out of the folder", where)
        return None
    return Source(visible(str(Path(source.shown).parent / path.name), 200), path)


def _refuse(source: Source, what: str, allowed: str = "", suggestion: str = "") -> None:
    source.document.report(("scenario", "extends"), what, allowed, suggestion)


def _shipped(name: str) -> Source:
    return Source(f"library/{name}.toml", LIBRARY / f"{name}.toml")


def _near(name: str, folder: Path | None) -> str:
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
