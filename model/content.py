"""What a function does, as far as it can be read off it: its byte code, and everything it refers to by name.

A name does not say what a function does: after an edit it is the same. So a function is taken with what it consists of:

* its byte code and constants, without docstrings, annotations and line numbers, which change nothing that happens;
* its defaults and the values it closes over;
* functions, classes, constants and modules that it finds by name, and all that these refer to in the same way.

It is the code in memory that is read, since that is the code that runs: a file may have been edited after it was
imported, and a function of a notebook has none. What lies in an installed package counts by its name alone. Kernels are
compiled anew by their content (:mod:`.compilation`); functions of users are told apart by it (:mod:`.authorship`).
"""

from __future__ import annotations

import dis
import functools
import hashlib
import importlib.util
import site
import sys
import sysconfig
import types
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, cast

import numpy as np
from pydantic import BaseModel

_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis))
_LONGEST = 60
"""Values of more characters stand as a digest."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a function consists of.

    Attributes
    ----------
    parts : dict
        By name what it is: a short value as it is, anything else as a digest.
    unseen : tuple of str
        What it refers to and could not be looked into, each a name and a type.
    """

    parts: Mapping[str, str]
    unseen: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all parts."""
        return _sha("\n".join(f"{name} {self.parts[name]}" for name in sorted(self.parts)))


_BELOW = ("numpy", "numba", "llvmlite")
"""Installed wherever they lie, also where ``PYTHONPATH`` finds them; a kernel's name tells their versions."""


def is_installed(module: str) -> bool:
    """Tell whether a module is Python's own or lies in an installed package."""
    root = module.partition(".")[0]
    if root in ("__main__", "__mp_main__"):
        return False
    if root in _BELOW:
        return True
    if root in sys.builtin_module_names or root in sys.stdlib_module_names:
        return True
    result = sys.modules.get(module) or sys.modules.get(root)
    if result is None:
        try:
            spec = importlib.util.find_spec(root)
        except (ImportError, ValueError):
            return False
        file = spec.origin if spec is not None else None
    else:
        file = getattr(result, "__file__", None)
    return file is not None and any(Path(file).is_relative_to(folder) for folder in _library_folders())


@functools.cache
def _library_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    # A distribution's Python may have a second folder, and a user a folder of his own.
    folders += [*site.getsitepackages(), site.getusersitepackages()]
    return tuple(dict.fromkeys(folders))


def name_of(thing: Any) -> str:
    """Return the name under which a function or class is imported."""
    thing = getattr(thing, "py_func", thing)
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{_module_of(thing)}:{thing.__qualname__}"


def content(function: Any, within: Callable[[str], bool]) -> Content:
    """Return what a function consists of.

    Parameters
    ----------
    function : callable
        A function, a compiled one, a method, a partial one, a class or an object that can be called.
    within : callable
        Whether modules of a name are looked into; of all others a name is all that counts.
    """
    walk = _Walk(within)
    walk.parts["itself"] = walk.token(function, "itself")
    while walk.waiting:
        walk.look(walk.waiting.popleft())
    return Content(walk.parts, tuple(dict.fromkeys(walk.unseen)))


