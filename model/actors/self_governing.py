"""The self-governing group (自治组织): residents' or villagers' committee, cornerstone (基石)."""

from __future__ import annotations

from ..state import Kind
from .organisation import Organisation


class SelfGoverningGroup(Organisation):
    """A residents' or villagers' committee.

    It has social resource, convenes deliberation and runs the grids. It has one budget of hours, into which assigned
    tasks, grids, meetings and incentives eat.
    """

    kind = Kind.SELF_GOVERNING
    word = "自治组织"

    @property
    def consensus(self) -> float:
        """Consensus of its community, in [0, 1]."""
        return float(self.city.communities.consensus[self.communities[0]])

    @property
    def pledge(self) -> float:
        """Strength of the residents' pledge of its community (市民公约、村规民约), in [0, 1]."""
        return float(self.city.communities.pledge[self.communities[0]])

    @property
    def agenda(self) -> tuple[float, ...]:
        """Deliberated priorities of its community over the five domains, summing to one."""
        return tuple(self.city.communities.agenda[self.communities[0]].tolist())
