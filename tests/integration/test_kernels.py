"""Every kernel under bounds checks, and uncompiled: each time the same results, to the bit.

The first run after a change compiles with bounds checks, about a minute; from then on these kernels lie on disk
beside the others, since a kernel's name tells the compiler's options too.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cogov.model.compilation import KERNELS

from .every_kernel import digests

SCRIPT = str(Path(__file__).with_name("every_kernel.py"))


def lived(*words, **environment):
    return subprocess.run(
        [sys.executable, "-W", "error", SCRIPT, *words],
        capture_output=True, text=True, timeout=600, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def compiled():
    """Digests of the cities as they usually run."""
    return digests()


@pytest.mark.nightly
def test_under_bounds_checks_no_kernel_reaches_beyond_a_column(compiled):
    done = lived(NUMBA_BOUNDSCHECK="1", NUMBA_OPT="0")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["uncalled"] == [], "a kernel that no city of every_kernel.py calls is never checked"
    assert found["digests"] == compiled
    assert len(KERNELS) > 140


@pytest.mark.nightly
def test_under_bounds_checks_a_planted_fault_is_found():
    done = lived("planted", NUMBA_BOUNDSCHECK="1", NUMBA_OPT="0")
    assert done.returncode != 0
    assert "IndexError" in done.stderr


def test_uncompiled_kernels_give_the_same_to_the_bit(compiled):
    """As Python, where a debugger sees every line: no power of 3, no mean of NumPy's, which round in another way."""
    done = lived(NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["digests"] == compiled
