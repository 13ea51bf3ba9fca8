"""Every indicator in every week is compared: a broken formula is never "equal but for rounding"."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cogov.experiments.regression.baseline import load_baseline
from cogov.experiments.regression.ensemble import Ensemble
from cogov.experiments.regression.ensemble_result import course
from cogov.experiments.regression.measures import BY_NAME, NAMES, SCALES
from cogov.experiments.regression.suite import load_suite
from cogov.experiments.regression.tiers import compare_with_baseline

from .conftest import SUITE


@pytest.fixture
def suite(town):
    return load_suite(town / "town.toml")


def break_formula(change_weeks, indicator, change):
    """Let an indicator be measured by another formula, from some week on."""
    place = NAMES.index(indicator)

    def measured(simulation):
        week = simulation.week - 1
        simulation.series[week, place] = change(week, simulation.series[week, place])

    change_weeks(measured)


@pytest.mark.parametrize("indicator", ["responsibility_delivered", "benefit_shared", "paper_closed", "fatigue"])
def test_a_broken_formula_of_an_indicator_that_the_suite_does_not_name_is_found(cogov, town, change_weeks, indicator):
    """An older suite names a few indicators: it can still be read, and all are compared."""
    (town / "town.toml").write_text(SUITE.replace("replicates = 8", 'indicators = ["trust"]\nreplicates = 8'))
    assert f"the suite names 1 indicator; all {len(NAMES)} are compared" in cogov().out
    break_formula(change_weeks, indicator, lambda week, value: 0.5 * value + 0.1)
    found = json.loads(cogov("--json", code=1).out)
    failing = {cell["indicator"] for cell in found["cells"] if cell["verdict"] in ("changed", "shape", "tails")}
    assert failing == {indicator}


@pytest.mark.parametrize("size", [1e-7, 1e-4, 0.1])
def test_what_is_more_than_rounding_is_not_called_rounding(suite, size):
    baseline = load_baseline(suite)
    old = baseline.ensemble.first(suite.replicates)
    values = {name: {word: [*each] for word, each in found.items()} for name, found in old.values.items()}
    values["synergy"]["urban_rural_gap"][3] += size
    found = compare_with_baseline(suite, baseline, Ensemble(values, {name: ["x"] * 8 for name in values}, old.courses))
    assert found.tier == "statistical"


def test_rounding_is_measured_by_the_scale_of_the_indicator(suite):
    """A difference of two shares lies near 0: what rounding moves there is a large part of the value and no change."""
    baseline = load_baseline(suite)
    gaps = (1e-12, *baseline.values["synergy"]["urban_rural_gap"][1:])
    stored = {**baseline.values, "synergy": {**baseline.values["synergy"], "urban_rural_gap": gaps}}
    before = baseline.model_copy(update={"values": stored})
    new = before.ensemble.first(suite.replicates)
    new.values["synergy"]["urban_rural_gap"][0] = 3e-12
    found = compare_with_baseline(
        suite, before, Ensemble(new.values, {name: ["x"] * 8 for name in new.values}, new.courses)
    )
    assert found.tier == "numeric"


def test_weeks_before_the_last_year_count(suite):
    """The last year ends as it did, to the last bit, and an earlier week does not."""
    baseline = load_baseline(suite)
    old = baseline.ensemble.first(suite.replicates)
    courses = {**old.courses, "synergy": [each + 1e-6 for each in old.courses["synergy"]]}
    found = compare_with_baseline(
        suite, baseline, Ensemble(old.values, {name: ["x"] * 8 for name in old.values}, courses)
    )
    assert (found.tier, found.earlier, found.failed, found.code()) == ("statistical", {"synergy": 8}, 1, 1)


def test_a_formula_broken_in_one_early_week_is_found(cogov, town, change_weeks):
    text = SUITE.replace("run.weeks=16", "run.weeks=60")
    (town / "town.toml").write_text(text)
    cogov("--update", "--reason", "more than a year")
    break_formula(change_weeks, "voice", lambda week, value: value + 0.01 * (week == 3))
    done = cogov(code=1)
    assert "weeks before the last year are others in 8 of 8 runs" in done.out
    assert "equal but for rounding" not in done.out
    assert "Nothing has changed" not in done.out


@pytest.mark.parametrize("week", [0, 7, 15])
@pytest.mark.parametrize("indicator", range(0, len(NAMES), 7))
def test_the_course_of_a_run_shows_any_week_of_any_indicator(week, indicator):
    series = np.random.default_rng(1).uniform(0.0, 1.0, (16, len(NAMES)))
    other = series.copy()
    other[week, indicator] += 1e-4 * SCALES.get(BY_NAME[NAMES[indicator]].unit, 1.0)
    assert abs(course(other) - course(series)) > 1e-9
    rounded = series * (1.0 + 1e-15)
    assert abs(course(rounded) - course(series)) < 1e-12


def test_all_are_stored_and_the_suite_needs_no_list(stored, suite):
    document = json.loads(stored["town.baseline.json"])
    assert [*document["baseline"]["values"]["synergy"]] == sorted(NAMES)
    assert suite.indicators == NAMES
    assert replace(suite, named=()).named == ()
