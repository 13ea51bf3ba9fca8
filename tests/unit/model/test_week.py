import pytest

from cogov.model import WEEK, Settings, with_process
from cogov.model.processes.adapt import adapt
from cogov.model.processes.arise import arise
from cogov.model.processes.experience import experience
from cogov.model.simulation import Simulation
from cogov.model.state import City
from cogov.model.week import step_week


def nap(city: City) -> None:
    """A process of one's own that does nothing."""


def cheer(city: City) -> None:
    """A process of one's own that makes everyone content."""
    city.citizens.satisfaction[:] = 1.0


def test_the_week_is_in_the_order_of_the_specification():
    assert [process.__name__ for process in WEEK] == [
        "happen", "arise", "report", "assign", "deliberate", "align", "volunteer", "commit", "allocate", "produce",
        "lapse", "experience", "adapt",
    ]  # fmt: skip


@pytest.mark.parametrize("after", [arise, adapt, WEEK[0]])
def test_a_process_of_ones_own_comes_right_behind_another(after):
    week = with_process(nap, after=after)
    assert week[week.index(after) + 1] is nap
    assert tuple(process for process in week if process is not nap) == WEEK


def test_an_inserted_process_runs_every_week(settings_of):
    run = Simulation(settings_of(), processes=with_process(cheer, after=experience)).run()
    assert run.final()["satisfaction"] == 1.0


def test_an_inserted_process_that_does_nothing_changes_nothing(settings_of, coordinated):
    settings = settings_of(coordinated)
    plain = Simulation(settings).run()
    with_nap = Simulation(settings, processes=with_process(nap, after=arise)).run()
    assert with_nap.digest() == plain.digest()


def test_processes_may_be_inserted_one_after_another():
    week = with_process(cheer, after=nap, week=with_process(nap, after=adapt))
    assert week == (*WEEK, nap, cheer)


def test_behind_what_is_not_there_nothing_can_be_inserted():
    with pytest.raises(ValueError, match=r"nap is not a process of this week; it has happen, arise"):
        with_process(cheer, after=nap)


def test_a_week_is_its_processes_in_order(city_of):
    seen = []
    step_week(city_of(), [lambda city: seen.append(1), lambda city: seen.append(2)])
    assert seen == [1, 2]


def test_the_default_week_is_a_simulations_week():
    assert Simulation(Settings()).processes == WEEK
