"""A search finds a front that is known, the same for a seed; regret is what is forgone."""

import numpy as np
import pytest

from cogov.experiments.ensembles.lever_search import CityPanel, find_front, plan_search, search_levers
from cogov.experiments.ensembles.policy_regret import conclude_search, thin_out
from cogov.scenarios import ScenarioError, load

BEST = 0.3
"""Where the second lever must stand on the front, whatever the first."""


@pytest.fixture(scope="module")
def plan():
    return plan_search(
        load("synergy"), ["rules.law.service", "rules.goals.strength"], ["effectiveness", "coordination_cost"],
        population=20, generations=30,
    )  # fmt: skip


def known(points):
    """Return two aims, more being better, whose front is the line on which they add up to 1."""
    one, other = np.array(points, dtype=float).T
    return np.stack([one, 1.0 - one - 3.0 * (other - BEST) ** 2], axis=1)


def test_a_known_front_is_found(plan):
    tried, values = search_levers(plan, known)
    assert len(tried) == len(values) == 600
    front = values[find_front(values)]
    assert np.quantile(np.abs(front.sum(axis=1) - 1.0), 0.9) < 0.02
    assert np.median(np.abs(front.sum(axis=1) - 1.0)) < 0.004
    assert front[:, 0].min() < 0.05
    assert front[:, 0].max() > 0.95
    assert np.diff(np.sort(front[:, 0])).max() < 0.15
    blind = np.random.default_rng(1).random((600, 2))
    reached = 1.0 - known(blind)[find_front(known(blind))].sum(axis=1)
    assert np.median(1.0 - front.sum(axis=1)) < np.median(reached) / 2


def test_a_search_is_a_function_of_its_seed(plan):
    short = plan.__class__(plan.scenario, plan.levers, plan.objectives, 8, 4, 5)
    one, again = search_levers(short, known), search_levers(short, known)
    assert one[0] == again[0]
    assert (one[1] == again[1]).all()
    other = plan.__class__(plan.scenario, plan.levers, plan.objectives, 8, 4, 6)
    assert search_levers(other, known)[0] != one[0]


def test_it_begins_where_it_is_told(plan):
    tried, _ = search_levers(plan, known, [(0.125, 0.25)])
    assert tried[0] == (0.125, 0.25)


def test_the_front_is_that_of_every_pair():
    values = np.random.default_rng(4).integers(0, 6, (60, 3)).astype(float)
    expected = [not any((other >= one).all() and (other > one).any() for other in values) for one in values]
    assert find_front(values).tolist() == expected


def test_few_of_a_front_are_spread_over_it(plan):
    points = [(place / 100, BEST) for place in range(101)]
    chosen = thin_out(points, known(points), 5)
    assert chosen == [(1.0, BEST), (0.0, BEST), (0.5, BEST), (0.25, BEST), (0.75, BEST)]


def test_regret_is_what_is_forgone(plan):
    values = np.array([[[[50.0, 0.1]], [[60.0, 0.1]]], [[[40.0, 0.05]], [[70.0, 0.05]]]])
    panel = CityPanel((), ("a", "b"), 1, 1)
    found = conclude_search(
        plan, 2, (panel, panel), [("P1", (0.1, 0.2)), ("P2", (0.3, 0.4))], ["front", "given"], values
    )
    rows = {row["policy"]: row for row in found.policies.to_dict("records")}
    assert rows["P1"]["effectiveness_regret"] == pytest.approx(5.0)
    assert rows["P1"]["effectiveness_regret_max"] == pytest.approx(10.0)
    assert rows["P2"]["effectiveness_regret"] == pytest.approx(5.0)
    assert rows["P2"]["coordination_cost_regret"] == pytest.approx(0.0)
    assert rows["P1"]["worst"] == pytest.approx(1.0)
    assert rows["P2"]["worst"] == pytest.approx(0.5)
    assert found.best == "P2"
    assert rows["P1"]["rules.law.service"] == 0.1
    assert not rows["P1"]["front"]
    assert len(found.by_city) == 4


def test_what_is_no_lever_and_no_aim_is_refused():
    with pytest.raises(ScenarioError) as caught:
        plan_search(load("synergy"), ["rules.law.servise", "behaviour.arise.rate"], ["harmony"])
    told = [str(each.what) for each in caught.value.problems]
    assert len(told) == 4
    assert "rules.law.service" in str(caught.value)


def test_one_aim_is_none():
    with pytest.raises(ScenarioError, match="two to 6 objectives"):
        plan_search(load("synergy"), [], ["effectiveness"])
