"""A meeting that can be worked out by hand, in both editions: ten residents, three losers; and the lift (加装电梯).

One community of one grid, norms .2 throughout, no fatigue that matters, everybody comes. A case is born latent, is
reported, accepted and put before the meeting in the week in which it is born. Branch and committee vote for it. Two
rounds with equal voice: heard = 1 - .6^2 = .64. A loser accepts when her threshold lies below

    q = .45 compensation + .30 * .2 + .35 heard.

Who loses, and at which threshold, are draws of the case's key: a key is looked for whose draws are the ones wanted.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from cogov.model import random_draws as draws
from cogov.model.agents import Case, GovernanceModel
from cogov.model.agents.case import AWAITING, OWNED
from cogov.model.agents.luck import child
from cogov.model.engine.cases import NEVER, Stage
from cogov.model.engine.simulation import Simulation
from cogov.model.engine.state import NOBODY
from cogov.model.parameters import streams
from cogov.model.parameters.settings import Settings

SEED, RESIDENTS, NORM, WORK = 7, 10, 0.2, 1.0
NONE = dict.fromkeys(("political", "administrative", "economic", "social"), 0.0)
BOTH = pytest.mark.parametrize("edition", ["agents", "compiled"])

# The office has the lists and hardly an hour, so that nothing of the case is done and its work can be read.
WORLD = {
    "city": {
        "places": [
            {"district": "D", "street": "S", "kind": "urban", "name": "C", "grids": 1, "persons": 5000,
             "agents": RESIDENTS}
        ]
    },
    "issues": {
        "lift": {
            "domain": "environment", "share": 1.0, "needs": {"social": 1.0}, "contestability": 1.0,
            "competent": dict.fromkeys(("small", "usual", "large"), "committee"), "deadline_weeks": 104,
            "patience_weeks": 10_000.0, "procedure_weeks": 0.0,
        }
    },
    "actors": {
        "party": {"capacity": NONE | {"political": 1e-5}},
        "government": {"capacity": NONE | {"administrative": 1e-5}},
        "self_governing": {"capacity": NONE | {"administrative": 1e-5}},
        **{kind: {"enabled": False} for kind in ("enterprise", "mass_organisation", "social_organisation")},
    },
}  # fmt: skip
STILL = dict.fromkeys(("norm_pledge", "norm_neighbours", "norm_lead", "norm_recognition", "norm_erosion"), 0.0)
BEHAVIOUR = {
    "founding": {"party_members": 0.0},
    "arise": {"rate": 0.0},
    "report": {"residents_base": 1.0},
    "deliberate": {"turnout_base": 10.0, "tasks_keep_away": 0.0},
    "volunteer": {"output": 0.0},
    "experience": STILL,
}


@dataclass
class Outcome:
    """What stands in the columns at the end of a week."""

    agreed: bool
    blocked: int
    """Times that it was put to a vote and did not pass."""
    added: float
    """Work that was added, as a share of the case's own."""
    grudge: float
    """Share of the grid that bears one."""


def settle(rule: str, compensation: float, equality: float = 1.0, interval: int = 1, **more: Any) -> Settings:
    meeting = {
        "interval_weeks": interval, "inclusiveness": 1.0, "rounds": 2, "decision_rule": rule,
        "voice_equality": equality, "compensation": compensation,
    }  # fmt: skip
    rules = {"mechanism": {"responsibility_lists": 1.0}, "deliberation": meeting, **more}
    return Settings.model_validate({"world": WORLD, "behaviour": BEHAVIOUR, "rules": rules, "run": {"weeks": 6}})


def look_for(share: float, bins: list[tuple[float, float]]) -> tuple[np.uint64, list[int]]:
    """Return a key of a case with one loser for each bin, whose thresholds lie in them, and the ranks of the losers."""
    for number in range(1, 100_000):
        key = np.uint64(number)
        children = [child(key, rank) for rank in range(RESIDENTS)]
        ranks = [rank for rank, voter in enumerate(children) if draws.uniform(SEED, streams.LOSER, 0, voter, 0) < share]
        if len(ranks) != len(bins):
            continue
        thresholds = sorted(draws.uniform(SEED, streams.THRESHOLD, 0, children[rank], 0) for rank in ranks)
        if all(low < threshold < high for threshold, (low, high) in zip(thresholds, bins, strict=True)):
            return key, ranks
    raise AssertionError("no such key")


