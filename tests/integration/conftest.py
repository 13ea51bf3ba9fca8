"""What tests of sweeps share: a small study, ways to fail, and a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cogov.experiments.sweeps.sweep import sweep

SMALL = {
    "run": {"weeks": 4},
    "world": {
        "city": {
            "urban_districts": 1,
            "streets_per_district": 1,
            "communities_per_street": 1,
            "rural_counties": 1,
            "townships_per_county": 1,
            "villages_per_township": 1,
            "grids_per_community": 2,
            "agents_per_grid": 10,
        }
    },
}

# Ways in which a run can go wrong, as a module that worker processes import too.
FAULTS = """
import os, signal, time
from pathlib import Path
from cogov.experiments.execution.runs import run_one

HERE = Path(__file__).parent


def first_time(name):
    try:
        (HERE / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def raises(case, on_week):
    if case.label == "point 7":
        raise ZeroDivisionError("no residents")
    return run_one(case, on_week)


def killed_once(case, on_week):
    if case.label == "point 3" and case.settings.run.seed == 2 and first_time("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    return run_one(case, on_week)


def kills(case, on_week):
    if case.label == "point 3" and case.settings.run.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_one(case, on_week)


def hangs_once(case, on_week):
    if case.label == "point 3" and case.settings.run.seed == 2 and first_time("hung"):
        time.sleep(600)
    return run_one(case, on_week)


def hangs_the_second_time(case, on_week):
    if not first_time("again"):
        time.sleep(600)
    return run_one(case, on_week)


def hangs(case, on_week):
    if case.label == "point 3" and case.settings.run.seed == 2:
        time.sleep(600)
    return run_one(case, on_week)


def dawdles(case, on_week):
    outcome = run_one(case, on_week)
    if case.label == "point 3":
        for week in range(10_000):
            time.sleep(0.01)
            on_week(week)
    return outcome


def gives_no_number(case, on_week):
    outcome = run_one(case, on_week)
    if case.label == "point 3":
        outcome.series[2, 1] = float("nan")
    return outcome


def is_short_of_memory(case, on_week):
    if case.label == "point 3":
        bytearray(1 << 60)
    return run_one(case, on_week)


def slow(case, on_week):
    time.sleep(0.05)
    return run_one(case, on_week)
"""


@pytest.fixture(scope="session")
def study() -> dict:
    """20 points and 3 replicates, each run a matter of a millisecond."""
    return {
        "study": {"name": "small", "scenario": "fragmented", "question": {"en": "Does it hold?"}},
        "settings": SMALL,
        "levers": {
            "lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 0.25, 0.5, 0.75, 1.0]},
            "grids": {"key": "rules.party_building.grid_coverage", "values": [0.0, 0.3, 0.6, 0.9]},
        },
        "seeds": {"replicates": 3},
    }


@pytest.fixture(scope="session")
def study_file(tmp_path_factory) -> Path:
    """The same as a file, for drivers of their own."""
    path = tmp_path_factory.mktemp("study") / "small.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


STUDY = """
schema_version = 1
[study]
scenario = "fragmented"
question = { en = "Does it hold?" }
[settings]
run.weeks = 4
[settings.world.city]
urban_districts = 1
streets_per_district = 1
communities_per_street = 1
rural_counties = 1
townships_per_county = 1
villages_per_township = 1
grids_per_community = 2
agents_per_grid = 10
[levers.lists]
key = "rules.mechanism.responsibility_lists"
values = [0.0, 0.25, 0.5, 0.75, 1.0]
[levers.grids]
key = "rules.party_building.grid_coverage"
values = [0.0, 0.3, 0.6, 0.9]
[seeds]
replicates = 3
"""


@pytest.fixture(scope="session")
def undisturbed(study, tmp_path_factory) -> dict[str, bytes]:
    """The table of a sweep that nothing happened to."""
    return tables(sweep(study, out=tmp_path_factory.mktemp("undisturbed") / "results", serial=True).folder)


def tables(folder: Path) -> dict[str, bytes]:
    """The bytes of the final table."""
    return {name: (folder / name).read_bytes() for name in ("table.parquet", "table.csv")}


@pytest.fixture(scope="session")
def tables_of():
    return tables


@pytest.fixture(scope="session")
def faults(tmp_path_factory) -> Iterator[object]:
    """The module of faults; worker processes find it too."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "sweep_faults.py").write_text(FAULTS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    import sweep_faults

    yield sweep_faults
    sys.path.remove(str(folder))


@pytest.fixture(autouse=True)
def _no_fault_has_happened(request) -> None:
    if "faults" in request.fixturenames:
        for mark in ("killed", "hung", "again"):
            (Path(request.getfixturevalue("faults").__file__).parent / mark).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def cluster(faults) -> Iterator[str]:
    """The address of a Dask scheduler with two workers on this machine."""
    from dask import config
    from distributed import LocalCluster

    from cogov.experiments.execution.dask import QUIET

    with (
        config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=QUIET) as found,
    ):
        yield found.scheduler_address
