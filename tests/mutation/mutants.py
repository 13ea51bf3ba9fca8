"""Plant a fault in a process, run the model's tests, and see which one notices: `python tests/mutation/mutants.py`.

Not part of the test run: each mutant compiles the model anew and takes about a minute. A mutant is a line of a file
below `model/` and what it is changed to; it is killed when some test fails. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cogov.experiments.regression.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("model", "scenarios", "experiments", "visualization")
TESTS = ("tests/unit/model", "tests/property/test_any_settings.py")


@dataclass(frozen=True)
class Mutant:
    """A fault: in `file` below model/, `was` becomes `now`."""

    file: str
    was: str
    now: str


MUTANTS = (
    *(Mutant(fault.file, fault.was, fault.now) for fault in FAULTS),  # those that `cogov regress --prove` plants too
    Mutant("random_draws.py", "c1, c3 = p1 & _LOW, p0 & _LOW", "c1, c3 = p0 & _LOW, p1 & _LOW"),
    Mutant("random_draws.py", "return boost * d * v", "return d * v"),
    Mutant("random_draws.py", "k += 1", "k += 2"),
    Mutant("processes/arise.py", "(1.0 - norm_sensitivity[y] * norm[g])", "(1.0 + norm_sensitivity[y] * norm[g])"),
    Mutant("processes/arise.py", "- 0.5 * sigma * sigma", "+ 0.5 * sigma * sigma"),
    Mutant("processes/arise.py", "(1.0 - consensus[c])", "consensus[c]"),
    Mutant("processes/arise.py", "(1.0 - prevention * law[c])", "1.0"),
    Mutant("processes/report.py", "by_workers and not by_residents", "by_workers"),
    Mutant("processes/deliberate.py", "3 * votes >= 2 * voters", "3 * votes > 2 * voters"),
    Mutant("processes/deliberate.py", "0.5 * distance <= tolerance", "distance <= tolerance"),
    Mutant("processes/deliberate.py", "weight[came] = status if member[i] else 1.0", "weight[came] = 1.0"),
    Mutant(
        "processes/align.py", "1.0 - (1.0 - communities.household_links)", "1.0 - (1.0 + communities.household_links)"
    ),
    Mutant("processes/volunteer.py", "peak * (1.0 - belief) / (1.0 - peak)", "belief"),
    Mutant("processes/volunteer.py", "fatigue[i] - recovery * fatigue[i] + tiring", "fatigue[i] + tiring"),
    Mutant("processes/volunteer.py", "sides[i] = luck[i] * (1.0 + e128 * e128)", "sides[i] = luck[i] * (1.0 + e128)"),
    Mutant("processes/neighbours.py", "for step in (-3, -2, -1, 1, 2, 3):", "for step in (-3, -2, -1, 1, 2, 4):"),
    Mutant("processes/commit.py", "asked = (partners - 1) * link", "asked = link"),
    Mutant("processes/commit.py", "willingness[o] * (1.0 - burden[o]) * real", "willingness[o] * real"),
    Mutant("processes/allocate.py", "(1.0 - share) * given, r", "given, r"),
    Mutant("processes/allocate.py", "level = (amount + has) / wanted", "level = amount / wanted"),
    Mutant("processes/produce.py", "scarcest * total ** (1.0 / r)", "total ** (1.0 / r)"),
    Mutant("processes/produce.py", "(1.0 - fungible) * effort[c, y, k]", "effort[c, y, k]"),
    Mutant("processes/produce.py", "waiting -= satisfied", "waiting -= 1"),
    Mutant("processes/produce.py", "line_up(queue[first:last], turn[first:last])", "pass"),
    Mutant("processes/produce.py", "draws.TURN, week, keys, turn)", "draws.TURN, 0, keys, turn)"),
    Mutant("processes/produce.py", "if keys[q] == in_hand[cell // types, cell % types]:", "if False:"),
    Mutant("processes/produce.py", "left = given - spread * given +", "left = given + spread * given +"),
    Mutant("processes/produce.py", "remaining[j] -= left", "remaining[j] -= 0.0"),
    Mutant("processes/lapse.py", "< hazard", "> hazard"),
    Mutant("processes/experience.py", "gain * (1.0 - t) - loss * t", "gain * (1.0 - t) + loss * t"),
    Mutant("processes/experience.py", "well = outcome * math.exp(-harm[g] / scale)", "well = outcome"),
    Mutant("processes/adapt.py", "by_lead * lead * (1.0 - w)", "by_lead * lead * w"),
    Mutant("processes/adapt.py", "success[c] += memory * (met / asked - success[c])", "success[c] += memory * met"),
    Mutant("initialisation.py", "factor * part / 1000.0", "factor * part / 100.0"),
    Mutant("initialisation.py", "own * anchor[i, d] / total + (1.0 - own)", "own * anchor[i, d] / total + own"),
    Mutant("observing.py", "(2.0 * below + count[k] - n)", "(2.0 * below - n)"),
    Mutant("indicators/measuring.py", "official - effectiveness", "effectiveness - official"),
)


def killer(mutant: Mutant | None, python: str) -> str | None:
    """Return the test that fails first with this fault planted (None: all pass; no fault: run as it is)."""
    with tempfile.TemporaryDirectory() as folder:
        copy, site = Path(folder) / "copy", Path(folder) / "site" / "cogov"
        left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", "results", ".pytest_cache")
        shutil.copytree(ROOT, copy, ignore=left_out)
        site.mkdir(parents=True)
        for room in ROOMS:
            (site / room).symlink_to(copy / room)
        if mutant is not None:
            path = copy / "model" / mutant.file
            text = path.read_text("utf-8")
            if mutant.was not in text:
                raise SystemExit(f"{mutant.file} no longer has: {mutant.was}")
            path.write_text(text.replace(mutant.was, mutant.now, 1), "utf-8")
        command = [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
        environment = {**os.environ, "PYTHONPATH": str(site.parent), "CI": "true"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        return found.group(1) if found else None if done.returncode == 0 else done.stdout[-200:]


def main() -> None:
    """Try all mutants, or those of one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a file's name")
    options = parser.parse_args()
    if (broken := killer(None, sys.executable)) is not None:
        raise SystemExit(f"the tests fail without any fault: {broken}")
    print("| file | was | planted | noticed by |\n|---|---|---|---|", flush=True)
    survivors = 0
    for mutant in MUTANTS:
        if options.only in mutant.file:
            test = killer(mutant, sys.executable)
            survivors += test is None
            print(f"| {mutant.file} | `{mutant.was}` | `{mutant.now}` | {test or '**nothing**'} |", flush=True)
    print(f"\n{survivors} of {len(MUTANTS)} survived")


if __name__ == "__main__":
    main()
