"""A city that two threads live is to the bit the one that one thread lives, whatever its shape and its rules."""

import multiprocessing
import os
import random
import threading

import numpy as np
import pytest

from cogov.model.engine import two_threads
from cogov.model.engine.simulation import Simulation
from cogov.model.whole_week import CutShortError

EVENTS = [
    {"week": 2, "surge": {"types": ["safety", "refuse"], "factor": 6.0, "weeks": 3}},
    {"week": 5, "rules": {"party_building": {"household_links": 1.0}, "participation": {"reward": 0.9}}},
    {"when": "at_desk > 0.5", "until": "load < 1", "rules": {"administration": {"command": 0.9}}},
]
"""Rules, and who is linked, change under way; cases outgrow their room."""


def places(sizes):
    """Communities by how many grids and residents they have."""
    return [
        {"district": f"D{n % 2}", "street": f"S{n % 3}-{n % 2}", "kind": ("urban", "rural")[n % 2], "name": f"C{n}",
         "grids": grids, "persons": 600, "agents": max(grids, agents)}
        for n, (grids, agents) in enumerate(sizes)
    ]  # fmt: skip


def uneven(number):
    luck = random.Random(number)
    return [(luck.randint(1, 4), luck.randint(1, 40)) for _ in range(luck.randint(1, 12))]


@pytest.mark.parametrize(
    "sizes",
    [[(1, 1)], [(1, 3), (2, 90)], [(6, 60), (1, 1), (1, 2)], *map(uneven, range(6))],
    ids=lambda sizes: "-".join(f"{grids}x{agents}" for grids, agents in sizes),
)
def test_two_threads_live_the_same_weeks(small, institutions, sizes):
    settings = small(
        {"rules": institutions, "events": EVENTS, "world": {"city": {"places": places(sizes)}},
         "behaviour": {"arise": {"rate": 0.02}}}
    )  # fmt: skip
    one, two = Simulation(settings, threads=1), Simulation(settings, threads=2)
    for _ in range(settings.run.weeks):
        one.step()
        two.step()
        assert one.digest() == two.digest(), f"week {one.week}"


def test_without_citizens_too(small):
    settings = small({"world": {"actors": {"citizen": {"enabled": False}}}})
    assert Simulation(settings, threads=1).run().digest() == Simulation(settings, threads=2).run().digest()


def test_whoever_comes_to_a_part_first(small, monkeypatch):
    """A second thread that is never there, and a first one that always waits, change nothing."""
    settings = small()
    expected = Simulation(settings, threads=1).run().digest()

    def alone(begun):
        for part, future in begun:
            assert future.cancel() or future.result() is None
            if future.cancelled():
                part()

    def waiting(begun):
        for _, future in begun:
            future.result()

    for finish in (alone, waiting):
        with monkeypatch.context() as patch:
            patch.setattr(two_threads, "_finish", finish)
            assert Simulation(settings, threads=2).run().digest() == expected


def test_the_second_thread_does_its_share(small, monkeypatch):
    by = set()
    listen = two_threads._listen
    monkeypatch.setattr(
        two_threads, "_listen", lambda *table: (by.add(threading.current_thread().name), listen(*table))
    )
    Simulation(small(), threads=2).run()
    assert any(name.startswith("cogov-week") for name in by)


def test_a_failure_in_the_second_thread_is_told_and_the_city_goes_on_no_more(small, monkeypatch, tmp_path):
    def fails(*_):
        raise MemoryError("no room")

    simulation = Simulation(small(), threads=2)
    simulation.step()
    with monkeypatch.context() as patch:
        patch.setattr(two_threads, "_listen", fails)
        with pytest.raises(MemoryError, match="no room"):
            simulation.step()
    with pytest.raises(CutShortError, match="week 1 "):
        simulation.run()
    with pytest.raises(CutShortError):
        simulation.save(tmp_path / "half.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_that_was_forked_does_all_of_it_itself(small):
    settings = small()
    expected = Simulation(settings, threads=2).run().digest()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(_digest, (settings,)).get(timeout=60) == expected


def _digest(settings):
    return Simulation(settings, threads=2).run().digest()


@pytest.mark.parametrize(
    ("residents", "processors", "worker", "expected"),
    [(100_000, 2, False, True), (99_999, 2, False, False), (10**6, 1, False, False), (10**6, 8, True, False)],
)
def test_two_threads_live_a_large_city_where_a_processor_is_free(monkeypatch, residents, processors, worker, expected):
    monkeypatch.setattr(two_threads, "processors", lambda: processors)
    monkeypatch.setattr(two_threads.multiprocessing, "parent_process", lambda: object() if worker else None)
    assert two_threads.is_worth_it(residents) is expected


def test_who_chooses_is_asked_for_one_or_two(small):
    with pytest.raises(ValueError, match="1 or 2 threads, not by 3"):
        Simulation(small(), threads=3)


def test_a_run_that_is_checked_is_lived_by_one_thread(small, monkeypatch):
    monkeypatch.setattr(two_threads, "_begin", lambda _: pytest.fail("a second thread was asked"))
    checked = Simulation(small(), threads=2, check=True).run()
    assert np.isfinite(checked.series[:, 0]).all()
