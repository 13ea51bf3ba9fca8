"""What a bundle of extensions is made into: settings, indicators, and whether all of it fits together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast

from pydantic import Field, create_model

from ..indicators import INDICATORS, Indicator
from ..message import Enumeration, message
from ..parameter import Record
from ..parameters.rules import Rules
from ..parameters.settings import EXTENDED, RulesByPlace, Settings
from ..parameters.world import KINDS
from .by_place import ExtendedPlaceRules, list_faults
from .decisions import check_decisions
from .declaration import DataFile, Number, OwnMeasure, Stream, find_editions, list_declared
from .living import LivingExtensions
from .modules import Loaded, find_class, load_source
from .source import ExtensionError, ExtensionSource

__all__ = [
    "LivingExtensions", "add_files", "find_editions_of", "find_title", "lacks_chinese", "list_faults",
    "list_indicators", "list_levers", "settings_of",
]  # fmt: skip


Sources = tuple[ExtensionSource, ...]


def settings_of(sources: Sources, base: type[Settings]) -> type[Settings]:
    """Return the settings of a city with extensions: one type for the same extensions, wherever they lie.

    Parameters
    ----------
    sources : tuple of ExtensionSource
    base : type
        Settings that take ``extensions``.
    """
    return _make_settings(_Key(sources), base)


def list_indicators(sources: Sources) -> tuple[Indicator, ...]:
    """Return what extensions measure besides."""
    return tuple(_indicator(each) for one in _load(sources) for each in list_declared(one.kind, OwnMeasure).values())


def list_levers(sources: Sources) -> tuple[str, ...]:
    """Return the numbers on which a city may decide, by dotted key."""
    return tuple(
        f"extensions.{one.source.name}.{name}"
        for one in _load(sources)
        for name, number in list_declared(one.kind, Number).items()
        if number.decided
    )


def find_editions_of(sources: Sources) -> set[str]:
    """Return the editions that can run all extensions of some."""
    return set.intersection(*(find_editions(one.kind) for one in _load(sources)))


def find_title(source: ExtensionSource) -> dict[str, str]:
    """Return what an extension is called, in both languages."""
    kind = load_source(source).kind
    return {"en": kind.en or source.name, "zh": kind.zh or kind.en or source.name}


def lacks_chinese(source: ExtensionSource) -> bool:
    """Tell whether English stands for Chinese words that an extension does not have."""
    kind = load_source(source).kind
    parts: list[Any] = [*list_declared(kind, Number).values(), *list_declared(kind, OwnMeasure).values()]
    return any(each.words.lacks_chinese for each in parts) or not kind.zh


def add_files(source: ExtensionSource, read: Callable[[str], str]) -> ExtensionSource:
    """Return a source with the files that it declares, read by the function given."""
    wanted = dict.fromkeys(each.file for each in list_declared(find_class(source), DataFile).values())
    return replace(source, files=tuple((file, read(file)) for file in wanted))


def _load(sources: Sequence[ExtensionSource]) -> tuple[Loaded, ...]:
    return tuple(load_source(source) for source in sources)


class _Key:
    """Extensions as what they are: where their modules lie does not matter."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.digests = tuple({source.name: source.digest for source in sources}.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.digests == self.digests

    def __hash__(self) -> int:
        return hash(self.digests)


@cache
def _make_settings(key: _Key, base: type[Settings]) -> type[Settings]:
    _check(key.sources)
    fields: dict[str, Any] = {}
    for one in _load(key.sources):
        numbers = {name: _field(number) for name, number in list_declared(one.kind, Number).items()}
        said = (one.kind.__doc__ or one.kind.en or one.source.name).strip().split("\n")[0]
        record = cast(Any, create_model)(one.source.name, __base__=Record, __doc__=said, **numbers)
        fields[one.source.name] = (record, record())
    own = cast(Any, create_model)("Extensions", __base__=Record, __doc__="Numbers of extensions.", **fields)
    here = cast(Any, create_model)("PlaceRules", __base__=ExtendedPlaceRules)
    here.BESIDE = cast(Any, create_model)("RulesBeside", __base__=Rules, extensions=(own, own()))
    rules = (tuple[here, ...], Field(default=(), strict=False, max_length=10_000))
    places = cast(Any, create_model)("RulesByPlace", __base__=RulesByPlace, rules=rules)
    kind = cast(Any, create_model)("Settings", __base__=base, extensions=(own, own()), places=(places, places()))
    kind.sources = key.sources
    EXTENDED[key.digests] = kind
    return kind


def _check(sources: Sources) -> None:
    """Refuse extensions that do not fit together, or into the model."""
    all_ = ", ".join(source.name for source in sources)
    if not find_editions_of(sources):
        raise ExtensionError(message("extension.no_edition", names=all_))
    loaded, indicators = _load(sources), list_indicators(sources)
    for one in loaded:
        if not _are_classes(one.kind.kinds):
            raise ExtensionError(message("extension.kinds", name=one.kind.__name__, value=repr(one.kind.kinds)))
        for kind in one.kind.kinds:
            check_decisions(kind)
    names = Counter([each.name for each in INDICATORS] + [each.name for each in indicators])
    if twice := [name for name, times in names.items() if times > 1]:
        raise ExtensionError(message("extension.indicator_twice", name=twice[0]))
    units = tuple(dict.fromkeys(each.unit for each in INDICATORS))
    for each in indicators:
        if each.unit not in units:
            said = {"name": each.name, "unit": repr(each.unit), "names": Enumeration(units)}
            raise ExtensionError(message("extension.unit", **said))
    for number in (each for one in loaded for each in list_declared(one.kind, Number).values()):
        _check_number(number)
    streams = Counter(
        each.number(one.source.name) for one in loaded for each in list_declared(one.kind, Stream).values()
    )
    if any(times > 1 for times in streams.values()):
        raise ExtensionError(message("extension.stream_twice", names=all_))


def _are_classes(kinds: object) -> bool:
    return isinstance(kinds, tuple | list) and all(isinstance(each, type) for each in cast("list[Any]", kinds))


def _check_number(number: Number) -> None:
    low, high = number.bounds
    known = isinstance(cast(object, number.default), int | float)
    if not known or not low <= number.default <= high or not low < high:
        value = f"{number.default:g}" if known else repr(number.default)
        said = {"name": number.name, "value": value, "low": f"{low:g}", "high": f"{high:g}"}
        raise ExtensionError(message("extension.number", **said))
    if number.carrier and number.carrier not in KINDS:
        said = {"name": number.name, "carrier": repr(number.carrier), "names": Enumeration(KINDS)}
        raise ExtensionError(message("extension.carrier", **said))


def _field(number: Number) -> Any:
    words, (low, high) = number.words, number.bounds
    about = {
        "unit": number.unit, "names": {"en": words.en, "zh": words.zh}, "zh": words.zh, "source": number.source,
        "source_zh": number.source_zh or number.source, "sweep": list(number.sweep or number.bounds),
    }  # fmt: skip
    kind = int if isinstance(number.default, int) and not isinstance(number.default, bool) else float
    said = words.meaning or words.en
    about["zh"] = words.meaning_zh or words.zh
    return kind, Field(
        default=kind(number.default), ge=low, le=high, description=said, json_schema_extra=cast(Any, about)
    )


def _indicator(each: OwnMeasure) -> Indicator:
    words = each.words
    return Indicator(
        each.name, each.group, each.low, each.high, each.unit, each.better, words.en, words.zh,
        words.meaning or words.en, words.meaning_zh or words.zh, each.may_lack,
    )  # fmt: skip
