"""The agents' edition of the model: a :class:`mesa.Model` whose agents are bodies and residents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mesa
import numpy as np

from ..answer import tell_unknown
from ..array_types import Column, Keys
from ..indicators import INDICATORS, Indicator
from ..indicators.single import NAMES as SINGLES
from ..indicators.single import measure_singles
from ..message import message
from ..parameters.places import COMMUNITY, Places
from ..parameters.world import KINDS
from ..whole_week import WholeWeek
from .answers import watch
from .body import Body
from .case import Case, list_types
from .citizen import DECISIONS, Citizen, Residents
from .columns import ColumnsOfModel
from .enterprise import Enterprise
from .given import SettingsSource, choose_seed, open_scenario, resolve_settings
from .government import GovernmentBody
from .indicators import NAMES, measure
from .initialisation import initialise
from .ledger import Ledger
from .levers import Levers
from .luck import Draws
from .mass_organisation import MassOrganisation
from .party import PartyBody
from .places import City, Community, District, Grid, HouseholdGroup, Place, Street
from .self_governing import Committee
from .social_organisation import SocialOrganisation
from .week import run_week

KIND_CLASSES: Mapping[str, type[mesa.Agent]] = {
    kind.kind: kind
    for kind in (PartyBody, GovernmentBody, Committee, Enterprise, MassOrganisation, SocialOrganisation, Citizen)
}
"""The class of each of the seven kinds of actor."""


class Reading:
    """An indicator as an attribute of the model: its value of the last week, NaN before the first."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self.__doc__ = f"{indicator.en} ({indicator.unit}): {indicator.meaning}."

    def __get__(self, model: GovernanceModel | None, owner: type | None = None) -> Any:
        return self if model is None else model.indicators.get(self.indicator.name, float("nan"))


