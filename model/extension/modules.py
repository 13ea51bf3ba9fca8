"""From the text of a module to its extension: run once in a process, known by its content, with its lines in tracebacks."""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType, TracebackType
from typing import Any, TypeVar

from ..message import message
from .declaration import DataFile, Extension, Source, declared

Result = TypeVar("Result")

_PLACE = "extension"
"""What stands before the digest in the name of a module of an extension."""


class ExtensionError(RuntimeError):
    """The code of an extension failed; the message names file, line and what Python says."""


@dataclass(frozen=True)
class Loaded:
    """An extension that is ready: where it comes from, its class, and what its files say."""

    source: Source
    kind: type[Extension]
    data_read: dict[str, Any]


def load_source(source: Source) -> Loaded:
    """Return the extension of a source; it is run once in a process.

    Raises
    ------
    ExtensionError
        If its code fails, or there is not exactly one extension in it.
    """
    return _load(source.digest, _Hidden(source))


class _Hidden:
    """A source that a cache does not look at: its digest stands beside it."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)

    def __hash__(self) -> int:
        return 0


@cache
def _load(digest: str, hidden: _Hidden) -> Loaded:
    source = hidden.source
    kind = find_class(source)
    files = dict(source.files)
    read: dict[str, Any] = {}
    for name, each in declared(kind, DataFile).items():
        read[name] = guard(source.name, each.read, files[each.file])
    return Loaded(source, kind, read)


def complete(source: Source, read: Callable[[str], str]) -> Source:
    """Return a source with the files that it declares, read by the function given."""
    wanted = dict.fromkeys(each.file for each in declared(find_class(source), DataFile).values())
    return replace(source, files=tuple((file, read(file)) for file in wanted))


def find_class(source: Source) -> type[Extension]:
    """Run the module of a source, and return the extension in it."""
    return _find_class(source.name, source.text)


@cache
def _find_class(name: str, text: str) -> type[Extension]:
    file = f"{name}.py"
    key = Source(name, file, text).digest[:16]
    module = ModuleType(f"{_PLACE}_{name}_{key}")
    module.__file__ = shown = _shown(name, key)
    linecache.cache[shown] = (len(text), None, text.splitlines(keepends=True), shown)
    sys.modules[module.__name__] = module  # where dataclasses and pickling look for what it defines
    try:
        exec(compile(text, shown, "exec"), module.__dict__)
    except SyntaxError as error:
        what = f"{type(error).__name__}: {error.msg}"
        raise ExtensionError(message("extension.failed", file=file, line=error.lineno or 1, what=what)) from error
    except Exception as error:
        raise _account(name, error) from error
    found = [
        each for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Extension) and each.__module__ == module.__name__
    ]  # fmt: skip
    if len(found) != 1:
        raise ExtensionError(message("extension.not_one", file=file, count=len(found)))
    found[0].name = name
    return found[0]


def _shown(name: str, key: str) -> str:
    return f"<{name}.py {key[:8]}>"


def guard(name: str, function: Callable[..., Result], *values: Any) -> Result:
    """Call what an extension gave; what it raises says where it did.

    Raises
    ------
    ExtensionError
    """
    try:
        return function(*values)
    except ExtensionError:
        raise
    except Exception as error:
        raise _account(name, error) from error


def _account(name: str, error: Exception) -> ExtensionError:
    """Return what an error in the code of an extension is told as: the last line that is its own, and the error."""
    line = _own_line(name, error.__traceback__)
    what = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    return ExtensionError(message("extension.failed", file=f"{name}.py", line=line, what=what))


def _own_line(name: str, trace: TracebackType | None) -> int:
    lines = [
        line for frame, line in traceback.walk_tb(trace) if frame.f_code.co_filename.startswith(f"<{name}.py ")
    ]
    return lines[-1] if lines else 1
