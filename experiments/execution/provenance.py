"""Where results come from: versions, code, command. Never paths, user names or environment variables."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypedDict

from ...model.kernel_cache import SOURCES, source_digest

PACKAGES = ("cogov", "mesa", "numba", "numpy", "pandas", "scipy")


class Git(TypedDict):
    """State of the checkout that the code runs from."""

    commit: str
    dirty: bool


class Provenance(TypedDict):
    """What made a result."""

    versions: dict[str, str]
    platform: str
    code: str
    git: Git | None
    command: list[str]
    time: str


def versions(*further: str) -> dict[str, str]:
    """Return the versions of Python and of the packages that decide results, and of `further` ones."""
    result = {"python": platform.python_version()}
    for package in (*PACKAGES, *further):
        try:
            result[package] = version(package)
        except PackageNotFoundError:
            result[package] = "unknown"
    return result


def git_state() -> Git | None:
    """Return commit and dirtiness, when the model runs from a checkout of its own; else None."""
    folder = SOURCES.resolve()
    try:
        # An installed package may lie inside somebody else's checkout: that commit says nothing about us.
        if Path(_git(folder, "rev-parse", "--show-toplevel")).resolve() != folder.parent:
            return None
        return Git(commit=_git(folder, "rev-parse", "HEAD"), dirty=bool(_git(folder, "status", "--porcelain")))
    except (OSError, subprocess.SubprocessError):
        return None


def dirty_files(folder: Path) -> list[str]:
    """Return the files of the checkout around a folder that differ from its last commit; none where there is none."""
    try:
        # -z: names as they are, whatever characters they have; a renamed file is two names.
        result = _git(folder.resolve(), "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")
    except (OSError, subprocess.SubprocessError):
        return []
    return [entry.lstrip()[2:].lstrip() for entry in result.split("\0") if entry.strip()]


def _git(folder: Path, *question: str) -> str:
    answer = subprocess.run(
        ["git", "--no-optional-locks", "-C", str(folder), *question],
        capture_output=True,
        check=True,
        timeout=10,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    return answer.stdout.strip()


def discreet(argument: str) -> str:
    """Return a command-line argument without folders that could tell who and where the user is.

    >>> discreet("--out=/srv/li/results/a"), discreet("rules.goals.strength=0.5")
    ('--out=a', 'rules.goals.strength=0.5')
    """
    head, equals, tail = argument.rpartition("=")
    posix, windows = PurePosixPath(tail), PureWindowsPath(tail)
    telling = posix.is_absolute() or windows.drive or windows.root or ".." in windows.parts or tail.startswith("~")
    return head + equals + (windows.name if telling else tail)


def provenance(command: Sequence[str] = ()) -> Provenance:
    """Return where a result made now comes from.

    Parameters
    ----------
    command : sequence of str
        The command line, program first; paths in it are shortened to their last part.
    """
    return Provenance(
        versions=versions(),
        platform=f"{platform.system()} {platform.machine()}",
        code=source_digest(),
        git=git_state(),
        command=[discreet(argument) for argument in command],
        time=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
