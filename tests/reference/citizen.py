"""Residents (公民): what each of them is, decides and feels (ODD 5.3-5.4, 7.5, 7.7, 7.12)."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import TYPE_CHECKING

import mesa

from cogov.model import random_draws as draws
from cogov.model.world import DOMAINS

from .luck import child

if TYPE_CHECKING:
    from .places import Grid

NEVER = -1_000_000


def logistic(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


def clipped(x: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(max(x, low), high)


class Contributor(IntEnum):
    """How one's contribution answers to others'."""

    CONDITIONAL, FREE_RIDER, HUMP_SHAPED, OTHER = range(4)


class Citizen(mesa.Agent):
    """One resident."""

    def __init__(self, grid: Grid, rank: int):
        city = grid.city
        super().__init__(city)
        self.grid, self.community = grid, grid.community
        self.key = child(grid.key, rank)
        founding, luck, stream = city.behaviour.founding, city.luck, draws.FOUND_CITIZEN
        self.trust = luck.beta(stream, self.key, 0, founding.trust_a, founding.trust_b)
        self.motive = self.motive_anchor = luck.beta(stream, self.key, 128, founding.motive_a, founding.motive_b)
        self.norm = luck.beta(stream, self.key, 256, founding.norm_a, founding.norm_b)
        patience = luck.beta(stream, self.key, 384, founding.tolerance_a, founding.tolerance_b)
        self.tolerance = founding.tolerance_scale * patience
        own = luck.dirichlet(stream, self.key, 512, founding.priority_shape, len(DOMAINS))
        part, common = founding.own_priorities, self.community.domains_of_mix()
        self.priorities = [part * mine + (1.0 - part) * ours for mine, ours in zip(own, common, strict=True)]
        self.priority_anchor = list(self.priorities)
        u, v = luck.two(stream, 0, self.key, 1024)
        self.party_member = u < founding.party_members
        self.contributor = self._contributor(v)
        self.link_rank = luck.uniform(stream, 0, self.key, 1025)
        self.satisfaction = self.yearly_satisfaction = founding.satisfaction
        self.belief = founding.belief
        self.fatigue = self.voice = 0.0
        self.volunteered = False
        self.took_part = NEVER
        self.neighbours: list[Citizen] = []
        grid.citizens.append(self)

    def _contributor(self, v: float) -> Contributor:
        founding = self.model.behaviour.founding
        shares = (founding.conditional_cooperators, founding.free_riders, founding.hump_shaped)
        so_far = 0.0
        for kind, share in zip(Contributor, shares, strict=False):
            so_far += share
            if v < so_far:
                return kind
        return Contributor.OTHER

    def meet_neighbours(self, ring: list[Citizen], place: int, near_and_far: list[tuple[list[Citizen], int]]) -> None:
        """Come to know six residents next door, one in the community and one further away (5.4)."""
        close = [ring[(place + step) % len(ring)] for step in (-3, -2, -1, 1, 2, 3)]
        distant = []
        luck = self.model.luck.two(draws.FOUND_CITIZEN, 0, self.key, 1026)
        for u, (people, here) in zip(luck, near_and_far, strict=True):
            size = len(people)
            distant.append(people[(here + 1 + int(u * (size - 1))) % size])
        self.neighbours = close + distant

    def mean_of_neighbours(self, of) -> float:
        return sum(of(neighbour) for neighbour in self.neighbours) / len(self.neighbours)

    @property
    def linked(self) -> bool:
        return self.link_rank < self.community.household_links

    # --- meetings (7.5)

    def forget_being_heard(self) -> None:
        self.voice += self.model.behaviour.deliberate.voice_decay * (0.0 - self.voice)

    def comes_to_meeting(self) -> bool:
        """Whether this resident is invited and comes."""
        turnout = self.model.behaviour.deliberate
        u, v, _, _ = self.model.luck.four(draws.DELIBERATE, self.model.week, self.key)
        invited = u < self.model.rules.deliberation.inclusiveness
        odds = turnout.turnout_base + turnout.turnout_motive * self.motive + turnout.turnout_trust * self.trust
        return invited and v < logistic(odds - turnout.turnout_fatigue * self.fatigue)

    def accepts(self, position: list[float], proposal: list[float]) -> bool:
        distance = sum(abs(mine - ours) for mine, ours in zip(position, proposal, strict=True))
        return 0.5 * distance <= self.tolerance

    def sit_through_meeting(self) -> None:
        deliberate, rounds = self.model.behaviour.deliberate, self.model.rules.deliberation.rounds
        self.voice += deliberate.voice_gain * (1.0 - self.voice)
        self.fatigue = min(1.0, self.fatigue + deliberate.fatigue * rounds)
        self.took_part = self.model.week

    # --- volunteering (7.7)

    def decide_to_serve(self) -> None:
        """See who served last week, and make up one's mind; nobody has acted yet."""
        c, rules = self.model.behaviour.volunteer, self.model.rules.participation
        others = self.mean_of_neighbours(lambda neighbour: neighbour.volunteered)
        self.belief = c.belief_memory * self.belief + (1.0 - c.belief_memory) * others
        odds = c.base + c.reward * rules.reward + c.service * rules.volunteer_service
        odds += c.mobilising * self.community.district.call()
        odds += c.motive * (1.0 - c.crowding_out * rules.reward) * self.motive
        odds += c.trust * self.trust + c.neighbours * self._pull_of_neighbours()
        if self.party_member:
            odds += c.vanguard * self.community.vanguard
        if self.linked:
            odds += c.lead * self.community.lead
        odds -= c.fatigue * self.fatigue
        self.will_serve = self.model.luck.uniform(draws.VOLUNTEER, self.model.week, self.key) < logistic(odds)

    def _pull_of_neighbours(self) -> float:
        c = self.model.behaviour.volunteer
        match self.contributor:
            case Contributor.CONDITIONAL:
                return self.belief
            case Contributor.FREE_RIDER:
                return 0.0
            case Contributor.HUMP_SHAPED:
                return min(self.belief, c.hump_peak * (1.0 - self.belief) / (1.0 - c.hump_peak))
            case _:
                return c.other_level

    def serve_or_rest(self) -> None:
        """Spend the week as decided; motive and fatigue follow."""
        c, reward = self.model.behaviour.volunteer, self.model.rules.participation.reward
        self.volunteered = self.will_serve
        motive = self.motive + c.motive_return * (self.motive_anchor - self.motive)
        rest = self.fatigue - c.fatigue_decay * self.fatigue
        if self.volunteered:
            growth = c.motive_growth * self.satisfaction * (1.0 - motive)
            motive += growth - c.motive_crowding * c.crowding_out * reward * motive
            rest += c.fatigue_gain
            self.took_part = self.model.week
        self.motive, self.fatigue = motive, min(1.0, rest)

    # --- experience (7.12)

    def listen_to_neighbours(self) -> None:
        """Hear how neighbours see things, before anyone changes."""
        self.heard_trust = self.mean_of_neighbours(lambda neighbour: neighbour.trust)
        self.heard_norm = self.mean_of_neighbours(lambda neighbour: neighbour.norm)
        self.heard_priorities = [
            self.mean_of_neighbours(lambda neighbour, d=d: neighbour.priorities[d]) for d in range(len(DOMAINS))
        ]

    def take_in_the_week(self) -> None:
        """Let harm, help and neighbours change satisfaction, trust, norms and priorities."""
        c, grid = self.model.behaviour.experience, self.grid
        outcome = c.outcome * math.exp(-grid.harm / c.harm_scale) + (1.0 - c.outcome) * self.voice
        self.satisfaction += c.satisfaction_rate * (outcome - self.satisfaction)
        self.yearly_satisfaction += (self.satisfaction - self.yearly_satisfaction) / min(self.model.week + 1, 52)
        self.trust = clipped(
            self.trust
            + c.trust_gain * grid.solved * (1.0 - self.trust)
            - grid.let_down * self.trust
            + c.trust_neighbours * (self.heard_trust - self.trust)
            + c.trust_voice * self.voice * (1.0 - self.trust)
            + c.trust_satisfaction * (self.satisfaction - self.trust)
        )
        upkeep = c.norm_pledge * self.community.pledge + c.norm_lead * self.community.lead
        self.norm = clipped(
            self.norm
            + upkeep * (1.0 - self.norm)
            + c.norm_neighbours * (self.heard_norm - self.norm)
            - c.norm_erosion * self.norm
        )
        for d, (x, anchor, heard) in enumerate(
            zip(list(self.priorities), self.priority_anchor, self.heard_priorities, strict=True)
        ):
            seen = c.priority_seen * (grid.seen[d] - x) if grid.harm > 0.0 else 0.0
            self.priorities[d] = x + seen + c.priority_neighbours * (heard - x) + c.priority_anchor * (anchor - x)
