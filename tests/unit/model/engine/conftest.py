"""Small cities of the second edition, and the one that can be computed by hand."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from cogov.model.parameters.settings import Settings, merge

# A street of two communities in a town, a township of one village: 60 residents.
SMALL = {
    "world": {
        "city": {
            "urban_districts": 1,
            "streets_per_district": 1,
            "communities_per_street": 2,
            "rural_counties": 1,
            "townships_per_county": 1,
            "villages_per_township": 1,
            "grids_per_community": 2,
            "agents_per_grid": 10,
        }
    },
    "run": {"weeks": 16, "seed": 3},
}


# Every institution at work.
INSTITUTIONS = {
    "goals": {"rule": "party_led", "strength": 0.8, "campaign": 0.3},
    "resources": {"rule": "street", "share": 0.4},
    "mechanism": {
        "rule": "hub",
        "strength": 0.9,
        "responsibility_lists": 0.5,
        "escalation": 0.5,
        "hotline": 0.5,
    },
    "party_building": {"grid_coverage": 0.6, "household_links": 0.7, "vanguard": 0.8},
    "deliberation": {"interval_weeks": 3, "inclusiveness": 0.8, "compensation": 0.2},
    "participation": {"reward": 0.5, "volunteer_service": 0.6, "service_purchase": 0.5},
    "law": {"service": 0.5},
    "virtue": {"recognition": 0.5},
    "administration": {"command": 0.4, "assessment": 1.0, "relief": 0.3},
}


@pytest.fixture(scope="session")
def small() -> Callable[..., Settings]:
    """Build settings: a small city with tables laid over it, in order."""

    def build(*over: dict[str, Any]) -> Settings:
        tables = copy.deepcopy(SMALL)
        for table in over:
            tables = merge(tables, table)
        return Settings.model_validate(tables)

    return build


@pytest.fixture(scope="session")
def institutions() -> dict[str, Any]:
    """Levers with every institution at work."""
    return copy.deepcopy(INSTITUTIONS)
