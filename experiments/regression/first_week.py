"""A week of the first edition, process by process: for digests of its states, until the suite plays the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ...model.indicators.measuring import measure
from ...model.state import City
from ...model.week import Process

FOUNDING = "founding"
"""Stands for a process where two cities differ before their first week."""

TABLES = ("citizens", "organisations", "communities", "grids", "work")


def step_through(city: City, week: int, processes: Sequence[Process], record: NDArray[np.float64]) -> Iterator[str]:
    """Live through a week of a city: yield the name of each process once it has run, then measure into `record`."""
    city.week = week
    for process in processes:
        process(city)
        yield process.__name__
    measure(city, record)
