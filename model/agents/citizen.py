"""Residents (公民): what one of them decides, and the columns that hold what all of them are.

A decision is written once, in the words of one citizen. Arithmetic reads the same for a number and for a column of
numbers, so the week asks everyone at once: it calls the method with :class:`Residents`, which has a column for each
attribute of a citizen. A decision that a subclass writes anew is asked of each citizen in turn, and may use ``if``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from ..array_types import Column, Flags, Keys, Whole
from ..institutions.hotline import chance_of_report
from ..institutions.reward import leave_motive
from ..institutions.vanguard import set_example
from ..parameters.streams import DOMAIN, VOLUNTEER
from .case import NEVER
from .luck import happen_to

if TYPE_CHECKING:
    from .model import GovernanceModel


class Of:
    """An attribute of one citizen: her row of the column of that name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, citizen: Citizen | None, owner: type | None = None) -> Any:
        return self if citizen is None else getattr(citizen.people, self.name)[citizen.row]

    def __set__(self, citizen: Citizen, value: Any) -> None:
        getattr(citizen.people, self.name)[citizen.row] = value


class Citizen(mesa.Agent):
    """A resident: she reports, comes to meetings, speaks, accepts or not, and serves."""

    model: Any
    kind = "citizen"

    key = Of()
    trust, satisfaction, yearly_satisfaction, norm, belief, voice, fatigue = Of(), Of(), Of(), Of(), Of(), Of(), Of()
    motive, anchor, priorities, own_priorities, tolerance = Of(), Of(), Of(), Of(), Of()
    member, contributor, reporter_weight, volunteered, took_part, reports = Of(), Of(), Of(), Of(), Of(), Of()
    grid, group, community, day_grid, persons, linked = Of(), Of(), Of(), Of(), Of(), Of()
    reward, service, vanguard, cohesion, households, call, efficacy = Of(), Of(), Of(), Of(), Of(), Of(), Of()

    def __init__(self, model: GovernanceModel, people: Residents, row: int) -> None:
        super().__init__(model)
        self.people, self.row = people, row

    @classmethod
    def report(cls, model: GovernanceModel, day_trust: float, hotline: float) -> float:
        """Return the chance that residents report a problem: those who trust do, and a hotline makes it easy (29)."""
        c = model.settings.behaviour.report
        return chance_of_report(c.residents_base, c.residents_trust, day_trust, c.residents_hotline, hotline)

    def turnout(self) -> Any:
        """Return the log-odds that she comes when invited to a meeting (33).

        Motive and trust bring her, fatigue keeps her away; where meetings used to decide something she rather comes.
        """
        c = self.model.settings.behaviour.deliberate
        return (
            c.turnout_base + c.turnout_motive * self.motive + c.turnout_trust * self.trust
            - c.turnout_fatigue * self.fatigue + c.turnout_efficacy * (self.efficacy - 0.5)
        )  # fmt: skip

    def accepts_proposal(self, distance: Any, heard: float) -> Any:
        """Decide whether to accept a proposal (35): if it is near enough to what she wants; being heard helps."""
        hearing = self.model.settings.behaviour.deliberate.hearing
        return distance * (1.0 - hearing * heard) <= self.tolerance

    def accepts_loss(self, threshold: Any, offered: float) -> Any:
        """Decide whether to accept a contested case by which she loses (38): if what is offered meets her threshold."""
        return threshold < offered

    def neighbours_pull(self) -> Any:
        """Return how strongly neighbours who volunteer draw her to volunteer, by her type of contributor (43).

        A conditional cooperator gives as others do, a free rider nothing whatever they do, a hump-shaped one most
        when about half of them give.
        """
        c = self.model.settings.behaviour.volunteer
        peak = c.hump_peak
        hump = np.minimum(self.belief, peak * (1.0 - self.belief) / (1.0 - peak))
        kinds = [self.contributor == 0, self.contributor == 1, self.contributor == 2]
        return np.select(kinds, [self.belief, 0.0 * self.belief, hump], c.other_level)

    def willing_to_serve(self) -> Any:
        """Return the log-odds that she volunteers this week (44).

        Motive, trust, neighbours, rewards, organised service and the call of mass organisations speak for it, a
        party member goes first where members are expected to, and fatigue speaks against it. A member who looks
        after many households has less motive left; a reward displaces some of it.
        """
        c = self.model.settings.behaviour.volunteer
        motive = np.where(self.member, np.maximum(0.0, self.motive - c.link_motive * self.households), self.motive)
        return (
            c.base + c.reward * self.reward + c.service * self.service + c.mobilising * self.call
            + c.motive * motive * leave_motive(c.crowding_out, self.reward) + c.trust * self.trust
            + c.neighbours * self.neighbours_pull() + c.vanguard * self.vanguard * self.member
            + c.lead * self.vanguard * self.cohesion * self.linked - c.fatigue * self.fatigue
        )  # fmt: skip


