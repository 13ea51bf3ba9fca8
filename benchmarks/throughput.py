"""How many runs a sweep makes a second: one and two workers, processes of its own and Dask's."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from dask.distributed import Client, LocalCluster

from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.dask import QUIET
from cogov.experiments.sweeps.scheduler import Tally
from cogov.experiments.sweeps.sweep import sweep

from .section import Section
from .timing import Spread

RUNS, SKIPPED, ROUNDS = 400, 60, 3
STUDY = {
    "study": {"name": "throughput", "scenario": "synergy", "question": {"en": "How many runs a second?"}},
    "settings": {"run": {"weeks": 260}, "world": {"city": {
        "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2,
        "rural_counties": 1, "townships_per_county": 1, "villages_per_township": 2,
        "grids_per_community": 5, "agents_per_grid": 50}}},
    "levers": {"goals": {"key": "rules.goals.strength", "values": [0.2, 0.8]}},
    "seeds": {"replicates": RUNS // 2},
}  # fmt: skip


def throughput() -> Section:
    ways = {
        "one worker": lambda: swept(workers=1),
        "two workers": lambda: swept(workers=2),
        "Dask, one worker": lambda: on_dask(1),
        "Dask, two workers": lambda: on_dask(2),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS):
        names = list(ways)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            spent[name].append(ways[name]())
    one = Spread(tuple(spent["one worker"]))
    rows = []
    for name, seconds in spent.items():
        spread = Spread(tuple(seconds))
        rate = sorted(1.0 / each for each in seconds)
        rows.append((name, f"{1.0 / spread.median:.1f} ({rate[0]:.1f} … {rate[-1]:.1f})", times(one, spread)))
    return Section(
        "Sweeps",
        f"{RUNS} runs of 1,000 citizens × 260 weeks, results on the disk; the rate from run {SKIPPED} on, by the "
        f"clock, median (least … most) of {ROUNDS} rounds. Dask is a LocalCluster of processes on this machine, so "
        "that two workers, the scheduler and the driver share two cores.",
        ("way", "runs/s", "times one worker"),
        rows,
    )


def times(one: Spread, other: Spread) -> str:
    """Return the gain over one worker."""
    ratios = sorted(a / b for a, b in zip(one.seconds, other.seconds, strict=True))
    return f"{ratios[len(ratios) // 2]:.2f} ({ratios[0]:.2f} … {ratios[-1]:.2f})"


def swept(**how: object) -> float:
    """Return the seconds that a run takes in a sweep which is under way."""
    seen: list[tuple[float, int]] = []

    def note(tally: Tally) -> None:
        seen.append((time.perf_counter(), tally.ok))

    with tempfile.TemporaryDirectory() as folder:
        sweep(load_study(STUDY), out=Path(folder) / "results", on_change=note, **how)
    (start, before), (end, after) = next(each for each in seen if each[1] >= SKIPPED), seen[-1]
    return (end - start) / (after - before)


def on_dask(workers: int) -> float:
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=QUIET) as cluster, Client(cluster):
        return swept(dask=cluster.scheduler_address)
