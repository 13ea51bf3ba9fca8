"""What one actor or one community is like at the end of a week, in words: the answer to a click on the map.

The run is made again up to that week and its columns are read; the last few are kept, since a visitor who clicks
usually clicks again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any, cast

import numpy as np

from ...model.engine.cases import NEVER, Stage
from ...model.engine.simulation import Simulation
from ...model.engine.state import City, Kind
from ...model.parameters.places import COMMUNITY, Node
from ...model.parameters.places import Places as PlaceNames
from ...model.parameters.places import lay_out as list_places
from ...model.parameters.settings import Settings
from ...model.parameters.world import DOMAINS, RESOURCES
from ...model.parameters.world import KINDS as BODIES
from ..language.part_names import issue_name, place_name
from .translations import Language, Words, words

__all__ = ["KINDS", "inspect"]

Lines = list[tuple[str, str]]

KINDS = (*BODIES, "citizen", "community")
"""What can be asked about."""

CONTRIBUTORS = ("conditional", "free_rider", "hump_shaped", "other")
"""Kinds of contributor to common work, in the order of the model's numbers."""

KEPT = 4
"""Runs kept."""

_runs: OrderedDict[tuple[str, int], Simulation] = OrderedDict()
_lock = Lock()


def inspect(settings: Settings, week: int, kind: str, row: int, language: Language) -> Lines:
    """Describe an actor or a community at the end of a week.

    Parameters
    ----------
    settings : Settings
    week : int
        0 is the first week, as in a film and in a scenario's events.
    kind : str
        One of :data:`KINDS`.
    row : int
        Row of the model's columns: of residents, of bodies or of communities.
    language : str

    Returns
    -------
    list of (str, str)
        Label and value.

    Raises
    ------
    ValueError
        When there is no such week, kind or row.
    """
    say = words(language)
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; allowed: {', '.join(KINDS)}")
    if not 0 <= week < settings.run.weeks:
        raise ValueError(f"week is {week}; the run has weeks 0 to {settings.run.weeks - 1}")
    key = (settings.digest(), week)
    run = _run_to(settings, *key)
    try:
        lines = _Sheet(run, list_places(settings.world.city), say).describe(kind, row)
    finally:
        _keep(key, run)
    return [(say("map.inspect.what"), say(f"map.kind.{kind}")), *lines, (say("map.inspect.week"), str(week))]


def _run_to(settings: Settings, digest: str, week: int) -> Simulation:
    """Return a run at the end of a week, if possible one that was kept."""
    with _lock:
        earlier = [kept for kept in _runs if kept[0] == digest and kept[1] <= week]
        run = _runs.pop(max(earlier)) if earlier else None
    if run is None:
        run = Simulation(settings)
    while run.week <= week:
        run.step()
    return run


def _keep(key: tuple[str, int], run: Simulation) -> None:
    """Put a run back, and let go of those asked longest ago."""
    with _lock:
        _runs.setdefault(key, run)
        while len(_runs) > KEPT:
            _runs.popitem(last=False)


