"""What one waits for before the first week: imports, compiling once, loading what was compiled."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cogov.model

from .section import Section
from .timing import interleaved

ROUNDS = 7
COGOV = Path(sys.executable).with_name("cogov")
FIRST_WEEK = (
    "from cogov.scenarios import load; from cogov.model import Simulation; "
    "Simulation(load('synergy', changes=['run.weeks=1']).settings).run()"
)


def startup() -> Section:
    lines = {
        "an empty Python": [sys.executable, "-c", "pass"],
        "`import cogov.model`": [sys.executable, "-c", "import cogov.model"],
        "`from cogov.model import GovernanceModel` (with Mesa)": [
            sys.executable, "-c", "from cogov.model import GovernanceModel"],
        "`cogov --help`": [str(COGOV), "--help"],
        "first week from Python, compiled before": [sys.executable, "-c", FIRST_WEEK],
        "`cogov run synergy --weeks 1`, compiled before": [str(COGOV), "run", "synergy", "--weeks", "1"],
    }  # fmt: skip
    actions = {
        name: lambda line=line: subprocess.run(line, check=True, capture_output=True) for name, line in lines.items()
    }
    spent = interleaved(actions, ROUNDS, of_children)
    rows = [(name, str(spread)) for name, spread in spent.items()]
    start = of_children()
    compile_afresh()
    rows.append(("first week, compiling (once per version of the model)", f"{of_children() - start:.1f}"))
    return Section(
        "Starting",
        "Seconds of processor time, user and system, of whole processes: median (least … most). Nothing is compiled by "
        "an import; kernels are compiled on their first call and kept on disk, named by what they are made from.",
        ("what", "seconds"),
        rows,
    )


def of_children() -> float:
    """Return the processor seconds of processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compile_afresh() -> None:
    """Live through a first week with a copy of the sources, beside which nothing has been compiled."""
    source = Path(cogov.model.__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "cogov"
        copy.mkdir()
        for package in ("model", "scenarios"):
            shutil.copytree(source / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "__init__.py").touch()
        # An editable install is found by a hook of its own; taken off the list, the copy is what is imported.
        line = (
            "import sys; sys.meta_path = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]; "
            f"sys.path.insert(0, {folder!r}); import cogov.model; assert cogov.model.__file__.startswith({folder!r}); "
            + FIRST_WEEK
        )
        elsewhere = {"PYTHONPATH": "", "XDG_CACHE_HOME": folder, "TMPDIR": folder}  # no kernels of others
        subprocess.run([sys.executable, "-c", line], check=True, env={**os.environ, **elsewhere})
