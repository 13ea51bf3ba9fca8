"""How fast cogov is: ``python -m benchmarks [PART …] [--write FILE]``. Nothing here is a test.

Parts: engine (by size), profile (the week by its steps), reference (the same model as Mesa agents), paired (against an
earlier commit), editions (beside the model's first edition), growth (exponents), threads (one and two on a large
city), startup, throughput (sweeps on one and two workers, local and Dask), driver (what a cluster asks of it), peers
(JAX, where it is installed). All of them take some twenty-five minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from importlib import import_module
from pathlib import Path

from rich.console import Console

from cogov.experiments.execution.provenance import git_state, versions

PARTS = (
    "engine", "profile", "reference", "paired", "editions", "growth", "threads", "startup", "throughput", "driver",
    "peers",
)  # fmt: skip


def machine() -> str:
    """Return what was measured on what."""
    processor = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        lines = [line for line in facts.read_text().splitlines() if line.startswith("model name")]
        processor = lines[0].split(":", 1)[1].strip() if lines else processor
    used = ", ".join(f"{name} {number}" for name, number in versions().items())
    commit = (git_state() or {}).get("commit", "unknown")
    where = f"{processor}, {os.cpu_count()} cores, {platform.system()}"
    return f"{time.strftime('%Y-%m-%d')}, {where}; commit {commit:.12}; {used}."


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help="parts to run; all if none is named")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="also write the tables, and nothing else, as Markdown"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    console = Console(width=160)
    console.print(machine())
    pieces = []
    for part in options.parts or PARTS:
        section = getattr(import_module(f"benchmarks.{part}"), part)()
        section.show(console)
        pieces.append(section.markdown())
    if options.write:
        head = f"<!-- Made by make bench; do not edit. -->\n\nMeasured {machine()}\n\n"
        options.write.write_text(head + "\n".join(pieces), encoding="utf-8")


if __name__ == "__main__":
    main()