class _Sheet:
    """Lines being written about a city at the end of a week."""

    def __init__(self, run: Simulation, places: PlaceNames, say: Words) -> None:
        self.run, self.city, self.places, self.say = run, run.city, places, say
        self.week = run.week - 1
        self.lines: Lines = []

    def describe(self, kind: str, row: int) -> Lines:
        """Write all lines about a row of a kind."""
        city: City = self.city
        tables: dict[str, Any] = {"community": city.communities, "citizen": city.residents}
        rows = len(tables.get(kind, city.bodies).key)
        if not 0 <= row < rows:
            raise ValueError(f"row is {row}; there are {rows} rows of {kind}")
        if kind == "community":
            self.community(row)
        elif kind == "citizen":
            self.citizen(row)
        elif BODIES[int(city.bodies.kind[row])] == kind:
            self.body(row)
        else:
            raise ValueError(f"body {row} is no {kind}")
        return self.lines

    def line(self, key: str, value: object) -> None:
        """Write a line."""
        self.lines.append((self.say(f"map.inspect.{key}"), str(value)))

    def shares(self, **values: float) -> None:
        """Write shares in per cent."""
        for key, value in values.items():
            self.line(key, self.say("map.percent", value=round(100 * float(value))))

    def truth(self, key: str, value: bool) -> None:
        """Write yes or no."""
        self.line(key, self.say("map.inspect.yes" if value else "map.inspect.no"))

    def most(self, key: str, priorities: Sequence[float]) -> None:
        """Write the two domains that weigh most."""
        order = sorted(range(len(DOMAINS)), key=lambda k: -priorities[k])[:2]
        self.line(
            key,
            self.join(
                [
                    self.say(
                        "map.inspect.share_of",
                        what=self.say(f"map.domain.{DOMAINS[k]}"),
                        value=round(100 * priorities[k]),
                    )
                    for k in order
                ]
            ),
        )

    def join(self, parts: Sequence[str]) -> str:
        """Join words by the language's comma."""
        return ("、" if self.say.language == "zh" else ", ").join(parts) or self.say("map.inspect.none")

    def named(self, community: int) -> dict[str, str]:
        """Return what a community and its district are called."""
        node = self.places.tiers[COMMUNITY][community]
        district = self.places.tiers[COMMUNITY + 2][self.places.tiers[COMMUNITY + 1][node.parent].parent]
        return {"community": place_name(node.name, self.say), "district": place_name(district.name, self.say)}

    def citizen(self, i: int) -> None:
        """Write about a resident."""
        people, grids = self.city.residents, self.city.grids
        grid = int(people.grid[i])
        home = int(grids.community[grid])
        number = grid - int(self.city.communities.grid_start[home]) + 1
        self.line("where", self.say("map.inspect.in_grid", grid=number, **self.named(home)))
        self.shares(trust=people.trust[i], satisfaction=people.satisfaction[i])
        came = int(people.took_part[i])
        if came <= NEVER:
            lately = self.say("map.inspect.never")
        else:
            ago = self.week - came
            lately = self.say("map.inspect.weeks_ago", weeks=ago) if ago else self.say("map.inspect.this_week")
        if people.volunteered[i]:
            lately = self.say("map.inspect.and", one=self.say("map.inspect.volunteered"), other=lately)
        self.line("participation", lately)
        self.shares(motive=people.motive[i], fatigue=people.fatigue[i], norm=people.norm[i], voice=people.voice[i])
        self.shares(belief=people.belief[i])
        self.line("contributor", self.say(f"map.contributor.{CONTRIBUTORS[int(people.contributor[i])]}"))
        self.most("cares", people.x[i].tolist())
        self.truth("member", bool(people.member[i]))
        self.truth("linked", bool(people.linked[i]))

    def body(self, o: int) -> None:
        """Write about a body."""
        bodies, say = self.city.bodies, self.say
        node: Node = list(self.places)[int(bodies.place[o])]
        if node.tier == COMMUNITY:
            self.line("where", say("map.inspect.in_community", **self.named(node.first)))
        else:
            place = place_name(node.name, say) or say("map.city")
            self.line("where", say("map.inspect.serving", place=place, communities=node.last - node.first))
        if not bodies.acts[o]:
            self.line("participation", say("map.inspect.disabled"))
        if bodies.domain[o] >= 0 and bodies.kind[o] == Kind.GOVERNMENT:
            self.line("domain", say(f"map.domain.{DOMAINS[int(bodies.domain[o])]}"))
        self.shares(willingness=bodies.w[o])
        self.line(
            "effort", say("map.inspect.effort_of", effort=f"{bodies.effort[o]:.1f}", hours=f"{bodies.hours[o]:.1f}")
        )
        means = [
            say("map.inspect.units_of", what=say(f"map.resource.{resource}"), value=f"{value:.1f}")
            for resource, value in zip(RESOURCES, bodies.capacity[o].tolist(), strict=True)
            if value > 0.0
        ]
        self.line("means", self.join(means))
        self.line("waiting", int((self.holders() == o).sum()))
        self.line("load", f"{bodies.load[o]:.1f}")
        self.shares(burden=bodies.burden[o], coordination=bodies.coordination[o], fatigue=bodies.fatigue[o])
        self.most("cares", bodies.p[o].tolist())
        if node.tier == COMMUNITY and bodies.kind[o] in (Kind.PARTY, Kind.SELF_GOVERNING):
            communities, c = self.city.communities, node.first
            self.shares(cohesion=communities.cohesion[c])
            if bodies.kind[o] == Kind.PARTY:
                self.line("members", int(communities.members[c]))
            else:
                self.shares(efficacy=communities.efficacy[c], pledge=communities.pledge[c])

    def community(self, c: int) -> None:
        """Write about a community."""
        city, say = self.city, self.say
        communities, people = city.communities, city.residents
        here = slice(int(communities.resident_start[c]), int(communities.resident_start[c + 1]))
        self.line("where", say("map.inspect.in_community", **self.named(c)))
        grids = int(communities.grid_start[c + 1] - communities.grid_start[c])
        self.line("residents", say("map.inspect.residents_in", residents=here.stop - here.start, grids=grids))
        at_home = (city.bodies.tier == COMMUNITY) & (city.bodies.first == c)
        counts = np.bincount(city.bodies.kind[at_home], minlength=len(BODIES)).tolist()
        parts = [
            say("map.inspect.number_of", what=say(f"map.kind.{kind}"), value=count)
            for kind, count in zip(BODIES, counts, strict=True)
            if count
        ]
        self.line("organisations", self.join(parts))
        self.shares(
            trust=people.trust[here].mean(),
            satisfaction=people.satisfaction[here].mean(),
            volunteers=people.volunteered[here].mean(),
            attendance=communities.attendance[c],
            pledge=communities.pledge[c],
            cohesion=communities.cohesion[c],
        )
        if np.ptp(communities.agenda[c]) > 0.0:  # something was agreed on
            self.most("agenda", cast("list[float]", communities.agenda[c].tolist()))
        self.problems(c)

    def holders(self) -> Any:
        """Return who has each case that is known and open; -1 for nobody and for all other cases."""
        cases = self.city.cases
        used = int(cases.used[0])
        stage, owner, desk = cases.stage[:used], cases.owner[:used], cases.desk[:used]
        known = (stage >= Stage.AT_DESK) & (stage <= Stage.OWNED)
        return np.where(known, np.where(owner >= 0, owner, desk), -1)

    def problems(self, c: int) -> None:
        """Write a community's problems: by stage, overdue, and which are most frequent."""
        cases, say = self.city.cases, self.say
        used = int(cases.used[0])
        rows = np.flatnonzero((cases.community[:used] == c) & (cases.stage[:used] <= Stage.ON_PAPER))
        stage, types = cases.stage[rows], cases.type[rows]
        names = ("latent", "desk", "awaiting", "owned", "paper")
        counts = dict(zip(names, np.bincount(stage, minlength=len(names)).tolist(), strict=True))
        self.line("open", say("map.inspect.stages", open=len(rows), **counts))
        late = self.week - cases.reported[rows] >= self.city.types.deadline[types]
        self.line("overdue", int((late & (stage >= Stage.AT_DESK) & (stage <= Stage.OWNED)).sum()))
        if len(types):
            by_type = np.bincount(types)
            name = issue_name(list(self.run.settings.world.issues)[int(by_type.argmax())], say)
            self.line("commonest", say("map.inspect.number_of", what=name, value=int(by_type.max())))
