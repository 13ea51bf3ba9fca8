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

from ..provenance import provenance
from .files import StoreError, canonical, put

SCHEMA_VERSION = 1
NAME = "manifest.json"
DECIDING = ("mesa", "numba", "numpy")
"""Packages whose versions may change the last digits of results."""


class StaleError(StoreError):
    """A folder holds results of something else; the message lists what differs."""


def made(identity: dict[str, Any], about: dict[str, Any], command: Sequence[str]) -> dict[str, Any]:
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


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    StoreError
        If there is none, or it cannot be used.
    """
    try:
        manifest = json.loads((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise StoreError(f"{folder.name}: holds no results of a sweep (there is no {NAME})") from None
    except NotADirectoryError:
        raise StoreError(f"{folder.name}: is a file; a folder of results is needed") from None
    except (OSError, RecursionError, ValueError):
        raise StoreError(f"{folder.name}: {NAME} cannot be read; it is not as it was written") from None
    if not isinstance(manifest, dict) or "schema_version" not in manifest or "identity" not in manifest:
        raise StoreError(f"{folder.name}: {NAME} is not that of a sweep")
    document = cast("dict[str, Any]", manifest)
    version = document["schema_version"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise StoreError(f"{folder.name}: {NAME} is not as it was written: its schema_version is no version")
    if version != SCHEMA_VERSION:
        age = "a newer" if version > SCHEMA_VERSION else "an older"
        raise StoreError(f"{folder.name}: was written by {age} version of cogov, which this one cannot read")
    return document


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest into a folder."""
    put(folder / NAME, (json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode())


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


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def revised(
    folder: Path, old: dict[str, Any], new: dict[str, Any], *, same_points: bool, allow_stale: bool
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
    allow_stale : bool
        Go on although code or scenario are not the same.

    Raises
    ------
    StaleError
        If it may not go on.
    """
    changes = list(differences(old["identity"], new["identity"]))
    if new["replicates"] < old["replicates"]:
        raise StaleError(
            f"{folder.name}: was made for {old['replicates']} replicates, and {new['replicates']} are asked for; "
            "choose another folder with --out"
        )
    if not changes:
        return old if new["replicates"] == old["replicates"] else _with_revision(old, new, [])
    listed = "".join(f"\n  {change}" for change in changes[:40])
    listed += f"\n  and {len(changes) - 40} more" if len(changes) > 40 else ""
    if not same_points or any(change.startswith(("design", "first_seed", "series")) for change in changes):
        raise StaleError(
            f"{folder.name}: holds another design; choose another folder with --out. It differs in:{listed}"
        )
    if not allow_stale:
        raise StaleError(
            f"{folder.name}: holds results of another version. What differs (there -> now):{listed}\n"
            "Choose another folder with --out, or keep and mark what is there with --allow-stale"
        )
    return _with_revision(old, new, changes)


def _with_revision(old: dict[str, Any], new: dict[str, Any], changes: list[str]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    grown = (
        [] if new["replicates"] == old["replicates"] else [f"replicates: {old['replicates']} -> {new['replicates']}"]
    )
    revision = {"time": now, "changes": changes, "grown": grown, "provenance": old["provenance"]}
    return {**new, "revisions": [*old["revisions"], revision]}
