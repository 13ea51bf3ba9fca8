"""Two small cities of one seed, in which everything happens: each on its own, and with every institution at work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cogov.model.parameters.settings import Settings, merge

SMALL: dict[str, Any] = {
    "world": {
        "city": {
            "urban_districts": 1,
            "streets_per_district": 1,
            "communities_per_street": 2,
            "rural_counties": 1,
            "townships_per_county": 1,
            "villages_per_township": 1,
            "grids_per_community": 2,
            "agents_per_grid": 12,
        }
    },
    "behaviour": {"arise": {"rate": 0.008}, "close": {"paper": 0.9}},
    "run": {"weeks": 30, "seed": 5},
}

TOGETHER: dict[str, Any] = {
    "rules": {
        "goals": {"rule": "party_led", "strength": 0.8},
        "resources": {"rule": "street", "share": 0.4},
        "mechanism": {
            "rule": "hub", "strength": 0.9, "responsibility_lists": 0.5, "escalation": 0.5, "hotline": 0.5
        },
        "party_building": {"grid_coverage": 0.6, "household_links": 0.7, "vanguard": 0.8},
        "deliberation": {"interval_weeks": 3, "inclusiveness": 0.8},
        "participation": {"volunteer_service": 0.6, "service_purchase": 0.5},
        "administration": {"assessment": 1.5},
    }
}  # fmt: skip


@pytest.fixture(scope="session")
def settings_of() -> Callable[..., Settings]:
    """Build settings: the small city with tables laid over it, in order."""

    def build(*over: dict[str, Any]) -> Settings:
        tables = SMALL
        for table in over:
            tables = merge(tables, table)
        return Settings.model_validate(tables)

    return build


@pytest.fixture(scope="session")
def apart(settings_of) -> Settings:
    """Each on its own."""
    return settings_of({"rules": {"administration": {"assessment": 1.5}}})


@pytest.fixture(scope="session")
def together(settings_of) -> Settings:
    """The same city with every institution at work."""
    return settings_of(TOGETHER)
