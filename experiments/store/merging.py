"""Shards put together: parts are copied as they are, so that the whole is what one machine would have made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ...scenarios.message import message
from . import manifest as manifests
from .atomic_files import StoreError
from .commit_log import load_log
from .finalize import Draw, conclude
from .results import Results
from .store import LEDGER, Store, fault_of, load_design


def shards_in(folder: Path) -> list[Path]:
    """Return the shards below a folder."""
    return sorted(each for each in folder.glob("shard-*-of-*") if (each / manifests.NAME).exists())


def merge(
    folder: Path,
    shards: Sequence[Path] = (),
    *,
    notice: Callable[[str], object] = lambda _: None,
    draw: Draw | None = None,
) -> tuple[int, bool]:
    """Take the parts of shards into a folder, and conclude it if it is complete.

    Returns how many parts were taken (those that are there are not taken twice), and whether the folder is complete.

    Parameters
    ----------
    folder : Path
        Where to; made if it does not exist.
    shards : sequence of Path
        Folders of the same study; those below `folder` if none are given.
    notice : callable
        Told of parts that are not as they were written, which are left out.
    draw : callable, optional
        What writes pictures into a complete folder; without it there are none.

    Raises
    ------
    StoreError
        If there are no shards, or they are not of one study, or another process writes to the folder.
    OSError
        If the folder cannot be written.
    """
    shards = list(shards) or shards_in(folder)
    if not shards:
        raise StoreError(message("file.no_shards", name=folder))
    first = manifests.load_manifest(shards[0])
    for shard in shards[1:]:
        other = manifests.load_manifest(shard)
        changes = list(manifests.differences(first["identity"], other["identity"]))
        if not changes and not load_design(shard).equals(load_design(shards[0])):
            changes.append(message("store.order"))
        if other["replicates"] != first["replicates"]:
            changes.append(f"replicates: {first['replicates']} -> {other['replicates']}")
        if changes:
            listed = "".join(f"\n  {change}" for change in changes[:40])
            raise manifests.StaleError(message("store.not_same", name=shard, other=shards[0], changes=listed))
    taken = 0
    with Store(folder, first, load_design(shards[0]), notice=notice) as store:
        for name in ("study.toml", "scenario.toml"):
            if (shards[0] / name).is_file() and not (folder / name).exists():
                (folder / name).write_bytes((shards[0] / name).read_bytes())
        for shard in shards:
            for entry in load_log(shard / LEDGER).entries:
                if entry.runs in store.entries:
                    continue
                if fault := fault_of(shard, entry):
                    notice(message("store.left_out", name=shard, fault=fault))
                    continue
                store.take(shard, entry)
                taken += 1
        complete = conclude(Results(folder), draw=draw)
    return taken, complete
