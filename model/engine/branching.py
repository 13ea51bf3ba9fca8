"""One past, many futures: a saved city goes on with other rules, other events, other behaviour, other luck.

What was decided when the city was founded cannot be others from then on: who lives where, which bodies there are, what
they began with. All else can, and holds from the week on at which the city was saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from ..message import Message, message
from ..parameters.events import Event
from ..parameters.settings import Settings
from .checkpoint import CHANGING
from .initialisation.city import initialise
from .state import City

FOUNDED: tuple[str, ...] = (
    "world", "behaviour.founding", "behaviour.arise.size_small", "behaviour.arise.size_large",
)  # fmt: skip
"""Keys that decide how a city is founded, and all below them; the sizes share out the hours of departments."""

MOST = 8
"""Keys that are named, of those that differ."""


def refusals(before: Settings, after: Settings) -> list[Message]:
    """Return, key by key, what keeps a city founded with some settings from going on with others."""
    lines = [
        message("checkpoint.founded_key", key=key, old=old, new=new)
        for key, old, new in _differences(_tables(before), _tables(after), "")
        if any(key == founded or key.startswith(f"{founded}.") for founded in FOUNDED)
    ]
    if len(lines) > MOST:
        lines = [*lines[:MOST], message("checkpoint.more_keys", count=len(lines) - MOST)]
    return lines


def branch(city: City, settings: Settings, founded: int) -> City:
    """Return a city as it is, with what settings say from now on; settings must found the same city.

    Parameters
    ----------
    city : City
        Left as it is.
    settings : Settings
        Those of the branch.
    founded : int
        The seed that the city was founded with.
    """
    result = initialise(settings, founded)._replace(cases=city.cases)
    for table, names in CHANGING.items():
        for name in names:
            new, old = getattr(getattr(result, table), name), getattr(getattr(city, table), name)
            # The ledger has a place for every week, and a branch may have more of them, or fewer.
            common = tuple(slice(0, min(pair)) for pair in zip(new.shape, old.shape, strict=True))
            new[common] = old[common]
    return result


def carry_events(
    before: Sequence[Event], active: Mapping[int, int], after: Sequence[Event], week: int
) -> dict[int, int]:
    """Return which events of a branch are active when it begins, with the week in which each began.

    An event that was there before is as active as it was. Another one that has a week in the past counts as begun in
    that week, as far as its span has not ended; one on a condition is looked at from now on.
    """
    waiting = list(range(len(before)))
    result: dict[int, int] = {}
    for number, event in enumerate(after):
        same = next((old for old in waiting if before[old] == event), None)
        if same is not None:
            waiting.remove(same)
            if same in active:
                result[number] = active[same]
        elif event.week is not None and event.week < week < event.week + (event.for_weeks or week + 1):
            result[number] = event.week
    return result


def _tables(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(mode="json", by_alias=True)


def _differences(old: Any, new: Any, key: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, old value and new value where two tables differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        for name in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(name), after.get(name), f"{key}.{name}" if key else name)
    elif old != new:
        yield key, _show_value(old), _show_value(new)


def _show_value(value: Any) -> str:
    if value is None:
        return message("checkpoint.nothing")
    if isinstance(value, list | dict):
        return message("checkpoint.entries", count=len(cast("list[Any]", value)))
    return str(value)
