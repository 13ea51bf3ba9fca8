"""Drive a calibration again and again and kill its driver at random moments: python … TARGETS FOLDER KILLS.

Prints how often it was killed at work. What it came to in the end lies in FOLDER/killed.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from cogov.experiments import calibrate


def drive(targets: str, folder: Path) -> None:
    """Make a calibration in this process."""
    calibrate(targets, out=folder, workers=1)


def main(targets: str, folder: Path, kills: int) -> None:
    luck = random.Random(5)
    drive(targets, folder / "warm")  # everything is imported and compiled
    killed = 0
    while True:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                drive(targets, folder / "killed")
                status = 0
            finally:
                os._exit(status)
        if killed < kills:
            time.sleep(luck.uniform(0.02, 0.12))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        killed += 1
    print(killed, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
