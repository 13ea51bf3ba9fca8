"""Drive a sweep again and again and kill its driver at random moments: python killing.py STUDY FOLDER KILLS.

Prints how many were killed at work, and how many folders were completed.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from cogov.experiments.store.commit_log import load_log
from cogov.experiments.sweeps.sweep import sweep


def drive(study: str, folder: Path) -> None:
    """Make a sweep in a child of this process."""
    sweep(study, out=folder, serial=True, part_runs=2)


def main(study: str, folder: Path, kills: int) -> None:
    luck = random.Random(11)
    drive(study, folder / "warm")  # everything is imported and compiled
    killed = number = 0
    while killed < kills:
        here = folder / f"r{number}"
        child = os.fork()
        if child == 0:
            status = 1
            try:
                drive(study, here)
                status = 0
            finally:
                os._exit(status)
        time.sleep(luck.uniform(0.01, 0.5))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            number += 1
        else:
            sys.exit("a driver failed")
        assert load_log(here / "ledger.jsonl").bad == 0
    drive(study, folder / f"r{number}")
    print(killed, number + 1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
