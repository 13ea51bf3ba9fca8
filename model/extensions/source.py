"""An extension as text: what it is, and not where it lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import PurePosixPath


class ExtensionError(RuntimeError):
    """The code of an extension failed; the message names file, line and what Python says."""


@dataclass(frozen=True)
class ExtensionSource:
    """An extension as it travels: its text, and the files that it reads.

    Attributes
    ----------
    name : str
        Of the module.
    file : str
        As the scenario names it; it decides nothing.
    text : str
        With line ends of one kind.
    files : tuple of (str, str)
        Files beside it that it declares, and their text.
    """

    name: str
    file: str
    text: str
    files: tuple[tuple[str, str], ...] = field(default=())

    @property
    def digest(self) -> str:
        """What decides results: digest of name, text and files; not where the module lies."""
        parts = [self.name, self.text, *(part for pair in self.files for part in pair)]
        return blake2b("\0".join(parts).encode(), digest_size=32).hexdigest()


def name_of_module(file: str) -> str:
    """Return the name of an extension by its file.

    >>> name_of_module("media/local_medium.py")
    'local_medium'
    """
    return PurePosixPath(file.replace("\\", "/")).stem
