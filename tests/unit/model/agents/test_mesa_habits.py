"""What users of Mesa do with any model works with this one: collectors over agents, agent sets, batches by keyword."""

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
    rows = batch_run(Watched, {"settings": [SMALL], "rng": [1, 2]}, number_processes=1, display_progress=False)
    for row in rows:
        model = GovernanceModel(SMALL, rng=row["rng"], register_citizens=False)
        for _ in range(row["Step"] + 1):  # Mesa counts them from 0
            model.step()
        assert row["trust"] == pytest.approx(model.indicators["trust"], abs=0)
        assert row["Step"] == SMALL.run.weeks - 1
        model.release()
    assert not np.isclose(*(row["trust"] for row in rows), rtol=1e-6)
