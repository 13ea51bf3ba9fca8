"""Types of columns: one array per quantity, one row per thing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ones = NDArray[np.uint8]
"""Flags as numbers, which can be added up."""
Whole = NDArray[np.int64]
Rows = NDArray[np.int32]
Links = NDArray[np.uint32]
"""Rows of others; unsigned, so that looking one up needs no check for a negative index."""
Small = NDArray[np.int8]
Keys = NDArray[np.uint64]

Word = Any
"""An element of `Keys`, or a whole number that stands for one; static checkers know no arithmetic that mixes both."""
