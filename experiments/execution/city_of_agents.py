"""A run of the agents' edition, with the face that runs know: for extensions that only agents can decide."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...model.agents import GovernanceModel, columns
from ...model.engine.checkpoint import CheckpointError
from ...model.indicators import INDICATORS
from ...model.parameters.settings import Settings
from ...scenarios.message import message

YEAR = 52


class CityOfAgents:
    """A city that lives in the agents' edition.

    Parameters
    ----------
    settings : Settings

    Attributes
    ----------
    week : int
        Weeks done.
    """

    def __init__(self, settings: Settings) -> None:
        self._model = GovernanceModel(settings, register_citizens=False)
        self.week = 0
        names = (*(each.name for each in INDICATORS), *self._model.names[len(INDICATORS) :])
        self.names = names
        self._order = [self._model.names.index(name) for name in names]

    @property
    def series(self) -> NDArray[np.float64]:
        """The weeks so far, (weeks, indicators), in the order in which the compiled edition has them."""
        return self._model.series[:, self._order]

    def live(self, until: int) -> None:
        """Let weeks pass, and measure each, until so many are done."""
        while self.week < until:
            self._model.step()
            self.week = self._model.week

    def final(self) -> dict[str, float]:
        """Each indicator's mean over the last 52 weeks."""
        last = self.series[-YEAR:]
        means = last.mean(axis=0) if len(last) else np.full(len(self.names), np.nan)
        return dict(zip(self.names, means.tolist(), strict=True))

    def digest(self) -> str:
        """SHA-256 of the series and of the last week's state."""
        digest = hashlib.sha256(np.ascontiguousarray(self.series).tobytes())
        for name, column in sorted(columns(self._model).items()):
            digest.update(name.encode() + np.ascontiguousarray(column).tobytes())
        for name, column in () if self._model.added is None else self._model.added.columns():
            digest.update(name.encode() + np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Refuse: agents are not kept on disk.

        Raises
        ------
        CheckpointError
        """
        raise CheckpointError(message("extension.no_checkpoint", name=path.name))

    def release(self) -> None:
        """Let go of the agents."""
        self._model.release()