class GovernanceModel(mesa.Model):
    """Governance of a prefecture-level city (市域社会治理), week by week, told by its actors.

    Parameters
    ----------
    settings : Settings or str, optional
        City, behaviour, rules, events and length; or the name of a scenario, the path of a scenario file, or a record
        of one. The default city without any coordination if not given.
    rng : int, optional
        Seed; ``settings.run.seed`` if not given, and in an iteration of ``mesa.batch_run`` that and the iteration's
        number together, so that iterations differ and each can be made again. Everything random follows from it and
        from nothing else: Mesa's own generators are never used.
    kinds : mapping of str to class, optional
        Kinds of actor that decide in their own way, by name: a subclass of the kind's class with a decision of its own.
    register_citizens : bool
        Whether residents are registered as agents; they are if their kind decides in its own way. No bit depends on it.
    history : bool
        Whether cases keep a history of stage, desk, owner and hops. No bit depends on it.
    seed : int, optional
        Mesa's older name of `rng`.
    **kwargs
        Settings to change, by dotted key: ``**{"rules.goals.strength": 0.5}``; or tables of them. Or ``scenario``, a
        scenario object of Mesa 3.5 with these, `settings` and `rng` as its parameters.

    Raises
    ------
    TypeError
        If settings are of another kind, or two seeds are given.
    ValueError
        If a name, a change, a kind or the seed is not valid; the message says what is allowed.

    Attributes
    ----------
    week : int
        Weeks done.
    cases : list of Case
        Cases in order of birth; those that ended this week are among them until the next begins.
    bodies : list of Body
    communities, grids, people : list of Community, list of Grid, Residents
    past : list of Case
        Cases that ended, if histories are kept.
    datacollector : mesa.DataCollector
        One model variable per indicator, a row per week.
    effectiveness, trust, … : float
        Every indicator of :data:`cogov.model.INDICATORS`: its value of the last week.

    Examples
    --------
    >>> class Stubborn(GovernmentBody):
    ...     def accepts(self, case, luck):
    ...         return False
    >>> model = GovernanceModel(rng=7, kinds={"government": Stubborn})
    >>> model.step()
    >>> model.week
    1
    """

    city: City
    districts: list[District]
    streets: list[Street]
    communities: list[Community]
    places: list[Place]
    layout: Places
    people: Residents
    listed: list[float]

    def __init__(
        self,
        settings: SettingsSource = None,
        rng: int | None = None,
        kinds: Mapping[str, type[mesa.Agent]] | None = None,
        register_citizens: bool = True,
        history: bool = False,
        *,
        seed: int | None = None,
        **kwargs: Any,  # by this name Mesa's pages know that further keywords are taken
    ) -> None:
        settings, rng, kwargs, scenario = open_scenario(settings, rng, seed, kwargs)
        settings = resolve_settings(settings, kwargs)
        seed = choose_seed(rng, seed, settings)
        super().__init__(rng=seed)
        if scenario is not None:
            self.scenario = scenario
        self.settings = settings
        self.luck = Draws(seed)
        self.added = settings.add_extensions(seed)
        self.names = (*NAMES, *SINGLES, *(() if self.added is None else self.added.names))
        of_extensions = {} if self.added is None else self.added.kinds
        self.kinds: dict[str, Any] = {**KIND_CLASSES, **of_extensions, **_check_kinds(kinds or {})}
        self.citizen_kind: type[Citizen] = self.kinds["citizen"]
        self.types = list_types(settings.world, settings.behaviour)
        self.grids: list[Grid] = []
        self.groups: list[HouseholdGroup] = []
        self.bodies: list[Body] = []
        self.cases: list[Case] = []
        self.past: list[Case] = []
        self.history = history
        self.active: dict[int, int] = {}
        self.rows: dict[str, Levers] = {}
        self.rows_of: tuple[tuple[int, int], ...] | None = None
        self.ledger = Ledger()
        self.grudges = 0.0
        self.born: dict[tuple[int, int], int] = {}
        self.ended: dict[tuple[int, int, int], int] = {}
        self.week = 0
        self._whole = WholeWeek()
        self._rows: list[Column] = []
        initialise(self)
        self.body_keys = self.keys_of(self.bodies)
        self._ties = _read_ties(self)
        own = any(getattr(self.citizen_kind, name) is not getattr(Citizen, name) for name in DECISIONS)
        if register_citizens or own:
            self.people.agents = [self.citizen_kind(self, self.people, row) for row in range(self.people.n)]
        if own:
            for citizen in self.people.agents:
                watch(citizen)
        if self.added is not None:
            self.added.found(ColumnsOfModel(self), self)
        self.datacollector = mesa.DataCollector(model_reporters={name: name for name in (*NAMES, *SINGLES)})

    # ---- running

    def step(self) -> None:
        """Let one week pass; after the last week of the settings ``running`` is False and nothing happens."""
        if self.week >= self.settings.run.weeks:
            self.running = False
            return
        self._whole.begin(self.week)
        self.luck.week = self.week
        if self.added is None:
            run_week(self)
        else:
            self.added.live(self.week, run_week, self, ColumnsOfModel(self))
        row = measure(self)
        if SINGLES or self.added is not None:
            city = ColumnsOfModel(self)
            further = () if self.added is None else self.added.measure(self.week, city, self)
            row = np.concatenate((row, measure_singles(self.week, city), further))
        self._rows.append(row)
        self.week += 1
        self.datacollector.collect(self)
        self.running = self.week < self.settings.run.weeks

    @property
    def series(self) -> Column:
        """Indicators, a row a week."""
        return np.array(self._rows).reshape(len(self._rows), len(self.names))

    @property
    def indicators(self) -> dict[str, float]:
        """The last week's indicators by name; empty before the first week."""
        return dict(zip(self.names, self._rows[-1].tolist(), strict=True)) if self._rows else {}

    def release(self) -> None:
        """Let go of the agents, so that memory is freed: Mesa before 3.4.2 keeps every model that ever had an agent."""
        self.remove_all_agents()
        ids: dict[Any, Any] = getattr(mesa.Agent, "_ids", {})
        ids.pop(self, None)

    # ---- what actors share

    @staticmethod
    def keys_of(things: Sequence[Case | Body]) -> Keys:
        """Return the keys of cases or bodies as a column."""
        return np.array([thing.key for thing in things], dtype=np.uint64)

    def count(self, name: str, amount: float = 1) -> None:
        """Count something that happened."""
        self.ledger.count(name, amount)

    def charge(self, body: Body, hours: float) -> None:
        """Let coordination cost a body hours."""
        self.ledger.count("coordination", body.take(hours))

    def apply(self, case: Case, hours: float, work: float) -> None:
        """Let hours do work on a case; they count as given to its community and domain."""
        case.do(work)
        self.ledger.count("applied", hours)
        self.ledger.count("done", work)
        case.community.given_now[case.domain] += hours

    def extension(self, name: str) -> Any:
        """Return an extension of the run by the name of its module, with its numbers and columns.

        Raises
        ------
        UnknownName
            If the settings use none of that name.
        """
        used = {} if self.added is None else self.added.by_name
        if name not in used:
            raise tell_unknown(message("name.extension"), name, used)
        return used[name]

    def closeness(self, asking: Body, able: list[Body]) -> list[float]:
        """Return how close bodies are to the one that asks: ties over the largest of them; all alike without any."""
        if not self._ties:
            return [1.0] * len(able)
        weights = [_tie(self._ties, asking, body) for body in able]
        largest = max(weights)
        return [weight / largest for weight in weights] if largest > 0.0 else [1.0] * len(able)


