"""How much the server gives, in all and to one address, and what the machine allows.

Every number can be set: ``cogov app --limit places=100``. docs/how-to/serving.md says where the defaults come from. The
machine the server runs on is not limited, so that the trainer always comes in.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from ....scenarios.errors import nearest
from ...language.translations import Words

RESERVE_SECONDS = 20
"""Seconds of its rate that an address may use at once: a room opens the page within a minute; assumed."""

BACKLOG = 128
"""Connections that are accepted between two looks at the limits; each takes a file until it is refused."""

QUEUE = 1_024
"""Connections that may wait, in the operating system, until they are accepted."""

RESERVED_FILES = 128 + 2 * BACKLOG
"""Open files for the interpreter, its libraries and what arrives at two listening sockets at once."""

FILES_OF_PLACE = 12
"""Open files of one visitor's page beside its connection: event loops of its threads; measured 4 to 6."""

MOST_FILES = 65_536
"""More are not asked for; some systems say "unlimited" and mean less."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be taken.

    Attributes
    ----------
    places : int
        Pages open at once, 2.4 MB each beside their models.
    places_of_browser, places_of_address : int
        Of these, by one browser and from one address.
    connections, connections_of_address : int
        Open at once, in all and from one address.
    arrivals_of_address : int
        New connections of one address in a second.
    requests_of_address : int
        What one address may ask in a second: a file counts 1, a page 10, a web socket 20.
    phones, phones_of_address : int
        Phones of a room, in all and from one address.
    """

    places: int = 60
    places_of_browser: int = 6
    places_of_address: int = 40
    connections: int = 2_000
    connections_of_address: int = 512
    arrivals_of_address: int = 50
    requests_of_address: int = 100
    phones: int = 300
    phones_of_address: int = 20

    def changed(self, texts: Sequence[str], words: Words) -> Limits:
        """Return the limits with some of them set by ``name=number``.

        Raises
        ------
        ValueError
            With a line for each text that sets none, in the language of `words`.
        """
        names = [each.name for each in fields(self)]
        values: dict[str, int] = {}
        wrong: list[str] = []
        for text in texts:
            name, _, number = text.partition("=")
            if name not in names:
                near = nearest(name, names)
                hint = words("serving.limit.nearest", near=near) if near else ""
                wrong.append(words("serving.limit.name", text=repr(text), names=", ".join(names)) + hint)
            elif not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= LARGEST):
                wrong.append(words("serving.limit.number", text=repr(text), largest=LARGEST))
            elif name in values:
                wrong.append(words("serving.limit.twice", name=name))
            else:
                values[name] = int(number)
        if wrong:
            raise ValueError("\n".join(wrong))
        return replace(self, **values)

    def within(self, files: int) -> Limits:
        """Return the limits lowered to what a process can serve that may open so many files.

        Raises
        ------
        ValueError
            If that is not even one place.
        """
        places = min(self.places, (files - RESERVED_FILES) // (FILES_OF_PLACE + 8))
        if places < 1:
            raise ValueError(files)
        room = files - RESERVED_FILES - FILES_OF_PLACE * places
        connections = min(self.connections, room)
        return replace(
            self,
            places=places,
            connections=connections,
            connections_of_address=min(self.connections_of_address, connections),
        )


LARGEST = 1_000_000


def raise_files() -> int:
    """Raise the number of files this process may open as far as it may, and return it."""
    if sys.platform == "win32":  # its sockets are not counted there
        return MOST_FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    wanted = MOST_FILES if hard == unlimited else min(hard, MOST_FILES)
    if soft != unlimited and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):  # macOS has a lower bound of its own
            wanted = soft
    elif soft != unlimited:
        wanted = soft
    return wanted
