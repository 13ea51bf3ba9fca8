"""The stock of compiled kernels: whether a run can begin at once, and whether what lies there is as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from .compilation import KERNELS
from .engine.week import live_through
from .kept import Damaged, Kept, kept_files, load_content, set_aside

__all__ = ["is_compiled", "mend"]


def is_compiled() -> bool:
    """Tell whether the kernels lie compiled on disk: each that ever was, as it is now.

    The week is one kernel, so that without it the others are of no use.
    """
    current = {kept.prefix() for kept in _own_kernels()}
    there = {_prefix_of(path.name) for path in kept_files()}
    named = {prefix.split("-")[0] for prefix in there}
    week = getattr(live_through, "_cache", None)
    whole = not isinstance(week, Kept) or week.prefix() in there
    return not current or (
        bool(there) and whole and all(prefix in there for prefix in current if prefix.split("-")[0] in named)
    )


def mend() -> list[str]:
    """Set aside what is not as it was written, to be compiled again; return the names of those kernels.

    Only what this process would load is looked at. It is looked at once more when it is loaded; here it can be told
    before there are several processes.
    """
    current, damaged = {kept.prefix() for kept in _own_kernels()}, dict[str, None]()
    for path in kept_files():
        if _prefix_of(path.name) in current:
            try:
                load_content(path)
            except Damaged:
                set_aside(path)
                damaged[path.name.split("-")[0]] = None
            except OSError:
                continue
    return sorted(damaged)


def _own_kernels() -> Iterator[Kept]:
    for kernel in KERNELS.values():
        kept = getattr(kernel, "_cache", None)
        if isinstance(kept, Kept):
            yield kept


def _prefix_of(name: str) -> str:
    return name.rpartition("-")[0] + "-"
