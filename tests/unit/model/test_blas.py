"""A first week does not wait for SciPy, and whoever multiplies matrices in her own kernels gets BLAS as ever."""

from __future__ import annotations

import subprocess
import sys

import pytest

RUN = """
import sys
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import load
Simulation(load("fragmented", changes=["run.weeks=2", "world.city.agents_per_grid=10"]).settings).run()
"""

OWN = """
import numba, numpy as np
from numba.np import arraymath
@numba.njit
def own(a, b):
    return np.dot(a, b), np.cov(a)
a = np.arange(12.0).reshape(3, 4) ** 1.5
product, spread = own(a, a.T.copy())
assert np.allclose(product, a @ a.T)
assert np.allclose(spread, np.cov(a))
assert "scipy.linalg.cython_blas" in sys.modules
assert arraymath._HAVE_BLAS
assert arraymath.ensure_blas is numba.np.linalg.ensure_blas
"""

UNSEEN = """
assert "numba.np.arraymath" in sys.modules
assert "scipy.linalg" not in sys.modules, "imported before the first week"
"""


def run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr


def test_a_first_week_does_not_import_scipy():
    run(RUN + UNSEEN)


def test_own_kernels_that_multiply_matrices_have_blas():
    run(RUN + OWN)


@pytest.mark.parametrize("missing", ["ensure_blas", "_HAVE_BLAS"])
def test_another_numba_is_left_as_it_is(missing):
    program = f"""
import sys
import numba.np.linalg
from cogov.model import blas
blas.LOOK, blas.FOUND = [("another", "_HAVE_BLAS"), ("ensure_blas", "another")][{missing == "_HAVE_BLAS":d}]
before = vars(numba.np.linalg).copy()
blas.put_off_blas()
assert vars(numba.np.linalg) == before
import numba.np.arraymath
"""
    run(program)
