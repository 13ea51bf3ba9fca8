"""The map of the answer: each cell is that city's own, and intervals are widened for their number."""

import numpy as np
import pytest

from cogov.experiments import multiplier
from cogov.experiments.multipliers import MapAxis, map_answers
from cogov.scenarios import ScenarioError
from cogov.visualization.charts.answer_map import MARKS, figure

LOAD = MapAxis("behaviour.arise.rate", (0.002, 0.004))
EXPONENT = MapAxis("behaviour.work.substitution", (-0.5, 1.0))
SHORT = {"run.weeks": 20, "world.city.agents_per_grid": 10}


@pytest.fixture(scope="module")
def found():
    return map_answers("synergy", LOAD, EXPONENT, replicates=6, changes=SHORT)


def test_a_cell_is_the_answer_of_its_city(found):
    changes = {**SHORT, LOAD.key: 0.002, EXPONENT.key: 1.0}
    alone = multiplier("synergy", players="rules", replicates=6, changes=changes, controls=False)
    row = alone.synergy.set_index(["arm", "scale"]).loc[("given", found.scale)]
    assert found.mean[0, 1] == pytest.approx(row["synergy"], abs=1e-12)
    assert found.low[0, 1] <= row["low"]
    assert row["high"] <= found.high[0, 1]


def test_signs_are_counted_as_they_are_drawn(found):
    text = figure(found, "en").alone().markup()
    for answer, mark in MARKS.items():
        assert text.count(f">{mark}</text>") == found.count(answer)
    assert sum(found.count(answer) for answer in MARKS) == 4


def test_two_seeds_have_no_interval_and_claim_nothing():
    found = map_answers("synergy", LOAD, EXPONENT, replicates=2, changes=SHORT)
    assert np.isnan(found.low).all()
    assert found.count("open") == 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_default_is_marked(found, language):
    assert "0.004" in figure(found, language).alone().markup()
    brackets = {"en": "(0.004)", "zh": "（0.004）"}[language]
    assert brackets in figure(found, language).alone().markup()


@pytest.mark.parametrize(
    ("rows", "columns", "told"),
    [
        (MapAxis("rules.goals.strength", (0.1, 0.2)), EXPONENT, "is no number of the world"),
        (MapAxis("behaviour.arise.rate", ()), EXPONENT, "has no value"),
        (MapAxis("behaviour.arise.rate", (0.1, 0.1)), EXPONENT, "has a value twice"),
        (LOAD, LOAD, "both axes are behaviour.arise.rate"),
        (MapAxis("behaviour.arise.rat", (0.1,)), EXPONENT, "did you mean rate"),
        (MapAxis("behaviour.arise.rate", (-1.0,)), EXPONENT, "allowed a number between 0 and 1"),
    ],
)
def test_what_is_no_plane_is_refused(rows, columns, told):
    with pytest.raises(ScenarioError, match=told):
        map_answers("synergy", rows, columns, replicates=2, changes=SHORT)
