"""This checkout against an earlier commit of it: the same cities on one machine in one run, to the bit.

The commit's sources are laid out in a temporary folder and put before these on the path of a process of their own.
Both sides take turns, process by process, so that a machine that is busy or warms up falls on both.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .section import Section
from .timing import Spread, figure
from .turn import WEEKS

COMMIT = "f1280fe"
"""The last commit before the second round of work on speed; ``AGAINST`` in the environment names another."""
ROOMS = ("model", "scenarios", "experiments", "visualization")
RUNS, ROUNDS = 3, 5
Measured = dict[str, list[float | str]]
"""By city: seconds a week, seconds of a next run, the digest."""


def paired() -> Section:
    """Time both sides in turn, after seeing that they give the same."""
    commit = os.environ.get("AGAINST", COMMIT)
    with tempfile.TemporaryDirectory() as folder:
        lay_out(commit, Path(folder))
        sides = {"before": {**os.environ, "PYTHONPATH": folder}, "now": dict(os.environ)}
        spent = take_turns({side: (environment,) for side, environment in sides.items()})
    rows = []
    for name in spent["now"][0]:
        before, now = ([each[name] for each in spent[side]] for side in ("before", "now"))
        if {each[2] for each in before} != {each[2] for each in now}:
            raise SystemExit(f"{name}: other results than {commit}")
        week, founded = ([float(a[k]) / float(b[k]) for a, b in zip(before, now, strict=True)] for k in (0, 1))
        rows.append((
            name, figure(1e6 * Spread(tuple(float(each[0]) for each in before)).median),
            figure(1e6 * Spread(tuple(float(each[0]) for each in now)).median), str(Spread(tuple(week))),
            str(Spread(tuple(founded))),
        ))  # fmt: skip
    return Section(
        f"Before and after, against commit {commit}",
        f"Microseconds of processor time a week, and how many times as fast it is now: medians of {ROUNDS} pairs of "
        f"processes in turn (least … most), {RUNS} runs of {WEEKS} weeks each; of the largest cities "
        "one of 26 and of 12. A next run meets the world and the seed "
        "of one before, as at the next point of a sweep, and is timed with its founding. All digests are the same.",
        ("city", "before (µs)", "now (µs)", "a week: times as fast", "a next run: times as fast"),
        rows,
    )


def lay_out(commit: str, folder: Path) -> None:
    """Write a commit's sources below a folder, where they are found as ``cogov``."""
    root = Path(__file__).parent.parent
    archive = subprocess.run(["git", "archive", commit, *ROOMS], cwd=root, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as sources:
        sources.extractall(folder / "cogov", filter="data")


def take_turns(sides: Mapping[str, tuple[dict[str, str], *tuple[str, ...]]]) -> dict[str, list[Measured]]:
    """Return what each side measures, process by process in turn.

    Parameters
    ----------
    sides : mapping
        By name, the environment of a side and further words for :mod:`.turn`.
    """
    for environment, *words in sides.values():
        measure(environment, "1", *words)  # compiled from here on
    spent: dict[str, list[Measured]] = {side: [] for side in sides}
    for turn in range(ROUNDS):
        for side in list(sides) if turn % 2 else list(sides)[::-1]:
            environment, *words = sides[side]
            spent[side].append(measure(environment, str(RUNS), *words))
    return spent


def measure(environment: dict[str, str], *words: str) -> Measured:
    """Return by city what a process of its own measures: seconds a week, seconds of a next run, the digest."""
    line = [sys.executable, "-P", str(Path(__file__).with_name("turn.py")), *words]
    done = subprocess.run(line, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)