def live(
    edition: str, settings: Settings, share: float, bins: list[tuple[float, float]], members: bool
) -> list[Outcome]:
    """Live through some weeks with the case, and return what stands after each."""
    key, losers = look_for(share, bins)
    weeks = settings.run.weeks
    return (_agents if edition == "agents" else _compiled)(settings, key, losers if members else [], share, weeks)


def _agents(settings: Settings, key: np.uint64, members: list[int], share: float, weeks: int) -> list[Outcome]:
    model = GovernanceModel(settings, rng=SEED)
    model.people.norm[:] = NORM
    model.people.member[members] = True
    model.grids[0].norm = NORM
    case = Case(key, model.grids[0], model.types[0], 0)
    case.severity, case.work, case.remaining, case.losers, case.contested = 1.0, WORK, WORK, share, True
    model.cases.append(case)
    found = []
    for _ in range(weeks):
        model.step()
        assert len(model.communities[0].came) in (0, RESIDENTS)
        assert case.stage in (AWAITING, OWNED)
        found.append(Outcome(case.stage == OWNED, case.meetings, case.work / WORK - 1.0, model.grudges))
    return found


def _compiled(settings: Settings, key: np.uint64, members: list[int], share: float, weeks: int) -> list[Outcome]:
    simulation = Simulation(settings, seed=SEED)
    city, cases = simulation.city, simulation.city.cases
    city.residents.norm[:] = NORM
    city.grids.norm[:] = NORM
    city.residents.member[members] = True
    city.communities.members[0] = len(members)
    cases.used[0] = 1
    for name in ("first_reported", "reported", "accepted", "begins", "asked"):
        getattr(cases, name)[0] = NEVER
    for name in ("desk", "owner", "helper", "solver", "reporter", "found_by"):
        getattr(cases, name)[0] = NOBODY
    cases.key[0], cases.severity[0], cases.log_severity[0] = key, 1.0, math.log(1.0)
    cases.work[0] = cases.remaining[0] = WORK
    cases.size[0], cases.contested[0], cases.losers[0] = 1, True, share
    found, grievance = [], list(simulation.final()).index("grievance")
    for _ in range(weeks):
        simulation.step()
        cases = simulation.city.cases
        assert simulation.city.communities.attendance[0] in (0.0, 1.0)
        assert cases.stage[0] in (Stage.AWAITING, Stage.OWNED)
        grudge = float(simulation.series[-1, grievance])
        found.append(
            Outcome(bool(cases.stage[0] == Stage.OWNED), int(cases.meetings[0]), cases.work[0] / WORK - 1.0, grudge)
        )
    return found


THREE = [(0.06, 0.284), (0.286, 0.509), (0.511, 0.734)]
"""Thresholds of the three losers, lowest first: met by q without, with half and with full compensation."""


@BOTH
@pytest.mark.parametrize(
    ("rule", "compensation", "agreed", "added", "grudge"),
    [
        ("majority", 0.0, True, 0.6444, 0.2148),
        ("two_thirds", 0.0, True, 0.6444, 0.2148),
        ("unanimity", 0.0, False, 0.0, 0.0),
        ("majority", 0.5, True, 0.5619, 0.1473),
        ("two_thirds", 0.5, True, 0.5619, 0.1473),
        ("unanimity", 0.5, False, 0.0, 0.0),
        ("majority", 1.0, True, 0.4794, 0.0798),
        ("two_thirds", 1.0, True, 0.4794, 0.0798),
        ("unanimity", 1.0, True, 0.4794, 0.0798),
    ],
)
def test_three_losers_with_equal_voice(edition, rule, compensation, agreed, added, grudge):
    """Seven winners, three losers, branch and committee: twelve votes of weight 1. Three tenths lose (l = .3).

    No compensation: q = .06 + .224 = .284, one loser accepts, 10 of 12. 2 * 10 > 12 and 3 * 10 >= 2 * 12: a majority
    and two thirds pass; not all do. Grudge .3 (1 - .284) = .2148, work 3 * .2148 = .6444.
    Half: q = .509, two accept, 11 of 12. Grudge .3 * .491 = .1473; work .4419 + .8 * .5 * .3 = .5619.
    Full: q = .734, all accept, 12 of 12. Grudge .3 * .266 = .0798; work .2394 + .8 * .3 = .4794.
    """
    first = live(edition, settle(rule, compensation), 0.3, THREE, members=False)[0]
    assert first.agreed is agreed
    assert first.blocked == (not agreed)
    assert [first.added, first.grudge] == pytest.approx([added, grudge], abs=1e-12)


