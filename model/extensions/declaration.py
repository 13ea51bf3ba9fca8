"""What an extension may declare: numbers, levers, columns, draws, data, processes, indicators.

A module of one's own has one class that derives from :class:`Extension`. Nothing of the city is changed by declaring.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from .. import random_draws as draws
from ..answer import describe, tell_unknown
from ..indicators.declaration import Group
from ..message import message
from ..named_columns import STEPS, ColumnFault, NamedColumns, as_column
from ..parameter import ASSUMED
from ..parameters.settings import Settings
from ..parameters.world import KINDS
from ..random_draws import USER
from .by_place import value_at, values_by_community

EditionChoice = Literal["both", "agents", "compiled"]
EntityName = Literal["resident", "body", "community", "grid", "group", "place"]
STREAMS = 65536 - USER
"""Streams of draws that are free for extensions."""


class Naming:
    """Names and meanings in both languages; where one is missing in Chinese, English stands for it."""

    def __init__(self, en: str, zh: str, meaning: str, meaning_zh: str) -> None:
        self.lacks_chinese = not zh or bool(meaning and not meaning_zh)
        self.en, self.meaning = en, meaning
        self.zh, self.meaning_zh = zh or en, meaning_zh or meaning


@dataclass
class Number:
    """A number that a scenario may set below ``extensions.NAME``: see :func:`parameter` and :func:`lever`.

    A city decides on the latter; that is `decided`.
    """

    default: float
    bounds: tuple[float, float]
    unit: str
    words: Naming
    sweep: tuple[float, float] | None = None
    source: str = ASSUMED
    source_zh: str = ""
    carrier: str = ""
    decided: bool = False
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, extension: Extension | None, owner: type | None = None) -> Any:
        return self if extension is None else extension.values[self.name]

    def __set__(self, extension: Extension, value: Any) -> None:
        raise AttributeError(f"{self.name} is a number of the scenario; what changes in a run stands in a column")


@dataclass
class OwnColumn:
    """A column of an extension's own; see :func:`column`."""

    entity: EntityName
    start: float
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, extension: Extension | None, owner: type | None = None) -> Any:
        return self if extension is None else extension.own_columns[self.name]

    def __set__(self, extension: Extension, values: Any) -> None:
        column = extension.own_columns[self.name]
        column[:] = as_column(f"self.{self.name}", values, column.shape)


@dataclass
class Stream:
    """Draws of an extension's own; see :func:`stream`."""

    name: str = ""
    owner: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, extension: Extension | None, owner: type | None = None) -> Any:
        return self if extension is None else DrawsOfStream(extension, self.number(extension.name))

    def number(self, extension: str) -> int:
        """Return the number of the stream: it follows from both names, so that no other addition moves it."""
        digest = blake2b(f"{extension}.{self.name}".encode(), digest_size=8).digest()
        return USER + int.from_bytes(digest, "little") % STREAMS


@dataclass(frozen=True)
class DrawsOfStream:
    """The draws of a stream in the present week: a call gives each key its own luck, from 0 to 1."""

    extension: Extension
    number: int

    def __call__(self, keys: Any) -> Any:
        """Return a number between 0 and 1 for each key of a column such as ``city["resident.key"]``, or for one key."""
        given = np.asarray(keys)
        if given.dtype.kind not in "iu" and given.size:  # what is no key would give all things one luck
            raise ColumnFault(message("column.keys", value=describe(keys)))
        every = np.atleast_1d(given.astype(np.uint64))
        out = np.empty(len(every))
        draws.uniforms(self.extension.seed, self.number, self.extension.week, every, out)
        return out if np.ndim(keys) else float(out[0])


@dataclass
class DataFile:
    """A file beside the module; see :func:`data`."""

    file: str
    read: Callable[[str], Any]
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, extension: Extension | None, owner: type | None = None) -> Any:
        return self if extension is None else extension.data_read[self.name]


@dataclass
class Process:
    """Something that happens every week at one place; see :func:`before` and :func:`after`."""

    place: int
    edition: EditionChoice
    function: Callable[..., None]
    told_by_agents: Callable[..., None] | None = None

    def by_agents(self, function: Callable[..., None]) -> Process:
        """Say in a second way, from a model of agents, what happens; ``cogov check-extension`` compares both."""
        self.told_by_agents = function
        return self