End = tuple[str, int] | tuple[str, str, str, int]


def _check_kinds(kinds: Mapping[str, type[mesa.Agent]]) -> Mapping[str, type[mesa.Agent]]:
    """Return kinds of actor if each name is known and each class is one of that kind."""
    wrong: list[str] = []
    for name, kind in kinds.items():
        if name not in KIND_CLASSES:
            wrong.append(f"no kind of actor {name!r}; allowed {', '.join(KIND_CLASSES)}")
        elif not issubclass(kind, KIND_CLASSES[name]):
            wrong.append(f"{name}: {kind.__name__} is no subclass of {KIND_CLASSES[name].__name__}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return kinds


def _read_ties(model: GovernanceModel) -> list[tuple[End, End, float]]:
    return [(_end(model, tie.source), _end(model, tie.target), tie.weight) for tie in model.settings.world.city.ties]


def _end(model: GovernanceModel, text: str) -> End:
    """Read one end of a tie: a community, or bodies of a kind at a place, all of them or the one of a rank."""
    meant = model.layout.find(text)
    if len(meant) == 1 and meant[0].tier == COMMUNITY:
        return "community", meant[0].first
    place, _, last = text.rpartition("/")
    rank = -1
    if last.isdecimal():
        rank = int(last)
        place, _, last = place.rpartition("/")
    assert last in KINDS
    return "body", model.layout.find(place)[0].address, last, rank


def _tie(ties: list[tuple[End, End, float]], asking: Body, body: Body) -> float:
    """Return the weight of the tie between two bodies: their own, else that of their communities, else none."""
    for source, target, weight in ties:
        if _is_body(source, asking) and _is_body(target, body):
            return weight
    if asking.tier == COMMUNITY and body.tier == COMMUNITY:
        for source, target, weight in ties:
            if source == ("community", asking.place.first) and target == ("community", body.place.first):
                return weight
    return 0.0


def _is_body(end: End, body: Body) -> bool:
    if end[0] != "body":
        return False
    _, address, kind, rank = end  # pyright: ignore[reportAssignmentType]
    own_rank = body.domain if body.domain >= 0 else body.rank
    return address == body.place.address and kind == body.kind and rank in (-1, own_rank)


for _indicator in INDICATORS:
    setattr(GovernanceModel, _indicator.name, Reading(_indicator))
