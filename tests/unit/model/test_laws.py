"""Laws of the field that the second edition holds to still give their known answers, in both editions.

Each city is set by its settings alone, so that nothing else acts; the answers are worked out by hand or by a solver.
"""

import math
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from cogov.model.agents import GovernanceModel
from cogov.model.engine.simulation import Simulation
from cogov.model.institutions import assessment, common_goals, reward
from cogov.model.institutions.meetings import MAJORITY, TWO_THIRDS, UNANIMITY, passes
from cogov.model.parameters.settings import Settings, merge

BOTH = pytest.mark.parametrize("edition", ["agents", "compiled"])

# One street of two communities, forty residents, and no problem ever.
QUIET: dict[str, Any] = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 0,
            "grids_per_community": 2, "agents_per_grid": 10,
        },
    },
    "behaviour": {"arise": {"rate": 0.0}},
}  # fmt: skip


class Live:
    """A run of either edition, its residents and bodies in columns."""

    def __init__(self, edition: str, *changes: dict[str, Any], weeks: int, seed: int = 3) -> None:
        tables = merge(QUIET, {"run": {"weeks": weeks}})
        for change in changes:
            tables = merge(tables, change)
        settings = Settings.model_validate(tables)
        if edition == "agents":
            model = GovernanceModel(settings, rng=seed, register_citizens=False)
            people = model.people
            self.before = people.priorities.copy()
            while model.week < weeks:
                model.step()
            self.own = people.own_priorities
            self.priorities, self.norm, self.trust = people.priorities, people.norm, people.trust
            self.volunteered, self.motive, self.neighbours = people.volunteered, people.motive, people.neighbours
            self.staff_fatigue = np.array([body.fatigue for body in model.bodies if body.works_overtime and body.acts])
            self.goals = np.array([body.priorities for body in model.bodies])
            self.own_goals = np.array([body.own_priorities for body in model.bodies])
            self.listed = np.array(model.listed)
        else:
            simulation = Simulation(settings, seed=seed)
            city = simulation.city
            simulation.run()
            residents, bodies = city.residents, city.bodies
            self.own, self.priorities, self.norm, self.trust = (
                residents.x_anchor, residents.x, residents.norm, residents.trust,
            )  # fmt: skip
            self.volunteered, self.motive = residents.volunteered, residents.motive
            self.neighbours = np.zeros((len(residents.key), 8), dtype=np.int64)
            starts = city.communities.resident_start
            for first, last in pairwise(starts):
                for row in range(first, last):
                    ring = [first + (row - first + step) % (last - first) for step in (-3, -2, -1, 1, 2, 3)]
                    self.neighbours[row] = [*ring, residents.near[row], residents.far[row]]
            staff = (bodies.kind <= 2) & bodies.acts
            self.staff_fatigue = bodies.fatigue[staff]
            self.goals, self.own_goals, self.listed = bodies.p, bodies.p_anchor, city.types.listed


# ---- opinions


@BOTH
@pytest.mark.parametrize(("neighbours", "anchor"), [(0.3, 0.2), (0.5, 0.1), (0.0, 0.4)])
def test_priorities_of_residents_tend_to_the_fixed_point_of_friedkin_and_johnsen(edition, neighbours, anchor):
    """x = (1 - b - a) x + b W x + a x0 where nothing is seen, so x* = a ((a + b) I - b W)^-1 x0."""
    rates = {"priority_neighbours": neighbours, "priority_anchor": anchor}
    city = Live(edition, {"behaviour": {"experience": rates}}, weeks=160)
    n = len(city.own)
    listening = np.zeros((n, n))
    for row in range(n):
        np.add.at(listening[row], city.neighbours[row], 1.0 / 8.0)
    limit = np.linalg.solve((anchor + neighbours) * np.eye(n) - neighbours * listening, anchor * city.own)
    assert city.priorities == pytest.approx(limit, abs=1e-6)
    assert city.priorities.sum(axis=1) == pytest.approx(np.ones(n))
    if neighbours:
        assert city.priorities[:, 0].std() < 0.8 * city.own[:, 0].std(), "views come nearer to each other"


@BOTH
def test_norms_that_are_upheld_settle_where_upkeep_and_erosion_balance(edition):
    """u (1 - n) = e n: n* = u / (u + e) = .08 / .13 for everyone, however they began."""
    rates = {"norm_recognition": 0.08, "norm_erosion": 0.05, "norm_neighbours": 0.02}
    recognised = Live(
        edition, {"behaviour": {"experience": rates}, "rules": {"virtue": {"recognition": 1.0}}}, weeks=160
    )
    assert recognised.norm == pytest.approx(np.full(40, 0.08 / 0.13), abs=1e-6)
    alone = Live(edition, {"behaviour": {"experience": rates}}, weeks=160)
    assert alone.norm.max() < 0.95**159