class _Walk:
    """Goes from a function to all that it refers to, each once."""

    def __init__(self, within: Callable[[str], bool]) -> None:
        self._within = within
        self.parts: dict[str, str] = {}
        self.unseen: list[str] = []
        self.waiting: deque[Any] = deque()
        self._met: dict[int, Any] = {}  # by identity; kept, so that no identity is given twice
        self._looked_up: defaultdict[str, frozenset[str]] = defaultdict(frozenset)  # names in modules
        self._inside: list[int] = []

    def look(self, thing: Any) -> None:
        """Take down the parts of a function or class."""
        if isinstance(thing, type):
            self._look_at_class(thing)
            return
        code: types.CodeType = thing.__code__
        name = name_of(thing)
        self.parts[self._free(name)] = _sha(*_code(code, thing.__doc__))
        defaults: Any = (thing.__defaults__, thing.__kwdefaults__)
        if defaults != (None, None):
            self.parts[f"{name} defaults"] = self.token(defaults, f"{name} defaults")
        for cell_name, cell in zip(code.co_freevars, thing.__closure__ or (), strict=True):
            try:
                value = cell.cell_contents
            except ValueError:  # it is given its value later
                continue
            self.parts[f"{name} {cell_name}"] = self.token(value, f"{name} {cell_name}")
        attributes = _attributes(code)
        self._look_up(_globals(code), attributes, thing.__globals__, _module_of(thing))
        for imported in sorted(_modules_of(code)):
            self._look_into_import(imported, attributes, name, thing.__globals__.get("__package__"))

    def _free(self, name: str) -> str:
        """Return a name that no part has: two functions made by one factory, or two lambdas, have one name."""
        number, free = 2, name
        while free in self.parts:
            free, number = f"{name} {number}", number + 1
        return free

    def _look_up(
        self, names: frozenset[str], attributes: frozenset[str], space: Mapping[str, Any], module: str
    ) -> None:
        """Take down what names stand for in a module; where one is a module, what stands there under attributes."""
        for name in sorted(names & space.keys()):
            value, where = space[name], f"{module}.{name}"
            if not isinstance(value, types.ModuleType):
                self.parts[where] = self.token(value, where)
            elif not self._within(value.__name__):
                self.parts[where] = f"module {value.__name__}"
            elif new := attributes - self._looked_up[value.__name__]:
                self._looked_up[value.__name__] |= new
                self._look_up(new, attributes, vars(value), value.__name__)

    def _look_into_import(self, imported: str, attributes: frozenset[str], where: str, package: str | None) -> None:
        """Take down what a function that imports a module itself finds there."""
        for name in (imported, f"{package}.{imported}".rstrip(".") if package else imported):
            if (module := sys.modules.get(name)) is not None:
                if self._within(name):
                    self._look_up(attributes & vars(module).keys(), attributes, vars(module), name)
                return
        root = imported.partition(".")[0]
        if root and not is_installed(root) and self._within(root):
            self.unseen.append(f"{where} (imports {imported} when it is called)")

    def _look_at_class(self, kind: type) -> None:
        name = name_of(kind)
        self.parts[name] = "class " + ", ".join(self.token(base, name) for base in kind.__bases__)
        for attribute, value in sorted(vars(kind).items()):
            if attribute in _OF_EVERY_CLASS or isinstance(
                value, types.GetSetDescriptorType | types.MemberDescriptorType
            ):
                continue
            if isinstance(value, staticmethod | classmethod):
                value = value.__func__
            if isinstance(value, property):
                value = (value.fget, value.fset, value.fdel)
            if isinstance(value, functools.cached_property):
                value = value.func
            self.parts[f"{name}.{attribute}"] = self.token(value, f"{name}.{attribute}")

    def token(self, value: Any, where: str) -> str:
        """Return what stands for a value; functions and classes in it are put in line to be looked at."""
        if isinstance(value, Enum):
            return f"{name_of(type(value))}.{value.name} {value.value!r}"
        if isinstance(value, _PLAIN):
            return _short(f"{type(value).__name__} {value!r}")
        if isinstance(value, np.generic):
            return f"{value.dtype} {value!r}"
        if isinstance(value, PurePath | range | slice):
            return _short(repr(value))
        if isinstance(value, type):
            return self._class(value)
        if callable(value) and (result := self._callable(value, where)) is not None:
            return result
        if id(value) in self._inside:
            return "itself again"
        self._inside.append(id(value))
        try:
            return self._collection(value, where)
        finally:
            self._inside.pop()

    def _class(self, kind: type) -> str:
        if issubclass(kind, Enum):
            return _short(f"{name_of(kind)} {[(each.name, each.value) for each in kind]}")
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return _short(f"{name_of(kind)} {cast(Any, kind)._fields}")
        if self._within(kind.__module__):
            self._enqueue(kind)
        return name_of(kind)

    def _callable(self, value: Any, where: str) -> str | None:
        """Return what stands for something that can be called; None if it is no function but an object."""
        if hasattr(value, "py_func"):  # compiled by Numba
            options: Any = getattr(value, "targetoptions", {})
            plain = {name: option for name, option in options.items() if isinstance(option, _PLAIN)}
            return f"compiled {self.token(value.py_func, where)} {sorted(plain.items())}"
        if isinstance(value, functools.partial):
            return _short(f"partial {self.token((value.func, value.args, value.keywords), where)}")
        if isinstance(value, types.MethodType):
            return _short(f"method {self.token((value.__func__, value.__self__), where)}")
        if isinstance(value, types.FunctionType):
            if (wrapped := getattr(value, "__wrapped__", None)) is not None:
                self.token(wrapped, where)
            if self._within(value.__module__ or ""):
                self._enqueue(value)
            return f"function {name_of(value)}"
        if isinstance(value, np.ufunc):
            return f"built in numpy:{value.__name__}"
        if isinstance(value, types.BuiltinFunctionType):
            owner = value.__self__
            if (owner is not None and not isinstance(owner, types.ModuleType)) or self._within(value.__module__ or ""):
                self.unseen.append(f"{where} ({type(value).__name__})")
            return f"built in {value.__module__}:{value.__qualname__}"
        if hasattr(value, "__wrapped__"):  # functools.cache and the like
            return f"{name_of(type(value))} of {self.token(value.__wrapped__, where)}"
        return None

    def _collection(self, value: Any, where: str) -> str:
        if isinstance(value, np.ndarray) and value.dtype != object:
            return f"{value.dtype} {value.shape} {_sha(np.ascontiguousarray(value).tobytes())}"
        if isinstance(value, tuple | list | deque):
            items = cast("list[Any]", value)
            return _short(f"{type(items).__name__} [{', '.join(self.token(item, where) for item in items)}]")
        if isinstance(value, set | frozenset):
            members = cast("set[Any]", value)
            return _short(f"{type(members).__name__} {sorted(self.token(item, where) for item in members)}")
        if isinstance(value, Mapping):
            pairs = cast("Mapping[Any, Any]", value).items()
            said = ", ".join(f"{self.token(key, where)}: {self.token(item, where)}" for key, item in pairs)
            return _short(f"{type(value).__name__} {{{said}}}")
        kind = type(value)
        if isinstance(value, BaseModel):
            return f"{self._class(kind)} {_sha(value.model_dump_json())}"
        if is_dataclass(value):
            said = [(each.name, self.token(getattr(value, each.name, None), where)) for each in fields(value)]
            return _short(f"{self._class(kind)} {said}")
        if self._within(kind.__module__) and hasattr(value, "__dict__"):
            said = [(name, self.token(item, where)) for name, item in sorted(vars(value).items())]
            return _short(f"{self._class(kind)} {said}")
        self.unseen.append(f"{where} ({kind.__module__}.{kind.__qualname__})")
        return f"unseen {name_of(kind)}"

    def _enqueue(self, thing: Any) -> None:
        if id(thing) not in self._met:
            self._met[id(thing)] = thing
            self.waiting.append(thing)


