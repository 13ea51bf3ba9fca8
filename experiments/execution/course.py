"""A finished run, whoever made or kept it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ...model.parameters.settings import Settings


class Course(Protocol):
    """A finished run."""

    @property
    def series(self) -> NDArray[np.float64]:
        """The indicators of every week, shape (weeks, indicators)."""
        ...

    @property
    def final(self) -> Mapping[str, float]:
        """Each indicator's mean over the last year."""
        ...


AwaitedRun = Callable[[Settings], Awaitable[Course]]
"""Gives the run that settings describe, new or kept; what it raises ends the work that asked."""
