"""Whether a command can use an upgraded study, suite, targets or lesson: its own reader is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...experiments.calibration import load_task
from ...experiments.design.loading import load_study
from ...experiments.lessons import load_lesson
from ...experiments.regression.suite import load_suite
from ...scenarios import Problem, ScenarioError
from ...scenarios.upgrade.files import UpgradedFile, upgrade_file

_READERS: Mapping[str, tuple[str, Callable[[Path], Any]]] = {
    "study": ("cogov sweep", load_study),
    "suite": ("cogov regress", load_suite),
    "targets": ("cogov calibrate", load_task),
    "lesson": ("cogov lessons", load_lesson),
}


def try_reading(result: UpgradedFile) -> tuple[str, Problem | None]:
    """Return the command that reads such files, and the first thing that it does not accept; None if it accepts all.

    Scenarios beside the file are taken as they will be once they are upgraded.
    """
    command, read = _READERS[result.kind]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for beside in result.path.parent.glob("*.csv"):
            (folder / beside.name).write_bytes(beside.read_bytes())
        for path in result.path.parent.glob("*.toml"):
            for file, content in _upgrade(path).items():
                (folder / file).write_bytes(content)
        target = folder / result.path.name
        target.write_bytes(result.upgraded.text.encode())
        try:
            read(target)
        except ScenarioError as error:
            return command, error.problems[0]
    return command, None


def _upgrade(path: Path) -> dict[str, bytes]:
    """Return a file as it will be, with what comes to lie beside it; one that cannot be upgraded as it is."""
    try:
        upgraded = upgrade_file(path)
    except ScenarioError:
        upgraded = None
    if upgraded is None:
        return {path.name: path.read_bytes()} if path.is_file() else {}
    return {path.name: upgraded.upgraded.text.encode(), **upgraded.beside}
