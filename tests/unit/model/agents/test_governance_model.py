"""The model as a Mesa user meets it."""

import gc
import weakref

import mesa
import numpy as np
import pytest

from cogov.model import INDICATORS, Citizen, Committee, GovernanceModel, GovernmentBody, PartyBody
from cogov.model.agents import Body

KINDS = 7
WEEKS = 6


@pytest.fixture(scope="module")
def settings(settings_of, coordinated):
    return settings_of(coordinated, {"run": {"weeks": WEEKS}})


def run(model: GovernanceModel, weeks: int = WEEKS) -> GovernanceModel:
    for _ in range(weeks):
        model.step()
    return model


def test_it_is_a_mesa_model_with_all_actors_registered(settings):
    model = GovernanceModel(settings)
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 72 + len(model.bodies)
    assert len(model.agents_by_type) == KINDS
    assert len(model.agents.select(lambda agent: isinstance(agent, Body))) == len(model.bodies)
    assert {PartyBody, GovernmentBody, Committee, Citizen} <= set(model.agents_by_type)


def test_a_step_is_a_week_until_those_of_the_settings_are_over(settings):
    model = GovernanceModel(settings)
    assert (model.week, model.steps, model.running) == (0, 0, True)
    run(model, WEEKS - 1)
    assert (model.week, model.steps, model.running) == (WEEKS - 1, WEEKS - 1, True)
    model.step()
    assert not model.running
    series = model.series.copy()
    model.step()
    assert model.week == WEEKS
    assert np.array_equal(model.series, series, equal_nan=True)
    assert len(model.datacollector.get_model_vars_dataframe()) == WEEKS


def test_run_model_runs_to_the_end(settings):
    model = GovernanceModel(settings)
    model.run_model()
    assert model.week == WEEKS


def test_results_do_not_depend_on_registering_citizens(settings):
    alone, light = run(GovernanceModel(settings)), run(GovernanceModel(settings, register_citizens=False))
    assert np.array_equal(light.series, alone.series, equal_nan=True)
    assert Citizen not in light.agents_by_type


def test_a_seed_given_takes_the_place_of_the_settings_one(settings, settings_of, coordinated):
    other = run(GovernanceModel(settings_of(coordinated, {"run": {"weeks": WEEKS, "seed": 8}})))
    assert np.array_equal(run(GovernanceModel(settings, rng=8)).series, other.series, equal_nan=True)
    assert not np.array_equal(run(GovernanceModel(settings)).series, other.series, equal_nan=True)


def test_the_collector_has_a_column_an_indicator_and_a_row_a_week(settings):
    model = run(GovernanceModel(settings, register_citizens=False))
    frame = model.datacollector.get_model_vars_dataframe()
    assert set(frame.columns) == {indicator.name for indicator in INDICATORS}
    assert np.array_equal(frame[list(model.names)].to_numpy(dtype=float), model.series, equal_nan=True)


def test_indicators_are_attributes(settings):
    model = GovernanceModel(settings, register_citizens=False)
    assert model.indicators == {}
    assert np.isnan(model.effectiveness)
    run(model, 3)
    for indicator in INDICATORS:
        assert np.array_equal(getattr(model, indicator.name), model.indicators[indicator.name], equal_nan=True)
        assert indicator.meaning in getattr(GovernanceModel, indicator.name).__doc__


def test_no_indicator_hides_what_the_model_is_made_of(settings):
    model = GovernanceModel(settings, register_citizens=False)
    assert {indicator.name for indicator in INDICATORS}.isdisjoint(vars(model))


def test_mesas_generators_are_never_used(settings):
    model = GovernanceModel(settings)
    before = model.random.getstate(), model.rng.bit_generator.state
    run(model, 3)
    assert (model.random.getstate(), model.rng.bit_generator.state) == before


def test_two_models_do_not_meddle_with_each_other(settings):
    alone = run(GovernanceModel(settings, register_citizens=False)).series
    one, other = (GovernanceModel(settings, rng=seed, register_citizens=False) for seed in (None, 99))
    for _ in range(WEEKS):
        other.step()
        one.step()
    assert np.array_equal(one.series, alone, equal_nan=True)
    assert not np.array_equal(other.series, alone, equal_nan=True)


def test_released_models_are_freed(settings):
    model = run(GovernanceModel(settings), 2)
    watched = weakref.ref(model), weakref.ref(model.people)
    model.release()
    assert len(model.agents) == 0
    del model
    gc.collect()
    assert [watch() for watch in watched] == [None, None]


def test_what_is_no_settings_is_refused_and_the_message_says_where_to_get_them():
    with pytest.raises(TypeError, match=r"cogov\.scenarios\.load"):
        GovernanceModel(42)
