"""Rules in force: the timetable's, with what processes changed laid over them."""

import pytest

from cogov.model.processes.happen import happen
from cogov.model.rules import Mechanism
from cogov.model.settings import change_rules
from cogov.model.simulation import Simulation
from cogov.model.week import WEEK, with_process

HAPPEN = WEEK[0]
SURGE = {"events": [{"week": 0, "surge": {"types": ["refuse"], "factor": 1.0, "weeks": 1}}]}


def reform(city):
    """Bring in a hub and grids in week 4."""
    if city.week == 4:
        city.rules = change_rules(
            city.rules, {"mechanism": {"rule": "hub", "strength": 0.6}, "party_building": {"grid_coverage": 0.9}}
        )


REFORMED = with_process(reform, after=HAPPEN)


def lived(settings, weeks, processes=REFORMED):
    run = Simulation(settings, processes=processes)
    for _ in range(weeks):
        run.step()
    return run


def test_what_a_process_changes_stays_also_where_a_scenario_has_events(settings_of):
    with_events, without = lived(settings_of(SURGE), 8), lived(settings_of(), 8)
    for run in (with_events, without):
        assert run.city.rules.mechanism == Mechanism(rule="hub", strength=0.6)
        assert run.city.communities.grid_coverage.tolist() == [0.9] * 3, "in force from the week after"
    assert with_events.digest() == without.digest()


def test_an_event_of_another_lever_leaves_it_and_one_of_the_same_takes_its_place(settings_of):
    events = {
        "events": [
            {"week": 6, "rules": {"administration": {"law": 0.5}}},
            {"week": 7, "rules": {"mechanism": {"strength": 0.0}}},
        ]
    }
    run = lived(settings_of(events), 7)
    assert (run.city.rules.mechanism.strength, run.city.rules.administration.law) == (0.6, 0.5)
    assert run.city.communities.law.tolist() == [0.5] * 3
    run.step()
    assert (run.city.rules.mechanism.strength, run.city.rules.mechanism.rule) == (0.0, "hub")


@pytest.mark.parametrize("week", [4, 5, 6, 9])
def test_a_checkpoint_keeps_what_processes_changed(settings_of, coordinated, tmp_path, week):
    settings = settings_of(coordinated, SURGE)
    lived(settings, week).save(tmp_path / "a")
    taken_up = Simulation.load(tmp_path / "a", processes=REFORMED)
    assert taken_up.run().digest() == lived(settings, 26).digest()


def test_a_branch_keeps_it_save_where_it_says_otherwise(settings_of, tmp_path):
    lived(settings_of(SURGE), 6).save(tmp_path / "a")
    other = settings_of(SURGE, {"rules": {"mechanism": {"strength": 0.2}, "administration": {"law": 0.4}}})
    branch = Simulation.load(tmp_path / "a", settings=other, processes=REFORMED)
    rules = branch.city.rules
    assert (rules.mechanism.rule, rules.mechanism.strength, rules.administration.law) == ("hub", 0.2, 0.4)
    assert branch.city.communities.grid_coverage.tolist() == [0.9] * 3
    branch.step()
    assert branch.city.rules == rules


def test_rules_that_nobody_changes_are_put_in_force_once(city_of, monkeypatch):
    city = city_of(SURGE)
    put = []
    monkeypatch.setattr("cogov.model.processes.happen.put_in_force", put.append)
    for city.week in range(5):
        happen(city)
    assert put == []
