"""Faults that a suite cannot see: it says what it lacks, and sees them once it has that."""

import numpy as np
import pytest

from cogov.model.engine.levers import Levers, row_of

from .conftest import SUITE

WIDE = """
schema_version = 2
[scenario]
extends = "synergy"

[[events]]
week = 1
where = ["County 1"]
[events.surge]
types = ["dispute", "refuse"]
factor = 8.0
weeks = 6

[[events]]
week = 2
[events.rules.party_building]
grid_coverage = 0.0
"""


def late(simulation):
    if simulation.week > 200:
        simulation.city.residents.trust[:] *= 0.9


def strike_everywhere(simulation):
    """A surge strikes the whole city, wherever it should."""
    surge = simulation.city.communities.surge
    surge[:] = surge.max(axis=0)


def forget_rules(simulation):
    """Events do not change rules: those of the settings are in force."""
    plain = row_of(simulation.settings.rules)
    if not np.array_equal(simulation.city.places.lever, np.tile(plain, (len(simulation.city.places.key), 1))):
        simulation.city.places.lever[:, Levers.GRID_COVERAGE] = plain[Levers.GRID_COVERAGE]


FAULTS = {
    "late": (late, "weeks from 16 on", ""),
    "where": (strike_everywhere, "an event that strikes a place: district", "changed"),
    "rules": (forget_rules, "an event that changes rules", "changed"),
}


@pytest.fixture
def planted(change_weeks):
    return lambda fault: change_weeks(FAULTS[fault][0])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_no_run_comes_across_is_not_seen_and_what_it_takes_is_told(cogov, planted, fault):
    planted(fault)
    done = cogov("--not-exercised")
    assert "(identical)" in done.out
    assert FAULTS[fault][1] in done.out


def test_what_is_exercised_is_seen_and_not_told_any_more(cogov, town, planted):
    (town / "wide.toml").write_text(WIDE)
    (town / "town.toml").write_text(SUITE.replace('"synergy"', '"wide"').replace("weeks=16", "weeks=12"))
    cogov("--update", "--reason", "events")
    for fault in ("where", "rules"):
        planted(fault)
        done = cogov("--not-exercised", code=1)
        assert FAULTS[fault][1] not in [line.strip() for line in done.out.splitlines()]
        assert "wide: the first seed parts from the baseline in week" in done.out