@dataclass
class OwnMeasure:
    """An indicator of one's own; see :func:`indicator`."""

    function: Callable[..., float]
    low: float
    high: float
    unit: str
    better: int
    group: Group
    words: Naming
    may_lack: bool
    edition: EditionChoice = "both"
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


class Extension:
    """What one module adds to the model. A class of one's own derives from it; its docstring says what it is.

    Attributes
    ----------
    en, zh : str
        What it is called.
    kinds : sequence of class
        Actors that decide in their own way: subclasses of those in :mod:`cogov.model.agents`.
    actors : sequence of class
        New kinds of actor: subclasses of :class:`cogov.model.agents.actor.Actor`.
    name : str
        The name of the module; its numbers stand below ``extensions.NAME`` in a scenario.
    settings : Settings
        Those of the whole city.
    seed, week : int
        The luck of the run, and the present week; the first is 0.
    """

    en: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    kinds: ClassVar[Sequence[type]] = ()
    actors: ClassVar[Sequence[type]] = ()
    name: str = ""

    def __init__(self, values: dict[str, float], settings: Settings, seed: int, data_read: dict[str, Any]) -> None:
        self.values, self.settings, self.seed, self.week = values, settings, seed, 0
        self.own_columns: dict[str, NDArray[np.float64]] = {}
        self.data_read = data_read
        self.actors_by_kind: dict[str, list[Any]] = ActorsByKind()

    def __getattr__(self, name: str) -> Any:
        """Refuse a name that the extension does not have.

        Raises
        ------
        AttributeError
        """
        if name.startswith("_"):
            raise AttributeError(name)
        there = [each for each in dir(type(self)) if not each.startswith("_")]
        raise AttributeError(tell_unknown(message("name.part"), name, [*there, *vars(self)]).args[0])

    def found(self, city: NamedColumns) -> None:
        """Do what is to be done once, when the city is founded; columns of one's own are there already."""

    def carried(self, name: str, city: NamedColumns) -> NDArray[np.float64]:
        """Return a lever as it is in force in each community: its value there where its carrier acts, else 0."""
        number = self._number(name)
        values = values_by_community(self.settings, f"extensions.{self.name}.{name}", self.values[name])
        return np.where(acting(city, number.carrier), values, 0.0) if number.carrier else values

    def at(self, name: str, place: Any) -> float:
        """Return a lever at a place of the agents' edition, such as ``actor.place``; who carries it is not asked."""
        self._number(name)
        return value_at(self.settings, f"extensions.{self.name}.{name}", self.values[name], place.address)

    def _number(self, name: str) -> Number:
        """Return a number by its name.

        Raises
        ------
        UnknownName
        """
        numbers = list_declared(type(self), Number)
        if name not in numbers:
            raise tell_unknown(message("name.lever"), name, numbers)
        return numbers[name]


class ActorsByKind(dict[str, "list[Any]"]):
    """The actors that an extension brought, by the name of their kind."""

    def __missing__(self, kind: str) -> list[Any]:
        """Refuse a kind that there is not."""
        raise tell_unknown(message("name.actor"), kind, self)


def acting(city: NamedColumns, kind: str) -> NDArray[np.bool_]:
    """Tell in which communities a body of a kind acts that is at home there."""
    here = (city["body.kind"] == KINDS.index(kind)) & city["body.acts"] & (city["body.community"] >= 0)
    found = np.zeros(city.count("community"), dtype=np.bool_)
    found[city["body.community"][here]] = True
    return found


def parameter(
    default: float, bounds: tuple[float, float], unit: str = "share", *, en: str, zh: str = "", meaning: str = "",
    meaning_zh: str = "", sweep: tuple[float, float] | None = None, source: str = ASSUMED, source_zh: str = "",
) -> Any:  # fmt: skip
    """Declare a number; ``self.NAME`` is its value in a run.

    Parameters
    ----------
    default : float
        A whole number declares whole numbers.
    bounds : tuple of float
        Inclusive.
    unit : str
        Any; ``share`` is a part of something.
    en, zh, meaning, meaning_zh : str
        Short names, and what it does.
    sweep : tuple of float, optional
        Range over which studies vary it; the bounds if not given.
    source, source_zh : str
        A citation, ``fitted to …``, or ``assumed``.
    """
    return Number(default, bounds, unit, Naming(en, zh, meaning, meaning_zh), sweep, source, source_zh)


