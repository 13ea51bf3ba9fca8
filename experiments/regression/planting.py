"""A copy of the program with one edit in its model, and what a suite gives there.

The copy is run by a process of its own, which reads every module from the copy and says of which sources it is, so that
an edit that did not come into force cannot pass for one that was not found. As a program
(``python -m cogov.experiments.regression.planting``) this module is that process.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ...model.kernel_cache import FOLDER, cache_folders, source_digest
from ..store.atomic_files import canonical
from .ensemble import Ensemble, run_ensemble
from .faults import Fault
from .journal import SuiteJournal
from .suite import Suite, load_suite

PATIENCE = 1800.0
"""Seconds that the runs of one edit may take."""


class NotPlanted(Exception):
    """The model does not have, once, what an edit replaces."""


@contextmanager
def plant(fault: Fault) -> Generator[Path]:
    """Copy the program with an edit of the model, and give the folder to put on the path.

    Raises
    ------
    NotPlanted
    """
    with tempfile.TemporaryDirectory(prefix="cogov-") as folder:
        rooms = Path(folder) / "cogov"
        rooms.mkdir()
        for room in ("model", "scenarios", "experiments"):
            source = Path(sys.modules[f"cogov.{room}"].__file__ or "").parent
            shutil.copytree(source, rooms / room, ignore=shutil.ignore_patterns("__pycache__"))
        for kernels in cache_folders():  # named by what they are made from: those that the edit does not touch serve
            if kernels.is_dir():
                shutil.copytree(kernels, rooms / "model" / "__pycache__" / FOLDER)
                break
        path = rooms / "model" / fault.file
        text = path.read_text("utf-8")
        if text.count(fault.was) != 1:
            raise NotPlanted(f"{fault.file} does not have once: {fault.was.strip()}")
        path.write_text(text.replace(fault.was, fault.now), "utf-8")
        yield Path(folder)


def run_with_fault(fault: Fault, suite: Suite, number: int, journal: SuiteJournal | None = None) -> Ensemble | str:
    """Return what a suite gives in a copy with an edit, as :func:`_run` does, or a journal has of it."""
    key = f"edit {number} {hashlib.sha256(canonical(asdict(fault)).encode()).hexdigest()}"
    said = journal.get(key) if journal else None
    if said is None:
        answer = _run(fault, suite, number)
        said = answer if isinstance(answer, str) else asdict(answer)
        if journal:
            journal.put(key, said)
    return said if isinstance(said, str) else Ensemble(**said)


def _run(fault: Fault, suite: Suite, number: int) -> Ensemble | str:
    """Return what a suite gives in a copy with an edit, with its first seeds; or how it failed there.

    Raises
    ------
    NotPlanted
    """
    with plant(fault) as folder:
        command = [sys.executable, "-m", __name__, suite.source, str(number)]
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, check=False, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return f"no end within {PATIENCE:.0f} s"
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else f"ended with {done.returncode}"
    answer = json.loads(done.stdout)
    if answer["code"] == source_digest():
        raise NotPlanted(f"{fault.file}: the copy with the edit is not what was run")
    return Ensemble(answer["values"], answer["digests"], answer["courses"])


def _main() -> None:
    """Run the suite with its first seeds and print what it gives."""
    source, number = sys.argv[1:]
    suite = load_suite(source)
    runs = run_ensemble(suite, seeds=suite.seeds[: int(number)], check=False)
    print(json.dumps({"code": source_digest(), **asdict(runs)}))


if __name__ == "__main__":
    _main()
