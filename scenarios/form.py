"""The form of scenario files: what settings they give, and what a run of them measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..model.extensions.bundle import Bundle, ExtendedSettings
from ..model.indicators import INDICATORS, Indicator
from ..model.parameter import Record
from ..model.parameters.settings import SCHEMA_VERSION, Settings
from ..model.parameters.world import Place


@dataclass(frozen=True, slots=True)
class Form:
    """A form of scenario files.

    Attributes
    ----------
    version : int
        What stands behind ``schema_version``.
    settings : type
        The record of the settings that a file gives.
    place : type
        A community that a file lists.
    indicators : tuple of Indicator
        What a run measures, in the order of its series; what a file may watch, and expect something of.
    """

    version: int
    settings: type[Record]
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


FORM = Form(SCHEMA_VERSION, Settings, Place, INDICATORS)
"""The form of files that use no extension."""

EXTENSIONS = "extensions"
"""The table of a file that holds the numbers of extensions, by their names."""


def form_of(settings: Settings) -> Form:
    """Return the form of the files that hold such settings; it tells what extensions measure besides."""
    return extended_form(type(settings)) if isinstance(settings, ExtendedSettings) else FORM


@cache
def extended_form(settings: type[ExtendedSettings]) -> Form:
    """Return the form of files that use extensions: with their numbers and their indicators."""
    return replace(measuring(FORM, Bundle(settings.sources).indicators), settings=settings)


def shared_form(forms: Sequence[Form]) -> Form:
    """Return the first of several forms, with those indicators that all of them have."""
    shared = tuple(each for each in forms[0].indicators if all(each in form.indicators for form in forms))
    return forms[0] if shared == forms[0].indicators else replace(forms[0], indicators=shared)


def measuring(form: Form, further: tuple[Indicator, ...]) -> Form:
    """Return a form whose runs measure further indicators behind its own."""
    return replace(form, indicators=(*form.indicators, *further)) if further else form
