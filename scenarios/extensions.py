"""The extensions that scenario files name: found beside the file that says so, read, and never run from elsewhere.

Code runs only from files that the user names on her machine. A text without a file (an upload, a link) names none, and
once :func:`refuse_extensions` was called, as the browser does, no file does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from os.path import realpath
from pathlib import Path
from typing import Any, cast

from ..model.extensions.bundle import Bundle, complete
from ..model.extensions.source import ExtensionError, ExtensionSource, name_of_module
from . import names
from .errors import Problem, describe_value, nearest
from .inheritance import Source
from .message import message
from .toml.safe_toml import SIZE

LOOKED_AT = 2000
"""Files that are looked at for one that was moved."""

_state = {"refused": False}


def refuse_extensions() -> None:
    """Let no scenario bring code into this process from now on."""
    _state["refused"] = True


def collect_extensions(sources: Sequence[Source]) -> Bundle | None:
    """Return the extensions of a chain of files, the remotest first; None without any, or where one is wrong.

    Parameters
    ----------
    sources : sequence of Source
        Receive the problems.
    """
    found: dict[str, ExtensionSource] = {}
    _report_unused(sources)
    for source in sources:
        for place, word in enumerate(_uses(source)):
            key = ("scenario", "uses", place)
            if source.path is None or _state["refused"]:
                source.document.report(key, message("extension.refused", name=describe_value(word)))
            elif (file := _find(source, word, key)) is not None and (one := _read(source, file, word, key)) is not None:
                if one.name in found and found[one.name].digest != one.digest:
                    source.document.report(key, message("extension.two_of_a_name", name=one.name))
                found[one.name] = one
    if not found or any(source.document.problems for source in sources):
        return None
    bundle = Bundle(tuple(found.values()))
    try:
        bundle.check()
    except ExtensionError as error:
        sources[-1].document.report(("scenario", "uses"), error.args[0])
        return None
    for source in sources:
        if _uses(source):
            _warn(source, bundle)
    return bundle


def is_of_uses(problem: Problem) -> bool:
    """Tell whether something is wrong with the extensions that a file names."""
    return problem.key.startswith("scenario.uses") or problem.code == "extension.not_used"


def _report_unused(sources: Sequence[Source]) -> None:
    """Report numbers of extensions where no file of a chain says which it uses, or says it in another form."""
    for source in sources:
        if not isinstance(said := _read_uses(source), list):
            source.document.report(("scenario", "uses"), message("value.not_list", value=describe_value(said)))
    if any(_read_uses(source) for source in sources):
        return
    for source in sources:
        for name in cast("dict[str, Any]", tables) if isinstance(tables := source.data.get("extensions"), dict) else ():
            what = message("extension.not_used")
            source.document.report(("extensions", name), what, message("extension.how_used", name=f"{name}.py"))


def _read_uses(source: Source) -> Any:
    heading = source.data.get("scenario")
    return cast("dict[str, Any]", heading).get("uses", []) if isinstance(heading, dict) else []


def _uses(source: Source) -> list[str]:
    said = _read_uses(source)
    return [word for word in cast("list[Any]", said) if isinstance(word, str)] if isinstance(said, list) else []


def _find(source: Source, word: str, key: tuple[str | int, ...]) -> Path | None:
    """Return the file that a scenario names, or report why there is none."""
    assert source.path is not None
    folder, allowed = source.path.parent, message("extension.where")
    plain = word.replace("\\", "/")
    path = folder / plain
    outside = Path(plain).is_absolute() or ".." in Path(plain).parts
    if outside or not plain.endswith(".py") or "\0" in plain:
        source.document.report(key, message("extension.elsewhere", name=describe_value(word)), allowed)
        return None
    if not name_of_module(plain).isidentifier():
        source.document.report(key, message("extension.name", name=describe_value(word)))
        return None
    if not os.path.lexists(path):
        near = _find_moved(folder, path.name) or nearest(
            path.name, [each.name for each in folder.glob("*.py") if not each.name.startswith("test_")]
        )
        source.document.report(key, message("extension.not_there", name=describe_value(word)), allowed, near)
        return None
    if not Path(realpath(path)).is_relative_to(realpath(folder)):
        source.document.report(key, message("scenario.leads_out", name=describe_value(word)), allowed)
        return None
    return path


def _find_moved(folder: Path, name: str) -> str:
    """Return where below a folder, or beside it, a module lies that was moved; empty if nowhere."""
    for number, (above, below, files) in enumerate(os.walk(folder)):
        below[:] = [each for each in below if not each.startswith((".", "__"))]
        if number > LOOKED_AT:
            break
        if name in files:
            return (Path(above) / name).relative_to(folder).as_posix()
    return ""


def _read(source: Source, path: Path, word: str, key: tuple[str | int, ...]) -> ExtensionSource | None:
    try:
        text = _text(path)
        if fault := names.fault_of_text(text.replace("\n", " ").replace("\t", " "), SIZE):
            source.document.report(key, fault)
            return None
        name = name_of_module(word)
        return complete(ExtensionSource(name, path.name, text), lambda file: _text_beside(path, file, name))
    except (OSError, UnicodeDecodeError) as error:
        source.document.report(key, message("extension.unreadable", name=describe_value(word), what=str(error)))
    except ExtensionError as error:
        source.document.report(key, error.args[0])
    return None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _text_beside(path: Path, file: str, name: str) -> str:
    beside = path.parent / file
    if (
        names.fault_of_name(file)
        or not beside.is_file()
        or Path(realpath(beside)).parent != Path(realpath(path.parent))
    ):
        raise ExtensionError(message("extension.no_file", file=repr(file), name=f"{name}.py"))
    return _text(beside)


def _warn(source: Source, bundle: Bundle) -> None:
    """Warn of what is allowed and has its price: runs of agents, and words in English alone."""
    document = source.document
    line = document.line(("scenario", "uses"))
    if alone := bundle.by_agents_alone:
        what = message("extension.by_agents", names=", ".join(alone))
        document.warnings.append(Problem(document.file, line, "scenario.uses", what))
    if english := bundle.in_english:
        what = message("extension.english", names=", ".join(english))
        document.warnings.append(Problem(document.file, line, "scenario.uses", what))
