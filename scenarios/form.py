"""The editions of the model, as scenario files know them: what settings a version of the form gives."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.engine.measuring.indicators import NAMES as OF_SECOND
from ..model.indicators import NAMES as OF_FIRST
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
    indicators : tuple of str
        Names that a file may watch, and expect something of.
    """

    version: int
    settings: type[Settings] | type[SecondSettings]
    place: type[Record]
    indicators: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The top-level keys of a file that decide a run."""
        return tuple(self.settings.model_fields)


FIRST = Form(1, Settings, Place, OF_FIRST)

SECOND = Form(SCHEMA_VERSION, SecondSettings, SecondPlace, OF_SECOND)

FORMS = {form.version: form for form in (FIRST, SECOND)}
"""By version. A file that states none is of the first."""

NEWEST = max(FORMS)


def form_of(settings: AnySettings) -> Form:
    """Return the form of the files that hold such settings."""
    return FIRST if isinstance(settings, Settings) else SECOND
