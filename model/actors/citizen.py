"""The citizen (公民): everyone responsible, everyone contributing, everyone sharing (人人有责、人人尽责、人人享有)."""

from __future__ import annotations

import numpy as np

from ..processes.neighbours import CLOSE
from ..state import Contributor, Kind
from .actor import Actor, ColumnAttribute


class Citizen(Actor):
    """A resident agent, standing for about five people.

    She lives with the problems of her grid, reports them, is satisfied and trusts accordingly, may come to meetings and
    may volunteer, as her motive, her neighbours and the rules incline her.
    """

    kind = Kind.CITIZEN
    word = "公民"

    trust = ColumnAttribute("citizens", "trust", "Trust in governance, in [0, 1].")
    satisfaction = ColumnAttribute("citizens", "satisfaction", "Satisfaction, in [0, 1].")
    motive = ColumnAttribute("citizens", "motive", "Motive to serve, in [0, 1].")
    fatigue = ColumnAttribute("citizens", "fatigue", "Fatigue from service and meetings, in [0, 1].")
    norm = ColumnAttribute("citizens", "norm", "Strength of shared norms, in [0, 1].")
    belief = ColumnAttribute("citizens", "belief", "Share of neighbours she believes to volunteer.")
    voice = ColumnAttribute("citizens", "voice", "Memory of having been heard, in [0, 1].")
    tolerance = ColumnAttribute("citizens", "tolerance", "Largest distance of a proposal that she accepts.")
    priorities = ColumnAttribute("citizens", "priorities", "Priorities over the five domains, summing to one.")
    own_priorities = ColumnAttribute("citizens", "priority_anchor", "Priorities she started with and returns to.")
    party_member = ColumnAttribute("citizens", "party_member", "Whether she is a party member.")
    volunteered = ColumnAttribute("citizens", "volunteered", "Whether she volunteered this week.")

    @property
    def grid(self) -> int:
        """Row of her grid."""
        return int(np.searchsorted(self.city.territory.resident_start, self.row, side="right")) - 1

    @property
    def community(self) -> int:
        """Row of her community."""
        return int(self.city.territory.home_of[self.grid])

    @property
    def communities(self) -> tuple[int, ...]:
        """Her community, as the only one where she acts."""
        return (self.community,)

    @property
    def contributor(self) -> str:
        """Her type as a contributor to public goods."""
        return Contributor(int(self.city.citizens.contributor[self.row])).name.lower()

    @property
    def linked(self) -> bool:
        """Whether a party member is linked to her household."""
        links = self.city.communities.household_links[self.community]
        return bool(self.city.citizens.link_rank[self.row] < links)

    @property
    def neighbours(self) -> tuple[int, ...]:
        """Rows of her eight neighbours."""
        start, stop = (int(row) for row in self.city.territory.citizen_start[self.community : self.community + 2])
        steps = [step for step in range(-CLOSE, CLOSE + 1) if step]
        ring = [start + (self.row - start + step) % (stop - start) for step in steps]
        return (*ring, int(self.city.citizens.near[self.row]), int(self.city.citizens.far[self.row]))
