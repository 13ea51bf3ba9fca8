"""What is said of a key of the first edition where one of the second is expected: the same as of an upgraded file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ..errors import Key
from ..message import Message, message
from .table import find_successor


def explain_old_keys(key: Key, content: Any) -> list[tuple[Key, Message]]:
    """Return the keys at or below one that is not known, with where they are now; none if one was never a key.

    >>> [(key, said.say("en")) for key, said in explain_old_keys(("rules", "administration", "law"), 0.5)]
    [(('rules', 'administration', 'law'), 'a key of the first edition; now it is rules.law.service')]
    >>> explain_old_keys(("rules", "nix"), 0.5)
    []
    """
    found: list[tuple[Key, Message]] = []
    for path in _list_leaves(key, content):
        # Levers of an event are named as those of the city are.
        own = path[2:] if path[0] == "events" and path[2:3] == ("rules",) else path
        row = find_successor(".".join(map(str, own)))
        if row is None:
            return []
        if row.fate == "gone":
            said = message("upgrade.old_key_gone", why=message(f"upgrade.gone_{row.reason}"))
        elif row.fate == "converted":
            said = message("upgrade.old_key_converted", to=row.to, why=message(f"upgrade.converted_{row.reason}"))
        else:
            said = message("upgrade.old_key", to=row.to)
        found.append((path, said))
    return found


def _list_leaves(key: Key, content: Any) -> Iterator[Key]:
    if isinstance(content, dict):
        for name, value in cast("dict[str, Any]", content).items():
            yield from _list_leaves((*key, name), value)
    else:
        yield key