DECISIONS = ("turnout", "accepts_proposal", "accepts_loss", "neighbours_pull", "willing_to_serve")
"""Methods of a citizen that the week asks everyone at once."""


class Residents:
    """All residents in columns, a row each: grid by grid in the order of communities.

    Attributes
    ----------
    priorities, own_priorities : array of shape (residents, 5)
    neighbours : array of shape (residents, 8)
        Rows of the six on the ring of the community, of near and of far.
    persons : array
        Persons that an agent stands for.
    """

    key: Keys
    rank: Whole
    grid: Whole
    group: Whole
    community: Whole
    day_grid: Whole
    near: Whole
    far: Whole
    neighbours: Whole
    contributor: Whole
    member: Flags
    linked: Flags
    trust: Column
    norm: Column
    motive: Column
    anchor: Column
    tolerance: Column
    reporter_weight: Column
    priorities: Column
    own_priorities: Column
    persons: Column

    def __init__(self, model: GovernanceModel, kind: type[Citizen], n: int) -> None:
        founding = model.settings.behaviour.founding
        self.model, self.kind, self.n = model, kind, n
        self.satisfaction = np.full(n, founding.satisfaction)
        self.yearly_satisfaction = np.full(n, founding.satisfaction)
        self.belief = np.full(n, founding.belief)
        self.voice, self.fatigue = np.zeros(n), np.zeros(n)
        self.volunteered = np.zeros(n, dtype=bool)
        self.took_part = np.full(n, NEVER, dtype=np.int64)
        self.reports = np.zeros(n, dtype=np.int64)
        self.linked = np.zeros(n, dtype=bool)
        self.reward = self.service = self.vanguard = self.cohesion = self.households = self.call = np.zeros(n)
        self.efficacy = np.full(n, founding.efficacy)
        self.agents: list[Citizen] = []

    def spread(self, columns: list[list[float]]) -> None:
        """Let everyone know what holds in her community this week: six numbers for each community."""
        told = np.array(columns)[self.community]
        self.reward, self.service, self.vanguard, self.cohesion, self.households, self.call = told.T

    def ask(self, decision: str, rows: Sequence[int] | None = None, *facts: Any) -> Any:
        """Ask citizens for a decision: all of `rows` at once, or one by one if the kind decides in its own way.

        Parameters
        ----------
        decision : str
            Name of a method of :class:`Citizen`.
        rows : sequence of int, optional
            Whom to ask; everyone if not given.
        *facts
            What the decision is told: numbers, or columns with an element for each of `rows`.
        """
        if not any(getattr(self.kind, name) is not getattr(Citizen, name) for name in DECISIONS):
            asked: Any = self if rows is None else Some(self, rows)
            return getattr(self.kind, decision)(asked, *facts)
        answers: list[Any] = []
        for place, row in enumerate(range(self.n) if rows is None else rows):
            told = [fact[place] if isinstance(fact, np.ndarray) else fact for fact in facts]
            answers.append(getattr(self.agents[row], decision)(*told))
        return np.array(answers)

    def neighbours_pull(self) -> Any:
        """Return the pull of neighbours on everyone."""
        return Citizen.neighbours_pull(self)  # pyright: ignore[reportArgumentType]

    def mean_of_neighbours(self, column: Column) -> Column:
        """Return the mean over each resident's eight neighbours."""
        return column[self.neighbours].sum(axis=1) / 8.0


class Some:
    """Some residents: every attribute is the column of theirs."""

    def __init__(self, people: Residents, rows: Sequence[int]) -> None:
        self._people, self._rows = people, np.asarray(rows, dtype=np.int64)
        self.model = people.model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._people, name)[self._rows]


