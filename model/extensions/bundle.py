"""The extensions of a scenario together, and settings that hold their numbers.

Nothing here waits for NumPy: whoever asks for help needs none. What does is :mod:`.assembling`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import model_validator

from ..message import Enumeration
from ..parameter import Record
from ..parameters.settings import Settings
from .source import ExtensionSource

if TYPE_CHECKING:
    from ..indicators.declaration import Indicator
    from ..named_columns import Additions


class ExtendedSettings(Settings):
    """Settings that hold the numbers of extensions too; equal ones have the same extensions."""

    sources: ClassVar[tuple[ExtensionSource, ...]]
    extensions: Record

    @property
    def bundle(self) -> Bundle:
        """The extensions."""
        return Bundle(self.sources)

    @model_validator(mode="after")
    def _levers_are_known(self) -> ExtendedSettings:
        if any(getattr(entry, "extensions", None) for entry in self.places.rules) and (
            faults := _assembling().list_faults(self, self.extensions, self.bundle.levers)
        ):
            raise ValueError(Enumeration(faults, "; ", "；"))
        return self

    def add_extensions(self, seed: int) -> Additions | None:
        """Return what the extensions add to a run with a seed."""
        return _assembling().LivingExtensions(self.sources, self, self.extensions, seed)

    @classmethod
    def describe_extensions(cls) -> dict[str, dict[str, str]]:
        """Return ``digest`` and ``text`` of the extensions, by name."""
        return {each.name: {"digest": each.digest, "text": each.text} for each in cls.sources}

    def digest(self) -> str:
        """Return the SHA-256 of the settings, and of what the extensions are."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256("\n".join((canonical, *self.bundle.digests.values())).encode()).hexdigest()

    def __reduce__(self) -> Any:
        own = {name: getattr(self, name) for name in Settings.model_fields}
        own["places"] = self.places.model_dump()  # of a class that another process makes anew
        return _rebuild, (self.sources, own, self.extensions.model_dump())


def _rebuild(sources: tuple[ExtensionSource, ...], own: dict[str, Any], extensions: dict[str, Any]) -> ExtendedSettings:
    """Return settings in another process, which runs the extensions from their text."""
    kind = Bundle(sources).settings
    own["places"] = type(cast(Any, kind)().places).model_validate(own["places"])
    return kind.model_construct(**own, extensions=cast(Any, kind)().extensions.model_validate(extensions))


@dataclass(frozen=True)
class Bundle:
    """The extensions of a scenario, in the order in which it names them.

    Attributes
    ----------
    sources : tuple of ExtensionSource

    Raises
    ------
    ExtensionError
        When something of it is asked for, if the code of one fails or they do not fit together.
    """

    sources: tuple[ExtensionSource, ...]

    @property
    def digests(self) -> dict[str, str]:
        """What the extensions are, by name."""
        return {source.name: source.digest for source in self.sources}

    def check(self) -> None:
        """Look whether the extensions fit each other.

        Raises
        ------
        ExtensionError
            If what they declare cannot stand together.
        """
        _assembling().settings_of(self.sources, ExtendedSettings)

    @property
    def settings(self) -> type[ExtendedSettings]:
        """The settings of a city with these extensions."""
        return _assembling().settings_of(self.sources, ExtendedSettings)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """What they measure besides."""
        return _assembling().list_indicators(self.sources)

    @property
    def titles(self) -> dict[str, dict[str, str]]:
        """What they are called in both languages, by name."""
        return {each.name: _assembling().find_title(each) for each in self.sources}

    @property
    def levers(self) -> tuple[str, ...]:
        """The numbers on which a city may decide, by dotted key."""
        return _assembling().list_levers(self.sources)

    @property
    def editions(self) -> set[str]:
        """Which editions of the model can run them: ``agents``, ``compiled`` or both."""
        return _assembling().find_editions_of(self.sources)

    @property
    def by_agents_alone(self) -> tuple[str, ...]:
        """The names of those that the compiled edition cannot run."""
        return tuple(each.name for each in self.sources if "compiled" not in Bundle((each,)).editions)

    @property
    def in_english(self) -> tuple[str, ...]:
        """The names of those for which English stands where Chinese is missing."""
        return tuple(each.name for each in self.sources if _assembling().lacks_chinese(each))


def complete(source: ExtensionSource, read: Callable[[str], str]) -> ExtensionSource:
    """Return a source with the files that it declares, read by the function given.

    Raises
    ------
    ExtensionError
        If its code fails, or there is not exactly one extension in it.
    """
    return _assembling().add_files(source, read)


def _assembling() -> Any:
    from . import assembling

    return assembling
