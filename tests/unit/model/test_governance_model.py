"""The model as a Mesa user meets it."""

import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest

from cogov.model import INDICATORS, Citizen, GovernanceModel, PartyBranch, Simulation
from cogov.model.actors import Organisation
from cogov.model.engine.week import with_process
from cogov.model.processes.adapt import adapt


@pytest.fixture
def settings(settings_of, coordinated):
    return settings_of(coordinated, {"run": {"weeks": 12}})


def run(model: GovernanceModel, weeks: int = 12) -> GovernanceModel:
    for _ in range(weeks):
        model.step()
    return model


def test_it_is_a_mesa_model_with_all_actors_registered(settings):
    model = GovernanceModel(settings)
    assert isinstance(model, mesa.Model)
    organisations = len(model.city.organisations)
    assert len(model.agents) == 72 + organisations
    assert len(model.agents_by_type) == 7
    assert len(model.agents.select(agent_type=Organisation)) == organisations


def test_a_step_is_a_week(settings):
    model = GovernanceModel(settings)
    assert (model.week, model.steps, model.running) == (0, 0, True)
    run(model, 5)
    assert (model.week, model.steps, model.simulation.week) == (5, 5, 5)


def test_running_ends_with_the_weeks_of_the_settings(settings):
    model = run(GovernanceModel(settings), 11)
    assert model.running
    model.step()
    assert not model.running
    series = model.simulation.series.copy()
    model.step()
    assert model.week == 12
    assert (model.simulation.series == series).all()
    assert len(model.datacollector.get_model_vars_dataframe()) == 12


def test_run_model_runs_to_the_end(settings):
    model = GovernanceModel(settings)
    model.run_model()
    assert model.week == 12


def test_it_is_the_simulation_and_decides_nothing(settings):
    assert run(GovernanceModel(settings)).simulation.digest() == Simulation(settings).run().digest()


def test_results_do_not_depend_on_registering_citizens(settings):
    alone, light = run(GovernanceModel(settings)), run(GovernanceModel(settings, register_citizens=False))
    assert light.simulation.digest() == alone.simulation.digest()
    assert Citizen not in light.agents_by_type


def test_a_seed_given_takes_the_place_of_the_settings_one(settings, settings_of, coordinated):
    other = Simulation(settings_of(coordinated, {"run": {"weeks": 12, "seed": 8}})).run()
    assert run(GovernanceModel(settings, rng=8)).simulation.digest() == other.digest()
    assert run(GovernanceModel(settings, rng=8)).simulation.seed == 8


def test_the_default_city_has_its_own_settings():
    model = GovernanceModel(register_citizens=False)
    assert model.settings.run.seed == model.simulation.seed == 1


def test_the_collector_has_a_column_an_indicator_and_a_row_a_week(settings):
    model = run(GovernanceModel(settings))
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == [indicator.name for indicator in INDICATORS]
    assert (frame.to_numpy() == model.simulation.series).all()


def test_indicators_are_attributes(settings):
    model = GovernanceModel(settings)
    assert model.indicators == {}
    assert np.isnan(model.effectiveness)
    run(model, 3)
    for indicator in INDICATORS:
        assert getattr(model, indicator.name) == model.indicators[indicator.name]
        assert indicator.meaning in getattr(GovernanceModel, indicator.name).__doc__


@pytest.mark.parametrize("weeks", [0, 1, 7])
def test_a_model_pickled_midway_goes_on_as_if_nothing_had_happened(settings, weeks):
    whole = run(GovernanceModel(settings))
    half = pickle.loads(pickle.dumps(run(GovernanceModel(settings), weeks)))
    run(half, 12 - weeks)
    assert half.simulation.digest() == whole.simulation.digest()
    assert half.datacollector.get_model_vars_dataframe().equals(whole.datacollector.get_model_vars_dataframe())
    assert len(half.agents) == len(whole.agents)
    citizen = half.agents_by_type[Citizen][3]
    assert citizen.city is half.city


def test_events_are_still_to_come_after_pickling(settings_of):
    events = {"events": [{"week": 8, "rules": {"party_building": {"grid_coverage": 1.0}}}]}
    whole = run(GovernanceModel(settings_of(events)))
    half = run(pickle.loads(pickle.dumps(run(GovernanceModel(settings_of(events)), 5))), 7)
    assert half.simulation.digest() == whole.simulation.digest()
    assert half.city.communities.grid_coverage.tolist() == [1.0] * 3


def test_agent_sets_work_as_in_mesa(settings):
    model = run(GovernanceModel(settings), 4)
    citizens = model.agents_by_type[Citizen]
    trust = model.city.citizens.trust
    assert citizens.get("trust") == trust.tolist()
    assert citizens.agg("trust", np.mean) == pytest.approx(trust.mean())
    some = citizens.select(lambda citizen: citizen.trust > 0.5)
    assert {citizen.row for citizen in some} == set(np.flatnonzero(trust > 0.5).tolist())
    citizens.set("fatigue", 0.25)
    assert (model.city.citizens.fatigue == 0.25).all()
    ranked = citizens.sort("trust", ascending=True)
    assert [citizen.row for citizen in ranked] == np.argsort(trust, kind="stable").tolist()
    groups = model.agents_by_type[PartyBranch].groupby(lambda branch: branch.district)
    assert {district: len(group) for district, group in groups} == {0: 2, 1: 1}
    citizens.do("step")


def test_what_agents_write_the_processes_read(settings):
    changed, left = (run(GovernanceModel(settings), 4) for _ in range(2))
    changed.agents_by_type[Citizen].set("trust", 0.9)
    changed.step()
    left.step()
    assert changed.trust > left.trust + 0.1


def test_mesas_generators_are_never_used(settings):
    model = GovernanceModel(settings)
    before = model.random.getstate(), model.rng.bit_generator.state
    run(model)
    assert (model.random.getstate(), model.rng.bit_generator.state) == before


def test_two_models_do_not_meddle_with_each_other(settings):
    alone = run(GovernanceModel(settings)).simulation.digest()
    one, other = GovernanceModel(settings), GovernanceModel(settings, rng=99)
    for _ in range(12):
        other.step()
        one.step()
    assert one.simulation.digest() == alone
    assert other.simulation.digest() != alone


def test_processes_of_ones_own_run(settings):
    weeks = []
    model = GovernanceModel(settings, processes=with_process(lambda city: weeks.append(city.week), after=adapt))
    run(model, 3)
    assert weeks == [0, 1, 2]


def test_check_is_passed_on(settings):
    def spoil(city):
        city.citizens.trust[0] = 2.0

    model = GovernanceModel(settings, check=True, processes=with_process(spoil, after=adapt))
    with pytest.raises(RuntimeError, match="after spoil"):
        model.step()


def test_released_models_are_freed(settings):
    model = run(GovernanceModel(settings), 2)
    watched = weakref.ref(model), weakref.ref(model.city.citizens.trust)
    model.release()
    assert len(model.agents) == 0
    del model
    gc.collect()
    assert [watch() for watch in watched] == [None, None]


def test_what_is_no_settings_is_refused_and_the_message_says_where_to_get_them():
    with pytest.raises(TypeError, match=r"cogov\.scenarios\.load"):
        GovernanceModel(42)