@BOTH
@pytest.mark.parametrize(
    ("rule", "compensation", "agreed", "added", "grudge"),
    [
        ("majority", 0.0, True, 0.846, 0.282),
        ("two_thirds", 0.0, False, 0.0, 0.0),
        ("unanimity", 0.0, False, 0.0, 0.0),
        ("majority", 0.5, True, 0.7635, 0.2145),
        ("two_thirds", 0.5, True, 0.7635, 0.2145),
        ("unanimity", 0.5, False, 0.0, 0.0),
        ("majority", 1.0, True, 0.681, 0.147),
        ("two_thirds", 1.0, True, 0.681, 0.147),
        ("unanimity", 1.0, False, 0.0, 0.0),
    ],
)
def test_three_losers_who_weigh_threefold(edition, rule, compensation, agreed, added, grudge):
    """The losers are party members and voices are unequal: members and bodies weigh 3, nobody is heard.

    All votes: 7 + 3 * 3 + 2 * 3 = 22, without the losers 13.
    No compensation: q = .06, none of them accepts, 13 of 22: 26 > 22 but 39 < 44; a majority passes and two thirds do
    not. Grudge .3 * .94 = .282, work .846.
    Half: q = .285, one accepts, 16 of 22: 48 >= 44. Grudge .3 * .715 = .2145; work .6435 + .12 = .7635.
    Full: q = .51, two accept, 19 of 22; one of them still blocks where all must agree. Grudge .3 * .49 = .147; work
    .441 + .24 = .681.
    """
    first = live(edition, settle(rule, compensation, equality=0.0), 0.3, THREE, members=True)[0]
    assert first.agreed is agreed
    assert first.blocked == (not agreed)
    assert [first.added, first.grudge] == pytest.approx([added, grudge], abs=1e-12)


FIRM = [(0.53, 0.60)]
"""The threshold of the one who loses by the lift."""


@BOTH
def test_the_lift_is_blocked_by_one_voice_until_it_is_mended(edition):
    """One of ten loses (l = .1), her threshold lies between .53 and .60; all must agree.

    Each meeting hears two rounds more and finds the proposal mended by .15 of compensation:
    q = .06 + .224 = .284; .06 + .0675 + .35 (1 - .6^4) = .43214; .06 + .135 + .35 (1 - .6^6) = .5286704: three times 11
    of 12, blocked. At the fourth q = .06 + .2025 + .35 (1 - .6^8) = .606621344: she agrees. Grudge
    .1 (1 - .606621344) = .0393378656; work 3 * .0393378656 + .8 * .45 * .1 = .1540135968.
    """
    weeks = live(edition, settle("unanimity", 0.0), 0.1, FIRM, members=False)
    assert [week.agreed for week in weeks[:4]] == [False, False, False, True]
    assert [week.blocked for week in weeks[:4]] == [1, 2, 3, 3]
    assert weeks[2].added == 0.0
    assert weeks[3].grudge == pytest.approx(0.0393378656, abs=1e-10)
    assert weeks[3].added == pytest.approx(0.1540135968, abs=1e-10)


@BOTH
@pytest.mark.parametrize("rule", ["majority", "two_thirds"])
def test_the_lift_passes_over_a_grudge(edition, rule):
    """11 of 12: it passes at once. Grudge .1 (1 - .284) = .0716, work 3 * .0716 = .2148."""
    first = live(edition, settle(rule, 0.0), 0.1, FIRM, members=False)[0]
    assert (first.agreed, first.blocked) == (True, 0)
    assert [first.added, first.grudge] == pytest.approx([0.2148, 0.0716], abs=1e-12)


@BOTH
def test_the_lift_is_agreed_with_compensation(edition):
    """Full compensation: q = .734, she agrees, 12 of 12. Grudge .1 * .266 = .0266; work .0798 + .08 = .1598."""
    first = live(edition, settle("unanimity", 1.0), 0.1, FIRM, members=False)[0]
    assert (first.agreed, first.blocked) == (True, 0)
    assert [first.added, first.grudge] == pytest.approx([0.1598, 0.0266], abs=1e-12)


@BOTH
@pytest.mark.parametrize(("law", "added"), [(0.0, 0.282), (1.0, 0.141)])
def test_without_meetings_the_lift_is_decreed_and_law_eases_the_grudge(edition, law, added):
    """Nobody is heard: q = .06. Grudge .1 * .94 = .094, work 3 * .094 = .282; with full legal service half of that."""
    first = live(edition, settle("unanimity", 0.0, interval=0, law={"service": law}), 0.1, FIRM, members=False)[0]
    assert (first.agreed, first.blocked) == (True, 0)
    assert [first.added, first.grudge] == pytest.approx([added, 0.094], abs=1e-12)
