"""The party branch (基层党组织): fighting fortress, hub of joint work (战斗堡垒)."""

from __future__ import annotations

from ..state import Kind
from .organisation import Organisation


class PartyBranch(Organisation):
    """A party branch of a community.

    It brings political resource and cohesion; it may convene joint work as a hub, link its members to households, and
    lead by example (vanguard times cohesion), which mobilises residents, strengthens norms and raises partners'
    willingness.
    """

    kind = Kind.PARTY_BRANCH
    word = "党组织"

    @property
    def cohesion(self) -> float:
        """How far the branch holds together, in [0, 1]."""
        return float(self.city.communities.cohesion[self.communities[0]])

    @property
    def lead(self) -> float:
        """How far it leads by example: vanguard times cohesion."""
        return float(self.city.communities.vanguard[self.communities[0]]) * self.cohesion

    @property
    def members(self) -> int:
        """Party members among the residents of its community."""
        start = self.city.territory.citizen_start
        c = self.communities[0]
        return int(self.city.citizens.party_member[start[c] : start[c + 1]].sum())
