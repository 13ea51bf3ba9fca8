"""What all tests share."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# No deadline: the first example pays for numba's compilation. In CI the same examples each time, so that a
# red run can be repeated; at a desk new ones, so that the search goes on.
settings.register_profile("cogov", deadline=None, derandomize=bool(os.environ.get("CI")))
# For a search of minutes or hours: --hypothesis-profile=long.
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile("cogov")

# Two communities in a town and one village: 72 residents.
SMALL = {
    "world": {
        "city": {
            "urban_districts": 1,
            "streets_per_district": 1,
            "communities_per_street": 2,
            "rural_counties": 1,
            "townships_per_county": 1,
            "villages_per_township": 1,
            "grids_per_community": 2,
            "agents_per_grid": 12,
        }
    },
    "run": {"weeks": 26, "seed": 3},
}

# Every institution at work.
COORDINATED = {
    "rules": {
        "goals": {"rule": "deliberative", "strength": 0.8},
        "resources": {"rule": "district", "share": 0.5},
        "mechanism": {"rule": "hub", "strength": 0.7, "responsibility_lists": 0.8},
        "party_building": {"grid_coverage": 0.9, "household_links": 0.8, "vanguard": 0.8},
        "deliberation": {"interval_weeks": 4, "inclusiveness": 0.5, "decision_rule": "majority"},
        "participation": {"reward": 0.2, "volunteer_service": 0.8, "service_purchase": 0.5},
        "administration": {"command": 0.2, "assessment": 0.5},
        "law": {"service": 0.6},
    }
}


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def coordinated() -> dict:
    """Levers with every institution at work, to be laid over other settings."""
    return COORDINATED


@pytest.fixture(scope="session")
def settings_of() -> Callable:
    """Build settings: a small city with the given tables laid over it, in order; `world.issues` is replaced whole."""
    from cogov.model.parameters.settings import Settings, merge

    def build(*changes: dict) -> Settings:
        tables = merge(Settings().model_dump(), SMALL)
        for change in changes:
            if "issues" in change.get("world", {}):
                tables["world"]["issues"] = {}
            tables = merge(tables, change)
        return Settings.model_validate(tables)

    return build


@pytest.fixture(scope="session")
def digest_of(settings_of) -> Callable:
    """Run such settings and return the digest of the whole run."""
    from cogov.model.engine.simulation import Simulation

    return lambda *changes: Simulation(settings_of(*changes)).run().digest()


PROCESSES = 3
"""Of ``pytest -n auto``, which ``make test`` is: the tests of the browser mostly wait, so that a third goes on beside
them, also on two cores. More would be quicker on a larger machine; but they drive a real browser in real time, and must
not be crowded."""

BROWSER = "tests/browser"
HALVES = ("tests/browser: a", "tests/browser: b")
"""Scopes of the browser's tests: each is the work of one process, with a server and a Chromium of its own."""

FIRST_HALF = re.compile(rf"{BROWSER}/test_[a-l]")


class Beside(LoadScopeScheduling):
    """Hands the tests of the browser to two processes, file after file, and all others out file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(f"{BROWSER}/"):
            return HALVES[0] if FIRST_HALF.match(file) else HALVES[1]
        return file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Say how many processes ``-n auto`` means."""
    return PROCESSES


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand the tests out as `Beside` does, unless ``--dist`` asks for another way."""
    if config.getoption("dist") != "load":
        return None
    config.option.loadscopereorder = False  # the order is that of `pytest_collection_modifyitems`
    return Beside(config, log)


def pytest_collection_modifyitems(config, items) -> None:
    """Begin with the browser where tests go side by side: it is the longest piece of work that cannot be shared."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(f"{BROWSER}/"))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session) -> None:
    """Compile the kernels before there are several processes, each of which would compile them."""
    if not getattr(session.config.option, "tx", None) or hasattr(session.config, "workerinput"):
        return
    compiling = ("-m", "cogov.visualization.terminal", "compile", "--workers", "2")
    every_kernel = (
        str(Path(__file__).parent / "integration" / "every_kernel.py"),
    )  # what the command left, if anything
    for program in (compiling, every_kernel):
        # What goes wrong in it is told by the tests, each at its place.
        subprocess.run([sys.executable, *program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


@pytest.fixture
def change_weeks(monkeypatch):
    """Let every run be another from its first week on, as if the model had been changed."""
    from cogov.model.engine.simulation import Simulation

    def change(after=lambda simulation: None, *, luck=0):
        advance = Simulation._advance

        def advanced(simulation, last):
            while simulation.week < last:
                simulation.seed += luck
                advance(simulation, simulation.week + 1)
                simulation.seed -= luck
                after(simulation)

        monkeypatch.setattr(Simulation, "_advance", advanced)

    return change


def _lose_trust(simulation):
    simulation.city.residents.trust[:] *= 0.8


@pytest.fixture
def lose_trust(change_weeks):
    """Let trust fall by a fifth after every week."""
    return lambda: change_weeks(_lose_trust)
