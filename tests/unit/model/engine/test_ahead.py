"""Steps of a week are compiled one by one, with the types that the week calls them with."""

from __future__ import annotations

from cogov.model.engine import ahead, week


def test_the_steps_are_all_that_a_week_calls():
    steps = ahead.list_steps()
    assert steps[0] == "work", "the one that is made of most comes first"
    assert {"declare_emergencies", "arise", "take_down_need", "work", "measure", "sum_needs"} <= set(steps)
    assert len(set(steps)) == len(steps) >= 16


def test_a_step_has_the_types_that_the_week_calls_it_with():
    ahead.compile_founding()
    ahead.compile_week()
    by_week = {step: set(getattr(week, step).signatures) for step in ahead.list_steps()}
    for step in ("declare_emergencies", "adapt", "arise", "measure"):  # whole tables, records, numbers, a row
        ahead.compile_step(step)
        now = set(getattr(week, step).signatures)
        assert len(now) == 1
        assert by_week[step] <= now, f"{step} was compiled for other types than the week needs"
