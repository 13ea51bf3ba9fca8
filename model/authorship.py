"""Functions that users wrote, known by their content: what of them stands beside results, and what has changed since.

The program's own functions are known by their name, since a digest of its sources stands beside all results already.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, cast

from .content import content, is_installed, name_of
from .message import Enumeration, message

_PROGRAM = __name__.partition(".")[0]


def identity(function: Callable[..., Any]) -> str | dict[str, Any]:
    """Return what a function is, as a document: the name of one of the program's own, else its content.

    Returns
    -------
    str or dict
        ``name``; ``python``, since byte code differs between versions; ``parts`` (by name a short value or a digest of
        the code); ``unseen``, what it refers to and could not be looked into.
    """
    name = name_of(function)
    if _is_own(name.partition(":")[0]) and "<" not in name:
        return name
    result = content(function, _examine)
    parts = dict(sorted(result.parts.items()))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"name": name, "python": version, "parts": parts, "unseen": list(result.unseen), "digest": result.digest}


def key_of(identity: str | dict[str, Any]) -> str:
    """Return what stands for a function in the key of a run."""
    if isinstance(identity, str):
        return identity
    return f"{identity['name']} {identity['python']} {identity['digest']}"


def unseen(identity: Any) -> list[str]:
    """Return a sentence where something a function refers to could not be looked into: an edit of it goes unnoticed."""
    if not isinstance(identity, dict) or not (missing := cast("dict[str, Any]", identity).get("unseen")):
        return []
    what = ", ".join(cast("list[str]", missing))
    return [message("author.unseen", name=cast("dict[str, Any]", identity)["name"], what=what)]


def edits(before: Any, now: Any) -> str:
    """Return in a few words what has changed in a function; nothing if it is the same."""
    if before == now:
        return ""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return message("author.place", now=_describe(now), before=_describe(before))
    old, new = cast("dict[str, Any]", before), cast("dict[str, Any]", now)
    if old.get("name") != new.get("name"):
        return message("author.place", now=_describe(now), before=_describe(before))
    if old.get("python") != new.get("python"):
        return message("author.python", name=new["name"], old=old.get("python"), new=new["python"])
    return message("author.edited", name=new["name"], changes=_changes(_parts(old), _parts(new)))


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    said: list[str] = []
    for part in sorted(old.keys() | new.keys()):
        before, after = old.get(part), new.get(part)
        if before == after:
            continue
        if before is None:
            said.append(message("author.new", part=part))
        elif after is None:
            said.append(message("author.gone", part=part))
        elif _is_digest(before) or _is_digest(after):
            said.append(message("author.code", part=part))
        else:
            said.append(message("author.was", part=part, before=before, after=after))
    if not said:
        return message("author.other")
    shown = Enumeration(said[:5], "; ", "；")
    return message("author.more", changes=shown, count=len(said) - 5) if len(said) > 5 else shown


def _parts(identity: Mapping[str, Any]) -> dict[str, str]:
    parts = identity.get("parts")
    return cast("dict[str, str]", parts) if isinstance(parts, dict) else {}


def _describe(identity: Any) -> str:
    return str(cast("dict[str, Any]", identity).get("name")) if isinstance(identity, dict) else str(identity)


def _is_digest(part: str) -> bool:
    return len(part) == 64 and " " not in part


def _is_own(module: str) -> bool:
    return module.partition(".")[0] == _PROGRAM


def _examine(module: str) -> bool:
    return not _is_own(module) and not is_installed(module)
