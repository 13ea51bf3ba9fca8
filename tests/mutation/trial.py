"""Run the model's tests on the tree as it is now, and fail as soon as one notices: what Cosmic Ray calls a test.

Only what a mutant changes is compiled again, since a kernel on disk is named by all that it is made from.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "model"
ORIGINAL = ROOT / "original.json"
"""Files of the unmutated tree; written by `sampled.py`."""
QUICK, THOROUGH = 90.0, 200.0
"""Seconds that tests may take: a fault that makes a loop endless is noticed so."""
MEMORY = 6 << 30


def texts() -> dict[str, str]:
    """Content of each file of the model."""
    return {path.relative_to(MODEL).as_posix(): path.read_text("utf-8") for path in sorted(MODEL.rglob("*.py"))}


def mutated() -> list[str]:
    """Return the names of processes that are mutated."""
    original = json.loads(ORIGINAL.read_text("utf-8"))
    return [Path(name).stem for name, content in texts().items() if original[name] != content]


def noticed(tests: list[str], most: float) -> str | None:
    """Return the test that fails first, or why tests ended; None if all pass."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=most, env={**os.environ, "CI": "true"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"more than {most:.0f} s"
    if done.returncode == 0:
        return None
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return found.group(1) if found else f"exit code {done.returncode}"


def main() -> int:
    """Try the tests of the mutated process and the reference, then all of the model."""
    changed = mutated()
    own = [f"tests/unit/model/processes/test_{name}.py" for name in changed]
    quick = [*(name for name in own if (ROOT / name).exists()), "tests/reference"]
    for tests, most in ((quick, QUICK), (["tests/unit/model"], THOROUGH)):
        if test := noticed(tests, most):
            print(f"noticed by {test}")
            return 1
    print("noticed by nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
