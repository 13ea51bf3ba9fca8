"""Where each of some things begins that lie one behind the other."""

from __future__ import annotations

import numpy as np

from ...array_types import Whole


def find_starts(sizes: list[int]) -> Whole:
    """Return where each of some things begins, by their sizes; one row more."""
    return np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]).astype(np.int64)
