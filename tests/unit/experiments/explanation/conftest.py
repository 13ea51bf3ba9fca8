"""Small cities, and the means to run them."""

import asyncio

import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.scenarios import load

SMALL = (
    "world.city.urban_districts=1", "world.city.streets_per_district=2", "world.city.communities_per_street=1",
    "world.city.rural_counties=0", "world.city.grids_per_community=2", "world.city.agents_per_grid=10",
    "run.weeks=60",
)  # fmt: skip


@pytest.fixture(scope="session")
def city():
    """A scenario of the library in a small city, with changes."""

    def make(name, *changes):
        return load(name, changes=(*SMALL, *changes))

    return make


@pytest.fixture(scope="session")
def kept():
    """Make runs, each once."""
    runs = {}

    async def run(settings):
        if settings.digest() not in runs:
            runs[settings.digest()] = run_one(RunSpec("", settings))
        return runs[settings.digest()]

    return run


@pytest.fixture(scope="session")
def pause():
    async def rest():
        await asyncio.sleep(0)

    return rest
