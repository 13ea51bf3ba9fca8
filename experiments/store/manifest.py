"""The manifest: what was asked of a folder of results, and by which code; and what has changed since.

Equal keys mean equal settings and equal luck, so that a run may be taken from a folder whatever was asked of it. What
the keys do not tell is the code: results of another version of the model, or of a changed scenario, are refused with
a list of what differs, unless they are allowed; then they are marked in every table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from ...model.authorship import edits
from ...model.first_edition import LAST_COMMIT
from ...scenarios.form import FORM, Form, measuring
from ...scenarios.message import Enumeration, message
from ...scenarios.toml.sanitize import load_json
from ...scenarios.upgrade.first_edition.form import FIRST
from ..execution.extensions import list_edits, read_indicators
from ..execution.provenance import provenance
from ..outcomes.of_runs import read
from ..outcomes.outcome import Outcome
from .atomic_files import StoreError, canonical, write_atomically

SCHEMA_VERSION = 1
NAME = "manifest.json"
DECIDING = ("mesa", "numba", "numpy")
"""Packages whose versions may change the last digits of results."""


class StaleError(StoreError):
    """A folder holds results of something else; the message lists what differs."""


def build_manifest(identity: dict[str, Any], about: dict[str, Any], command: Sequence[str]) -> dict[str, Any]:
    """Return a manifest.

    Parameters
    ----------
    identity : dict
        Everything that decides results: code, scenario, design, first seed, precision, …
    about : dict
        What else is worth knowing: name, title, question, replicates, …
    command : sequence of str
        The command line.
    """
    origin = provenance(command)
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "sweep",
        **about,
        "identity": {**identity, "versions": {name: origin["versions"][name] for name in DECIDING}},
        "digest": hashlib.sha256(canonical(identity).encode()).hexdigest(),
        "provenance": origin,
        "revisions": [],
    }


def load_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    StoreError
        If there is none, or it cannot be used.
    """
    try:
        manifest = load_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        if (folder / "ledger.jsonl").exists():
            raise StoreError(message("store.missing_again", name=folder, file=NAME, again=_again(folder))) from None
        raise StoreError(message("file.none", name=folder, file=NAME)) from None
    except NotADirectoryError:
        raise StoreError(message("file.not_folder2", name=folder)) from None
    except (OSError, RecursionError, ValueError):
        raise StoreError(message("store.unreadable_again", name=folder, file=NAME, again=_again(folder))) from None
    if not isinstance(manifest, dict) or "schema_version" not in manifest or "identity" not in manifest:
        if (folder / "ledger.jsonl").exists():
            raise StoreError(message("store.not_sweep_again", name=folder, file=NAME, again=_again(folder)))
        raise StoreError(message("store.not_sweep", name=folder, file=NAME))
    document = cast("dict[str, Any]", manifest)
    version = document["schema_version"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise StoreError(message("store.no_version", name=folder, file=NAME))
    if version != SCHEMA_VERSION:
        raise StoreError(message("store.newer" if version > SCHEMA_VERSION else "store.older", name=folder))
    return document


def _again(folder: Path) -> str:
    return message("store.repair", name=folder)


def form(folder: Path, manifest: dict[str, Any]) -> Form:
    """Return what the edition of the model measures whose runs a folder holds; of the first, if nothing is said.

    Raises
    ------
    StoreError
        If there is no such edition.
    """
    forms = {each.version: each for each in (FIRST, FORM)}
    edition = manifest["identity"].get("edition", FIRST.version)
    if type(edition) is not int or edition not in forms:
        raise StoreError(message("store.newer", name=folder.name))
    try:
        return measuring(forms[edition], read_indicators(manifest["identity"].get("extensions") or {}))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoreError(message("store.unreadable_again", name=folder, file=NAME, again=_again(folder))) from None


def own_outcomes(folder: Path, manifest: dict[str, Any]) -> dict[str, Outcome]:
    """Return the outcomes that a study declares itself, from its manifest.

    Raises
    ------
    StoreError
        If the manifest is damaged there.
    """
    try:
        return read(manifest["identity"].get("outcomes") or {}, form(folder, manifest))
    except (AttributeError, ValueError):
        raise StoreError(message("store.unreadable_again", name=folder, file=NAME, again=_again(folder))) from None


def is_exact(manifest: dict[str, Any]) -> bool:
    """Tell whether weeks are kept as float64."""
    return manifest["identity"].get("series") == "float64"


def is_whole(manifest: dict[str, Any]) -> bool:
    """Tell whether what a manifest says was asked is what it was written with."""
    identity = {name: value for name, value in manifest["identity"].items() if name != "versions"}
    return manifest.get("digest") == hashlib.sha256(canonical(identity).encode()).hexdigest()


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest into a folder."""
    write_atomically(
        folder / NAME, (json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()
    )


def differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield what differs between two documents, one line each: where, and both values.

    >>> list(differences({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "c": 2}))
    ['a.b: 1 -> 3']
    """
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        for key in dict.fromkeys([*before, *after]):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list) and len(cast("list[Any]", old)) == len(cast("list[Any]", new)):
        for number, (one, other) in enumerate(zip(cast("list[Any]", old), cast("list[Any]", new), strict=True)):
            yield from differences(one, other, f"{path}.{number}")
    elif old != new:
        yield f"{path}: {_short(old)} -> {_short(new)}"