@BOTH
def test_goals_of_bodies_settle_where_pull_and_anchor_balance(edition):
    """(r s) (t - p) = a (p - p0): p* = (r s t + a p0) / (r s + a), with r s = .25 * .4 = .1 and a = .06."""
    city = Live(edition, {"rules": {"goals": {"rule": "command", "strength": 0.4}}}, weeks=160)
    limit = (0.1 * np.tile(city.listed, (len(city.goals), 1)) + 0.06 * city.own_goals) / 0.16
    assert city.goals == pytest.approx(limit, abs=1e-9)
    p = 0.9
    for _ in range(400):
        p = common_goals.move(p, 0.2, 0.9, 0.1, 0.06)
    assert p == pytest.approx((0.1 * 0.2 + 0.06 * 0.9) / 0.16, abs=1e-12)


# ---- giving


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


# Everybody is a conditional cooperator and nothing but the neighbours counts.
COOPERATORS: dict[str, Any] = {
    "behaviour": {
        "founding": {"conditional_cooperators": 1.0, "free_riders": 0.0, "hump_shaped": 0.0},
        "volunteer": {
            "base": -6.0, "motive": 0.0, "trust": 0.0, "mobilising": 0.0, "fatigue": 0.0, "neighbours": 12.0,
        },
    }
}  # fmt: skip


@BOTH
def test_conditional_cooperators_tip(edition):
    """p = logistic(-6 + 12 p) has three solutions: .0025 and .9975 are stable, at .5 it tips (Granovetter 1978).

    With the same people, all depends on where beliefs begin.
    """
    low = brentq(lambda p: p - logistic(-6.0 + 12.0 * p), 0.0, 0.1)
    assert low == pytest.approx(0.002557, abs=1e-5)
    shares = []
    for belief in (0.4, 1.0):
        start = {"behaviour": {"founding": {"belief": belief}}}
        weeks = [Live(edition, COOPERATORS, start, weeks=40, seed=seed).volunteered.mean() for seed in (1, 2, 3)]
        shares.append(float(np.mean(weeks)))
    assert shares[0] == pytest.approx(low, abs=0.03)
    assert shares[1] == pytest.approx(1.0 - low, abs=0.03)


@BOTH
@pytest.mark.parametrize(("mean", "sign"), [(0.2, 1.0), (0.8, -1.0)])
def test_a_reward_brings_those_of_little_motive_and_keeps_away_those_of_much(edition, mean, sign):
    """A full reward adds 1.6 and takes 9 * .4 * motive: it pays below a motive of 1.6 / 3.6 = .444 alone.

    Motives are as good as equal (a Beta with a standard deviation of .04); the share that serves in the first week is
    the logistic of the odds.
    """
    change = {
        "world": {"city": {"agents_per_grid": 200}},
        "behaviour": {
            "founding": {"motive_a": 100.0 * mean, "motive_b": 100.0 * (1.0 - mean)},
            "volunteer": {
                "base": -9.0 * mean, "crowding_out": 0.4, "trust": 0.0, "mobilising": 0.0, "neighbours": 0.0,
                "fatigue": 0.0,
            },
        },
    }  # fmt: skip
    shares = [
        Live(edition, change, {"rules": {"participation": {"reward": level}}}, weeks=1).volunteered.mean()
        for level in (0.0, 1.0)
    ]
    expected = [
        logistic(-9.0 * mean + 1.6 * level + 9.0 * mean * reward.leave_motive(0.4, level)) for level in (0.0, 1.0)
    ]
    assert (expected[1] - expected[0]) * sign > 0.0
    assert (shares[1] - shares[0]) * sign > 0.0
    assert shares == pytest.approx(expected, abs=0.06)


@BOTH
def test_motive_wears_down_under_reward_and_grows_by_satisfying_service(edition):
    """Everyone serves: m <- m + .02 (a - m) + .01 s (1 - m) - .05 c R m; alone the last term lowers it."""
    serve = {
        "behaviour": {
            "volunteer": {"base": 5.0, "motive": 20.0, "fatigue": 0.0, "crowding_out": 0.4, "motive_return": 0.0},
            "experience": {"satisfaction_rate": 0.0},
        }
    }
    motive = [
        Live(edition, serve, {"rules": {"participation": {"reward": level}}}, weeks=60).motive for level in (0.0, 1.0)
    ]
    growth, wear = 0.01 * 0.6, 0.05 * 0.4
    # m* = growth / (growth + wear), reached by (1 - growth - wear)^60 = .21 of the way left
    limit, left = growth / (growth + wear), (1.0 - growth - wear) ** 60
    start = Live(edition, serve, {"behaviour": {"volunteer": {"base": -20.0, "motive": 0.0}}}, weeks=1).motive
    assert motive[1] == pytest.approx(limit + (start - limit) * left, abs=1e-9)
    assert motive[0] == pytest.approx(1.0 + (start - 1.0) * (1.0 - growth) ** 60, abs=1e-9)


