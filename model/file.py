"""A file that is written whole or not at all, at whatever a path may be.

Every file that a user names goes through here. A regular file is replaced in one step, so that at no moment half of it
is there, and what was there stays where the new one cannot be written. Replacing is right for regular files only: a
device or a pipe would become a file, and a link would be cut. So a link is followed to where it leads, and devices
and pipes are written to.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from .message import message

TEMPORARY = ".part-being-written"
"""How names of files end that are not whole yet."""

STANDARD_OUTPUT = "-"
"""What stands for standard output where a file is asked for."""

_OPEN_FILES = ("/dev/", "/proc/")
"""Below these stand names of what is open already, such as ``/dev/stdout``: replacing would cut it off."""


_NAMES_OF_STANDARD_OUTPUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


class OutputError(ValueError):
    """What was asked for cannot be written to; the message says why."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file: beside its place, to the disk, then into its place.

    Parameters
    ----------
    path : Path
        A file or none; a link, which is followed; a device or pipe, which is written to; or ``-``, standard output.
    content : bytes

    Raises
    ------
    OutputError
        If `path` is a folder or a socket.
    OSError
        If it cannot be written; then a regular file is as it was, and nothing is left of the new one.
    """
    check_writable(path)
    if is_standard_output(path):
        _write_out(content)
        return
    target = Path(os.path.realpath(path))
    about = _about(path)
    if (about is not None and not stat.S_ISREG(about.st_mode)) or os.fspath(path.absolute()).startswith(_OPEN_FILES):
        # Opened as it was named: what /dev/stdout leads to may have no path.
        with path.open("wb", buffering=0) as file:
            _write_all(file.fileno(), content)
        return
    try:
        _replace(target, content, about)
    except OSError as error:
        if error.errno is None:
            raise
        # It names a file that the user does not know.
        raise OSError(error.errno, error.strerror, str(path)) from None


def create(path: Path, content: bytes) -> None:
    """Write a new file whole or not at all; what is there stays as it is.

    Raises
    ------
    OutputError
        If something is there already, be it a link that leads nowhere.
    OSError
        If it cannot be written; then nothing is left of it.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        raise OutputError(message("file.exists", name=path)) from None
    try:
        _write_all(handle, content)
        os.fsync(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)


def check_writable(path: Path) -> None:
    """Refuse, before any work is done, what can never be written to.

    Raises
    ------
    OutputError
        If `path` is a folder or a socket.
    PermissionError
        If it is a file that its user may only read.
    """
    if is_standard_output(path) or (about := _about(path)) is None:
        return
    if stat.S_ISDIR(about.st_mode):
        raise OutputError(message("file.is_folder", name=path))
    if stat.S_ISSOCK(about.st_mode):
        raise OutputError(message("file.is_socket", name=path))
    if stat.S_ISREG(about.st_mode) and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))


def is_standard_output(path: Path) -> bool:
    """Tell whether a path stands for standard output; ``./-`` is a file of that name."""
    return os.fspath(path) == STANDARD_OUTPUT


def leads_to_standard_output(path: Path | None) -> bool:
    """Tell whether what is written to a path comes out on standard output: ``-``, or the system's name for it."""
    return path is not None and (is_standard_output(path) or os.fspath(path.absolute()) in _NAMES_OF_STANDARD_OUTPUT)


def settle(folder: Path) -> None:
    """Write a folder's list of names to the disk; not every system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _about(path: Path) -> os.stat_result | None:
    """Return what stands at the end of a path and its links; None if nothing does."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, content: bytes, old: os.stat_result | None) -> None:
    # Not the whole name: with the ending it could be too long.
    beside = target.with_name(f"{target.name[:60]}.{secrets.token_hex(4)}{TEMPORARY}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(beside, flags, 0o666)
        try:
            _write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        if old is not None:
            beside.chmod(stat.S_IMODE(old.st_mode))
            with suppress(OSError, AttributeError):  # only root may give files away
                os.chown(beside, old.st_uid, old.st_gid)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    settle(target.parent)


def _write_all(handle: int, content: bytes) -> None:
    """Write to a pipe or device as much at a time as it takes."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _write_out(content: bytes) -> None:
    sys.stdout.flush()
    if (raw := getattr(sys.stdout, "buffer", None)) is not None:
        raw.write(content)
        raw.flush()
    else:  # a stream of text alone, as notebooks have
        sys.stdout.write(content.decode("utf-8", "replace"))
        sys.stdout.flush()
