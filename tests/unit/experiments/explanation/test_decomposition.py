import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.explanation.decomposition import COMPONENTS, components, contributions
from cogov.model.engine.simulation import Simulation
from cogov.model.indicators import NAMES
from cogov.model.parameters.behaviour import Index


@pytest.fixture(scope="module")
def pair(city):
    return [Simulation(city(name).settings).run().series for name in ("fragmented", "synergy")]


def test_components_make_the_measured_index(pair):
    index = Index()
    weights = np.array([getattr(index, f"weight_{name}") for name in COMPONENTS])
    for series in pair:
        built = 100.0 * np.exp((weights * np.log(components(series, index))).sum(axis=1) / weights.sum())
        np.testing.assert_allclose(built, series[:, NAMES.index("effectiveness")], rtol=0, atol=1e-9)


def test_parts_sum_to_the_whole(pair, city):
    place = NAMES.index("effectiveness")
    before, after = [pair[0]], [pair[1]]
    for seed in (4, 5):
        before.append(run_one(RunSpec("", city("fragmented", f"run.seed={seed}").settings)).series)
        after.append(run_one(RunSpec("", city("synergy", f"run.seed={seed}").settings)).series)
    for last in (1, 13, 52):
        parts = contributions(before, after, Index(), last=last)
        whole = np.mean([b[-last:, place].mean() - a[-last:, place].mean() for a, b in zip(before, after, strict=True)])
        assert [part.component for part in parts] == list(COMPONENTS)
        assert sum(part.points for part in parts) == pytest.approx(whole, abs=1e-9)


def test_one_component_that_moves_alone_has_the_whole(pair):
    before = pair[0].copy()
    after = before.copy()
    after[:, NAMES.index("equity")] = 0.5 * before[:, NAMES.index("equity")]
    parts = {part.component: part.points for part in contributions([before], [after], Index())}
    assert parts["equity"] < 0.0
    assert all(points == 0.0 for name, points in parts.items() if name != "equity")


def test_identical_runs_contribute_nothing(pair):
    parts = contributions([pair[0]], [pair[0]], Index())
    assert all(part.points == 0.0 and part.before == part.after for part in parts)


def test_a_component_at_its_floor_leaves_finite_numbers(pair):
    worse = pair[0].copy()
    worse[:, NAMES.index("resolution")] = 0.0
    parts = contributions([pair[0]], [worse], Index())
    assert all(np.isfinite(part.points) for part in parts)
    assert min(parts, key=lambda part: part.points).component == "resolution"


def test_an_index_without_weights_has_no_parts(pair):
    nothing = Index(**{f"weight_{name}": 0.0 for name in COMPONENTS})
    assert all(part.points == 0.0 for part in contributions([pair[0]], [pair[1]], nothing))


def test_runs_that_cannot_be_paired_are_refused(pair):
    with pytest.raises(ValueError, match="1 and 0 runs"):
        contributions([pair[0]], [], Index())
