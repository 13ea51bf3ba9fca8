"""Social organisations (社会组织) of a community."""

from __future__ import annotations

from ..institutions.service_purchase import pay
from .body import Body
from .party import meeting_hours


class SocialOrganisation(Body):
    """A social organisation: skilled in its trade, it gives what it is paid for and part of the rest."""

    kind = "social_organisation"
    kind_number = 5
    is_official = False

    def hours_for_institutions(self) -> float:
        """Return the share of its hours that attending meetings takes."""
        return self.model.settings.behaviour.hours.attending * meeting_hours(self)

    def paid_share(self) -> float:
        """Return the share of its hours that is paid for: by purchase; without any it gives a part unpaid."""
        unpaid = self.model.settings.behaviour.hours.unpaid
        return pay(unpaid, self.levers.service_purchase)
