"""What a sweep costs beyond its runs: time over the bare model loop, and memory of the driver.

    python benchmarks/sweeps.py [RUNS] [WORKERS]

A city of 1,000 citizens for 104 weeks. The bare loop is the same runs on as many processes, each of which is told a
list of seeds and keeps nothing. Bare loop, sweep and bare loop again are measured one after the other. On a machine
that does other things meanwhile believe the processor times, above all the last, whose two sides are measured together.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.sweeps.plan import Plan
from cogov.experiments.sweeps.scheduler import Tally
from cogov.experiments.sweeps.sweep import sweep

STUDY = {
    "study": {"name": "benchmark", "scenario": "synergy", "question": {"en": "What does a sweep cost?"}},
    # 10 communities of 4 grids with 25 residents: 1,000 citizens.
    "settings": {
        "run": {"weeks": 104},
        "world": {
            "city": {
                "urban_districts": 2,
                "streets_per_district": 1,
                "communities_per_street": 3,
                "rural_counties": 1,
                "townships_per_county": 1,
                "villages_per_township": 4,
                "grids_per_community": 4,
                "agents_per_grid": 25,
            }
        },
    },
    "levers": {
        "goals": {"key": "rules.goals.strength", "values": [0.0, 0.2, 0.4, 0.6, 0.8]},
        "share": {"key": "rules.resources.share", "values": [0.2, 0.8]},
    },
}


def loop(plan: Plan, replicates: list[int]) -> tuple[int, float]:
    """Make runs and keep nothing; return how many, and processor seconds."""
    done, start = 0, time.process_time()
    for point in range(len(plan.points)):
        for replicate in replicates:
            run_one(RunSpec("bare", plan.settings(point, plan.seeds[replicate])))
            done += 1
    return done, time.process_time() - start


def spent() -> float:
    """Return processor seconds of this process and of those it has started and seen the end of."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def bare(plan: Plan, workers: int) -> tuple[float, float]:
    """Return runs a second, and processor seconds a run, of the bare loop; starting the processes is not counted."""
    replicates = list(range(len(plan.seeds)))
    shares = [replicates[worker::workers] for worker in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(loop, [plan] * workers, [[0]] * workers))
        start = time.perf_counter()
        found = list(pool.map(loop, [plan] * workers, shares))
        done = sum(runs for runs, _ in found)
        return done / (time.perf_counter() - start), sum(seconds for _, seconds in found) / done


def megabytes() -> float:
    """Return the memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main(runs: int, workers: int) -> None:
    points = 10
    study = load_study({**STUDY, "seeds": {"replicates": runs // points}})
    plan = Plan(study)
    part = Plan(load_study({**STUDY, "seeds": {"replicates": max(workers, runs // points // 5)}}))
    run_one(RunSpec("warm", plan.settings(0, 1)))  # compile once, before others would
    before = bare(part, workers)
    memory: dict[int, float] = {}
    first = last = 0.0
    skipped = 0

    def note(tally: Tally) -> None:
        nonlocal first, last, skipped
        last = time.perf_counter()
        if not first and tally.ok:
            first, skipped = last, tally.ok
        tenth = tally.ok * 10 // plan.runs
        memory.setdefault(tenth, megabytes())

    with tempfile.TemporaryDirectory() as folder:
        start, used = time.perf_counter(), spent()
        results = sweep(study, out=Path(folder) / "results", workers=workers, on_change=note)
        whole, used = time.perf_counter() - start, (spent() - used) / plan.runs
        within = float(results.runs["cpu"].mean())
        size = sum(file.stat().st_size for file in results.folder.rglob("*") if file.is_file()) / 1e6
    after = bare(part, workers)
    rate = (plan.runs - skipped) / (last - first)
    reference, cost = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
    print(f"{plan.runs:,} runs of 1,000 citizens × {plan.weeks} weeks on {workers} workers")
    print(f"bare loop         {before[0]:.1f} and {after[0]:.1f} runs/s; {1000 * cost:.2f} ms of processor a run")
    print(f"sweep             {rate:.1f} runs/s: {reference / rate - 1:+.1%} time a run over the bare loop")
    print(f"whole command     {whole:.1f} s, its start, estimate, table and pictures included; ", end="")
    print(f"{1000 * used:.2f} ms of processor a run: {used / cost - 1:+.1%} over the bare loop, ", end="")
    print(f"{used / within - 1:+.1%} over the {1000 * within:.2f} ms that its runs took themselves")
    print(f"on the disk       {size:.0f} MB")
    print("driver's memory   " + ", ".join(f"{10 * tenth} %: {mb:.0f} MB" for tenth, mb in sorted(memory.items())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
