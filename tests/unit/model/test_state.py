import numpy as np

from cogov.model import Simulation
from cogov.model.state import Citizens, Issues, Stage


def test_making_room_keeps_what_is_there():
    issues = Issues.empty(4)
    issues.open = 3
    issues.severity[:3], issues.key[:3], issues.stage[:3] = [1.0, 2.0, 3.0], [7, 8, 9], [0, 2, 4]
    issues.make_room(10)
    assert len(issues.key) == len(issues.severity) >= 13
    assert issues.severity[:4].tolist() == [1.0, 2.0, 3.0, 0.0]
    assert issues.key[:3].tolist() == [7, 8, 9]
    assert issues.stage[:3].tolist() == [Stage.LATENT, Stage.ASSIGNED, Stage.RESOLVED]
    assert issues.key.dtype == np.uint64
    assert issues.stage.dtype == np.int8


def test_where_there_is_room_nothing_is_replaced():
    issues = Issues.empty(4)
    issues.open, before = 2, issues.severity
    issues.make_room(2)
    assert issues.severity is before


def test_room_at_least_doubles_so_that_growing_is_cheap():
    issues = Issues.empty(64)
    issues.open = 64
    issues.make_room(1)
    assert len(issues.key) == 128


def test_priorities_are_the_only_wide_columns_of_citizens():
    citizens = Citizens.empty(3)
    assert citizens.priorities.shape == citizens.priority_anchor.shape == (3, 5)
    assert citizens.trust.shape == (3,)


def test_columns_are_changed_in_place_so_that_views_stay_true(settings_of, coordinated):
    run = Simulation(settings_of(coordinated))
    tables = ("citizens", "organisations", "communities", "grids", "work")
    before = {
        (table, name): getattr(getattr(run.city, table), name)
        for table in tables
        for name in type(getattr(run.city, table)).__slots__
        if isinstance(getattr(getattr(run.city, table), name), np.ndarray)
    }
    run.run()
    for (table, name), column in before.items():
        assert getattr(getattr(run.city, table), name) is column, (table, name)
