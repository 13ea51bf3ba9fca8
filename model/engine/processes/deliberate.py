"""6. Residents meet, and decide on what is contested (民主协商; 7.6).

General meeting: an invited resident comes with log-odds

    turnout_base + turnout_motive motive + turnout_trust trust - turnout_fatigue fatigue
    + turnout_efficacy (efficacy_c - .5);
    proposal = weighted mean position (34);  accepts: D_i (1 - hearing heard(rounds)) <= tolerance_i (35);
    majority 2 yes > n, two thirds 3 yes >= 2 n, unanimity yes = n (36)

Matters: with comp (37) and heard(rounds_j) a share q of thresholds is met (38); losers whose threshold is not vote
against (39). A case that is agreed or decreed leaves a grudge, and work (40).
"""

from __future__ import annotations

import numpy as np

from ... import random_draws as draws
from ...array_types import Column, Flags, Keys, Rows
from ...compilation import kernel
from ...parameters import streams
from ...parameters.places import COMMUNITY
from ..cases import Cases, Stage
from ..chances import decide
from ..coefficients import Record
from ..ledger import Count, Ledger, WeekTally
from ..levers import Decision, Levers
from ..state import DOMAIN_COUNT, MARGIN, Bodies, Communities, Grids, Number, Places, Residents, RowIndex


