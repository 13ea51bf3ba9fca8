"""Mass organisations (群团组织) of a district: trade union, youth league, women's federation."""

from __future__ import annotations

from .addition import add_up
from .body import Body


class MassOrganisation(Body):
    """A mass organisation: it joins when asked, acts of its own, and calls residents to serve."""

    kind = "mass_organisation"
    kind_number = 4

    def hours_for_tasks(self) -> float:
        """Return the share of its hours that tasks take."""
        return self.model.settings.behaviour.hours.tasks_others * self.tasks()

    def mobilises(self) -> float:
        """Decide how strongly to call residents to serve: as far as it is willing and not burdened."""
        return self.willingness * (1.0 - self.burden)


def call(organisations: list[MassOrganisation]) -> float:
    """Return the mean call of those that act, 0 if none does."""
    calls = [body.mobilises() for body in organisations if body.acts]
    return add_up(calls) / len(calls) if calls else 0.0
