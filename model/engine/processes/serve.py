"""A team works as one on a case (52), then its owner goes on alone (53)."""

from __future__ import annotations

from ...compilation import lean
from ..cases import Cases
from ..coefficients import Record
from ..ledger import Ledger, WeekTally
from ..levers import Levers, Mechanism
from ..matching import LEAST_MATCH, match_row
from ..state import (
    EPSILON,
    NOBODY,
    Bodies,
    Communities,
    Grids,
    Places,
    Types,
)
from .ask import ask
from .pool import finish
from .set_hours import take
from .team import Team

_SOCIAL = 3


@lean
def serve(
    seed: int, week: int, tied: bool, o: int, j: int, team: Team, places: Places, communities: Communities,
    grids: Grids, bodies: Bodies, cases: Cases, types: Types, ledger: Ledger, b: Record, fit_base: float,
) -> None:  # fmt: skip
    """Let an owner work on a case, with whoever helps; `second_chance` says who wants help at all."""
    y, c = cases.type[j], cases.community[j]
    lever, d = places.lever[bodies.place[o]], types.domain[y]
    wanted, missing = False, False
    for k in range(4):
        team.deficit[k] = max(0.0, types.needs[y, k] - bodies.mix[o, k])
        team.lacking[k] = team.deficit[k] > b.lacking
        team.active[k] = False
        missing = missing or team.lacking[k]
    if missing and int(lever[Levers.MECHANISM]) != Mechanism.SILO:
        wanted = cases.second_chance[j] < lever[Levers.MECHANISM_STRENGTH]
    if wanted:
        ask(seed, week, tied, o, j, team, places, communities, bodies, cases, types, ledger, b, fit_base)
    by_volunteers = False
    total = 0.0
    if wanted:
        for k in range(4):
            helper = cases.helper[j, k]
            if team.lacking[k] and helper != NOBODY and bodies.left[helper] > EPSILON:
                team.active[k] = True
                total += team.deficit[k]
        if team.lacking[_SOCIAL] and not team.active[_SOCIAL] and grids.hours[cases.grid[j], d] > EPSILON:
            by_volunteers = True
            total += team.deficit[_SOCIAL]
    theta = min(1.0, b.team_limit / total) if total > 0.0 else 1.0
    helpers = theta * total
    own_skill = bodies.skill[o, y]
    for k in range(4):
        team.part[k] = theta * team.deficit[k]
        team.joined[k] = (1.0 - helpers) * own_skill * bodies.mix[o, k]
    for k in range(4):
        if team.active[k]:
            helper = cases.helper[j, k]
            for r in range(4):
                team.joined[r] += team.part[k] * bodies.skill[helper, y] * bodies.mix[helper, r]
    if by_volunteers:
        team.joined[_SOCIAL] += team.part[_SOCIAL]
    rate = max(LEAST_MATCH, match_row(team.joined, types.needs[y], b.fungible, b.substitution))
    h = min(bodies.left[o] / (1.0 - helpers), cases.remaining[j] / rate)
    own = (1.0 - helpers) * h
    given = own
    for r in range(4):
        team.hours[r] = own * own_skill * bodies.mix[o, r]
    for k in range(4):
        if team.active[k]:
            helper = cases.helper[j, k]
            part = min(team.part[k] * h, bodies.left[helper])
            take(bodies, helper, part)
            given += part
            for r in range(4):
                team.hours[r] += part * bodies.skill[helper, y] * bodies.mix[helper, r]
    if by_volunteers:
        part = min(team.part[_SOCIAL] * h, grids.hours[cases.grid[j], d])
        grids.hours[cases.grid[j], d] = max(0.0, grids.hours[cases.grid[j], d] - part)
        given += part
        team.hours[_SOCIAL] += part
    done = min(match_row(team.hours, types.needs[y], b.fungible, b.substitution), cases.remaining[j])
    take(bodies, o, own)
    cases.remaining[j] -= done
    cases.begun[j] = True
    communities.given_now[c, d] += given
    ledger.tally[WeekTally.APPLIED] += given
    ledger.tally[WeekTally.DONE] += done
    if cases.remaining[j] > EPSILON and helpers > 0.0 and bodies.left[o] > EPSILON:
        alone = min(bodies.left[o], cases.remaining[j] / max(LEAST_MATCH, bodies.solo[o, y]))
        take(bodies, o, alone)
        done = alone * bodies.solo[o, y]
        cases.remaining[j] -= done
        communities.given_now[c, d] += alone
        ledger.tally[WeekTally.APPLIED] += alone
        ledger.tally[WeekTally.DONE] += done
    finish(j, o, cases)
