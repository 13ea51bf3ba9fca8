"""The state by name, for whoever compares: ``<entity>.<variable>`` as in section 2 of ``model/ODD.md``."""

from __future__ import annotations

import numpy as np

from .city_columns import COLUMN_NAMES, ColumnsOfCity
from .simulation import Simulation


def columns(simulation: Simulation) -> dict[str, np.ndarray]:
    """Return every state variable of section 2 by name, in copies; rows in the order of entities.

    Bodies, grids, communities and residents stand for each other by row, nobody being -1; places are in the order
    city, districts, streets, communities. ``case.size`` is the size class, ``case.helpers`` has a column a resource.
    """
    city = ColumnsOfCity(simulation.city)
    return {name: np.array(city.read(name)) for name in COLUMN_NAMES}
