"""A known truth is recovered, and what cannot be known is said not to be."""

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import calibrate, simulate
from cogov.experiments.calibration.document import document
from cogov.visualization.language.translations import words
from cogov.visualization.reports.calibration_tables import target_cells

from .truth import CITY, LOAD, REWARD, SCALE, WEEKS, tables


def by_key(found):
    return dict(zip((each.key for each in found.task.parameters), found.found, strict=True))


def test_one_parameter_is_recovered(one):
    scale = by_key(one)[SCALE]
    assert scale.verdict == "identified"
    assert 1.0 < scale.low <= 1.6 <= scale.high < 3.0
    assert scale.low <= scale.value <= scale.high
    assert one.targets["reached"].all()
    assert one.misfit < 0.1


def test_two_parameters_are_recovered(two):
    found = by_key(two)
    assert found[SCALE].low <= 1.6 <= found[SCALE].high
    assert found[LOAD].low <= 0.004 <= found[LOAD].high
    assert found[LOAD].verdict == "identified"
    assert found[LOAD].high - found[LOAD].low < (0.008 - 0.002) / 3
    assert two.targets["reached"].all()


def test_a_parameter_without_effect_is_not_identified(useless):
    found = by_key(useless)
    assert found[REWARD].verdict == "inert"
    assert (found[REWARD].low, found[REWARD].high) == (0.0, 3.0)
    flat = useless.profile.query("parameter == @REWARD")["above_best"]
    assert flat.max() - flat.min() == pytest.approx(0.0, abs=1e-9)
    assert found[SCALE].verdict not in ("flat", "inert")
    assert found[SCALE].low <= 1.6 <= found[SCALE].high


def test_parameters_that_make_up_for_each_other_are_told(ridge):
    (pair,) = ridge.pairs
    assert {pair.one, pair.other} == {SCALE, LOAD}
    assert pair.correlation > 0.7  # more problems need more capacity
    assert {found.verdict for found in ridge.found} != {"identified"}
    # The proper profile follows the ridge: held at other loads, the city is given other capacities.
    steps = ridge.profile.query("parameter == @LOAD and above_best < 3.84")
    assert np.ptp(steps[SCALE]) > 0.5


def test_a_parameter_held_in_the_profile_is_bounded_where_it_is_not(ridge, tmp_path):
    """Without fitting the others again a profile is too narrow, which is why it is not the default."""
    targets = [
        {key: value for key, value in target.document().items() if key not in ("first_week", "weeks")}
        for target in ridge.task.targets
    ]
    asked = tables([SCALE, LOAD], targets, search={"seeds": 4}, profile={"inner": 0})
    held = calibrate(asked, out=tmp_path, workers=1)
    wide, narrow = by_key(ridge)[LOAD], by_key(held)[LOAD]
    assert narrow.region[1] - narrow.region[0] < wide.region[1] - wide.region[0]


def test_a_posterior_holds_the_truth_and_says_what_it_does_not_know(drawn):
    found = by_key(drawn)
    assert found[SCALE].low <= 1.6 <= found[SCALE].high
    assert found[SCALE].high - found[SCALE].low < 1.5  # of 2
    assert found[REWARD].verdict == "flat"
    assert len(drawn.posterior) == 18
    assert drawn.posterior["weight"].sum() == pytest.approx(1.0)
    assert 5 < drawn.left.effective < 18
    assert drawn.posterior["misfit"].max() < drawn.trials["misfit"].median()


def test_targets_that_cannot_be_reached_are_said_to_be(tmp_path):
    targets = [
        {"scenario": "fragmented", "indicator": "official_closing", "value": 1.0, "tolerance": 0.01},
        {"scenario": "fragmented", "indicator": "arrivals", "value": 0.0, "tolerance": 0.01},
    ]
    asked = tables([SCALE], targets, search={"trials": 4, "seeds": 2, "refine": 0}, profile={"points": 3})
    found = calibrate(asked, out=tmp_path, workers=1)
    assert not found.targets["reached"].any()
    assert found.targets["units"].abs().min() > 1.0


