"""The editions of the model, as runs know them: how a city is founded or taken up again, and what is measured of it.

The compiled edition plays what it can, that is everything but extensions that only agents can decide. Everything else
asks :func:`edition_of` settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from ...model.engine.checkpoint import Checkpoint, CheckpointError
from ...model.engine.measuring.parts import Breakdown
from ...model.engine.simulation import Simulation
from ...model.extensions.bundle import Bundle, ExtendedSettings
from ...model.parameters.settings import Settings
from ...scenarios.message import message

if TYPE_CHECKING:
    import pandas as pd

    from .city_of_agents import CityOfAgents


class LivingCity(Protocol):
    """A city that lives week by week: what a run needs of the simulation of an edition."""

    @property
    def week(self) -> int:
        """Weeks done."""
        ...

    @property
    def series(self) -> NDArray[np.float64]:
        """The weeks so far, (weeks, indicators)."""
        ...

    def live(self, until: int) -> None:
        """Let weeks pass, and measure each, until so many are done."""
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


class Edition:
    """An edition of the model: the compiled one, or agents where an extension needs them.

    Parameters
    ----------
    bundle : Bundle, optional
        The extensions that are used.
    """

    def __init__(self, bundle: Bundle | None = None) -> None:
        self._compiled = bundle is None or "compiled" in bundle.editions

    @property
    def name(self) -> str:
        """``compiled`` or ``agents``."""
        return "compiled" if self._compiled else "agents"

    @property
    def measures_parts(self) -> bool:
        """Whether its cities can be measured by parts."""
        return self._compiled

    def load(self) -> None:
        """Load what it plays with, ahead of a run, whose time shall not count that."""
        if not self._compiled:
            load_agents()

    def begin(self, settings: Settings, *, check: bool = False, threads: int | None = None) -> LivingCity:
        """Found the city that settings describe.

        Parameters
        ----------
        settings : Settings
        check : bool
            Check conservation, bounds and finiteness as it lives.
        threads : int, optional
            As for a :class:`~cogov.model.Simulation`; agents are lived by one.
        """
        return Simulation(settings, check=check, threads=threads) if self._compiled else load_agents()(settings)

    def resume(self, start: Path, settings: Settings, *, check: bool = False) -> LivingCity:
        """Take up a city where a checkpoint left it, with the settings and the luck given.

        Raises
        ------
        CheckpointError
            If the checkpoint cannot be used, or cannot go on like this.
        """
        self.check_kept(start)
        return Simulation.restore(start, settings=settings, seed=settings.run.seed, check=check)

    def check_kept(self, path: Path) -> None:
        """Refuse, before a run, a checkpoint of agents: their attributes may hold anything, and columns not all of it.

        Raises
        ------
        CheckpointError
        """
        if not self._compiled:
            raise CheckpointError(message("extension.no_checkpoint", name=path.name))

    def end(self, city: LivingCity) -> None:
        """Let go of a city that lives no more: agents hold each other, and memory is freed only so."""
        if not self._compiled:
            cast("CityOfAgents", city).release()

    def break_down(self, city: LivingCity, by: Breakdown) -> pd.DataFrame:
        """Return the last week's indicators by part of the city, for a city that :attr:`measures_parts`."""
        return cast("Simulation", city).by(by)


def load_agents() -> type[CityOfAgents]:
    """Load the agents' edition, and Mesa with it, and return what founds its cities."""
    from .city_of_agents import CityOfAgents

    return CityOfAgents


def edition_of(settings: Settings) -> Edition:
    """Return the edition of settings; it knows the extensions that they use."""
    return Edition(settings.bundle if isinstance(settings, ExtendedSettings) else None)


def count_saved_weeks(start: Path) -> int:
    """Return how many weeks were done when a checkpoint was left."""
    return Checkpoint(start).saved.week


def read_saved_settings(start: Path) -> Settings:
    """Return the settings of a checkpoint, with its seed.

    Raises
    ------
    CheckpointError
        If it cannot be used.
    """
    saved = Checkpoint(start).saved
    run = saved.settings.run.model_copy(update={"seed": saved.seed})
    return saved.settings.model_copy(update={"run": run})
