"""A saved city branches: what may be others from then on is, what was founded is not, and nothing before changes."""

import numpy as np
import pytest

from cogov.model.engine.branching import FOUNDED, carry_events
from cogov.model.engine.checkpoint import CHANGING, CheckpointError
from cogov.model.engine.initialisation.city import initialise
from cogov.model.engine.simulation import Simulation
from cogov.model.parameter import quantities
from cogov.model.parameters.events import Event
from cogov.model.parameters.settings import Settings, merge

from .test_simulation import EVENTS

WEEK = 6


@pytest.fixture(scope="module")
def tables(institutions):
    return {"rules": institutions, "events": EVENTS, "behaviour": {"arise": {"rate": 0.01}}}


@pytest.fixture(scope="module")
def saved(small, tables, tmp_path_factory):
    """A checkpoint after some weeks, with events that are active and conditions that are watched."""
    path = tmp_path_factory.mktemp("branches") / "city.npz"
    simulation = Simulation(small(tables))
    while simulation.week < WEEK:
        simulation.step()
    assert simulation._calendar.active
    simulation.save(path)
    return path


@pytest.fixture(scope="module")
def whole(small, tables):
    return Simulation(small(tables)).run()


def test_equal_settings_and_luck_go_on_to_the_bit(small, tables, saved, whole):
    same = Simulation.restore(saved, settings=small(tables), seed=3).run()
    assert same.digest() == whole.digest()
    # Another record of the same seed is no other settings: what says nothing changes nothing.
    other = small(tables, {"run": {"seed": 77}})
    assert Simulation.restore(saved, settings=other).run().digest() == whole.digest()


@pytest.mark.parametrize(
    "over",
    [
        {"rules": {"goals": {"strength": 0.1}}},
        {"rules": {"party_building": {"household_links": 0.0, "grid_coverage": 1.0}}},
        {"places": {"rules": [{"where": ["County 1"], "deliberation": {"interval_weeks": 1}}]}},
        {"events": [{"week": WEEK, "surge": {"types": ["refuse"], "factor": 9.0, "weeks": 2}}]},
        {"behaviour": {"work": {"fungible": 0.9}, "close": {"paper": 0.9}}},
    ],
    ids=["rules", "links", "places", "events", "behaviour"],
)
def test_a_branch_differs_after_the_week_of_the_checkpoint_only(small, tables, saved, whole, over):
    branch = Simulation.restore(saved, settings=small(tables, over), check=True).run()
    assert np.array_equal(branch.series[:WEEK], whole.series[:WEEK], equal_nan=True)
    assert not np.array_equal(branch.series[WEEK:], whole.series[WEEK:], equal_nan=True)


def test_what_comes_later_is_the_same_as_if_it_had_stood_in_the_settings_from_the_start(small, tables, saved):
    """An event behind the checkpoint is not in its past: a branch that gets it is the run that always had it."""
    late = {"events": [*EVENTS, {"week": WEEK + 3, "rules": {"goals": {"strength": 0.0}}, "for_weeks": 4}]}
    always = Simulation(small(tables, late)).run()
    assert Simulation.restore(saved, settings=small(tables, late)).run().digest() == always.digest()
    longer = small(tables, {"run": {"weeks": 30}})
    assert Simulation.restore(saved, settings=longer).run().digest() == Simulation(longer).run().digest()
    shorter = small(tables, {"run": {"weeks": WEEK + 2}})
    assert Simulation.restore(saved, settings=shorter).run().digest() == Simulation(shorter).run().digest()


def test_other_luck_begins_with_the_branch_and_can_be_saved_again(saved, whole, tmp_path):
    other = Simulation.restore(saved, seed=99)
    assert other.seed == 99
    other.step()
    other.save(tmp_path / "again.npz")
    again = Simulation.restore(tmp_path / "again.npz")
    assert again.seed == 99
    assert again.run().digest() == other.run().digest()
    assert np.array_equal(other.series[:WEEK], whole.series[:WEEK], equal_nan=True)
    assert not np.array_equal(other.series[WEEK:], whole.series[WEEK:], equal_nan=True)


