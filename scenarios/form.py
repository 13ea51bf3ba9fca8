"""The editions of the model, as scenario files know them: what settings a version of the form gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..model.extensions.bundle import ExtendedSettings
from ..model.indicators import INDICATORS as OF_FIRST
from ..model.indicators import Indicator
from ..model.indicators.second import INDICATORS as OF_SECOND
from ..model.parameter import Record
from ..model.parameters.settings import SCHEMA_VERSION
from ..model.parameters.settings import Settings as SecondSettings
from ..model.parameters.world import Place as SecondPlace
from ..model.settings import Settings
from ..model.world import Place

AnySettings = Settings | SecondSettings


@dataclass(frozen=True, slots=True)
class Form:
    """A version of the form of scenario files.

    Attributes
    ----------
    version : int
        What stands behind ``schema_version``.
    settings : type
        The settings that a file gives.
    place : type
        A community that a file lists.
    indicators : tuple of Indicator
        What a run measures, in the order of its series; what a file may watch, and expect something of.
    """

    version: int
    settings: type[Settings] | type[SecondSettings]
    place: type[Record]
    indicators: tuple[Indicator, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The top-level keys of a file that decide a run."""
        return tuple(self.settings.model_fields)

    @property
    def names(self) -> tuple[str, ...]:
        """The indicators by name, in order."""
        return tuple(each.name for each in self.indicators)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the indicators, each once."""
        return tuple(dict.fromkeys(each.unit for each in self.indicators))

    @property
    def by_name(self) -> dict[str, Indicator]:
        """The indicators, by name."""
        return {each.name: each for each in self.indicators}


FIRST = Form(1, Settings, Place, OF_FIRST)

SECOND = Form(SCHEMA_VERSION, SecondSettings, SecondPlace, OF_SECOND)

FORMS = {form.version: form for form in (FIRST, SECOND)}
"""By version. A file that states none is of the first."""

NEWEST = max(FORMS)


EXTENSIONS = "extensions"
"""The table of a file that holds the numbers of extensions, by their names."""


def form_of(settings: AnySettings) -> Form:
    """Return the form of the files that hold such settings; it tells what extensions measure besides."""
    if isinstance(settings, ExtendedSettings):
        return extended_form(type(settings))
    return FIRST if isinstance(settings, Settings) else SECOND


@cache
def extended_form(settings: type[ExtendedSettings]) -> Form:
    """Return the form of files that use extensions: the second, with their numbers and their indicators."""
    return replace(measuring(SECOND, settings.bundle.indicators), settings=settings)


def shared_form(forms: Sequence[Form]) -> Form:
    """Return the first of several forms of one edition, with those indicators that all of them have."""
    shared = tuple(each for each in forms[0].indicators if all(each in form.indicators for form in forms))
    return forms[0] if shared == forms[0].indicators else replace(forms[0], indicators=shared)


def measuring(form: Form, further: tuple[Indicator, ...]) -> Form:
    """Return a form whose runs measure further indicators behind its own."""
    return replace(form, indicators=(*form.indicators, *further)) if further else form
