"""What the six kinds of organisation share (组织)."""

from __future__ import annotations

from ..world import RESOURCES
from .actor import Actor, ColumnAttribute


class Organisation(Actor):
    """An organisation: it has means, priorities and a will to do the common work, and hours that rules eat into."""

    willingness = ColumnAttribute("organisations", "willingness", "Willingness to do the common work, in [0, 1].")
    priorities = ColumnAttribute("organisations", "priorities", "Priorities over the five domains, summing to one.")
    own_priorities = ColumnAttribute("organisations", "priority_anchor", "Priorities it started with and returns to.")
    burden = ColumnAttribute(
        "organisations", "burden", "Share of hours lost to running itself, assigned tasks and coordination."
    )
    coordination = ColumnAttribute("organisations", "coordination", "Share of hours that coordination takes.")

    @property
    def capacity(self) -> dict[str, float]:
        """Work units a week of each resource kind."""
        return dict(zip(RESOURCES, self.city.organisations.capacity[self.row].tolist(), strict=True))

    @property
    def effort(self) -> dict[str, float]:
        """Work units committed this week of each resource kind."""
        return dict(zip(RESOURCES, self.city.organisations.effort[self.row].tolist(), strict=True))

    @property
    def home(self) -> int | None:
        """Row of the community where it is at home; None for an organisation of a whole district."""
        community = int(self.city.organisations.community[self.row])
        return community if community >= 0 else None

    @property
    def district(self) -> int:
        """Row of its district or county."""
        return int(self.city.organisations.district[self.row])

    @property
    def communities(self) -> tuple[int, ...]:
        """Rows of the communities in its jurisdiction."""
        if self.home is not None:
            return (self.home,)
        start = self.city.territory.district_start
        return tuple(range(int(start[self.district]), int(start[self.district + 1])))

    @property
    def partners(self) -> tuple[int, ...]:
        """Rows of the other organisations that serve its communities."""
        organisations = self.city.organisations
        own = organisations.district_start
        rows = set(range(int(own[self.district]), int(own[self.district + 1])))
        for c in self.communities:
            rows |= set(range(int(organisations.home_start[c]), int(organisations.home_start[c + 1])))
        return tuple(sorted(rows - {self.row}))