def test_a_branch_of_a_branch_is_saved_with_its_own_settings(small, tables, saved, tmp_path):
    settings = small(tables, {"rules": {"goals": {"strength": 0.1}}, "run": {"weeks": 20}})
    first = Simulation.restore(saved, settings=settings)
    for _ in range(4):
        first.step()
    first.save(tmp_path / "second.npz")
    assert Simulation.restore(tmp_path / "second.npz").run().digest() == first.run().digest()


def test_a_history_begins_with_what_comes(saved):
    simulation = Simulation.restore(saved, history=True).run()
    assert simulation.history.frame()["week"].min() == WEEK


def test_what_was_founded_is_refused_key_by_key(small, tables, saved):
    over = {
        "world": {"city": {"grids_per_community": 3}, "actors": {"party": {"vacancies": 0.5}}},
        "behaviour": {"founding": {"trust_a": 9.0}, "arise": {"size_small": 0.123}},
    }
    with pytest.raises(CheckpointError) as refused:
        Simulation.restore(saved, settings=small(tables, over))
    for line in (
        "world.city.grids_per_community was 2 and is 3",
        "world.actors.party.vacancies was 0.0 and is 0.5",
        "behaviour.founding.trust_a was ",
        "behaviour.arise.size_small was ",
    ):
        assert line in str(refused.value)
    assert "city.npz: a branch is of the same city" in str(refused.value)
    assert "world.city.grids_per_community 原为 2，现为 3" in refused.value.args[0].say("zh")


def test_many_keys_are_not_all_listed(small, tables, saved):
    founding = Settings().behaviour.founding
    over = {"behaviour": {"founding": {name: getattr(founding, name) * 0.9 for name in type(founding).model_fields}}}
    with pytest.raises(CheckpointError, match=r"and \d+ keys more$"):
        Simulation.restore(saved, settings=small(tables, over))


def test_fewer_weeks_than_are_done_are_refused(small, tables, saved):
    with pytest.raises(CheckpointError, match="6 weeks are done, and the settings have 5"):
        Simulation.restore(saved, settings=small(tables, {"run": {"weeks": 5}}))


FOLLOWING = {("bodies", "solo"), ("types", "volunteer_match"), ("types", "staff_match")}
"""Columns that are numbers of the behaviour, for each body or type, and not of what was founded."""


def test_the_keys_that_are_refused_are_those_that_found_the_city(small):
    """Each number of the behaviour is moved: the city is founded otherwise if, and only if, its key is refused."""
    base = small()
    plain = initialise(base, 3)
    for each in quantities(base.behaviour, "behaviour"):
        low, high = each.sweep
        value = high if each.default != high else low
        value = int(value) if each.whole else float(value)
        table = value
        for name in reversed(each.path.split(".")):
            table = {name: table}
        try:
            city = initialise(Settings.model_validate(merge(base.model_dump(), table)), 3)
        except ValueError:  # two numbers that only fit together
            assert each.path.startswith("behaviour.founding.")
            continue
        differs = any(
            not np.array_equal(getattr(getattr(city, part), name), column)
            for part in (*CHANGING, "households", "types")
            for name, column in getattr(plain, part)._asdict().items()
            if (part, name) not in FOLLOWING
        )
        refused = any(each.path == key or each.path.startswith(f"{key}.") for key in FOUNDED)
        assert refused or not differs, each.path
        if refused and not differs:
            assert each.path.startswith("behaviour.founding."), each.path


def test_events_are_carried_over_by_what_they_say():
    surge = {"surge": {"types": ("refuse",), "factor": 2.0, "weeks": 9}}
    kept, gone, new = (Event(week=week, **surge) for week in (2, 3, 4))
    watched = Event(when="load > 1", rules={"goals": {"strength": 0.0}})
    over = Event(week=1, for_weeks=2, **surge)
    active = carry_events((gone, kept, watched), {0: 3, 1: 2, 2: 5}, (kept, new, watched, over), 6)
    assert active == {0: 2, 1: 4, 2: 5}
    assert carry_events((kept,), {}, (kept,), 6) == {}, "what had ended has ended"
    assert carry_events((kept, kept), {0: 2}, (kept, kept), 6) == {0: 2}
    first = Event(week=0, **surge)
    assert carry_events((), {}, (first,), 6) == {0: 0}, "what begins with the first week is past as well"
    assert carry_events((), {}, (Event(week=6, **surge),), 6) == {}, "what begins now is not"
