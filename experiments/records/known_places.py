"""Whether the places of records are those of the city: its communities, its streets or its districts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

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
    requests, requests_known : int
        Requests that bear one of the places, and of these, those whose place is in the city's table.
    """

    there: int
    known: int
    missing: tuple[str, ...]
    requests: int
    requests_known: int

    @property
    def share(self) -> float:
        """Part of the requests whose place is in the city's table."""
        return self.requests_known / self.requests


def know_places(requests: Requests, settings: Settings) -> KnownPlaces | None:
    """Return which places of records a city has; None if the records name none, or the city lists none.

    A place is known if a community, or a street, or a district is called so; that of the three is meant which has most
    requests.
    """
    if "place" not in requests.groups or not settings.world.city.places:
        return None
    column = requests.groups["place"]
    counts = np.bincount(column.codes, minlength=len(column.names))
    borne = {name: int(count) for name, count in zip(column.names, counts, strict=True) if name != OTHERS and count}
    if not borne:
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
        found.append([name for name in borne if _plain(name) not in there])
    missing = min(found, key=lambda names: (sum(borne[name] for name in names), len(names)))
    whole = sum(borne.values())
    known = whole - sum(borne[name] for name in missing)
    return KnownPlaces(len(borne), len(borne) - len(missing), tuple(missing), whole, known)


def _plain(name: str) -> str:
    """Return a name as it is compared: without what says that it is a community."""
    plain = plain_heading(name)
    return _ENDS.sub("", plain) or plain
