"""Extensions in a run: their columns, what happens in a week and when, what is measured at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..answer import WrongAnswer, is_number, refuse_answer
from ..message import Message, message
from ..named_columns import ColumnFault, NamedColumns
from ..parameter import Record
from ..parameters.settings import Settings
from .declaration import Extension, OwnColumn, OwnMeasure, Process, list_declared
from .modules import Loaded, guard, guard_after, load_source, tell
from .source import ExtensionError, ExtensionSource


class LivingExtensions:
    """The extensions of one run, in the order in which its scenario names them.

    Parameters
    ----------
    sources : sequence of ExtensionSource
    settings : Settings
        Those of the city.
    numbers : Record
        Those of the extensions.
    seed : int

    Attributes
    ----------
    by_name : dict of str to Extension
    names : tuple of str
        Of the indicators that they measure.
    kinds : dict of str to type
        Kinds of actor that decide in their own way; where two extensions say how a kind decides, the later one is
        asked first.
    """

    def __init__(self, sources: Sequence[ExtensionSource], settings: Settings, numbers: Record, seed: int) -> None:
        loaded = [load_source(source) for source in sources]
        self.by_name: dict[str, Extension] = {}
        for one in loaded:
            values: dict[str, float] = getattr(numbers, one.source.name).model_dump()
            extension = guard(one.source.name, one.kind, values, settings, seed, one.data_read)
            self.by_name[one.source.name] = extension
        self.kinds = _kinds(loaded)
        self._deciding = [one.source.name for one in loaded if one.kind.kinds]
        self._measures = [
            (name, each)
            for name, extension in self.by_name.items()
            for each in list_declared(type(extension), OwnMeasure).values()
        ]
        self.names = tuple(each.name for _, each in self._measures)
        self._processes = [
            (name, each)
            for name, extension in self.by_name.items()
            for each in list_declared(type(extension), Process).values()
        ]

    def found(self, city: NamedColumns, model: Any = None) -> None:
        """Begin with a founded city: columns of their own, actors of their own, and what each does itself."""
        for name, extension in self.by_name.items():
            for own, each in list_declared(type(extension), OwnColumn).items():
                extension.own_columns[own] = np.full(city.count(each.entity), float(each.start))
            if model is not None:
                for kind in extension.actors:
                    guard(name, _settle, extension, kind, model)
            _expect_nothing(extension.found, guard(name, extension.found, city), "does")

    def live(self, week: int, living: Callable[[Any], None], model: Any, city: NamedColumns) -> None:
        """Let agents live through a week; what fails in a decision says where, and draws are those of the week.

        What agents change is looked at when the week is over: an attribute takes whatever is written into it.

        Raises
        ------
        ExtensionError
        """
        for extension in self.by_name.values():
            extension.week = week
        try:
            living(model)
        except ExtensionError:
            raise
        except WrongAnswer as error:
            raise ExtensionError(error.args[0]) from error
        except Exception as error:
            told = next(filter(None, (tell(name, error) for name in self.by_name)), None)
            if told is None and not self._deciding:
                raise
            raise told or self._blame("extension.living", error) from error
        if self._deciding:
            try:
                city.check()
            except ColumnFault as error:
                raise self._blame("extension.state", error) from error

    def places(self) -> tuple[int, ...]:
        """Return the places in the week at which something happens."""
        return tuple(sorted({each.place for _, each in self._processes}))

    def happen(self, place: int, week: int, city: NamedColumns, model: Any = None) -> None:
        """Let happen what has this place in the week."""
        for name, each in self._processes:
            if each.place != place:
                continue
            extension = self.by_name[name]
            extension.week = week
            if model is not None and each.told_by_agents is not None:
                function, told = each.told_by_agents, model
            else:
                function, told = each.function, model if each.edition == "agents" else city
            given = guard(name, function, extension, told)
            _expect_nothing(function, given, "writes" if told is city else "does")
            if told is model:
                guard_after(name, function, city.check)

    def measure(self, week: int, city: NamedColumns, model: Any = None) -> list[float]:
        """Return the indicators of the week that is over."""
        found: list[float] = []
        for name, each in self._measures:
            extension = self.by_name[name]
            extension.week = week
            value = guard(name, each.function, extension, model if each.edition == "agents" else city)
            found.append(_as_number(each, value))
        return found

    def _blame(self, code: str, error: Exception) -> ExtensionError:
        """Return what is said where the model itself stumbles over what decisions of one's own left behind."""
        said = error.args[0] if isinstance(error, ColumnFault) else f"{type(error).__name__}: {error}"
        return ExtensionError(message(code, names=", ".join(f"{name}.py" for name in self._deciding), what=said))

    def go_on(self, settings: Any, seed: int) -> None:
        """Go on with other numbers and another luck from here on; columns stay as they are."""
        for name, extension in self.by_name.items():
            extension.values = getattr(settings.extensions, name).model_dump()
            extension.settings, extension.seed = settings, seed

    def columns(self) -> list[tuple[str, NDArray[np.float64]]]:
        """Return the columns of their own, by ``extensions.NAME.COLUMN``."""
        return [
            (f"extensions.{name}.{own}", column)
            for name, extension in self.by_name.items()
            for own, column in extension.own_columns.items()
        ]


def _as_number(each: OwnMeasure, value: Any) -> float:
    """Return what an indicator gave, if it is a number within its range.

    Raises
    ------
    ExtensionError
    """
    one = value.item() if isinstance(value, np.ndarray) and value.shape == () else value
    if is_number(one) and (each.low <= one <= each.high or (each.may_lack and np.isnan(one))):
        return float(one)
    code = "answer.indicator_lack" if each.may_lack else "answer.indicator"
    raise _refuse(each.function, each.name, value, message(code, low=f"{each.low:g}", high=f"{each.high:g}"))


def _expect_nothing(function: Any, given: Any, code: str) -> None:
    """Refuse what is given back where nothing is: to return a column writes none, and with ``yield`` nothing runs."""
    if given is not None:
        raise _refuse(function, function.__name__, given, message(f"answer.{code}"))


def _refuse(function: Any, name: str, value: Any, allowed: Message) -> ExtensionError:
    return ExtensionError(refuse_answer(function, name, value, allowed).args[0])


def _settle(extension: Extension, kind: Any, model: Any) -> None:
    places = kind.at_home(model)
    if not isinstance(places, list | tuple) or not all(place in model.places for place in cast("list[Any]", places)):
        raise refuse_answer(kind.at_home, f"{kind.__name__}.at_home", places, message("answer.places"))
    extension.actors_by_kind[kind.kind] = [kind(model, extension, place) for place in places]


def _kinds(loaded: Sequence[Loaded]) -> dict[str, type]:
    """Return the kinds that decide in their own way, by name, those of one kind joined."""
    found: dict[str, list[type]] = {}
    for one in loaded:
        for kind in one.kind.kinds:
            found.setdefault(getattr(kind, "kind", ""), []).insert(0, kind)
    if "" in found:
        raise ExtensionError(message("extension.no_kind", name=found[""][0].__name__))
    return {
        name: classes[0] if len(classes) == 1 else type(classes[0].__name__, tuple(classes), {})
        for name, classes in found.items()
    }
