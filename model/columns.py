"""Types of columns: one array per quantity, one row per thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Rows = NDArray[np.int32]
Small = NDArray[np.int8]
Keys = NDArray[np.uint64]
