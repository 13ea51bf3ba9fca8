"""Kill a comparison, a multiplier, an ensemble: python killing_experiments.py KIND FOLDER KILLS [WORKERS|dask].

Each is begun in a child, killed at a random moment and begun again with the same words until it is whole; its files
must then be those of one that nobody killed. Prints how many were killed at work, and how many came to their end.
"""

import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path

from cogov.experiments.store.commit_log import load_log
from cogov.visualization.terminal.cli import main as cogov

SMALL = (
    "--set", "world.city.streets_per_district=1", "world.city.communities_per_street=1",
    "world.city.townships_per_county=1", "world.city.villages_per_township=1", "world.city.agents_per_grid=8",
)  # fmt: skip
ABOUT = {
    "compare": ("compare", "fragmented", "synergy", "--weeks", "30", "--replicates", "6", *SMALL),
    "multiplier": (
        "multiplier", "synergy", "--players", "goals,mechanism", "--arms", "budget", "--weeks", "30",
        "--replicates", "4", *SMALL,
    ),
}  # fmt: skip
HERE = Path(__file__).parent
KILLED = {
    **ABOUT,
    "ensemble": ("ensemble", str(HERE / "toy_ensemble.toml"), "--multiplier"),
    "adaptive": ("ensemble", str(HERE / "toy_adaptive.toml")),
}
"""All that may be killed; an ensemble always has a folder."""

MADE_ANEW = ("provenance.json", "summary.json", "ensemble.json")
"""What tells when and by which words it was made; the latter two hold the provenance too."""


def drive(kind: str, folder: Path, how: tuple[str, ...]) -> int:
    """Make an experiment in this process, silently."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        return cogov([*KILLED[kind], *how, "--out", str(folder)])


def content(folder: Path) -> dict[str, bytes]:
    """Return what decides an experiment's answer: its tables and pictures, and the tables of its runs."""
    found = {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in MADE_ANEW and path.suffix != ".html"
    }
    if (journal := folder / "criteria" / "runs.jsonl").exists():  # its lines are in the order in which runs ended
        found["journal"] = b"".join(sorted(journal.read_bytes().splitlines(keepends=True)))
    return found | {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/table.*"))}


def kill_until_whole(kind: str, folder: Path, kills: int, how: tuple[str, ...], luck: random.Random) -> tuple[int, int]:
    """Kill so many at work, and return how many were and how many experiments were brought to their end."""
    killed = number = 0
    while killed < kills:
        here = folder / f"r{number}"
        child = os.fork()
        if child == 0:
            os.setsid()
            status = 1
            try:
                status = drive(kind, here, how)
            finally:
                os._exit(status)
        time.sleep(luck.uniform(0.02, 0.6))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # its workers too, as when a machine goes down
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            number += 1
        else:
            raise RuntimeError("a driver failed")
        for ledger in here.glob("*/ledger.jsonl"):
            assert load_log(ledger).bad == 0
    drive(kind, folder / f"r{number}", how)
    return killed, number + 1


def main(kind: str, folder: Path, kills: int, how: tuple[str, ...] = ()) -> None:
    """Kill, and hold what is left against what nobody killed."""
    assert drive(kind, folder / "whole", ()) == 0  # everything is imported and compiled
    killed, ended = kill_until_whole(kind, folder, kills, how, random.Random(11))
    whole = content(folder / "whole")
    for number in range(ended):
        assert content(folder / f"r{number}") == whole, f"r{number}"
    print(killed, ended)


if __name__ == "__main__":
    word = sys.argv[4] if len(sys.argv) > 4 else "1"
    ways = ("--dask", "local", "--workers", "2") if word == "dask" else ("--workers", word)
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), ways)
