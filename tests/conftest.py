"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: the first example pays for numba's compilation. In CI the same examples each time, so that a
# red run can be repeated; at a desk new ones, so that the search goes on.
settings.register_profile("cogov", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("cogov")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]
