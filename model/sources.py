"""Which sources of the model these are, and whether their kernels lie compiled on disk.

Numba's own cache does not notice an edit in another file that a kernel calls into, so the folder of compiled kernels
is named by a digest of all sources of the model.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parent


@cache
def source_digest() -> str:
    """Return the SHA-256 of the model's sources, by file name and content."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def cache_folder() -> Path:
    """Return the folder for compiled kernels: beside the sources, or in the user's cache where those are read-only."""
    name = f"kernels-{source_digest()[:16]}"
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    for parent in (SOURCES / "__pycache__", Path(home) / "cogov"):
        if os.access(parent if parent.exists() else parent.parent, os.W_OK):
            return parent / name
    return Path(tempfile.gettempdir()) / f"cogov-{os.getuid() if hasattr(os, 'getuid') else 'user'}" / name


def is_compiled() -> bool:
    """Tell whether kernels of these very sources lie compiled on disk."""
    return any(cache_folder().rglob("*.nbc"))
