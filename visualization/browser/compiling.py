"""How far the model is compiled: by what lies in the stock of kernels of what will lie there."""

from __future__ import annotations

from ...model.compilation import KERNELS
from ...model.kept import Kept, kept_files

_ENGINE = "engine."
"""What names of the kernels that are played begin with."""


def share_compiled() -> float:
    """Return the share of kernels that lie compiled on disk, as they are now.

    A few are written into others and never lie there, so that it ends a little below 1.
    """
    kept = [cache for each in KERNELS.values() if isinstance(cache := getattr(each, "_cache", None), Kept)]
    wanted = {each.prefix() for each in kept if each.name.startswith(_ENGINE)}
    there = {f"{path.name.rpartition('-')[0]}-" for path in kept_files()}
    return len(wanted & there) / len(wanted) if wanted else 1.0
