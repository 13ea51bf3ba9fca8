"""What users of Mesa do with any model works with this one: collectors over agents, agent sets, batches by keyword."""

from importlib.util import find_spec
from inspect import signature

import numpy as np
import pytest
from mesa import DataCollector
from mesa.batchrunner import batch_run

from cogov.model.agents import Committee, GovernanceModel
from cogov.model.parameters.settings import Settings

SMALL = Settings.model_validate(
    {
        "world": {
            "city": {
                "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 1,
                "townships_per_county": 1, "villages_per_township": 1, "grids_per_community": 2, "agents_per_grid": 6,
            }
        },
        "behaviour": {"arise": {"rate": 0.008}},
        "run": {"weeks": 6},
    }
)  # fmt: skip


class Watched(GovernanceModel):
    """A model with a collector of its user's own; the model fills it week by week."""

    def __init__(self, settings, rng=None):
        super().__init__(settings, rng=rng, register_citizens=False)
        self.datacollector = DataCollector(
            model_reporters={"trust": lambda model: model.indicators["trust"]},
            agenttype_reporters={Committee: {"willingness": "willingness"}},
        )


def test_a_collector_reads_agents():
    model = Watched(SMALL, rng=3)
    for _ in range(2):
        model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(Committee)
    of_committees = [body.willingness for body in model.bodies if isinstance(body, Committee)]
    assert frame.loc[2, "willingness"].tolist() == of_committees
    model.release()


def test_what_an_agent_set_does_has_an_effect_on_the_week():
    plain, changed = (GovernanceModel(SMALL, rng=3, register_citizens=False) for _ in range(2))
    changed.agents.select(agent_type=Committee).set("willingness", 0.0)
    for model in (plain, changed):
        model.step()
    assert plain.indicators["willingness"] > changed.indicators["willingness"]
    for model in (plain, changed):
        model.release()


def test_a_batch_by_keywords_gives_what_each_run_gives():
    seeds, asked, how = [1, 2], {"settings": [SMALL]}, {"number_processes": 1, "display_progress": False}
    if "rng" in signature(batch_run).parameters:  # from Mesa 3.5 on
        rows = batch_run(Watched, asked, rng=seeds, **how)
    else:
        rows = batch_run(Watched, {**asked, "rng": seeds}, **how)
    for row in rows:
        model = GovernanceModel(SMALL, rng=row["rng"], register_citizens=False)
        for _ in range(SMALL.run.weeks):
            model.step()
        assert row["trust"] == pytest.approx(model.indicators["trust"], abs=0)
        assert row["Step"] in (SMALL.run.weeks - 1, SMALL.run.weeks)  # Mesa counted from 0 before 3.5
        model.release()
    one, other = {row["rng"]: row["trust"] for row in rows}.values()
    assert not np.isclose(one, other, rtol=1e-6)


class Tiring(Committee):
    """A committee that a user's agent set can tire."""

    def tire(self, by):
        self.willingness *= 1.0 - by


def test_do_and_shuffle_do_have_the_same_effect_on_the_week():
    """Luck is keyed: in which order Mesa's generator calls the agents decides nothing."""
    models = [
        GovernanceModel(SMALL, rng=3, register_citizens=False, kinds={"self_governing": Tiring}) for _ in range(3)
    ]
    chosen = [model.agents.select(agent_type=Tiring) for model in models]
    assert len(chosen[0]) > 1
    chosen[1].do("tire", 0.5)
    chosen[2].shuffle_do("tire", 0.5)
    for model in models:
        model.step()
    left, done, shuffled = (model.series for model in models)
    assert np.array_equal(done, shuffled, equal_nan=True)
    assert not np.array_equal(left, done, equal_nan=True)
    for model in models:
        model.release()


@pytest.mark.portable
@pytest.mark.skipif(find_spec("mesa.experimental.scenarios") is None, reason="Mesa before 3.5 has no scenario objects")
def test_a_scenario_object_of_mesa_says_what_keywords_say():
    from mesa.experimental.scenarios import Scenario

    class City(Scenario):
        settings: object = SMALL

    plain = GovernanceModel(SMALL, rng=5, register_citizens=False, **{"rules.goals.strength": 0.5})
    told = City(rng=5, **{"rules.goals.strength": 0.5})
    model = GovernanceModel(scenario=told, register_citizens=False)
    assert model.scenario is told
    assert model.settings == plain.settings
    for each in (plain, model):
        each.step()
    assert np.array_equal(plain.series, model.series, equal_nan=True)
    assert GovernanceModel("synergy", scenario=City(), register_citizens=False).settings != model.settings
