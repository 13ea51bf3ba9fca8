"""How many visitors the browser application bears: ``python -m benchmarks.visitors``; nothing here is a test.

Each visitor is a tab without a browser (`tests/browser/tab.py`): she opens the page, then moves a lever every few
seconds and waits for what it changes. The table holds the server's resident memory, its processor time as a share of
one core, and the time from a move to the first and to the last message of its answer. In the end each asks the server
for what it holds for her: it must be what she set, and nothing of anybody else.
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

from cogov.experiments.commands.app import SERVER
from tests.browser.tab import Tab

STAGES = (1, 5, 10, 20)
QUIET = 0.3
"""Seconds without a message after which an answer counts as whole."""


@dataclass
class Lever:
    """The page's part in this: what a visitor moves, a slider of the page."""

    widget: str
    least: float
    most: float
    kind: type

    @classmethod
    def of(cls, tab: Tab, label: str | None) -> Lever:
        """Return the first slider, of those whose label begins so."""
        sliders = [
            each
            for each in tab.find(_model_name="SliderModel")
            if str(tab.widgets[each].get("label")).startswith(label or "")
        ]
        if not sliders:
            raise SystemExit(f"the page has no slider{f' {label!r}' if label else ''}")
        held = tab.widgets[sliders[0]]
        return cls(sliders[0], held["min"], held["max"], type(held["v_model"]))

    def move(self, tab: Tab, share: float) -> float:
        """Move to a share of the way, and return the value there."""
        value = self.kind(round(self.least + share * (self.most - self.least), 3))
        tab.set(self.widget, v_model=value)
        return value


@dataclass
class Visitor:
    """One visitor, and what she found."""

    number: int
    tab: Tab
    lever: Lever
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    value: float = 0.0

    def play(self, seconds: float, every: float, of: int) -> None:
        """Move the lever, to where nobody else moves hers, and wait for the answer; again and again."""
        end, move = time.monotonic() + seconds, 0
        time.sleep(every * self.number / of)  # not all in the same moment
        while time.monotonic() < end:
            start = time.monotonic()
            share = (self.number + 1) / (of + 2) if move % 2 else (self.number + 0.5) / (of + 2)
            before, move = self.tab.frames, move + 1
            self.value = self.lever.move(self.tab, share)
            self.tab.until(lambda before=before: self.tab.frames > before, 60)
            self.first.append(time.monotonic() - start)
            while True:
                before = self.tab.frames
                self.tab.listen(QUIET)
                if self.tab.frames == before:
                    break
            self.last.append(self.tab.heard - start)
            time.sleep(max(0.0, start + every - time.monotonic()))


def started(app: str | None) -> tuple[str, psutil.Process, subprocess.Popen[bytes]]:
    """Start a server, and return its address, its process, and what to stop."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", SERVER, "--no-browser", "--port", str(port), *(["--app", app] if app else [])]
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


def mixed(visitors: list[Visitor]) -> list[str]:
    """Return what the server holds for a visitor that is not hers."""
    wrong = []
    for each in visitors:
        held = each.tab.server_holds()
        if (found := held[each.lever.widget]["v_model"]) != each.value:
            wrong.append(f"visitor {each.number} set {each.value} and finds {found}")
        others = {other.lever.widget for other in visitors if other is not each}
        wrong += [f"visitor {each.number} has a widget of another" for widget in others if widget in held]
    return wrong


def main() -> int:
    """Print the table, and return 1 if visitors were not kept apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long each stage plays")
    parser.add_argument("--every", type=float, default=2, help="seconds from one move to the next")
    parser.add_argument("--lever", help="how the label of the slider that is moved begins; the page's first by default")
    parser.add_argument("--app", help="module with another Page")
    options = parser.parse_args()
    url, process, server = started(options.app)
    console = Console(width=120)
    visitors: list[Visitor] = []
    table = Table("visitors", "MB", "core %", "each %", "messages/s each", "kB/s each", "first (s)", "last (s)")
    try:
        table.add_row("0", f"{process.memory_info().rss / 2**20:.0f}")
        for stage in STAGES:
            while len(visitors) < stage:
                tab = Tab(url).open()
                visitors.append(Visitor(len(visitors), tab, Lever.of(tab, options.lever)))
            table.add_row(*row(visitors, process, options.seconds, options.every))
        wrong = mixed(visitors)
        for each in visitors:
            each.tab.close()
    finally:
        server.terminate()
        server.wait()
    console.print(table)
    console.print(f"{Path(__file__).stem}: a move every {options.every:g} s; first and last: median, 95th percentile")
    console.print("\n".join(wrong) or f"all {len(visitors)} kept apart: each finds what she set, and no other's widget")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