def lever(
    default: float, bounds: tuple[float, float] = (0.0, 1.0), unit: str = "share", *, carrier: str = "", en: str,
    zh: str = "", meaning: str = "", meaning_zh: str = "", sweep: tuple[float, float] | None = None,
) -> Any:  # fmt: skip
    """Declare an institution: a number that a city may decide on, in force where its carrier acts.

    Parameters
    ----------
    carrier : str
        The kind of body that carries it, such as ``self_governing``; see :meth:`Extension.carried`. Nobody if empty.
    default, bounds, unit, en, zh, meaning, meaning_zh, sweep
        As in :func:`parameter`.
    """
    return Number(default, bounds, unit, Naming(en, zh, meaning, meaning_zh), sweep, carrier=carrier, decided=True)


def column(entity: EntityName, start: float = 0.0) -> Any:
    """Declare a column of one's own: ``self.NAME`` is an array with a number for each thing, kept between weeks."""
    return OwnColumn(_choose(entity, get_args(EntityName)), start)


def stream() -> Any:
    """Declare draws of one's own: ``self.NAME(keys)`` gives each key a number from 0 to 1, another one every week."""
    return Stream()


def data(file: str, read: Callable[[str], Any]) -> Any:
    """Declare a file beside the module: ``self.NAME`` is what `read` makes of its text.

    The file is part of what the extension is: it travels with it, and another content is another extension.
    """
    return DataFile(file, read)


def before(step: str, *, edition: EditionChoice = "both") -> Callable[[Callable[..., None]], Process]:
    """Let a method happen every week before a step of :data:`cogov.model.named_columns.STEPS`.

    Parameters
    ----------
    step : str
    edition : str
        ``both``: the method is ``f(self, city)``, and reads and writes columns by name. ``agents``: it is
        ``f(self, model)``, and runs take the agents' edition. ``compiled``: ``f(self, city)``, that edition alone.
    """
    return _happening(step, 0, edition)


def after(step: str, *, edition: EditionChoice = "both") -> Callable[[Callable[..., None]], Process]:
    """Let a method happen every week after a step; see :func:`before`."""
    return _happening(step, 1, edition)


def _happening(step: str, later: int, edition: EditionChoice) -> Callable[[Callable[..., None]], Process]:
    _choose(step, STEPS)
    _choose(edition, get_args(EditionChoice))
    return lambda function: Process(STEPS.index(step) + later, edition, function)


def indicator(
    low: float = 0.0, high: float = 1.0, unit: str = "share", *, better: int = 0, group: Group = "state", en: str,
    zh: str = "", meaning: str = "", meaning_zh: str = "", may_lack: bool = False, edition: EditionChoice = "both",
) -> Callable[[Callable[..., float]], OwnMeasure]:  # fmt: skip
    """Declare an indicator: the method is ``f(self, city)`` and returns the number of the week that is over.

    With ``edition="agents"`` it is ``f(self, model)``, and runs take the agents' edition. The other parameters are
    those of :class:`cogov.model.indicators.Indicator`.
    """
    words = Naming(en, zh, meaning, meaning_zh)
    _choose(edition, get_args(EditionChoice))
    _choose(group, get_args(Group))
    return lambda function: OwnMeasure(function, low, high, unit, better, group, words, may_lack, edition)


Choice = TypeVar("Choice", bound=str)


def _choose(name: Choice, names: Sequence[str]) -> Choice:
    """Return a name if it is one of some."""
    if name not in names:
        raise tell_unknown(message("name.choice"), name, names)
    return name


Declared = TypeVar("Declared")


def list_declared(extension: type[Extension], kind: type[Declared]) -> dict[str, Declared]:
    """Return what a class declares of a kind, by name, in order; what it inherits comes first."""
    found: dict[str, Declared] = {}
    for each in reversed(extension.__mro__):
        found |= {name: value for name, value in vars(each).items() if isinstance(value, kind)}
    return found


def find_editions(extension: type[Extension]) -> set[str]:
    """Return the editions that can run an extension: ``agents``, ``compiled``, both or none."""
    able = {"agents", "compiled"}
    parts: list[Any] = [*list_declared(extension, Process).values(), *list_declared(extension, OwnMeasure).values()]
    for part in parts:
        if part.edition == "agents":
            able.discard("compiled")
        elif part.edition == "compiled" and getattr(part, "told_by_agents", None) is None:
            able.discard("agents")
    if extension.kinds or extension.actors:
        able.discard("compiled")
    return able
