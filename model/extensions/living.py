"""Extensions in a run: their columns, what happens in a week and when, what is measured at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..message import message
from ..named_columns import NamedColumns
from .declaration import Extension, OwnColumn, OwnMeasure, Process, list_declared
from .modules import Loaded, check_answer, guard, load_source, tell
from .source import ExtensionError

if TYPE_CHECKING:
    from .bundle import Bundle, ExtendedSettings


class LivingExtensions:
    """The extensions of one run, in the order in which its scenario names them.

    Parameters
    ----------
    bundle : Bundle
    settings : ExtendedSettings
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

    def __init__(self, bundle: Bundle, settings: ExtendedSettings, seed: int) -> None:
        loaded = [load_source(source) for source in bundle.sources]
        self.by_name: dict[str, Extension] = {}
        for one in loaded:
            values: dict[str, float] = getattr(settings.extensions, one.source.name).model_dump()
            extension = guard(one.source.name, one.kind, values, settings, seed, one.data_read)
            self.by_name[one.source.name] = extension
        self.kinds = _kinds(loaded)
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
            guard(name, extension.found, city)

    def live(self, week: int, living: Callable[[Any], None], model: Any) -> None:
        """Let agents live through a week; what fails in a decision says where, and draws are those of the week.

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
        except Exception as error:
            told = next(filter(None, (tell(name, error) for name in self.by_name)), None)
            if told is None:
                raise
            raise told from error

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
                guard(name, each.told_by_agents, extension, model)
            else:
                guard(name, each.function, extension, model if each.edition == "agents" else city)

    def measure(self, week: int, city: NamedColumns, model: Any = None) -> list[float]:
        """Return the indicators of the week that is over."""
        found: list[float] = []
        for name, each in self._measures:
            extension = self.by_name[name]
            extension.week = week
            value = guard(name, each.function, extension, model if each.edition == "agents" else city)
            found.append(guard(name, check_answer, each.function, partial(_as_number, each), value))
        return found

    def go_on(self, settings: ExtendedSettings, seed: int) -> None:
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
    number = float(value)
    lacks = each.may_lack and np.isnan(number)
    if not lacks and not each.low <= number <= each.high:
        raise ValueError(f"the indicator {each.name} is {number:g}, and declared from {each.low:g} to {each.high:g}")
    return number


def _settle(extension: Extension, kind: Any, model: Any) -> None:
    places = kind.at_home(model)
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
