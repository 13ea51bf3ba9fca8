"""The editions of the model, as runs know them: how a city is founded or taken up again, and what is measured of it.

This is the one place that knows both editions' simulations. Everything else asks :func:`edition_of` settings, or reads
in :mod:`cogov.scenarios.form` what an edition measures.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from ...model.checkpoint import Checkpoint as FirstCheckpoint
from ...model.checkpoint import CheckpointError
from ...model.column_archive import ColumnArchive
from ...model.engine.checkpoint import VERSION as OF_SECOND
from ...model.engine.checkpoint import Checkpoint as SecondCheckpoint
from ...model.engine.checkpoint import CheckpointError as SecondCheckpointError
from ...model.engine.measuring.parts import Breakdown
from ...model.engine.simulation import Simulation as SecondSimulation
from ...model.extensions.bundle import Bundle, ExtendedSettings
from ...model.parameters.settings import Settings as SecondSettings
from ...model.settings import Settings
from ...model.simulation import Simulation as FirstSimulation
from ...scenarios.form import FIRST, SECOND, AnySettings, Form, extended_form, form_of
from .city_of_agents import CityOfAgents

if TYPE_CHECKING:
    import pandas as pd


class LivingCity(Protocol):
    """A city that lives week by week: what a run needs of the simulation of an edition."""

    week: int

    @property
    def series(self) -> NDArray[np.float64]:
        """The weeks so far, (weeks, indicators)."""
        ...

    def step(self) -> None:
        """Let one week pass and measure it."""
        ...

    def final(self) -> dict[str, float]:
        """Each indicator's mean over the last 52 weeks."""
        ...

    def digest(self) -> str:
        """SHA-256 of the series and of the last week's state."""
        ...

    def save(self, path: Path) -> None:
        """Leave a checkpoint."""
        ...


class Edition(ABC):
    """An edition of the model.

    Attributes
    ----------
    form : Form
        Its settings, and its indicators: names, units, groups, titles in both languages.
    """

    form: Form

    @abstractmethod
    def begin(self, settings: AnySettings, *, check: bool = False) -> LivingCity:
        """Found the city that settings describe.

        Parameters
        ----------
        settings : Settings
            Of this edition.
        check : bool
            Check conservation, bounds and finiteness as it lives.
        """

    @abstractmethod
    def resume(self, start: Path, settings: AnySettings, *, check: bool = False) -> LivingCity:
        """Take up a city where a checkpoint left it, with the settings and the luck given.

        Raises
        ------
        CheckpointError
            If the checkpoint cannot be used, or cannot go on like this.
        """

    def end(self, city: LivingCity) -> None:
        """Let go of a city that lives no more: agents hold each other, and memory is freed only so."""
        if isinstance(city, CityOfAgents):
            city.release()

    def break_down(self, city: LivingCity, by: Breakdown) -> pd.DataFrame:
        """Return the last week's indicators by part of the city, for a city that :attr:`measures_parts`."""
        return cast("SecondSimulation", city).by(by)

    @property
    def measures_parts(self) -> bool:
        """Whether its cities can be measured by parts."""
        return self.form.version == SECOND.version

    @abstractmethod
    def saved_settings(self, start: Path) -> AnySettings:
        """Return the settings of a checkpoint, with its seed.

        Raises
        ------
        CheckpointError
            If it cannot be used.
        """


class _First(Edition):
    form = FIRST

    def begin(self, settings: AnySettings, *, check: bool = False) -> LivingCity:
        return FirstSimulation(cast("Settings", settings), check=check)

    def resume(self, start: Path, settings: AnySettings, *, check: bool = False) -> LivingCity:
        own = cast("Settings", settings)
        return FirstSimulation.load(start, settings=own, seed=own.run.seed, check=check)

    def saved_settings(self, start: Path) -> AnySettings:
        header = FirstCheckpoint(start).header
        run = header.settings.run.model_copy(update={"seed": header.seed})
        return header.settings.model_copy(update={"run": run})


class _Second(Edition):
    form = SECOND

    def begin(self, settings: AnySettings, *, check: bool = False) -> LivingCity:
        return SecondSimulation(cast("SecondSettings", settings), check=check)

    def resume(self, start: Path, settings: AnySettings, *, check: bool = False) -> LivingCity:
        own = cast("SecondSettings", settings)
        try:
            return SecondSimulation.restore(start, settings=own, seed=own.run.seed, check=check)
        except SecondCheckpointError as error:
            raise CheckpointError(*error.args) from None

    def saved_settings(self, start: Path) -> AnySettings:
        try:
            saved = SecondCheckpoint(start).saved
        except SecondCheckpointError as error:
            raise CheckpointError(*error.args) from None
        run = saved.settings.run.model_copy(update={"seed": saved.seed})
        return saved.settings.model_copy(update={"run": run})


class _Extended(_Second):
    """The second edition with extensions: compiled where each can be, else by agents."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.form = extended_form(bundle.settings)

    def begin(self, settings: AnySettings, *, check: bool = False) -> LivingCity:
        if self.measures_parts:
            return super().begin(settings, check=check)
        return CityOfAgents(cast("SecondSettings", settings))

    @property
    def measures_parts(self) -> bool:
        return "compiled" in self.bundle.editions


EDITIONS: dict[int, Edition] = {edition.form.version: edition for edition in (_First(), _Second())}
"""By the version of their scenario files."""


def edition_of(settings: AnySettings) -> Edition:
    """Return the edition of settings; it knows the extensions that they use."""
    if isinstance(settings, ExtendedSettings):
        return _Extended(settings.bundle)
    return EDITIONS[form_of(settings).version]


def edition_saved(start: Path) -> Edition:
    """Return the edition of a checkpoint.

    Raises
    ------
    CheckpointError
        If the file is no archive.
    """
    header: Any = ColumnArchive(start, CheckpointError).header()
    second = isinstance(header, dict) and cast("dict[str, Any]", header).get("version") == OF_SECOND
    return EDITIONS[SECOND.version if second else FIRST.version]
