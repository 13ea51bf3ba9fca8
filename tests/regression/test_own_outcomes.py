"""Outcomes that a suite declares are stored, compared and shared out as indicators are."""

import json

import pytest

from cogov.experiments.regression.measures import NAMES
from cogov.experiments.regression.suite import load_suite
from cogov.experiments.simulation import simulate
from cogov.scenarios import ScenarioError

from .conftest import SUITE

OWN = """
[outcomes.peak_backlog]
of = "log_harm"
measure = "highest"
better = "lower"
window = { until = 10 }
title = { en = "Worst early harm", zh = "前期最大危害" }

[margin]
peak_backlog = 0.25

[[claims]]
scenario = "fragmented"
indicator = "peak_backlog"
than = "synergy"
direction = "higher"
"""
NAME = "peak_backlog"


@pytest.fixture
def own(town, cogov):
    """The suite with an outcome of its own, and a baseline of that."""
    (town / "town.toml").write_text(SUITE + OWN)
    cogov("--update", "--reason", "own")
    return town / "town.toml"


def test_it_is_that_of_the_runs(own):
    stored = json.loads((own.parent / "town.baseline.json").read_text("utf-8"))["baseline"]
    suite = load_suite(own)
    assert suite.margin(NAME, 1.0) == 0.25
    for name, scenario in suite.scenarios.items():
        series = simulate(scenario, seed=3)["log_harm"].to_numpy()[:10]
        assert stored["values"][name][NAME][2] == pytest.approx(series.max(), rel=1e-6)
    assert [claim["indicator"] for claim in stored["claims"]] == [NAME]


def test_nothing_changed_is_identical_and_a_change_is_told_by_its_name(own, cogov, lose_trust):
    assert f"{2 * (len(NAMES) + 1) + 1} passed, 0 failed, 0 inconclusive (identical)" in cogov().out
    lose_trust()
    found = json.loads(cogov("--json", code=1).out)
    cells = [cell for cell in found["cells"] if cell["indicator"] == NAME]
    assert {cell["scenario"] for cell in cells} == {"fragmented", "synergy"}
    assert {cell["margin"] for cell in cells} == {0.25}
    assert any(cell["largest"] for cell in cells)


def test_an_outcome_that_is_new_or_declared_otherwise_is_no_pass(own, town, cogov):
    own.write_text(own.read_text().replace("until = 10", "until = 9"))
    done = cogov()
    assert "outcome peak_backlog is declared otherwise than in the baseline" in done.out
    assert json.loads(cogov("--json").out)["uncompared"] == [NAME]
    own.write_text(SUITE + OWN.replace("peak_backlog", "other"))
    done = cogov(code=1)
    assert "indicator other is new" in done.out
    assert "peak_backlog" in done.out, "one of the baseline is gone"


def test_older_baselines_are_read(town, cogov):
    before = (town / "town.baseline.json").read_text("utf-8")
    assert '"own"' not in before
    assert "(identical)" in cogov().out


def test_shards_hold_it(own, cogov, town):
    for part in (1, 2):
        cogov("--shard", f"{part}/2", "--out", "shards")
    assert "(identical)" in cogov("--merge", "shards").out


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('of = "log_harm"', 'of = "log_harms"', "log_harm"),
        ("[outcomes.peak_backlog]", "[outcomes.harm]", "harm"),
        ('indicator = "peak_backlog"', 'indicator = "peak_backlogs"', "peak_backlog"),
        ("peak_backlog = 0.25", "peak_backlogs = 0.25", "peak_backlog"),
    ],
)
def test_what_is_wrong_is_told_once_with_its_line(town, was, now, told):
    (town / "town.toml").write_text(SUITE + OWN.replace(was, now))
    with pytest.raises(ScenarioError) as refused:
        load_suite(town / "town.toml")
    problems = [each for each in refused.value.problems if told in str(each)]
    assert problems
    assert len(problems) == len(set(map(str, problems)))
    assert all(each.line for each in problems)
