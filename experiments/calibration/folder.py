"""The folder of a calibration: what was asked, the journal, and at the end what was found.

======================  ===================================================================================
``asked.json``          what was asked: targets, resolved scenarios, search, code and versions; provenance
``targets.toml``        the targets file as it was written
``journal.log``         every trial with the figures of all its runs: Optuna's journal
``calibration.json``    values, intervals, verdicts, residuals
``trials.parquet``      one row for each trial
``profile.csv``         one row for each value at which a parameter was held (for abc ``posterior.csv``: each draw)
``fitted.toml``         the first target's scenario with the fitted values; ``fitted-NAME.toml`` of the others
``provenance.json``     where the result comes from
======================  ===================================================================================

The results hold nothing that depends on how the calibration went: their bytes are the same whether it was killed a
hundred times or never, on one process or many.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from ...model.sources import source_digest
from ...scenarios import Scenario, library, load, to_toml
from ...scenarios.writing import derived
from ..outputs import folder as settled
from ..outputs import write_frame, write_text
from ..provenance import provenance, versions
from ..store.files import TEMPORARY, StoreError, put
from ..store.manifest import DECIDING, StaleError, differences
from ..store.store import LOCK
from .document import document
from .journal import NAME as JOURNAL
from .result import Calibration
from .task import Task

ASKED, RESULT, TRIALS, PROFILE, POSTERIOR = (
    "asked.json", "calibration.json", "trials.parquet", "profile.csv", "posterior.csv",
)  # fmt: skip
SCHEMA_VERSION = 1
SEARCHING = ("optuna", "scipy")
"""Packages whose versions may change which values are tried."""


def checked(target: Path) -> None:
    """Raise an exception if a folder cannot become that of a calibration.

    Raises
    ------
    StoreError
        If it is a file, or holds something else.
    """
    if not next(each for each in (target, *target.absolute().parents) if each.exists()).is_dir():
        raise StoreError(f"{target.name}: is a file, or below one; a folder is needed")
    if target.is_dir() and not (target / ASKED).exists():
        mine = (LOCK, JOURNAL)
        if any(file.name not in mine and not file.name.endswith(TEMPORARY) for file in target.iterdir()):
            raise StoreError(
                f"{target.name or target}: holds something else; choose an empty folder, or a new one, with --out"
            )


def agreed(target: Path, task: Task, command: Sequence[str]) -> None:
    """Write down what is asked in a new folder, or see whether it is what was asked before.

    Raises
    ------
    StaleError
        If the folder is of another calibration or of another version; the message lists what differs.
    """
    known = versions("optuna")
    identity = {
        "code": source_digest(),
        "versions": {name: known[name] for name in (*DECIDING, *SEARCHING)},
        **cast("dict[str, Any]", json.loads(json.dumps(task.identity()))),
    }
    trials = task.search.trials
    if (target / ASKED).exists():
        old = _read(target)
        changes = list(differences(old["identity"], identity))
        if changes:
            listed = "".join(f"\n  {change}" for change in changes[:40])
            listed += f"\n  and {len(changes) - 40} more" if len(changes) > 40 else ""
            raise StaleError(
                f"{target.name}: is of another calibration. What differs (there -> now):{listed}\n"
                "Choose another folder with --out"
            )
        if trials < old["trials"]:
            raise StaleError(
                f"{target.name}: was made for {old['trials']} trials, and {trials} are asked for; choose another "
                "folder with --out"
            )
        if trials == old["trials"]:
            return
        before = [*old["revisions"], {"trials": old["trials"], "provenance": old["provenance"]}]
    else:
        before = []
    asked = {
        "schema_version": SCHEMA_VERSION,
        "kind": "calibration",
        "name": task.name,
        "trials": trials,
        "identity": identity,
        "provenance": provenance(command),
        "revisions": before,
    }
    put(target / ASKED, (json.dumps(asked, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode())
    if task.source:
        put(target / "targets.toml", task.source.encode())


def _read(target: Path) -> dict[str, Any]:
    try:
        found = json.loads((target / ASKED).read_bytes())
        version, _, _ = found["schema_version"], found["identity"], found["trials"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{target.name}: {ASKED} cannot be read; it is not as it was written") from None
    if version > SCHEMA_VERSION:
        raise StoreError(f"{target.name}: was written by a newer version of cogov")
    return cast("dict[str, Any]", found)


def write(target: Path, found: Calibration) -> None:
    """Write what was found into a folder, all of it or nothing."""
    with settled(target) as stage:
        text = json.dumps(document(found), ensure_ascii=False, allow_nan=False, indent=2)
        write_text(stage / RESULT, text + "\n")
        write_text(stage / "provenance.json", json.dumps(found.origin, ensure_ascii=False, indent=2) + "\n")
        write_frame(found.trials, stage / TRIALS)
        if found.left is None:
            write_frame(found.profile, stage / PROFILE)
        else:
            write_frame(found.posterior, stage / POSTERIOR)
        for place, (name, scenario) in enumerate(found.task.scenarios.items()):
            file = "fitted.toml" if place == 0 else f"fitted-{scenario.name}.toml"
            write_text(stage / file, scenario_file(found, name, scenario))


def scenario_file(found: Calibration, name: str, scenario: Scenario) -> str:
    """Return a scenario file of a target's scenario with the fitted values: a difference if that is of the library."""
    changes = {**found.task.settings, **found.values}
    title = {
        language: f"{words}{fitted}"
        for language, words, fitted in (("en", scenario.title.en, " (fitted)"), ("zh", scenario.title.zh, "（拟合）"))
    }
    if name in library():
        return derived(f"{scenario.name}_fitted", name, title, changes)
    record = load(scenario, changes=found.values)
    return to_toml(record.model_copy(update={"name": f"{scenario.name}_fitted"}))