def volunteer(people: Residents, output: float) -> None:
    """Let citizens decide whether to serve this week, and in which domain; motive and fatigue follow (43-45)."""
    model = people.model
    c, luck = model.settings.behaviour.volunteer, model.luck
    share = people.volunteered[people.neighbours].sum(axis=1) / 8.0
    people.belief = c.belief_memory * people.belief + (1.0 - c.belief_memory) * share
    odds = people.ask("willing_to_serve")
    serves = happen_to(luck.uniforms(VOLUNTEER, people.key), odds)
    rows = np.flatnonzero(serves)
    domains = luck.uniforms(DOMAIN, people.key[rows])
    for row, u in zip(rows.tolist(), domains.tolist(), strict=True):
        priorities, below, domain = model.groups[people.group[row]].priorities, 0.0, 4
        for d in range(5):
            below += priorities[d]
            if u <= below:
                domain = d
                break
        model.grids[people.day_grid[row]].volunteer_hours[domain] += output * float(people.persons[row])
    m = people.motive + c.motive_return * (people.anchor - people.motive)
    change = c.motive_growth * people.satisfaction * (1.0 - m) - c.motive_crowding * c.crowding_out * people.reward * m
    people.motive = m + serves * change
    people.fatigue = np.minimum(1.0, people.fatigue - c.fatigue_decay * people.fatigue + c.fatigue_gain * serves)
    people.took_part[serves] = luck.week
    people.volunteered = serves


def experience(people: Residents) -> None:
    """Let residents make what they see of the week: satisfaction, trust, norms and priorities follow (60-62)."""
    model = people.model
    c, week = model.settings.behaviour.experience, model.luck.week
    grids = model.grids
    harm = np.array([grid.harm for grid in grids])[people.grid]
    solved = np.array([grid.solved for grid in grids])[people.grid]
    let_down = np.array([grid.let_down for grid in grids])[people.grid]
    seen = np.array([grid.seen for grid in grids])[people.grid]
    pledge = np.array([community.pledge for community in model.communities])[people.community]
    lead = np.array([set_example(community.levers.vanguard, community.cohesion) for community in model.communities])
    recognition = np.array([community.levers.recognition for community in model.communities])
    others = people.neighbours
    their_trust, their_norm = people.mean_of_neighbours(people.trust), people.mean_of_neighbours(people.norm)
    their_priorities = people.priorities[others].sum(axis=1) / 8.0
    voice = people.voice
    outcome = np.array([math.exp(-grid.harm / c.harm_scale) for grid in grids])[people.grid]
    people.satisfaction = people.satisfaction + c.satisfaction_rate * (
        c.outcome * outcome + (1.0 - c.outcome) * voice - people.satisfaction
    )
    people.yearly_satisfaction = people.yearly_satisfaction + (people.satisfaction - people.yearly_satisfaction) / min(
        week + 1, 52
    )
    trust = people.trust
    people.trust = np.clip(
        trust + c.trust_gain * solved * (1.0 - trust) - let_down * trust + c.trust_neighbours * (their_trust - trust)
        + c.trust_voice * voice * (1.0 - trust) + c.trust_satisfaction * (people.satisfaction - trust),
        0.0, 1.0,
    )  # fmt: skip
    norm = people.norm
    upheld = c.norm_pledge * pledge + (c.norm_lead * lead + c.norm_recognition * recognition)[people.community]
    people.norm = np.clip(
        norm + upheld * (1.0 - norm) + c.norm_neighbours * (their_norm - norm) - c.norm_erosion * norm, 0.0, 1.0
    )
    s = (c.priority_seen * (harm > 0.0))[:, None]
    b, a = c.priority_neighbours, c.priority_anchor
    people.priorities = (
        (1.0 - s - b - a) * people.priorities + s * seen + b * their_priorities + a * people.own_priorities
    )  # fmt: skip


def take_means(people: Residents) -> None:
    """Bring the means of grids, communities and household groups up to date (10)."""
    model = people.model
    trust, norm = (
        _means(people.trust, people.grid, len(model.grids)),
        _means(people.norm, people.grid, len(model.grids)),
    )
    by_day = np.bincount(people.day_grid, weights=people.trust, minlength=len(model.grids))
    for grid in model.grids:
        grid.trust, grid.norm = float(trust[grid.number]), float(norm[grid.number])
        here = len(grid.by_day)
        grid.day_trust = float(by_day[grid.number]) / here if here else grid.trust
    wanted = [_means(people.priorities[:, d], people.community, len(model.communities)) for d in range(5)]
    shared = [_means(people.priorities[:, d], people.group, len(model.groups)) for d in range(5)]
    for c, row in zip(model.communities, np.stack(wanted, axis=1).tolist(), strict=True):
        c.priorities = row
    for group, row in zip(model.groups, np.stack(shared, axis=1).tolist(), strict=True):
        group.priorities = row


def _means(column: Column, place: Whole, n: int) -> Column:
    return np.bincount(place, weights=column, minlength=n) / np.bincount(place, minlength=n)
