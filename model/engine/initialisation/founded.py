"""Cities that were founded lately, for runs that found the same once more.

In a sweep many points have one world and differ in rules. Runs of one seed then begin with the same city, to the bit,
and founding a small city takes as long as a tenth of its years. Each run gets columns of its own.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any

from ...parameters.settings import Settings

LARGEST, MOST = 4_000_000, 32_000_000
"""Bytes of a city that is kept, and of all that are: some hundred small ones."""

_kept: OrderedDict[bytes, tuple[tuple[Any, ...], int]] = OrderedDict()
_lock = Lock()


def find_founded(key: bytes) -> tuple[Any, ...] | None:
    """Return copies of the tables of a city that was founded lately; None if there is none."""
    with _lock:
        if key not in _kept:
            return None
        _kept.move_to_end(key)
        tables, _ = _kept[key]
    return _copy(tables)


def keep_founded(key: bytes, tables: tuple[Any, ...]) -> None:
    """Keep copies of the tables of a city, and forget what was not asked for longest where there are too many."""
    size = sum(column.nbytes for table in tables for column in table)
    if size > LARGEST:
        return
    copies = _copy(tables)
    with _lock:
        _kept[key] = (copies, size)
        while sum(each for _, each in _kept.values()) > MOST:
            _kept.popitem(last=False)


def forget_founded() -> None:
    """Forget all of them: who measures how long founding takes has to found."""
    with _lock:
        _kept.clear()


def founding_key(settings: Settings, seed: int) -> bytes:
    """Return a digest of all that founding may look at: not the rules, events and weeks of a run."""
    # Text, in which equal settings are equal, whichever file or process they come from.
    said = f"{seed} {settings.world.model_dump_json()} {settings.behaviour.model_dump_json()}"
    return hashlib.sha256(said.encode()).digest()


def _copy(tables: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(type(table)(*(column.copy() for column in table)) for table in tables)
