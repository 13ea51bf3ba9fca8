"""The mass organisation (群团组织): trade union, women's federation, youth league."""

from __future__ import annotations

from ..state import Kind
from .organisation import Organisation


class MassOrganisation(Organisation):
    """A mass organisation of a district or county: it calls on residents as far as tasks leave it hours."""

    kind = Kind.MASS_ORGANISATION
    word = "群团组织"

    @property
    def call(self) -> float:
        """How strongly it calls on residents: willingness times the hours that its burden leaves."""
        return self.willingness * (1.0 - self.burden)
