"""How many processors this process may use: what it is allowed, not what the machine has."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

CGROUPS, OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def processors(cgroups: Path = CGROUPS, own: Path = OWN) -> int:
    """Return how many processors this process may use, at least one.

    The least of those it may run on (``taskset``, ``cpuset``, Slurm) and the share of time that its control group has
    (containers), rounded up.

    Parameters
    ----------
    cgroups, own : Path
        Where Linux tells of control groups, and of which ones this process belongs to.
    """
    limits = [float(os.cpu_count() or 1), *_quotas(cgroups, own)]
    if hasattr(os, "sched_getaffinity"):
        with suppress(OSError):
            limits.append(float(len(os.sched_getaffinity(0))))
    return max(1, math.ceil(min(limits)))


def _quotas(cgroups: Path, own: Path) -> Iterator[float]:
    """Yield the quotas of the control groups of this process and of those above, in processors."""
    try:
        lines = own.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, name = rest.partition(":")
        if controllers and "cpu" not in controllers.split(","):
            continue
        root = cgroups if not controllers else cgroups / "cpu"
        path = PurePosixPath(name.lstrip("/"))
        if ".." in path.parts:  # of a namespace that lies outside: only the root is ours
            path = PurePosixPath()
        for each in (path, *path.parents):
            with suppress(OSError, ValueError, ZeroDivisionError, UnicodeDecodeError):
                yield _quota(root / each, old=bool(controllers))


def _quota(folder: Path, *, old: bool) -> float:
    if old:  # version 1
        quota, period = ((folder / f"cpu.cfs_{what}_us").read_text("utf-8") for what in ("quota", "period"))
    else:
        quota, period = (folder / "cpu.max").read_text("utf-8").split()
    share = int(quota) / int(period)  # "max" is no number
    return share if share > 0 else math.inf