@kernel
def deliberate(
    seed: int, week: int, places: Places, communities: Communities, grids: Grids, bodies: Bodies, residents: Residents,
    cases: Cases, ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    """Let pledges and voice fade, hold the meetings that are due, put matters before them."""
    _fade(communities.pledge, b.erosion)
    _fade(residents.voice, b.voice_decay)
    size = _largest(communities)
    comes, who, keys = np.empty(size, np.bool_), np.empty(size, np.int32), np.empty(size, np.uint64)
    came = 0
    for c in range(len(communities.key)):
        communities.met[c] = False
        communities.decided[c] = False
        communities.came_start[c] = came
        lever = places.lever[communities.at[c, COMMUNITY]]
        if lever[Levers.INTERVAL] == 0.0:
            communities.attendance[c] = 0.0
        elif week % int(lever[Levers.INTERVAL]) == 0:
            task = places.task[communities.at[c, COMMUNITY]]
            chance = min(1.0, lever[Levers.INCLUSIVENESS] * (1.0 - b.tasks_keep_away * task))
            here = slice(communities.resident_start[c], communities.resident_start[c + 1])
            came += _gather(
                seed, week, 0, here, chance, communities.efficacy[c], 0.0, residents, b, comes, residents.came[came:]
            )
            if came > communities.came_start[c]:
                _meet(week, c, came, lever, communities, bodies, residents, ledger, b)
    communities.came_start[len(communities.key)] = came
    _put_matters(seed, week, places, communities, grids, bodies, residents, cases, ledger, b, comes, who, keys)


@kernel
def _largest(communities: Communities) -> int:
    """Return how many residents the largest community has."""
    result = 0
    for c in range(len(communities.key)):
        result = max(result, communities.resident_start[c + 1] - communities.resident_start[c])
    return result


@kernel
def _fade(values: Column, rate: float) -> None:
    for i in range(len(values)):
        values[i] -= rate * values[i]


@kernel
def heard(rounds: float, equality: float, unheard: float) -> float:
    """Return how far people feel heard after some rounds: ve (1 - unheard^r)."""
    return equality * (1.0 - unheard**rounds)


@kernel
def _gather(
    seed: int, week: int, draw: int, here: slice, chance: float, efficacy: Number, more: Number, residents: Residents,
    b: Record, comes: Flags, came: Rows,
) -> int:  # fmt: skip
    """List who of some residents comes to a meeting (33); return how many do."""
    chosen, luck, odds, sides = (
        residents.room[0][here], residents.room[1][here], residents.room[2][here], residents.room[3][here],
    )  # fmt: skip
    draws.pairs(seed, streams.DELIBERATE, week, residents.key[here], draw, chosen, luck)
    first, number = here.start, 0
    motive, trust, fatigue = residents.motive[here], residents.trust[here], residents.fatigue[here]
    for k in range(len(odds)):
        odds[k] = (
            b.turnout_base + b.turnout_motive * motive[k] + b.turnout_trust * trust[k] - b.turnout_fatigue * fatigue[k]
            + b.turnout_efficacy * (efficacy - 0.5)
        ) + more  # fmt: skip
    decide(luck, odds, sides, comes[: len(odds)])
    for k in range(len(odds)):
        came[number] = first + k
        number += comes[k] & (chosen[k] < chance)
    return number


@kernel
def passes(yes: float, votes: float, rule: float, margin: float) -> bool:
    """Tell whether a proposal passes; equality is granted within the margin, and never enough for a majority."""
    if int(rule) == Decision.UNANIMITY:
        return yes >= votes - margin
    if int(rule) == Decision.TWO_THIRDS:
        return 3.0 * yes >= 2.0 * votes - margin
    return 2.0 * yes > votes + margin


@kernel
def _meet(
    week: int, c: int, last: int, lever: Column, communities: Communities, bodies: Bodies, residents: Residents,
    ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    first, n = communities.came_start[c], last - communities.came_start[c]
    equality, rounds = lever[Levers.VOICE_EQUALITY], lever[Levers.ROUNDS]
    status = 1.0 + b.status_weight * (1.0 - equality)
    proposal, total = np.zeros(DOMAIN_COUNT), 0.0
    for place in range(first, last):
        i = residents.came[place]
        weight = status if residents.member[i] else 1.0
        total += weight
        for d in range(DOMAIN_COUNT):
            proposal[d] += weight * residents.x[i, d]
    for o in range(communities.home[c, 0], communities.home[c, 1]):
        if bodies.acts[o]:
            total += status
            for d in range(DOMAIN_COUNT):
                proposal[d] += status * bodies.p[o, d]
    for d in range(DOMAIN_COUNT):
        proposal[d] /= total
    nearer, yes = 1.0 - b.hearing * heard(rounds, equality, b.unheard), 0
    for place in range(first, last):
        i = residents.came[place]
        distance = 0.0
        for d in range(DOMAIN_COUNT):
            distance += abs(residents.x[i, d] - proposal[d])
        yes += distance / 2.0 * nearer <= residents.tolerance[i]
    decided = passes(float(yes), float(n), lever[Levers.DECISION_RULE], 0.0)
    size = communities.resident_start[c + 1] - communities.resident_start[c]
    communities.attendance[c] = n / size
    communities.met[c] = True
    communities.decided[c] = decided
    ledger.counts[week, Count.MEETINGS] += 1
    gain = b.voice_gain * (b.voice_floor + (1.0 - b.voice_floor) * equality) * (1.0 if decided else b.voice_undecided)
    for place in range(first, last):
        i = residents.came[place]
        residents.fatigue[i] = min(1.0, residents.fatigue[i] + b.fatigue * rounds)
        residents.voice[i] += gain * (1.0 - residents.voice[i])
        if decided:
            residents.took_part[i] = week
    if decided:
        ledger.counts[week, Count.ADOPTED] += 1
        communities.pledge[c] += b.pledge_rate * (lever[Levers.PLEDGE] * yes / n - communities.pledge[c])
        for d in range(DOMAIN_COUNT):
            communities.agenda[c, d] += b.agenda_rate * (proposal[d] - communities.agenda[c, d])


@kernel
def _put_matters(
    seed: int, week: int, places: Places, communities: Communities, grids: Grids, bodies: Bodies, residents: Residents,
    cases: Cases, ledger: Ledger, b: Record, comes: Flags, who: Rows, keys: Keys,
) -> None:  # fmt: skip
    """Let contested cases be agreed, blocked, or decreed where no meetings are held."""
    for j in range(cases.used[0]):
        if cases.stage[j] != Stage.AWAITING:
            continue
        c, g = cases.community[j], cases.grid[j]
        lever = places.lever[communities.at[c, COMMUNITY]]
        interval, comp = int(lever[Levers.INTERVAL]), lever[Levers.COMPENSATION]
        if interval > 0 and week % interval != 0:
            continue
        if interval > 0 and cases.meetings[j] > 0:
            comp = min(1.0, comp + b.mend * cases.meetings[j])
        plain = min(1.0, b.accept_compensation * comp + b.accept_norm * grids.norm[g])
        q, present, passed = plain, 0.0, True
        if interval > 0:
            equality = lever[Levers.VOICE_EQUALITY]
            rounds = cases.rounds[j] + int(lever[Levers.ROUNDS])
            q = min(1.0, plain + b.accept_heard * heard(float(rounds), equality, b.unheard))
            voters = _call_in(seed, week, j, lever, places, communities, grids, residents, cases, b, comes, who)
            if len(voters) == 0:
                continue
            yes, votes, here = _vote(
                seed, q, 1.0 + b.status_weight * (1.0 - equality), j, voters, grids, residents, cases, keys
            )
            cases.rounds[j] = rounds
            status = 1.0 + b.status_weight * (1.0 - equality)
            for o in (communities.branch[c], communities.committee[c]):
                if bodies.acts[o]:
                    yes += status
                    votes += status
            passed = passes(yes, votes, lever[Levers.DECISION_RULE], MARGIN)
            present = here / grids.agents[g]
            ledger.counts[week, Count.MATTERS] += 1
            if passed:
                ledger.counts[week, Count.MATTERS_PASSED] += 1
            else:
                cases.meetings[j] += 1
        if passed:
            _agree(j, q, plain, present, comp, lever[Levers.LAW], grids, cases, ledger, b)


@kernel
def _agree(
    j: int, q: float, plain: float, present: Number, comp: float, law: float, grids: Grids, cases: Cases,
    ledger: Ledger, b: Record,
) -> None:  # fmt: skip
    """Let a case be worked on, over the grudge of who was not persuaded (40)."""
    cases.decided[j] = True
    cases.stage[j] = Stage.OWNED
    losers = cases.losers[j]
    grudge = losers * (present * (1.0 - q) + (1.0 - present) * (1.0 - plain))
    add = cases.work[j] * (b.grudge_work * grudge * (1.0 - b.law_eases * law) + b.compensation_work * comp * losers)
    cases.work[j] += add
    cases.remaining[j] += add
    grids.grudge[cases.grid[j]] += b.grudge_trust * grudge
    ledger.tally[WeekTally.GRUDGE] += grudge


@kernel
def _call_in(
    seed: int, week: int, j: int, lever: Column, places: Places, communities: Communities, grids: Grids,
    residents: Residents, cases: Cases, b: Record, comes: Flags, who: Rows,
) -> Rows:  # fmt: skip
    """Return who votes on a case: those at the general meeting, or those of its grid who come to one of their own."""
    c, g = cases.community[j], cases.grid[j]
    if lever[Levers.INVITES] != 1.0:
        return residents.came[communities.came_start[c] : communities.came_start[c + 1]]
    chance = min(
        1.0,
        lever[Levers.INCLUSIVENESS]
        * (1.0 - b.tasks_keep_away * places.task[communities.at[c, COMMUNITY]])
        * (communities.grid_start[c + 1] - communities.grid_start[c]),
    )
    here = slice(grids.resident_start[g], grids.resident_start[g + 1])
    number = _gather(
        seed, week, 1, here, chance, communities.efficacy[c], b.turnout_affected, residents, b, comes, who
    )  # fmt: skip
    return who[:number]


@kernel
def _vote(
    seed: int, q: float, status: float, j: int, voters: Rows, grids: Grids, residents: Residents, cases: Cases,
    keys: Keys,
) -> tuple[float, float, float]:  # fmt: skip
    """Return weights of yes and of all, and the number of voters who live in the case's grid (39)."""
    g, grid, member, luck, threshold = (
        cases.grid[j],
        residents.grid,
        residents.member,
        residents.room[0],
        residents.room[1],
    )
    first: RowIndex = grids.resident_start[g]
    here = 0
    for place in range(len(voters)):
        keys[here] = draws.child(cases.key[j], voters[place] - first)
        here += grid[voters[place]] == g
    draws.uniforms(seed, streams.LOSER, 0, keys[:here], luck)
    draws.uniforms(seed, streams.THRESHOLD, 0, keys[:here], threshold)
    yes, votes, turn, losers = 0.0, 0.0, 0, cases.losers[j]
    for place in range(len(voters)):
        i = voters[place]
        weight = status if member[i] else 1.0
        votes += weight
        affected = grid[i] == g
        yes += 0.0 if affected & (luck[turn] < losers) & (threshold[turn] >= q) else weight
        turn += affected
    return yes, votes, float(here)
