"""Small worlds whose numbers can be worked out by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from cogov.model.state import Stage

NOBODY = {"number": 0, "capacity": {"political": 0.0, "administrative": 0.0, "economic": 0.0, "social": 0.0}}
KINDS = (
    "party_branch",
    "government",
    "self_governing",
    "enterprise",
    "mass_organisation",
    "social_organisation",
)


@pytest.fixture(scope="session")
def hamlet() -> dict:
    """One community of one grid with ten residents, one issue type that needs social resource, no organisations."""
    return {
        "world": {
            "city": {
                "urban_districts": 1,
                "streets_per_district": 1,
                "communities_per_street": 1,
                "rural_counties": 0,
                "grids_per_community": 1,
                "agents_per_grid": 10,
            },
            "issues": {"dispute": {"domain": "harmony", "share": 1.0, "needs": {"social": 1.0}, "deadline_weeks": 4}},
            "actors": dict.fromkeys(KINDS, NOBODY) | {"capacity_scale": 1.0},
        }
    }


@pytest.fixture(scope="session")
def place_issues() -> Callable:
    """Put problems into a city: columns by name, one value each or one for all; else an assigned unit of work."""

    def place(city, n: int, **columns) -> None:
        issues = city.issues
        issues.open = 0
        issues.make_room(n)
        issues.open = n
        usual = {
            "key": np.arange(n, dtype=np.uint64),
            "grid": 0,
            "type": 0,
            "stage": Stage.ASSIGNED,
            "proactive": False,
            "severity": 1.0,
            "work": 1.0,
            "remaining": columns.get("work", 1.0),
            "born": city.week,
            "reported": city.week,
            "assigned": city.week,
        }
        for name, value in {**usual, **columns}.items():
            getattr(issues, name)[:n] = value

    return place


@pytest.fixture(scope="session")
def within_luck() -> Callable:
    """Tell whether a count agrees with a binomial chance: within 4.5 standard deviations (seven in a million fail)."""

    def agrees(count: int, n: int, chance: float) -> bool:
        return abs(count - n * chance) <= 4.5 * np.sqrt(n * chance * (1.0 - chance)) + 1e-9

    return agrees
