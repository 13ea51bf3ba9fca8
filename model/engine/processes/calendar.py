"""1. Events: which are active, and what they do to rules, arrivals and hours (7.1).

The calendar is Python, and asked only in weeks in which something may change.
"""

from __future__ import annotations

import numpy as np

from ...array_types import Column
from ...parameters.events import SUMS, Event, step
from ...parameters.places import CITY, Node, lay_out
from ...parameters.settings import Settings
from ...parameters.world import KINDS
from ..levers import row_of
from ..state import (
    City,
)
from .conditions import read, sum_up


class Calendar:
    """Which events are active, and what they do to rules, arrivals and hours.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self.active: dict[int, int] = {}
        self._settings = settings
        self._layout = lay_out(settings.world.city)
        self._nodes = list(self._layout)
        self._begun = False
        self._effects: object = None

    def lasts(self, week: int) -> int:
        """Return the first later week in which something may change; a very late one if nothing can."""
        events = self._settings.events
        if any(event.when is not None or event.until is not None for event in events):
            return week + 1
        ends = {event.week for event in events if event.week is not None}
        for number, began in self.active.items():
            event = events[number]
            spans = (event.for_weeks, event.surge and event.surge.weeks, event.capacity and event.capacity.weeks)
            ends |= {began + span for span in spans if span}
        return min((end for end in ends if end > week), default=2**31)

    def turn_to(self, city: City, week: int) -> bool:
        """Bring events up to date; tell whether rules, surges or cuts are others than last week."""
        events = self._settings.events
        before = self.active
        self.active = step(events, week, self.active, lambda name, where: self._read(city, week, name, where))
        surges, cuts = self._in_force(week)
        effects = (surges, cuts)
        changed = not self._begun or before != self.active or effects != self._effects
        if changed:
            self._lay_rules(city)
            self._surge(city, surges)
            self._cut(city, cuts)
        self._begun, self._effects = True, effects
        return changed

    def _in_force(self, week: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the numbers of events whose surge, and whose cut, holds this week."""
        surges: list[int] = []
        cuts: list[int] = []
        for number in sorted(self.active):
            event, began = self._settings.events[number], self.active[number]
            if event.surge is not None and week < began + event.surge.weeks:
                surges.append(number)
            if event.capacity is not None and week < began + event.capacity.weeks:
                cuts.append(number)
        return tuple(surges), tuple(cuts)

    def _lay_rules(self, city: City) -> None:
        rows = self._settings.rows(self._layout, self.active)
        known: dict[int, Column] = {}
        for p, node in enumerate(self._nodes):
            rules = rows[node.address]
            if id(rules) not in known:
                known[id(rules)] = row_of(rules)
            city.places.raw[p] = known[id(rules)]

    def _where(self, event: Event) -> list[Node]:
        if not event.where:
            return [self._layout.tiers[CITY][0]]
        return [node for name in event.where for node in self._layout.find(name)]

    def _surge(self, city: City, surges: tuple[int, ...]) -> None:
        communities = city.communities
        communities.surge[:] = 1.0
        communities.surging[:] = False
        communities.surge_domain[:] = False
        issues = list(self._settings.world.issues)
        for number in surges:
            event = self._settings.events[number]
            surge = event.surge
            if surge is None:
                continue
            here = np.zeros(len(communities.key), np.bool_)
            for node in self._where(event):
                here[node.first : node.last] = True
            types = [issues.index(name) for name in dict.fromkeys(surge.types)]
            for y in types:
                communities.surge[here, y] *= surge.factor
            if surge.factor > 1.0:
                communities.surging[here] = True
                for y in types:
                    communities.surge_domain[here, city.types.domain[y]] = True

    def _cut(self, city: City, cuts: tuple[int, ...]) -> None:
        bodies = city.bodies
        bodies.cut[:] = 1.0
        for number in cuts:
            event = self._settings.events[number]
            cut = event.capacity
            if cut is None:
                continue
            here = np.zeros(len(bodies.key), np.bool_)
            for node in self._where(event):
                here |= (bodies.tier <= node.tier) & (node.first <= bodies.first) & (bodies.last <= node.last)
            kinds = np.isin(bodies.kind, [KINDS.index(name) for name in cut.actors])
            bodies.cut[here & kinds] *= cut.factor

    def _read(self, city: City, week: int, name: str, where: tuple[str, ...]) -> float:
        """Return a sum of last week's end at some places (none: everywhere)."""
        nodes = [node for word in where for node in self._layout.find(word)]
        here = np.zeros(len(city.communities.key), np.bool_)
        serving = np.zeros(len(city.bodies.key), np.bool_)
        bodies = city.bodies
        for node in nodes or [self._layout.tiers[CITY][0]]:
            here[node.first : node.last] = True
            serving |= (bodies.tier <= node.tier) & (node.first <= bodies.first) & (bodies.last <= node.last)
        sums = sum_up(week - 1, here, serving, read(city))
        return float(sums[SUMS.index(name)])