# ---- trust


@BOTH
def test_trust_rises_by_solving_and_falls_faster_by_letting_down(edition):
    """Asymmetric trust: t <- t + g (1 - t) for each case solved on time, t - l t for each that lapses.

    Counted per five persons. Where a grid of five persons sees p solved and 1 - p lapse a week,
    t* = g p / (g p + l (1 - p)). With g = .05, l = .15 and p = .8 that is .571429.
    """
    from cogov.model.agents.citizen import experience as live_agents
    from cogov.model.engine.processes.experience import experience as live_compiled

    still = dict.fromkeys(("trust_neighbours", "trust_voice", "trust_satisfaction"), 0.0)
    settings = Settings.model_validate(
        merge(QUIET, {"behaviour": {"experience": {**still, "trust_gain": 0.05, "lapse_loss": 0.15}}})
    )
    p, gain, loss = 0.8, 0.05, 0.15
    limit = gain * p / (gain * p + loss * (1.0 - p))
    assert limit == pytest.approx(0.571429, abs=5e-7)
    if edition == "agents":
        model = GovernanceModel(settings, rng=1, register_citizens=False)
        model.step()
        for _ in range(400):
            for grid in model.grids:
                grid.harm, grid.solved, grid.let_down = 0.0, p, loss * (1.0 - p)
            live_agents(model.people)
        trust = model.people.trust
    else:
        simulation = Simulation(settings, seed=1)
        simulation.step()
        city = simulation.city
        city.grids.harm[:], city.grids.solved[:], city.grids.let_down[:] = 0.0, p, loss * (1.0 - p)
        for _ in range(400):
            live_compiled(
                1, city.places, city.communities, city.grids, city.households, city.residents, city.numbers.experience
            )
        trust = city.residents.trust
    assert trust == pytest.approx(np.full(40, limit), abs=1e-9)


# ---- votes


def chance(n: int, rule: int, q: float = 0.8) -> float:
    """Probability that n independent voters, each for it with q, pass a proposal."""
    return sum(comb(n, k) * q**k * (1.0 - q) ** (n - k) for k in range(n + 1) if passes(rule, k, n, 0.0))


@pytest.mark.parametrize(
    ("n", "rule", "probability"),
    [
        (7, MAJORITY, 0.966656),
        (7, TWO_THIRDS, 0.851968),
        (12, TWO_THIRDS, 0.927445),
        (16, TWO_THIRDS, 0.918312),
        (3, UNANIMITY, 1 / 1.953125),
        (7, UNANIMITY, 0.8**7),
        (16, UNANIMITY, 0.8**16),
    ],
)
def test_rules_of_decision_pass_as_often_as_known(n, rule, probability):
    assert chance(n, rule) == pytest.approx(probability, abs=5e-7)


def test_condorcets_jury():
    assert chance(11, MAJORITY, 0.6) == pytest.approx(0.753498, abs=5e-7)


# ---- staff


def test_the_share_on_show_is_the_optimum_of_the_two_task_problem():
    """Of real work r is seen as sqrt(r), of show as A / 2 sqrt(1 - r): the best share on show is A^2 / (4 + A^2)."""
    real = np.linspace(0.0, 1.0, 100_001)
    for pressure in (0.5, 1.0, 2.0, 4.0):
        best = real[np.argmax(np.sqrt(real) + pressure / 2.0 * np.sqrt(1.0 - real))]
        assert assessment.show(pressure, 1.0, 4.0) == pytest.approx(1.0 - best, abs=1e-4)
    assert assessment.show(2.0, 0.3, 4.0) == pytest.approx(0.15)


@BOTH
def test_staff_fatigue_settles_where_overtime_and_recovery_balance(edition):
    """Without load overtime is .35 A / (1 + A), which tires by .02 A / (1 + A): with A = 1, f* = .01 / (.01 + .05)."""
    city = Live(edition, {"rules": {"administration": {"assessment": 1.0}}}, weeks=200)
    assert city.staff_fatigue == pytest.approx(np.full(len(city.staff_fatigue), 1.0 / 6.0), abs=1e-5)
    assert len(city.staff_fatigue) > 8
