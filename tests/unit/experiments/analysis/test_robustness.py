import numpy as np
import pytest

from cogov.experiments.analysis import AnalysisError
from cogov.experiments.analysis.robustness import COMPONENTS, METRICS, metrics, ranks, regret, regrets, resample
from cogov.experiments.store.results import IncompleteError

# Three policies in three states, by hand: the first is best on average, the second never far from the best.
WORTH = np.array([[90.0, 80.0, 10.0], [70.0, 60.0, 40.0], [50.0, 50.0, 50.0]])


def test_regret_by_hand():
    assert regrets(WORTH).tolist() == [[0, 0, 40], [20, 20, 10], [40, 30, 0]]
    found = dict(zip(METRICS, metrics(WORTH, 50.0).T.tolist(), strict=True))
    assert found["mean"] == pytest.approx([60.0, 170 / 3, 50.0])
    assert found["worst"] == [10, 40, 50]
    assert found["mean_regret"] == pytest.approx([-40 / 3, -50 / 3, -70 / 3])
    assert found["max_regret"] == [-40, -20, -40]
    assert found["regret_90"] == pytest.approx([-32.0, -20.0, -38.0])
    assert found["satisficing"] == pytest.approx([2 / 3, 2 / 3, 1.0])


def test_ranks_share_places():
    assert ranks(np.array([[3.0], [5.0], [3.0]])).T.tolist() == [[2.5, 1.0, 2.5]]


def test_table_of_policies(crossed):
    found = regret(crossed(WORTH[:, :, None] + np.array([-1.0, 0.0, 1.0])), threshold=50.0)
    frame = found.tables["policies"].set_index("policy")
    assert list(frame.index) == ["policy=0", "policy=1", "policy=2"]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["max_regret"].tolist() == pytest.approx([40.0, 20.0, 40.0])
    assert frame["worst"].tolist() == pytest.approx([10.0, 40.0, 50.0])
    assert frame["first_in"].sum() == pytest.approx(1.0)
    assert (frame["rank_low"] <= frame["rank"]).all()
    assert (frame["rank"] <= frame["rank_high"]).all()
    assert "No policy of 3 is surely" in found.verdict["en"]
    told = " ".join(note["en"] for note in found.notes)
    assert "do not agree on which policy is best: policy: 0; policy: 1; policy: 2" in told
    states = found.tables["states"].set_index(["policy", "state"])["regret"]
    assert states["policy=0", "world=2"] == pytest.approx(40.0)


def test_what_is_best_everywhere_is_surely_first(crossed):
    found = regret(crossed(np.array([[[5.0, 6.0], [7.0, 8.0]], [[1.0, 2.0], [3.0, 4.0]]])))
    best = found.tables["policies"].iloc[0]
    assert (best["policy"], best["first_in"], best["max_regret"]) == ("policy=0", 1.0, 0.0)
    assert "“policy: 0” is the most robust" in found.verdict["en"]
    assert not any("do not agree" in note["en"] for note in found.notes)


def test_less_is_better_where_it_is(crossed):
    found = regret(crossed(np.array([[[0.1], [0.2]], [[0.3], [0.4]]]), outcome="coordination_cost"))
    best = found.tables["policies"].iloc[0]
    assert (best["policy"], best["mean"], best["worst"]) == ("policy=0", pytest.approx(0.15), pytest.approx(0.2))


def test_equal_policies_share_the_first_place_in_resamples(crossed):
    orders, _ = resample(np.ones((2, 3, 4)), 0.5, resamples=20)
    assert (orders == 1.5).all()
    found = regret(crossed(np.ones((2, 3, 4)) + np.arange(3.0)[:, None]))
    assert found.tables["policies"]["first_in"].tolist() == [0.5, 0.5]


def test_luck_that_is_large_makes_ranks_unsure(crossed):
    luck = np.random.default_rng(1).normal(0.0, 10.0, (2, 3, 6))
    found = regret(crossed(np.array([50.0, 51.0])[:, None, None] + luck))
    assert found.tables["policies"]["first_in"].between(0.05, 0.95).all()


def test_index_weights_can_turn_the_order(crossed):
    values = np.full((2, 1, 3), 50.0)
    values[0] += 1.0
    table = crossed(values)
    # The first has all resolution and no equity, the second the reverse: whoever draws the weights decides.
    parts = {name: np.full((2, 3), 0.5) for name in COMPONENTS}
    parts["resolution"] = np.array([[0.9] * 3, [0.3] * 3])
    parts["equity"] = np.array([[0.3] * 3, [0.9] * 3])
    object.__setattr__(table, "components", parts)
    found = regret(table, measuring={"participation_goal": 0.5, "floor": 0.01})
    assert found.tables["policies"]["first_weights"].tolist() == pytest.approx([0.5, 0.5], abs=0.1)
    assert "No policy" in found.verdict["en"]


def test_missing_runs_and_pairs_are_refused_by_name(crossed):
    values = np.ones((2, 2, 3)) + np.arange(2.0)[:, None]
    values[1, 0, 2] = np.nan
    with pytest.raises(IncompleteError, match=r"1 have none \(point/replicate: 2/2\)"):
        regret(crossed(values))
    table = crossed(values[:, ::-1])
    table.values[:] = np.arange(4.0)[:, None]
    object.__setattr__(table, "design", table.design.assign(world=[0, 1, 0, 0]))
    with pytest.raises(AnalysisError, match="1 of 4 pairs of policy and state is not in the design"):
        regret(table)
    with pytest.raises(AnalysisError, match="a single policy"):
        regret(crossed(np.ones((1, 2, 3)) + np.arange(2.0)[:, None]))
