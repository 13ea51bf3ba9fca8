"""An ensemble's file: what it says, and what is said about one that is wrong."""

import pytest

from cogov.experiments.ensembles import ensembles, load_ensemble
from cogov.experiments.ensembles.declaration import CRITERIA
from cogov.experiments.validation.rates import P1, P13
from cogov.scenarios import ScenarioError


def test_the_shipped_one_has_the_criteria_of_the_patterns():
    assert ensembles() == ("plausible",)
    found = load_ensemble("plausible")
    by_key = {each.key: each for each in (*P1.criteria, *P13.criteria)}
    assert found.range_of("closing_apart") == (by_key["closing_apart"].low, by_key["closing_apart"].high)
    assert found.range_of("closing_joined") == (by_key["closing_joined"].low, by_key["closing_joined"].high)
    assert found.range_of("circulating") == (by_key["joined"].low, by_key["joined"].high)
    assert found.range_of("shape")[1] == 1.2
    assert found.range_of("type_over_place")[0] == 2.0
    assert found.heading.draws == 20_000
    assert found.heading.kept == 200
    assert found.contrast.seeds >= 8
    first, last = found.criteria.first_seed, found.criteria.first_seed + found.criteria.seeds
    assert not first <= found.contrast.first_seed < last


def test_levers_and_what_is_held_are_not_drawn():
    found = load_ensemble("plausible")
    paths = {each.path for each in found.numbers}
    assert len(paths) > 350
    assert all(path.startswith(("world.", "behaviour.")) for path in paths)
    assert not paths & set(found.heading.held)


def problems(tables):
    with pytest.raises(ScenarioError) as caught:
        load_ensemble(tables)
    return {each.key: str(each.what) for each in caught.value.problems}


def test_all_that_is_wrong_is_told_at_once(tables):
    tables["ensemble"]["held"] = ["behaviour.arise.rat"]
    tables["criteria"]["shape"] = [2.0, 1.0]
    tables["criteria"]["closing_apart"] = [0.5]
    tables["claims"]["gain"]["less_than"] = 1.0
    tables["claims"]["other"] = {"indicator": "harmony", "more_than": 0.0}
    tables["multiplier"] = {"players": "goals,lav"}
    tables["screens"] = {}
    told = problems(tables)
    assert set(told) == {
        "ensemble.held.0", "criteria.shape", "criteria.closing_apart", "claims.gain", "claims.other.indicator",
        "multiplier.players", "screens",
    }  # fmt: skip


def test_a_nearest_name_is_told(tables):
    tables["ensemble"]["held"] = ["behaviour.arise.rat"]
    with pytest.raises(ScenarioError, match=r"behaviour\.arise\.rate"):
        load_ensemble(tables)


def test_a_run_must_be_long_enough_for_times(tables):
    tables["settings"]["run.weeks"] = 60
    assert "104" in problems(tables)["settings.run.weeks"]


def test_every_criterion_has_a_range(toy):
    for name in CRITERIA:
        low, high = toy.range_of(name)
        assert low < high
