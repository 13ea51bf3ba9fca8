"""The government agency (基层政权组织): organiser, administrative service (行政服务)."""

from __future__ import annotations

from ..state import Kind
from ..world import DOMAINS
from .organisation import Organisation


class GovernmentAgency(Organisation):
    """An agency of a district or county, for one of the five domains.

    It has most of the administrative resource, split among the agencies by the need of their domains. It assigns tasks
    downwards, keeps up legal service, buys services from social organisations, and is graded by rates.
    """

    kind = Kind.GOVERNMENT
    word = "政府部门"

    @property
    def domain(self) -> str:
        """The domain it is responsible for."""
        return DOMAINS[int(self.city.organisations.domain[self.row])]