class TestFrames:
    def test_trials_hold_all_that_was_tried(self, two):
        trials = two.trials
        assert list(trials["trial"]) == list(range(len(trials)))
        assert list(dict.fromkeys(trials["phase"])) == ["search", "refine", "profile"]
        assert (trials["phase"] == "search").sum() == 15
        assert trials["misfit"].min() == two.misfit
        assert {SCALE, LOAD, "fragmented.official_closing", "fragmented.arrivals"} <= set(trials.columns)

    def test_the_misfit_is_what_the_residuals_say(self, two):
        assert (two.targets["units"] ** 2).sum() == pytest.approx(two.misfit)
        expected = two.targets["residual"] / two.targets["tolerance"]
        pd.testing.assert_series_equal(two.targets["units"], expected, check_names=False)

    def test_profiles_begin_at_the_best(self, two):
        assert two.profile["above_best"].min() == 0.0
        for key, found in by_key(two).items():
            steps = two.profile.query("parameter == @key")
            assert steps["value"].is_monotonic_increasing
            np.testing.assert_array_equal(steps["value"], steps[key])
            inside = steps.query("@found.region[0] <= value <= @found.region[1]")
            assert found.parts > 1 or (inside["above_best"] <= 3.84).all()


def test_a_window_is_what_it_says(tmp_path):
    """The misfit at the truth is none, if the target was taken from the same weeks of the same runs."""
    changes = [f"run.weeks={WEEKS}", *(f"world.city.{key}={value}" for key, value in CITY.items()), f"{SCALE}=2.0"]
    series = simulate("fragmented", seed=1, changes=changes, replicates=3)
    early = series[series["week"].between(5, 9)]["backlog"].mean()
    late = series[series["week"] >= WEEKS - 4]["backlog"].mean()
    backlog = {"scenario": "fragmented", "indicator": "backlog", "tolerance": 0.01}
    targets = [
        {**backlog, "value": float(early), "first_week": 5, "weeks": 5},
        {**backlog, "value": float(late), "weeks": 4},
    ]
    asked = tables([SCALE], targets, search={"trials": 2, "seeds": 3, "refine": 0}, profile={"points": 3})
    found = calibrate(asked, out=tmp_path, workers=1)  # 2.0 is the middle of the range, where a profile passes
    assert found.values == {SCALE: 2.0}
    assert found.misfit == pytest.approx(0.0, abs=1e-6)


MOST_OPEN = {"title": {"en": "Most open at once", "zh": "最高在办"}, "of": "open_issues", "measure": "highest",
             "window": {"first": 10, "until": 25}, "better": "lower"}  # fmt: skip


def test_an_outcome_of_ones_own_recovers_the_truth_and_is_told_with_its_window(tmp_path):
    changes = [f"run.weeks={WEEKS}", f"{SCALE}=1.6", *(f"world.city.{key}={value}" for key, value in CITY.items())]
    weeks = simulate("fragmented", seed=1000, changes=changes, replicates=40)
    peaks = weeks[weeks["week"].between(10, 24)].groupby("seed")["open_issues"].max()
    target = {"scenario": "fragmented", "indicator": "most", "value": float(peaks.mean()),
              "tolerance": float(peaks.std(ddof=1) / 6**0.5)}  # fmt: skip
    asked = {**tables([SCALE], [target]), "outcomes": {"most": MOST_OPEN}}
    found = calibrate(asked, out=tmp_path / "own", workers=1)
    scale = by_key(found)[SCALE]
    assert scale.low <= 1.6 <= scale.high
    assert scale.high - scale.low < 2.0, "it tells something of it"
    again = calibrate(asked, out=tmp_path / "two", workers=2)
    assert (tmp_path / "own" / "calibration.json").read_bytes() == (tmp_path / "two" / "calibration.json").read_bytes()
    assert again.misfit == found.misfit
    for language, title, window in (
        ("en", "Most open at once", "weeks 10 to 24"),
        ("zh", "最高在办", "第 10 至 24 周"),
    ):
        (row,) = target_cells(document(found), words(language)).rows
        assert title in row[0]
        assert window in row[1]
