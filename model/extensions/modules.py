"""From the text of a module to its extension: run once in a process, and with its lines in tracebacks."""

from __future__ import annotations

import inspect
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType, TracebackType
from typing import Any, TypeVar, get_origin

from ..answer import WrongAnswer, refuse_answer
from ..message import Message, message
from .declaration import DataFile, Extension, list_declared
from .source import ExtensionError, ExtensionSource

Given = TypeVar("Given")

_PLACE = "extension"
"""What stands before the digest in the name of a module of an extension."""


@dataclass(frozen=True)
class Loaded:
    """An extension that is ready: where it comes from, its class, and what its files say."""

    source: ExtensionSource
    kind: type[Extension]
    data_read: dict[str, Any]


def load_source(source: ExtensionSource) -> Loaded:
    """Return the extension of a source; it is run once in a process.

    Raises
    ------
    ExtensionError
        If its code fails, or there is not exactly one extension in it.
    """
    return _load(source.digest, _Hidden(source))


class _Hidden:
    """A source that a cache does not look at: its digest stands beside it."""

    def __init__(self, source: ExtensionSource) -> None:
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
    for name, each in list_declared(kind, DataFile).items():
        read[name] = guard(source.name, each.read, files[each.file])
        if (allowed := _find_fault_of_data(each.read, read[name])) is not None:
            raise ExtensionError(refuse_answer(each.read, each.read.__name__, read[name], allowed).args[0])
    return Loaded(source, kind, read)


def _find_fault_of_data(read: Callable[[str], Any], value: Any) -> Message | None:
    """Return what a reader of data should have given, where it gave what no run can use: nothing, or something else."""
    if value is None:
        return message("answer.read")
    if isinstance(value, Iterator):
        return message("answer.read_once")
    try:
        declared = inspect.signature(read, eval_str=True).return_annotation
        kind: Any = get_origin(declared) or declared
        other = isinstance(kind, type) and kind is not inspect.Signature.empty and not isinstance(value, kind)
    except Exception:  # a class of Python's own, a name that is none, a kind that no value can be asked about
        return None
    if other and inspect.isfunction(read):
        return message("answer.read_kind", kind=kind.__name__)
    return None


def find_class(source: ExtensionSource) -> type[Extension]:
    """Run the module of a source, and return the extension in it."""
    return _find_class(source.name, source.text)


@cache
def _find_class(name: str, text: str) -> type[Extension]:
    file = f"{name}.py"
    key = ExtensionSource(name, file, text).digest[:16]
    module = ModuleType(f"{_PLACE}_{name}_{key}")
    module.__file__ = shown = _name_file(name, key)
    linecache.cache[shown] = (len(text), None, text.splitlines(keepends=True), shown)
    sys.modules[module.__name__] = module  # where dataclasses and pickling look for what it defines
    try:
        exec(compile(text, shown, "exec", dont_inherit=True), module.__dict__)
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


def _name_file(name: str, key: str) -> str:
    return f"<{name}.py {key[:8]}>"


def guard(name: str, function: Callable[..., Given], *values: Any) -> Given:
    """Call what an extension gave; what it raises says where it did.

    Raises
    ------
    ExtensionError
    """
    return _run(name, function, function, *values)


def guard_after(name: str, blamed: Callable[..., Any], function: Callable[..., Given], *values: Any) -> Given:
    """Call what looks at what an extension left behind; what it raises names the line of the function blamed.

    Raises
    ------
    ExtensionError
    """
    return _run(name, blamed, function, *values)


def _run(name: str, blamed: Callable[..., Any], function: Callable[..., Given], *values: Any) -> Given:
    try:
        return function(*values)
    except ExtensionError:
        raise
    except Exception as error:
        code = getattr(blamed, "__code__", None)
        raise _account(name, error, code.co_firstlineno if code else 1) from error


def tell(name: str, error: Exception) -> ExtensionError | None:
    """Return what an error is told as if code of an extension was being run, else None."""
    return _account(name, error) if _own_line(name, error.__traceback__) else None


def _account(name: str, error: Exception, line: int = 1) -> ExtensionError:
    """Return what an error in the code of an extension is told as: the last line that is its own, and the error."""
    if isinstance(error, WrongAnswer):  # it names the place itself
        return ExtensionError(error.args[0])
    line = _own_line(name, error.__traceback__) or line
    said = error.args[0] if error.args and isinstance(error.args[0], Message) else None
    what = said or "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    return ExtensionError(message("extension.failed", file=f"{name}.py", line=line, what=what))


def _own_line(name: str, trace: TracebackType | None) -> int:
    """Return the last line of the module that was being run; 0 if none was."""
    lines = [line for frame, line in traceback.walk_tb(trace) if frame.f_code.co_filename.startswith(f"<{name}.py ")]
    return lines[-1] if lines else 0
