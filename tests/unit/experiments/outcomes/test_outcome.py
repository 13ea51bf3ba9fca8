"""Outcomes: windows, measures and recovery, each by numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.experiments.outcomes import Expression, Outcome, Window
from cogov.experiments.outcomes.outcome import AFTER_EVENT
from cogov.experiments.outcomes.own_indicator import as_indicator
from cogov.scenarios.scenario import Text

TITLE = Text(en="Outcome", zh="结果")


YEAR = Window(last=52)


def outcome(measure="mean", window=YEAR, better=1, **others):
    return Outcome("own", TITLE, Expression.parse("x", ("x",)), measure, window, better, "points", **others)


def value(what, series, events=()):
    return what.of({"x": np.asarray(series, dtype=float)}, events)


RISE = list(range(100))


@pytest.mark.parametrize(
    ("window", "span"),
    [
        (Window(last=52), (48, 100)),
        (Window(last=200), (0, 100)),
        (Window(first=10, until=20), (10, 20)),
        (Window(first=10), (10, 100)),
        (Window(first=10, until=500), (10, 100)),
        (Window(first=100, until=120), (100, 100)),
        (Window(after=1), (30, 100)),
        (Window(after=2, weeks=10), (60, 70)),
        (Window(after=2, weeks=90), (60, 100)),
        (Window(after=3), (0, 0)),
        (Window(after=4), (0, 0)),
    ],
)
def test_a_window_is_a_span_of_weeks_within_the_run(window, span):
    assert window.span(100, (30, 60, -1)) == span


@pytest.mark.parametrize(
    ("measure", "told"),
    [("mean", 14.5), ("highest", 19), ("lowest", 10), ("end", 19), ("change", 9)],
)
def test_measures_of_a_window(measure, told):
    assert value(outcome(measure, Window(first=10, until=20)), RISE).value == told


def test_shares_of_weeks_above_and_below_a_level_leave_out_the_level_itself():
    for measure, told in (("weeks_above", 0.3), ("weeks_below", 0.6)):
        assert value(outcome(measure, Window(first=10, until=20), level=16), RISE).value == told


def test_an_indicators_last_year_is_the_default_window():
    rng = np.random.default_rng(3)
    series = rng.random(260)
    assert value(outcome(), series).value == series[-52:].mean()
    assert value(outcome(), series[:20]).value == series[:20].mean()


# A fall of 10 from 50 in the week of the event, and back by 2 a week from the third week on.
FALL = [50.0] * 20 + [40.0, 40.0, 42.0, 44.0, 46.0, 48.0, 50.0, 51.0, 52.0, 50.0]


def test_area_lost_is_what_is_missing_to_the_weeks_before():
    assert value(outcome("area_lost", Window(after=1)), FALL, (20,)).value == 10 + 10 + 8 + 6 + 4 + 2
    assert value(outcome("area_lost", Window(after=1, weeks=3)), FALL, (20,)).value == 10 + 10 + 8
    assert value(outcome("area_lost", Window(first=20, until=22)), FALL).value == 20, (
        "a window of weeks has a before too"
    )


def test_of_what_is_better_low_the_area_lies_above():
    rise = [-x for x in FALL]
    assert value(outcome("area_lost", Window(after=1), better=-1), rise, (20,)).value == 40
    assert value(outcome("area_lost", Window(after=1), better=1), rise, (20,)).value == 3, "the two weeks of overshoot"


def test_recovery_is_the_first_week_that_stays_back():
    back = outcome("weeks_to_recovery", Window(after=1), tolerance=0.1, hold=4)
    told = value(back, FALL, (20,))
    assert (told.value, told.why) == (6, "")
    assert value(outcome("weeks_to_recovery", Window(after=1), tolerance=0.2, hold=4), FALL, (20,)).value == 5
    relapse = [*FALL[:26], 50.0, 50.0, 45.0, 50.0, 50.0, 50.0, 50.0, 50.0]
    assert value(back, relapse, (20,)).value == 9, "two good weeks are no recovery"


def test_what_does_not_come_back_has_no_number():
    told = value(outcome("weeks_to_recovery", Window(after=1, weeks=8), hold=4), FALL, (20,))
    assert np.isnan(told.value)
    assert told.why == "not_back"


def test_what_never_fell_is_back_at_once():
    assert value(outcome("weeks_to_recovery", Window(after=1)), [50.0] * 40, (20,)).value == 0
    assert value(outcome("weeks_to_recovery", Window(after=1)), RISE, (20,)).value == 0


def test_recovery_counts_from_the_deepest_week_even_if_the_fall_comes_late():
    late = [50.0] * 20 + [50.0] * 6 + [40.0] + [50.0] * 6
    assert value(outcome("weeks_to_recovery", Window(after=1), hold=4), late, (20,)).value == 7


@pytest.mark.parametrize("measure", AFTER_EVENT)
def test_without_weeks_before_nothing_can_be_said(measure):
    assert np.isnan(value(outcome(measure, Window(after=1)), FALL, (0,)).value)
    assert value(outcome(measure, Window(after=1)), FALL, (-1,)).why == "outside"


def test_a_week_that_says_nothing_inside_the_window_makes_the_outcome_say_nothing():
    series = [1.0] * 9 + [np.nan] + [1.0] * 10
    told = value(outcome("mean", Window(first=0, until=10)), series)
    assert np.isnan(told.value)
    assert told.why == "no_number"
    assert value(outcome("mean", Window(first=10, until=20)), series).value == 1


def test_directions_and_units_follow_the_measure():
    assert outcome("area_lost").direction == -1
    assert (as_indicator(outcome("area_lost")).unit, as_indicator(outcome("area_lost")).of_unit) == ("area", "points")
    assert as_indicator(outcome("weeks_to_recovery")).unit == "weeks"
    assert outcome("weeks_above", level=1).direction == 1
    assert outcome("weeks_below", level=1).direction == -1
    assert as_indicator(outcome("weeks_above", level=1)).unit == "share"
    assert outcome("mean", better=-1).direction == -1


def test_the_document_holds_all_that_decides_the_value():
    told = outcome("weeks_to_recovery", Window(after=2, weeks=26), before=8, tolerance=0.2, hold=2).definition()
    assert told == {
        "of": "x", "measure": "weeks_to_recovery", "window": {"after_event": 2, "weeks": 26}, "better": 1, "before": 8,
        "tolerance": 0.2, "hold": 2,
    }  # fmt: skip
    assert outcome("weeks_above", level=3.0).definition()["level"] == 3.0
    assert "hold" not in outcome("area_lost").definition()


@given(
    st.lists(st.floats(-100, 100), min_size=30, max_size=60),
    st.integers(1, 29),
    st.floats(-50, 50),
    st.sampled_from([1, -1]),
)
def test_area_and_recovery_do_not_depend_on_where_zero_is(series, week, shift, better):
    for measure in AFTER_EVENT:
        what = outcome(measure, Window(after=1), better=better, tolerance=0.5)
        one, other = value(what, series, (week,)), value(what, [x + shift for x in series], (week,))
        if measure == "area_lost":
            assert one.value == pytest.approx(other.value, abs=1e-8)
            assert one.value >= 0.0
        else:
            assert one.why == "not_back" or 0.0 <= one.value < len(series) - week
