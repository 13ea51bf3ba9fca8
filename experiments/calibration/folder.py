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
``NAME.py``             the extensions that the scenarios use, and their files of data
======================  ===================================================================================

The results hold nothing that depends on how the calibration went: their bytes are the same whether it was killed a
hundred times or never, on one process or many.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from ...model.authorship import edits
from ...model.content import name_of
from ...model.kernel_cache import source_digest
from ...scenarios import Scenario, Text, library, load, to_toml
from ...scenarios.message import message
from ...scenarios.names import LONGEST
from ...scenarios.scenario import LONGEST_STORY
from ...scenarios.toml.sanitize import load_json
from ...scenarios.writing import derive_toml, files_of_extensions
from ..execution.extensions import list_edits
from ..execution.provenance import provenance, versions
from ..execution.runs import run_one
from ..store.atomic_files import TEMPORARY, StoreError, list_folder, write_atomically
from ..store.manifest import DECIDING, StaleError, differences, list_changes
from ..store.result_files import folder as settled
from ..store.result_files import write_frame, write_text
from ..store.store import LOCK
from .caveat import find_caveat
from .document import document
from .journal import NAME as JOURNAL
from .result import Calibration
from .task import Task

ASKED, RESULT, TRIALS, PROFILE, POSTERIOR = (
    "asked.json", "calibration.json", "trials.parquet", "profile.csv", "posterior.csv",
)  # fmt: skip
FITTED = "_fitted"
"""What the name of a scenario with fitted values ends in."""
OWN = name_of(run_one)
"""What makes runs if nothing else is given; not written down."""
SCHEMA_VERSION = 1
SEARCHING = ("optuna", "scipy")
"""Packages whose versions may change which values are tried."""


def check_folder(target: Path) -> None:
    """Raise an exception if a folder cannot become that of a calibration.

    Raises
    ------
    StoreError
        If it is a file, or holds something else.
    """
    if not next(each for each in (target, *target.absolute().parents) if each.exists()).is_dir():
        raise StoreError(message("file.below", name=target))
    if target.is_dir() and not (target / ASKED).exists():
        mine = (LOCK, JOURNAL)
        if any(file.name not in mine and not file.name.endswith(TEMPORARY) for file in list_folder(target)):
            raise StoreError(message("file.other", name=target))


def claim_folder(target: Path, task: Task, command: Sequence[str], maker: str | dict[str, Any] = OWN) -> None:
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
        **({} if maker == OWN else {"make": maker}),
    }
    trials = task.search.trials
    if (target / ASKED).exists():
        old = _load_request(target)
        changes = list(differences(old["identity"], identity))
        if edited := edits(old["identity"].get("make", OWN), maker):
            changes = [
                message("value.keyed", key="make", what=edited),
                *(change for change in changes if not change.startswith("make")),
            ]
        if edited := list_edits(old["identity"].get("extensions"), identity.get("extensions")):
            changes = [*edited, *(change for change in changes if not change.startswith("extensions"))]
        if changes:
            raise StaleError(message("calibration.other", name=target, changes=list_changes(changes)))
        if trials < old["trials"]:
            raise StaleError(message("calibration.fewer", name=target, old=old["trials"], new=trials))
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
    write_atomically(target / ASKED, (json.dumps(asked, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode())
    if task.source:
        write_atomically(target / "targets.toml", task.source.encode())


def discard(target: Path) -> list[str]:
    """Remove the files of a calibration from its folder, and no others; return their names."""
    gone = [ASKED, JOURNAL, "targets.toml", RESULT, TRIALS, PROFILE, POSTERIOR, "provenance.json"]
    fitted = [
        file for file in sorted(target.glob("fitted*.toml")) if f'{FITTED}"' in file.read_text("utf-8", "replace")
    ]
    found = [file for file in (*(target / name for name in gone), *fitted) if file.is_file()]
    for file in found:
        file.unlink()
    return [file.name for file in found]


def _load_request(target: Path) -> dict[str, Any]:
    try:
        result = load_json((target / ASKED).read_bytes())
        version, _, _ = result["schema_version"], result["identity"], result["trials"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(message("store.unreadable", name=target, file=ASKED)) from None
    if version > SCHEMA_VERSION:
        raise StoreError(message("store.newer_folder", name=target))
    return cast("dict[str, Any]", result)


def write(target: Path, result: Calibration) -> None:
    """Write what was found into a folder, all of it or nothing."""
    with settled(target) as stage:
        text = json.dumps(document(result), ensure_ascii=False, allow_nan=False, indent=2)
        write_text(stage / RESULT, text + "\n")
        write_text(stage / "provenance.json", json.dumps(result.origin, ensure_ascii=False, indent=2) + "\n")
        write_frame(result.trials, stage / TRIALS)
        if result.left is None:
            write_frame(result.profile, stage / PROFILE)
        else:
            write_frame(result.posterior, stage / POSTERIOR)
        for place, (name, scenario) in enumerate(result.task.scenarios.items()):
            file = "fitted.toml" if place == 0 else f"fitted-{scenario.name}.toml"
            write_text(stage / file, scenario_file(result, name, scenario))
            for beside, code in files_of_extensions(scenario).items():
                write_text(stage / beside, code)


def scenario_file(result: Calibration, name: str, scenario: Scenario) -> str:
    """Return a scenario file of a target's scenario with the fitted values: a difference if that is of the library."""
    variant = result.task.variants.get(name)
    changes = {**result.task.settings, **(variant.settings if variant else {}), **result.values}
    origin = variant.scenario if variant else name
    title = {
        language: f"{words[: LONGEST - len(fitted)]}{fitted}"
        for language, words, fitted in (("en", scenario.title.en, " (fitted)"), ("zh", scenario.title.zh, "（拟合）"))
    }
    called = f"{scenario.name[: LONGEST - len(FITTED)]}{FITTED}"
    against = find_caveat(document(result))
    if origin in library():
        return derive_toml(called, origin, title, changes, against)
    record = load(scenario, changes=result.values)
    caveat = against or scenario.caveat
    told = {"name": called, "title": Text(**title), "caveat": caveat, "story": _join(caveat, scenario.story)}
    return to_toml(record.model_copy(update=told))


def _join(caveat: Text, story: Text) -> Text:
    """Return a story that begins with what speaks against its values, where there is room for both."""
    en, zh = (
        words if before in words else "\n\n".join(each for each in (before, words) if each)
        for before, words in ((caveat.en, story.en), (caveat.zh, story.zh))
    )
    return story if max(len(en), len(zh)) > LONGEST_STORY else Text(en=en, zh=zh)
