"""Enterprises (经济组织) of a community."""

from __future__ import annotations

from .body import Body
from .party import meeting_hours


class Enterprise(Body):
    """An enterprise: it has economic means, joins when asked and acts of its own."""

    kind = "enterprise"
    kind_number = 3
    is_official = False

    def hours_for_institutions(self) -> float:
        """Return the share of its hours that attending meetings takes."""
        return self.model.settings.behaviour.hours.attending * meeting_hours(self)
