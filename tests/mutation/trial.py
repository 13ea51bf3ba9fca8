"""Run the model's tests on the tree as it is now, and fail as soon as one notices: what Cosmic Ray calls a test.

Kernels are compiled again only where they have to be. Numba recognises a kernel on disk by the time and size of its
file, and the model by a digest of all files; so kernels of the unmutated tree are laid where those of this one are
looked for, and files with their old content get their old time back.
"""

from __future__ import annotations

import ast
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "model"
ORIGINAL = ROOT / "original.json"
"""Content, time and kernels of the unmutated tree; written by `sampled.py`."""
QUICK, THOROUGH = 90.0, 200.0
"""Seconds that tests may take: a fault that makes a loop endless is noticed so."""
MEMORY = 6 << 30


def stamped() -> dict[str, list[object]]:
    """Content and time of each file of the model."""
    return {
        path.relative_to(MODEL).as_posix(): [path.read_text("utf-8"), path.stat().st_mtime_ns]
        for path in sorted(MODEL.rglob("*.py"))
    }


def importers(name: str) -> list[Path]:
    """Processes whose kernels call into those of another one."""
    found = []
    for path in (MODEL / "processes").glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        if any(isinstance(node, ast.ImportFrom) and node.level == 1 and node.module == name for node in nodes):
            found.append(path)
    return found


def lay_kernels() -> list[str]:
    """Lay kernels where the mutated tree looks for them; return the names of processes that are mutated."""
    original = json.loads(ORIGINAL.read_text("utf-8"))
    changed = []
    for name, (content, time) in original["files"].items():
        path = MODEL / name
        if path.read_text("utf-8") == content:
            os.utime(path, ns=(time, time))
        else:
            changed.append(path.stem)
            for file in (path, *importers(path.stem)):
                os.utime(file)
    from cogov.model.sources import cache_folder

    place = cache_folder()
    for old in place.parent.glob("kernels-*"):
        if old.name not in (original["kernels"], place.name):
            shutil.rmtree(old)
    if not place.exists():
        shutil.copytree(place.parent / original["kernels"], place)
    return changed


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
    changed = lay_kernels()
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
