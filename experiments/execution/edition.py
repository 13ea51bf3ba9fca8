"""The editions of the model, as runs know them: how a city is founded or taken up again, and what is measured of it.

This is the one place that knows both editions' simulations. Everything else asks :func:`edition_of` settings, or reads
in :mod:`cogov.scenarios.form` what an edition measures.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from ...model.checkpoint import Checkpoint as FirstCheckpoint
from ...model.checkpoint import CheckpointError
from ...model.column_archive import ColumnArchive
from ...model.engine.checkpoint import VERSION as OF_SECOND
from ...model.engine.checkpoint import Checkpoint as SecondCheckpoint
from ...model.engine.checkpoint import CheckpointError as SecondCheckpointError
from ...model.engine.simulation import Simulation as SecondSimulation
from ...model.parameters.settings import Settings as SecondSettings
from ...model.settings import Settings
from ...model.simulation import Simulation as FirstSimulation
from ...scenarios.form import FIRST, SECOND, AnySettings, Form, form_of


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


EDITIONS: dict[int, Edition] = {edition.form.version: edition for edition in (_First(), _Second())}
"""By the version of their scenario files."""


def edition_of(settings: AnySettings) -> Edition:
    """Return the edition of settings."""
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
