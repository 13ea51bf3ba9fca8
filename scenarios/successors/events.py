"""Events of the first edition, as events of the second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HALVES = ("urban", "rural")
"""Parts of the city that a surge of the first edition could be limited to; the second names districts."""


def convert_events(value: Any) -> dict[str, Any]:
    """Return events with legal service, the party and places where the second edition has them.

    Where a surge was limited to a half of the city, that half stands among the event's places; see
    :func:`name_districts`. What else happens in such an event, happens everywhere: it becomes an event of its own.
    """
    events: list[dict[str, Any]] = []
    for event in value:
        result = {name: dict(item) if isinstance(item, dict) else item for name, item in event.items()}
        rules = dict(result.get("rules", {}))
        administration = dict(rules.get("administration", {}))
        if "law" in administration:
            rules["law"] = {"service": administration.pop("law")}
            rules.pop("administration")
            if administration:
                rules["administration"] = administration
            result["rules"] = rules
        if "capacity" in result:
            actors = ["party" if kind == "party_branch" else kind for kind in result["capacity"].get("actors", ())]
            result["capacity"]["actors"] = actors
        events.append(result)
        half = result.get("surge", {}).pop("where", "everywhere")
        if half not in HALVES:
            continue
        if result.get("rules") or "capacity" in result:
            events.append({"week": result["week"], "surge": result.pop("surge"), "where": [half]})
        else:
            result["where"] = [half]
    return {"": events}


def name_districts(
    events: list[dict[str, Any]], halves: Mapping[str, list[str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """Put the names of districts in the place of halves of the city.

    Returns
    -------
    tuple of two lists, or None
        The events, and those left out, as the city has no such half; None if an event needs names that are not known.
    """
    named: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for event in events:
        half = event.get("where", [""])[0]
        if half not in HALVES:
            named.append(event)
        elif half not in halves:
            return None
        elif halves[half]:
            named.append({**event, "where": halves[half]})
        else:
            left_out.append(event)
    return named, left_out
