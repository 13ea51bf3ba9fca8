"""Whether the places of records are those of the city: its communities, its streets or its districts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.parameters.places import COMMUNITY, DISTRICT, STREET, lay_out
from ...model.parameters.settings import Settings
from ...scenarios.city.headings import plain_heading
from .requests import OTHERS, Requests

_ENDS = re.compile(r"(社区)?(居民委员会|居委会|村民委员会|村委会|街道办事处|办事处|社区|村|街道)$")


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The places that records name, against those of a city.

    Attributes
    ----------
    there : int
        Places that the records name; ten requests or more bear each.
    known : int
        Of these, those that are in the city's table.
    missing : tuple of str
        The others.
    """

    there: int
    known: int
    missing: tuple[str, ...]


def know_places(requests: Requests, settings: Settings) -> KnownPlaces | None:
    """Return which places of records a city has; None if the records name none, or the city lists none.

    A place is known if a community, or a street, or a district is called so; that of the three is meant which has most.
    """
    if "place" not in requests.groups or not settings.world.city.places:
        return None
    named = [name for name in requests.groups["place"].names if name != OTHERS]
    if not named:
        return None
    tiers = lay_out(settings.world.city).tiers
    found: list[list[str]] = []
    for tier in (COMMUNITY, STREET, DISTRICT):
        # With or without the district and the street before it.
        there = {
            _plain("".join(node.address.split("/")[start:]))
            for node in tiers[tier]
            for start in range(DISTRICT + 1 - tier)
        }
        found.append([name for name in named if _plain(name) not in there])
    missing = min(found, key=len)
    return KnownPlaces(len(named), len(named) - len(missing), tuple(missing))


def _plain(name: str) -> str:
    """Return a name as it is compared: without what says that it is a community."""
    plain = plain_heading(name)
    return _ENDS.sub("", plain) or plain
