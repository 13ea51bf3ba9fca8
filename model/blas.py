"""Numba's look for BLAS, put off until somebody multiplies matrices: it would import SciPy before every first week.

Numba asks once, when it loads its array functions, whether SciPy has BLAS, for the sake of ``np.cov``. No kernel of
ours multiplies matrices. Who does, in kernels of their own, is asked again by each function that needs it, as ever.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from threading import Lock
from typing import Any

from numba.np import linalg as numba_linalg

LOOK, FOUND = "ensure_blas", "_HAVE_BLAS"
_one = Lock()


def put_off_blas() -> None:
    """Load Numba's array functions without importing SciPy; do nothing if they are loaded, or look in another way."""
    linalg: Any = numba_linalg
    with _one:
        look = getattr(linalg, LOOK, None)
        if look is None or "numba.np.arraymath" in sys.modules:
            return
        setattr(linalg, LOOK, _decline)
        try:
            from numba.np import arraymath
        finally:
            setattr(linalg, LOOK, look)
        arrays: Any = arraymath
        if getattr(arrays, LOOK, None) is _decline:
            setattr(arrays, LOOK, look)
        if hasattr(arrays, FOUND):
            setattr(arrays, FOUND, find_spec("scipy") is not None)


def _decline() -> None:
    raise ImportError("not looked for yet")
