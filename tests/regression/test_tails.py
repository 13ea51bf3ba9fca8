"""Single runs and the ends of distributions are compared, and what is open is not called unchanged."""

import numpy as np
import pytest

from cogov.experiments.regression.alarms import alarm
from cogov.experiments.regression.baseline import load_baseline
from cogov.experiments.regression.ensemble import Ensemble
from cogov.experiments.regression.suite import load_suite
from cogov.experiments.regression.tiers import CLAIMS, MEANS, SHAPES, TAILS, compare_with_baseline
from cogov.experiments.statistics.permutation import tails
from cogov.visualization.narratives.regression import about_ends, verdict
from cogov.visualization.reports.github import summary, workflow_commands


@pytest.fixture
def suite(town):
    return load_suite(town / "town.toml")


def with_one_run(suite, size):
    """Return the comparison where one run of eight differs in trust, and nothing else does."""
    baseline = load_baseline(suite)
    old = baseline.ensemble.first(suite.replicates)
    values = {name: {word: [*each] for word, each in found.items()} for name, found in old.values.items()}
    values["synergy"]["trust"][4] += size
    return compare_with_baseline(suite, baseline, Ensemble(values, {name: ["x"] * 8 for name in values}, old.courses))


def test_a_single_run_beyond_its_margin_is_told_and_leaves_the_answer_open(suite):
    found = with_one_run(suite, 0.025)
    cell = next(cell for cell in found.cells if (cell.scenario, cell.indicator) == ("synergy", "trust"))
    assert (cell.verdict, cell.seed) == ("inconclusive", suite.seeds[4])
    assert cell.largest == pytest.approx(0.025)
    assert "synergy, seed 5: trust +0.025 (margin 0.02)" in about_ends(found)[0]
    assert (found.code(), found.code(strict=True)) == (0, 4)
    for said in (verdict(found), summary(found), "\n".join(workflow_commands(found, "x"))):
        assert "No change is established; nor is it established everywhere that nothing changed." in said
        assert "Nothing has changed" not in said


def test_a_single_run_within_its_margin_is_nothing_that_matters(suite):
    found = with_one_run(suite, 0.0004)
    assert {cell.verdict for cell in found.cells} == {"equivalent"}
    assert verdict(found) == "Nothing has changed that matters."


def test_ends_that_move_apart_are_found_where_means_and_places_stay():
    """A tenth at each end moves away: the mean stays, and Kolmogorov and Smirnov see nothing."""
    luck = np.random.default_rng(2)
    old = np.sort(luck.normal(0.0, 1.0, (200, 3)), axis=0)
    new = old[luck.permutation(200)] + luck.normal(0.0, 0.05, (200, 3))
    lowest, highest = new[:, 1] < np.quantile(new[:, 1], 0.08), new[:, 1] > np.quantile(new[:, 1], 0.92)
    new[lowest, 1] -= 4.0
    new[highest, 1] += 4.0
    found = tails(old, new, 0.01, paired=False, exchanges=999)
    assert found.p[1] <= 0.005
    assert abs(found.difference[1]) > 2.0
    assert min(found.p[0], found.p[2]) > 0.05


@pytest.mark.parametrize("paired", [False, True])
def test_ends_raise_false_alarms_as_seldom_as_they_promise(paired):
    """Fifty cells, heavy tails: the chance of any alarm is the level, not fifty times it."""
    luck = np.random.default_rng(3)
    alarms = sum(
        tails(*luck.standard_t(3, (2, 20, 50)), 0.05, paired=paired, exchanges=199, luck=time).p.min() <= 0.05
        for time in range(200)
    )
    assert alarms <= 19, "of 200; 10 are expected, and 20 or more have probability 0.002"


def test_the_parts_of_the_level_are_one_level():
    assert sum((MEANS, SHAPES, TAILS, CLAIMS)) == pytest.approx(1.0)
    assert 0.01 / 3 * min(SHAPES, TAILS, CLAIMS) > 1e-4, "what 9,999 exchanges can show"


def test_alarms_are_measured_with_the_ends():
    luck = np.random.default_rng(4)
    old = luck.normal(0.0, 1.0, (400, 1))
    new = luck.normal(0.0, 1.0, (400, 1))
    new[np.argsort(new[:, 0])[:16]] -= 6.0
    new[np.argsort(new[:, 0])[-16:]] += 6.0
    margins = np.array([0.5])
    assert alarm(old, new, margins, 0.05, 1, paired=False).mattering
