"""Which sources of the model these are, and where its kernels are kept compiled."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parent
FOLDER = "kernels"
SHIPPED = "compiled"


@cache
def source_digest() -> str:
    """Return the SHA-256 of the model's sources, by file name and content."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def cache_folders() -> tuple[Path, ...]:
    """Return the folders for compiled kernels, best first: beside the sources, the user's cache, a temporary one.

    Kernels are read from all of them and written to the first that takes them. Each may be deleted at any time.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or _home()
    user = os.getuid() if hasattr(os, "getuid") else "user"
    kept = [SOURCES / "__pycache__" / FOLDER]
    if home:
        kept.append(Path(home) / "cogov" / FOLDER)
    return (*kept, Path(tempfile.gettempdir()) / f"cogov-{user}" / FOLDER)


def shipped_folder() -> Path:
    """Return the folder for kernels that came compiled with the package. Nothing is ever written there."""
    return SOURCES / SHIPPED


def _home() -> str:
    try:
        return str(Path.home() / ".cache")
    except RuntimeError:  # an account without a home
        return ""


def is_safe(folder: Path) -> bool:
    """Tell whether nobody else may have put something into a folder: what lies there is run.

    Anyone may make a folder among temporary files; whoever may write beside the sources could change these as well.
    """
    if folder != cache_folders()[-1] or not hasattr(os, "getuid"):
        return True
    try:
        return all(
            about.st_uid == os.getuid() and not about.st_mode & stat.S_IWOTH and stat.S_ISDIR(about.st_mode)
            for about in (folder.lstat(), folder.parent.lstat())
        )
    except OSError:
        return False
