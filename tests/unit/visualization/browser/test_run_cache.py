"""Runs are made once, are those of the command, and nobody who waits is forgotten."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.model.parameters.settings import Settings
from cogov.visualization.browser import run_cache


def town(*, agents=8, **run):
    """A small city."""
    city = {"urban_districts": 1, "rural_counties": 0, "agents_per_grid": agents, "persons_per_grid": max(agents, 800)}
    return Settings.model_validate({"world": {"city": city}, "run": {"weeks": 30, **run}})


@pytest.mark.fault("E7")
def test_a_course_is_the_run_of_the_command():
    settings = town()
    found = asyncio.run(run_cache.course(settings))
    outcome = run_one(RunSpec("here", settings))
    assert found.digest == outcome.digest
    assert found.outcome("here").form is outcome.form
    assert np.array_equal(found.series, outcome.series, equal_nan=True)
    np.testing.assert_equal(found.outcome("here").final, outcome.final)


def test_the_same_run_is_made_once_for_all_who_ask():
    settings = town(seed=901)

    async def ask():
        before = run_cache.COURSES.made
        courses = await asyncio.gather(*(run_cache.course(settings) for _ in range(5)))
        return run_cache.COURSES.made - before, courses

    number, courses = asyncio.run(ask())
    assert number == 1
    assert all(course is courses[0] for course in courses)


def test_who_waits_goes_on_when_the_first_gives_up():
    settings = town(seed=902, weeks=200)

    async def ask():
        first = asyncio.create_task(run_cache.course(settings))
        await asyncio.sleep(0)
        second = asyncio.create_task(run_cache.course(settings))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    assert asyncio.run(ask()).digest == run_one(RunSpec("", settings)).digest


def test_a_failure_is_told_to_each_and_does_not_block_the_next():
    room = run_cache.RunCache(1000, len)
    calls = []

    async def fail():
        calls.append(1)
        raise RuntimeError("no")

    async def good():
        return b"x"

    async def ask():
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await room.get("key", fail)
        return await room.get("key", good)

    assert asyncio.run(ask()) == b"x"
    assert len(calls) == 2


def test_what_was_not_asked_for_longest_goes_first():
    room = run_cache.RunCache(10, len)

    async def give():
        return b"four"

    async def ask():
        for key in ("a", "b", "a", "c"):
            await room.get(key, give)

    asyncio.run(ask())
    assert room.kept("a") == b"four"
    assert room.kept("b") is None


@pytest.mark.fault("H16")
def test_a_city_too_large_for_the_browser_is_refused_before_anything_is_made():
    settings = town(agents=100_000, weeks=520)
    with pytest.raises(run_cache.TooLarge) as told:
        asyncio.run(run_cache.course(settings))
    assert told.value.most == run_cache.WORK // 520


def test_what_can_wait_does_while_a_page_follows_a_hand(monkeypatch):
    monkeypatch.setattr(run_cache, "DRAWN", 3600.0)

    async def ask():
        run_cache.COURSES.feel_hand()
        patient = asyncio.create_task(run_cache.course(town(seed=931), patient=True))
        await run_cache.course(town(seed=932))
        assert not patient.done(), "the page that the hand moves comes first"
        monkeypatch.setattr(run_cache, "DRAWN", 0.0)
        await patient

    asyncio.run(ask())