def list_changes(changes: Sequence[str]) -> Enumeration:
    """Return changes, one a line, below a heading."""
    more = [message("value.more", count=len(changes) - 40)] if len(changes) > 40 else []
    return Enumeration(("", *(message("value.indented", line=line) for line in (*changes[:40], *more))), "\n", "\n")


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def revise(
    folder: Path,
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    same_points: bool,
    grown: bool = False,
    allow_stale: bool = False,
) -> dict[str, Any]:
    """Return the manifest under which a folder goes on: the old one, or a new one that tells what changed.

    Parameters
    ----------
    folder : Path
        For messages.
    old, new : dict
        What the folder was made for, and what is asked now.
    same_points : bool
        Whether both have the same points by their factors.
    grown : bool
        Whether what is asked has further points behind the same ones.
    allow_stale : bool
        Go on although code or scenario are not the same.

    Raises
    ------
    StaleError
        If it may not go on.
    """
    editions = [form(folder, each).version for each in (old, new)]
    if editions[0] != editions[1]:
        about = {"name": folder.name, "old": editions[0], "new": editions[1], "commit": LAST_COMMIT}
        raise StaleError(message("store.of_first", **about))
    changes = list(differences(old["identity"], new["identity"]))
    if edited := edits(old["identity"].get("make"), new["identity"].get("make")):
        changes = [
            message("value.keyed", key="make", what=edited),
            *(change for change in changes if not change.startswith("make")),
        ]
    if edited := list_edits(old["identity"].get("extensions"), new["identity"].get("extensions")):
        changes = [*edited, *(change for change in changes if not change.startswith("extensions"))]
    if new["replicates"] < old["replicates"]:
        raise StaleError(message("store.fewer", name=folder, old=old["replicates"], new=new["replicates"]))
    if not changes:
        return old if new["replicates"] == old["replicates"] else _with_revision(old, new, [])
    if grown and new["identity"]["precision"] is None and all(change.startswith("design") for change in changes):
        return _with_revision(old, new, [])
    if all(change.startswith("outcomes") for change in changes) and _computable(old, new):
        return _with_revision(old, new, [])
    listed = list_changes(changes)
    if not same_points or any(change.startswith(("design", "first_seed", "series", "outcomes")) for change in changes):
        raise StaleError(message("store.other_design", name=folder, changes=listed))
    if not allow_stale:
        raise StaleError(message("store.other_version", name=folder, changes=listed))
    return _with_revision(old, new, changes)


def _computable(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Tell whether outcomes can be computed anew from the weeks that are kept, which are all of what is asked.

    Where a rule for stopping looks at them, other runs might have been made.
    """
    before, after = (document["identity"].get("outcomes") or {} for document in (old, new))
    watched = (new["identity"]["precision"] or {}).get("half_width", {})
    return (
        bool(new["identity"]["series"])
        and not any(before.get(name) != after.get(name) for name in watched)
        and not any(revision["changes"] for revision in old["revisions"])
    )


def _with_revision(old: dict[str, Any], new: dict[str, Any], changes: list[str]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    grown = [
        f"{name}: {old[name]} -> {new[name]}" for name in ("replicates", "points") if new.get(name) != old.get(name)
    ]
    revision = {"time": now, "changes": changes, "grown": grown, "provenance": old["provenance"]}
    return {**new, "revisions": [*old["revisions"], revision]}
