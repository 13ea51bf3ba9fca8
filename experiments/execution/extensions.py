"""The extensions of runs as a document beside results: what they were, what they measured, and what was edited since.

The document tells all that reading results needs, so that nothing of an extension is run for it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from ...model.extensions.bundle import Bundle, ExtendedSettings
from ...model.extensions.source import ExtensionError
from ...model.indicators import Indicator
from ...model.parameters.settings import Settings
from ...scenarios.message import message

SHOWN = 20
"""Lines of an edit that are shown."""


def document_extensions(*cities: Settings) -> dict[str, Any]:
    """Return the extensions of the settings of cities as a document, by name; an empty one without any.

    Where their modules lie is not in it: a moved extension is the same one.

    Raises
    ------
    ExtensionError
        If two of them have one name and are not the same.
    """
    found: dict[str, Any] = {}
    for source in (each for one in cities if isinstance(one, ExtendedSettings) for each in one.bundle.sources):
        if found.get(source.name, {"digest": source.digest})["digest"] != source.digest:
            raise ExtensionError(message("extension.two_of_a_name", name=source.name))
        found[source.name] = {
            "digest": source.digest,
            "text": source.text,
            "files": dict(source.files),
            "indicators": [_write(each) for each in Bundle((source,)).indicators],
        }
    return found


def _write(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator as a document; a range without end has none there."""
    return {
        name: None if value in (float("inf"), float("-inf")) else value for name, value in asdict(indicator).items()
    }


def read_indicators(document: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return what the extensions of a document measure, in their order.

    Raises
    ------
    AttributeError, KeyError, TypeError
        If it is none.
    """
    found: list[Indicator] = []
    for each in document.values():
        for said in each["indicators"]:
            low, high = said["low"], said["high"]
            rest: dict[str, Any] = {name: value for name, value in said.items() if name not in ("low", "high")}
            least, most = -float("inf") if low is None else low, float("inf") if high is None else high
            found.append(Indicator(low=least, high=most, **rest))
    return tuple(found)


def list_edits(before: Any, now: Any) -> list[str]:
    """Return what was edited in extensions between two documents, one text each; nothing if they are the same."""
    if before == now:
        return []
    old, new = (cast("dict[str, Any]", each) if isinstance(each, dict) else {} for each in (before, now))
    said: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        if name not in new or name not in old:
            said.append(message("extension.gone" if name in old else "extension.new", name=name))
        elif old[name].get("digest") != new[name].get("digest"):
            lines = [*_compare(f"{name}.py", old[name].get("text"), new[name].get("text"))]
            files = old[name].get("files") or {}, new[name].get("files") or {}
            for file in dict.fromkeys([*files[0], *files[1]]):
                lines += _compare(file, files[0].get(file), files[1].get(file))
            more = [message("value.more", count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
            said.append(message("extension.edited", name=name, lines="\n".join(["", *lines[:SHOWN], *more])))
    return said


def _compare(name: str, before: Any, now: Any) -> list[str]:
    old, new = (each.splitlines() if isinstance(each, str) else [] for each in (before, now))
    return [line.rstrip("\n") for line in difflib.unified_diff(old, new, name, name, n=1, lineterm="")]