_OF_EVERY_CLASS = {
    "__doc__", "__module__", "__qualname__", "__dict__", "__weakref__", "__annotations__", "__firstlineno__",
    "__static_attributes__", "__abstractmethods__", "_abc_impl", "__annotate__", "__annotate_func__",
    "__annotations_cache__", "__slotnames__",
}  # fmt: skip


def _code(code: types.CodeType, doc: str | None = None) -> Iterator[str | bytes]:
    """Yield what decides what byte code does; line numbers, file names and docstrings do not."""
    yield code.co_code
    yield getattr(code, "co_exceptiontable", b"")
    yield repr((code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & ~0x4000000))
    yield repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars))
    for place, constant in enumerate(code.co_consts):
        if isinstance(constant, types.CodeType):
            # A function in a function: its docstring stands first, where it has one.
            yield constant.co_name
            yield from _code(constant, _doc_of(constant))
        elif place == 0 and doc is not None and constant == doc:
            yield "docstring"
        elif isinstance(constant, frozenset):
            yield repr(sorted(map(repr, cast("frozenset[Any]", constant))))
        else:
            yield f"{type(constant).__name__} {constant!r}"


def _doc_of(code: types.CodeType) -> str | None:
    first = code.co_consts[0] if code.co_consts else None
    named = sys.version_info < (3, 13) or code.co_flags & 0x4000000  # CO_HAS_DOCSTRING, of 3.13
    return first if isinstance(first, str) and named and not code.co_name.startswith("<") else None


def _attributes(code: types.CodeType) -> frozenset[str]:
    """Return the names of everything byte code looks up, attributes among them; those of functions in it too."""
    return frozenset(code.co_names).union(*(_attributes(inner) for inner in _inner(code)))


def _globals(code: types.CodeType) -> frozenset[str]:
    """Return the names that byte code looks up in its module; those of functions in it too."""
    # An index of LOAD_GLOBAL has a flag in its last bit.
    result = _arguments(code, "LOAD_GLOBAL", 1) | _arguments(code, "LOAD_NAME", 0)
    return result.union(*(_globals(inner) for inner in _inner(code)))


def _modules_of(code: types.CodeType) -> frozenset[str]:
    """Return the names of modules that byte code imports itself."""
    return _arguments(code, "IMPORT_NAME", 0).union(*(_modules_of(inner) for inner in _inner(code)))


def _inner(code: types.CodeType) -> list[types.CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def _arguments(code: types.CodeType, name: str, shift: int) -> frozenset[str]:
    """Return the names that all instructions of a kind refer to: pairs of an instruction and the index of a name."""
    wanted, longer = dis.opmap[name], dis.opmap["EXTENDED_ARG"]
    instructions, arguments = code.co_code[::2], code.co_code[1::2]
    result: set[str] = set()
    place = instructions.find(wanted)
    while place >= 0:
        index, before, weight = arguments[place], place - 1, 8
        while before >= 0 and instructions[before] == longer:
            index |= arguments[before] << weight
            before, weight = before - 1, weight + 8
        result.add(code.co_names[index >> shift])
        place = instructions.find(wanted, place + 1)
    return frozenset(result)


def _module_of(thing: Any) -> str:
    # A worker process imports the user's script under another name.
    return "__main__" if thing.__module__ == "__mp_main__" else str(thing.__module__)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 20]}… {_sha(text)[:16]}"


def _sha(*content: str | bytes) -> str:
    digest = hashlib.sha256()
    for each in content:
        data = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()
