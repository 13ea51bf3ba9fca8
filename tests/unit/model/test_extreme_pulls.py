"""Pulls on priorities that together come to more than the whole way leave them shares all the same."""

import numpy as np

from cogov.model.settings import Settings
from cogov.model.simulation import Simulation


def test_priorities_stay_shares_under_the_strongest_pulls():
    settings = Settings.model_validate(
        {
            "run": {"weeks": 12},
            "rules": {"goals": {"rule": "party_led", "strength": 1.0}, "party_building": {"household_links": 1.0}},
            "behaviour": {
                "experience": {"priority_seen": 1.0, "priority_neighbours": 1.0, "priority_anchor": 1.0},
                "align": {"rate": 1.0, "anchor": 1.0},
            },
        }
    )
    city = Simulation(settings, check=True).run().city
    for priorities in (city.citizens.priorities, city.organisations.priorities):
        np.testing.assert_allclose(priorities.sum(axis=1), 1.0, atol=1e-12)
