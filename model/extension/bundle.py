"""The extensions of a scenario together: the settings that hold their numbers, what they measure, which edition runs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

from pydantic import Field, create_model

from ..indicators.declaration import Indicator
from ..indicators.second import INDICATORS
from ..message import Enumeration, message
from ..named_columns import Additions
from ..parameter import Record
from ..parameters.settings import Settings
from ..parameters.world import KINDS
from .declaration import Measure, Number, Source, Stream, declared, editions
from .living import LivingExtensions
from .modules import ExtensionError, Loaded, load_source


class ExtendedSettings(Settings):
    """Settings that hold the numbers of extensions too; equal ones have the same extensions."""

    bundle: ClassVar[Bundle]
    extensions: Record

    def add_extensions(self, seed: int) -> Additions | None:
        """Return what the extensions add to a run with a seed."""
        return LivingExtensions(self.bundle.loaded, self, seed)

    def digest(self) -> str:
        """Return the SHA-256 of the settings, and of what the extensions are."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256("\n".join((canonical, *self.bundle.digests.values())).encode()).hexdigest()

    def __reduce__(self) -> Any:
        own = {name: getattr(self, name) for name in Settings.model_fields}
        return _rebuild, (self.bundle.sources, own, self.extensions.model_dump())


def _rebuild(sources: tuple[Source, ...], own: dict[str, Any], extensions: dict[str, Any]) -> ExtendedSettings:
    """Return settings in another process, which runs the extensions from their text."""
    kind = Bundle(sources).settings
    return kind.model_construct(**own, extensions=cast(Any, kind)().extensions.model_validate(extensions))


@dataclass(frozen=True)
class Bundle:
    """The extensions of a scenario, in the order in which it names them.

    Attributes
    ----------
    sources : tuple of Source

    Raises
    ------
    ExtensionError
        When something of it is asked for, if the code of one fails or they do not fit together.
    """

    sources: tuple[Source, ...]

    @property
    def digests(self) -> dict[str, str]:
        """What the extensions are, by name."""
        return {source.name: source.digest for source in self.sources}

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """The extensions, ready."""
        return tuple(load_source(source) for source in self.sources)

    @property
    def settings(self) -> type[ExtendedSettings]:
        """The settings of a city with these extensions."""
        return _settings_of(_Key(self))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """What they measure besides."""
        return tuple(_indicator(each) for one in self.loaded for each in declared(one.kind, Measure).values())

    @property
    def editions(self) -> set[str]:
        """Which editions of the model can run them: ``agents``, ``compiled`` or both."""
        return set.intersection(*(editions(one.kind) for one in self.loaded))

    @property
    def by_agents_alone(self) -> tuple[str, ...]:
        """The names of those that the compiled edition cannot run."""
        return tuple(one.source.name for one in self.loaded if "compiled" not in editions(one.kind))

    @property
    def in_english(self) -> tuple[str, ...]:
        """The names of those for which English stands where Chinese is missing."""
        return tuple(one.source.name for one in self.loaded if _lacks_chinese(one))


class _Key:
    """A bundle as what it is: where its modules lie does not matter."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._digests = tuple(bundle.digests.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._digests == self._digests

    def __hash__(self) -> int:
        return hash(self._digests)


@cache
def _settings_of(key: _Key) -> type[ExtendedSettings]:
    bundle = key.bundle
    _check(bundle)
    fields: dict[str, Any] = {}
    for one in bundle.loaded:
        numbers = {name: _field(number) for name, number in declared(one.kind, Number).items()}
        record = cast(Any, create_model)(one.source.name, __base__=Record, __doc__=_doc(one), **numbers)
        fields[one.source.name] = (record, record())
    own = cast(Any, create_model)("Extensions", __base__=Record, __doc__="Numbers of extensions.", **fields)
    kind = cast(Any, create_model)("Settings", __base__=ExtendedSettings, extensions=(own, own()))
    kind.bundle = bundle
    return kind


def _check(bundle: Bundle) -> None:
    """Refuse extensions that do not fit together, or into the model."""
    if not bundle.editions:
        raise ExtensionError(message("extension.no_edition", names=", ".join(bundle.digests)))
    names = Counter([each.name for each in INDICATORS] + [each.name for each in bundle.indicators])
    if twice := [name for name, times in names.items() if times > 1]:
        raise ExtensionError(message("extension.indicator_twice", name=twice[0]))
    units = tuple(dict.fromkeys(each.unit for each in INDICATORS))
    for each in bundle.indicators:
        if each.unit not in units:
            said = {"name": each.name, "unit": repr(each.unit), "names": Enumeration(units)}
            raise ExtensionError(message("extension.unit", **said))
    for number in (each for one in bundle.loaded for each in declared(one.kind, Number).values()):
        _check_number(number)
    streams = Counter(
        each.number(one.source.name) for one in bundle.loaded for each in declared(one.kind, Stream).values()
    )
    if any(times > 1 for times in streams.values()):
        raise ExtensionError(message("extension.stream_twice", names=", ".join(bundle.digests)))


def _check_number(number: Number) -> None:
    low, high = number.bounds
    if not low <= number.default <= high or not low < high:
        said = {"name": number.name, "value": f"{number.default:g}", "low": f"{low:g}", "high": f"{high:g}"}
        raise ExtensionError(message("extension.number", **said))
    bodies = tuple(kind for kind in KINDS if kind != "citizen")
    if number.carrier and number.carrier not in bodies:
        said = {"name": number.name, "carrier": repr(number.carrier), "names": Enumeration(bodies)}
        raise ExtensionError(message("extension.carrier", **said))


def _doc(one: Loaded) -> str:
    return (one.kind.__doc__ or one.kind.en or one.source.name).strip().split("\n")[0]


def _field(number: Number) -> Any:
    words, (low, high) = number.words, number.bounds
    words.fall_back()
    about = {
        "unit": number.unit, "names": {"en": words.en, "zh": words.zh}, "zh": words.zh, "source": number.source,
        "source_zh": number.source_zh or number.source, "sweep": list(number.sweep or number.bounds),
    }  # fmt: skip
    kind = int if isinstance(number.default, int) and not isinstance(number.default, bool) else float
    said = words.meaning or words.en
    return kind, Field(
        default=number.default, ge=low, le=high, description=said, json_schema_extra=cast(Any, about),
        validate_default=True,
    )  # fmt: skip


def _indicator(each: Measure) -> Indicator:
    words = each.words
    words.fall_back()
    return Indicator(
        each.name, each.group, each.low, each.high, each.unit, each.better, words.en, words.zh,
        words.meaning or words.en, words.meaning_zh or words.zh, each.may_lack,
    )  # fmt: skip


@cache
def _lacks_chinese_of(kind: type) -> bool:
    parts: list[Any] = [*declared(kind, Number).values(), *declared(kind, Measure).values()]
    return any([each.words.fall_back() for each in parts]) or not cast(Any, kind).zh


def _lacks_chinese(one: Loaded) -> bool:
    return _lacks_chinese_of(one.kind)
