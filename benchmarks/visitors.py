"""How many visitors the browser application bears: ``python -m benchmarks.visitors``; nothing here is a test.

Each visitor is a tab without a browser (`tests/browser/tab.py`): she opens the page Play, then moves a lever every few
seconds and waits for the curve. The table holds the server's resident memory, its processor time as a share of one
core, the time from a move to the new curve, and to the last message of the answer (figures, band, map). In the end the
run that each sees must be the run of what she set, made without a browser.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # comes with Solara
from rich.console import Console
from rich.table import Table

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.visualization.browser.configuration import Setup, scenario_played
from cogov.visualization.terminal.commands.app import SERVER
from tests.browser.tab import Tab

STAGES = (1, 5, 10, 20)
QUIET = 0.3
"""Seconds without a message after which an answer counts as whole."""


LEVER = "rules.mechanism.strength"
"""What a visitor moves."""


@dataclass
class Visitor:
    """One visitor, and what she found."""

    number: int
    tab: Tab
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    value: float = 0.0

    @property
    def levers(self) -> str:
        """The widget with the levers."""
        return next(each for each, held in self.tab.widgets.items() if "groups" in held)

    @property
    def course(self) -> dict[str, str]:
        """What the page says of the run it shows: its digest, and whether it is being renewed."""
        held = (widget.get("attributes") for widget in self.tab.widgets.values())
        return next((each for each in held if isinstance(each, dict) and "data-digest" in each), {})

    def play(self, seconds: float, every: float, of: int) -> None:
        """Move the lever, to where nobody else moves hers, and wait for the curve; again and again."""
        end, move = time.monotonic() + seconds, 0
        time.sleep(every * self.number / of)  # not all in the same moment
        while time.monotonic() < end:
            start = time.monotonic()
            share = (self.number + 1) / (of + 2) if move % 2 else (self.number + 0.5) / (of + 2)
            before, move, self.value = self.course, move + 1, round(share, 3)
            self.tab.event(self.levers, "move", {"key": LEVER, "value": self.value, "resting": True})
            self.tab.until(lambda before=before: self.course["data-digest"] != before["data-digest"], 120)
            self.first.append(time.monotonic() - start)
            while True:
                frames = self.tab.frames
                self.tab.listen(QUIET)
                if self.tab.frames == frames:
                    break
            self.last.append(self.tab.heard - start)
            time.sleep(max(0.0, start + every - time.monotonic()))


def started() -> tuple[str, psutil.Process, subprocess.Popen[bytes]]:
    """Start a server, and return its address, its process, and what to stop."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", SERVER, "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    while True:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30):
            return f"http://127.0.0.1:{port}/", psutil.Process(server.pid), server
        time.sleep(0.1)


def row(visitors: list[Visitor], server: psutil.Process, seconds: float, every: float) -> list[str]:
    """Let all play, and return the figures."""
    for each in visitors:
        each.first, each.last = [], []
    frames, sent = sum(each.tab.frames for each in visitors), sum(each.tab.bytes for each in visitors)
    spent, start = sum(server.cpu_times()[:2]), time.monotonic()
    threads = [threading.Thread(target=each.play, args=(seconds, every, len(visitors))) for each in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, count = time.monotonic() - start, len(visitors)
    share = 100 * (sum(server.cpu_times()[:2]) - spent) / took
    first, last = ([x for each in visitors for x in getattr(each, name)] for name in ("first", "last"))
    return [
        str(count),
        f"{server.memory_info().rss / 2**20:.0f}",
        f"{share:.0f}",
        f"{share / count:.1f}",
        f"{(sum(each.tab.frames for each in visitors) - frames) / took / count:.1f}",
        f"{(sum(each.tab.bytes for each in visitors) - sent) / took / count / 1000:.0f}",
        *(f"{statistics.median(times):.2f}, {sorted(times)[int(0.95 * len(times))]:.2f}" for times in (first, last)),
    ]


def wrong(visitors: list[Visitor]) -> list[str]:
    """Return what visitors see that is not the run of what they set, made without a browser."""
    told = []
    for each in visitors:
        each.tab.until(lambda each=each: each.course.get("data-busy") == "false", 120)
        setup = Setup().with_change(LEVER, each.value)
        digest = run_one(RunSpec("", scenario_played(setup, {}).settings)).digest
        if each.course["data-digest"] != digest:
            told.append(f"visitor {each.number} set {each.value} and sees another run")
    return told


def main() -> int:
    """Print the table, and return 1 if visitors were not kept apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long each stage plays")
    parser.add_argument("--every", type=float, default=2, help="seconds from one move to the next")
    options = parser.parse_args()
    url, process, server = started()
    console = Console(width=120)
    visitors: list[Visitor] = []
    table = Table("visitors", "MB", "core %", "each %", "messages/s each", "kB/s each", "curve (s)", "all (s)")
    try:
        table.add_row("0", f"{process.memory_info().rss / 2**20:.0f}")
        for stage in STAGES:
            while len(visitors) < stage:
                visitors.append(Visitor(len(visitors), Tab(f"{url}?language=en").open()))
                visitors[-1].tab.until(lambda: visitors[-1].course.get("data-digest"), 120)
            table.add_row(*row(visitors, process, options.seconds, options.every))
        faults = wrong(visitors)
        for each in visitors:
            each.tab.close()
    finally:
        server.terminate()
        server.wait()
    console.print(table)
    console.print(f"{Path(__file__).stem}: a move every {options.every:g} s; curve and all: median, 95th percentile")
    console.print("\n".join(faults) or f"all {len(visitors)} kept apart: each sees the run of what she set, to the bit")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
