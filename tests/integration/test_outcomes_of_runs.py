"""Outcomes of one's own in a run and in a comparison, from the file to tables, files and documents."""

import json

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import compare, simulate
from cogov.experiments.statistics.paired import paired_difference
from cogov.scenarios import ScenarioError
from cogov.visualization.terminal.cli import main

CITY = ("world.city.streets_per_district=1", "world.city.agents_per_grid=5")
SMALL = [word for change in CITY for word in ("--set", change)]
PAIR = ("fragmented", "synergy")
TITLE = {"en": "Peak of open", "zh": "最高在办"}
OWN = {
    "outcomes": {
        "peak": {"title": TITLE, "of": "open_issues", "measure": "highest", "window": {"first": 2, "until": 7},
                 "better": "lower"},
        "gap": {"title": {"en": "Half the gap", "zh": "半差"}, "of": "(official - effectiveness) / 2",
                "unit": "points", "window": {"last": 4}, "better": "neither"},
        "trusting": {"title": {"en": "Weeks of trust", "zh": "信任周数"}, "of": "trust", "measure": "weeks_above",
                     "level": 0.0, "better": "higher"},
        "back": {"title": {"en": "Back", "zh": "恢复"}, "of": "open_issues", "measure": "weeks_to_recovery",
                 "window": {"first": 3, "until": 5}, "better": "lower"},
    }
}  # fmt: skip
FILE = """\
[outcomes.peak]
title = { en = "Peak of open", zh = "最高在办" }
of = "open_issues"
measure = "highest"
window = { first = 2, until = 7 }
better = "lower"
[outcomes.back]
title = { en = "Back", zh = "恢复" }
of = "open_issues"
measure = "weeks_to_recovery"
window = { first = 3, until = 5 }
better = "lower"
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def call(capsys, *words, code=0):
    found = main([str(word) for word in words])
    done = capsys.readouterr()
    assert found == code, done.out[-2000:] + done.err
    return done


def test_values_are_those_of_the_weeks():
    frame = simulate(PAIR[1], weeks=10, changes=CITY, replicates=2, outcomes=OWN)
    weeks = simulate(PAIR[1], weeks=10, changes=CITY, replicates=2)
    for row, (_, run) in zip(frame.itertuples(), weeks.groupby("seed"), strict=True):
        assert row.peak == pytest.approx(run["open_issues"].iloc[2:7].max())
        gap = (run["official"] - run["effectiveness"]).iloc[-4:].mean() / 2
        assert row.gap == pytest.approx(gap, rel=1e-5)
        assert row.trusting == 1.0
    assert frame["back_undefined"].tolist() == ["not_back"] * 2
    assert frame["back"].isna().all()


def test_differences_are_paired():
    found = compare(PAIR, weeks=10, replicates=3, changes=CITY, outcomes=OWN)
    one, other = (found.outcomes.query("scenario == @name")["peak"].to_numpy() for name in reversed(PAIR))
    row = found.outcome_differences.set_index("outcome").loc["peak"]
    expected = paired_difference(one, other)
    assert (row["mean"], row["low"], row["high"], row["n"]) == (expected.mean, expected.low, expected.high, 3)
    assert found.outcome_differences.set_index("outcome").loc["back", "n"] == 0


def test_a_run_tells_and_keeps_them(here, capsys):
    done = call(capsys, "run", PAIR[1], "--weeks", 10, "--outcomes", "own.toml", "--out", "o", *SMALL)
    assert "Peak of open" in done.out
    assert "highest week, weeks 2 to 6" in done.out
    assert "not back within the window" in " ".join(done.out.split())
    document = json.loads((here / "o" / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    kept = pd.read_csv(here / "o" / "outcomes.csv")
    assert document["outcomes"]["peak"]["value"] == kept["peak"].iloc[0]
    assert document["outcomes"]["back"]["value"] is None
    assert document["outcomes"]["back"]["undefined"] == "not_back"
    assert document["provenance"]["command"].count("--outcomes") == 1


def test_a_comparison_tells_and_keeps_them(here, capsys):
    about = ("--weeks", 10, "--replicates", 2, "--outcomes", "own.toml", "--out", "o", *SMALL)
    done = call(capsys, "compare", *PAIR, *about)
    assert "Outcomes of your own: " in done.out
    assert "not back within the window in 2 of 2 runs" in " ".join(done.out.split())
    document = json.loads((here / "o" / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    kept = pd.read_csv(here / "o" / "outcome-differences.csv").set_index("outcome")
    told = {row["outcome"]: row for row in document["outcomes"]["differences"]}
    np.testing.assert_allclose(kept.loc["peak", "mean"], told["peak"]["mean"])
    assert told["back"]["mean"] is None


@pytest.mark.parametrize(
    ("wrong", "right", "line", "said"),
    [
        ('"open_issues"', '"open_issue"', 3, "open_issues"),
        ("until", "untl", 5, "until"),
        ('"highest"', '"higest"', 4, "highest"),
        ("[outcomes.peak]", "[outcome.peak]", 1, "outcomes"),
        ("{ first = 2, until = 7 }", "{ after_event = 1 }", 5, "no event 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_written(here, capsys, wrong, right, line, said):
    (here / "own.toml").write_text(FILE.replace(wrong, right, 1), encoding="utf-8")
    for words in (["run", PAIR[1]], ["compare", *PAIR]):
        done = call(capsys, *words, "--outcomes", "own.toml", "--out", "o", code=2)
        assert f"own.toml:{line}" in done.err
        assert said in done.err
        assert done.err.count(f"own.toml:{line}:") == 1
    assert not (here / "o").exists()


def test_a_file_without_outcomes_is_refused(here, capsys):
    (here / "own.toml").write_text("schema_version = 1\n", encoding="utf-8")
    assert "declares no outcome" in call(capsys, "run", PAIR[1], "--outcomes", "own.toml", code=2).err


def test_parts_or_outcomes_but_not_both():
    with pytest.raises(ValueError, match="one at a time"):
        simulate(PAIR[1], weeks=3, changes=CITY, by="kind", outcomes=OWN)
    with pytest.raises(ScenarioError, match="no such"):
        simulate(PAIR[1], weeks=3, changes=CITY, outcomes="nowhere.toml")
