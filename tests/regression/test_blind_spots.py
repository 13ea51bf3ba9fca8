"""Faults that a suite cannot see: it says what it lacks, and sees them once it has that."""

import pytest

from cogov.experiments.regression import state_hashes as marking
from cogov.model import WEEK, Simulation
from cogov.model.processes.happen import happen, put_in_force

from .conftest import SUITE

WIDE = """
[scenario]
extends = "synergy"

[[events]]
week = 1
[events.surge]
types = ["dispute", "refuse"]
factor = 8.0
weeks = 6
where = "rural"

[[events]]
week = 2
[events.rules.party_building]
grid_coverage = 0.0
"""


def late(city):
    happen(city)
    if city.week > 200:
        city.citizens.trust *= 0.9


def struck_everywhere(city):
    """A surge strikes the whole city, wherever it should."""
    happen(city)
    city.arrival_factor[:] = city.arrival_factor.max(axis=0)


def deaf_to_rules(city):
    """Events do not change rules."""
    happen(city)
    city.rules = city.timetable[0][1]
    put_in_force(city)


FAULTS = {
    "late": (late, "weeks from 16 on", ""),
    "where": (struck_everywhere, "a surge that strikes: rural", "changed"),
    "rules": (deaf_to_rules, "an event that changes rules", "changed"),
}


@pytest.fixture
def planted(monkeypatch):
    def plant(fault):
        week = tuple(FAULTS[fault][0] if each is happen else each for each in WEEK)
        monkeypatch.setitem(Simulation.__init__.__kwdefaults__, "processes", week)
        monkeypatch.setattr(marking.hash_states, "__defaults__", (week,))

    return plant


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
