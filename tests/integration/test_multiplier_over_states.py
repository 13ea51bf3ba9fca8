"""``cogov multiplier --over``: D in drawn states is that of a multiplier run in that state, and its trend is told."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cogov.experiments import Results, multiplier
from cogov.visualization.terminal.cli import main

RATE = "behaviour.arise.rate"
CITY = {
    "world.city.streets_per_district": 1, "world.city.communities_per_street": 1, "world.city.townships_per_county": 1,
    "world.city.villages_per_township": 1, "world.city.agents_per_grid": 8,
}  # fmt: skip
SMALL = [word for key, value in CITY.items() for word in ("--set", f"{key}={value}")]
ABOUT = ("multiplier", "synergy", "--players", "goals,mechanism", "--weeks", "12", "--replicates", "2", *SMALL)
OVER = ("--over", RATE, "--states", "7")


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*arguments, code=0):
        found = main(list(arguments))
        told = capsys.readouterr()
        assert found == code, told.out[-2000:] + told.err
        return told

    return call


@pytest.mark.parametrize("outcome", ["harm", "coordination_cost", "log_harm"])
def test_d_of_a_state_is_that_of_a_multiplier_in_that_state(cogov, tmp_path, outcome):
    told = cogov(*ABOUT, *OVER, "--outcome", outcome, "--out", "m")
    found = json.loads((tmp_path / "m" / "found" / "synergy.json").read_text(encoding="utf-8"))
    gaps = pd.DataFrame(found["tables"]["gaps"])
    assert len(gaps) == 7
    state = gaps.iloc[3]
    changes = {**CITY, RATE: float(state["rate"])}
    alone = multiplier(
        "synergy", players="goals,mechanism", outcome=outcome, replicates=2, weeks=12, changes=changes, controls=False
    )
    row = alone.synergy.query(f"arm == 'given' and scale == '{alone.judged}'").iloc[0]
    assert state["difference"] == pytest.approx(row["synergy"], rel=1e-6, abs=1e-9)
    assert told.out.startswith(found["verdict"]["en"][:30])
    said = told.out.replace("\n", " ")
    assert "Null control, every channel" in said
    assert len(found["tables"]["null_trends"]) == 1
    if outcome == "log_harm":  # the scale on which the control's truth is 0
        assert "Its truth is 0" in said


def test_it_goes_on_and_writes_a_page_in_each_language(cogov, tmp_path):
    cogov(*ABOUT, *OVER, "--out", "m")
    table = (tmp_path / "m" / "table.csv").read_bytes()
    cogov(*ABOUT, *OVER, "--out", "m", "--lang", "zh")
    assert (tmp_path / "m" / "table.csv").read_bytes() == table
    assert len(Results(tmp_path / "m").design) == 7 * 8, "nobody, each alone, everybody; all again as the null control"
    assert "共同推进" in (tmp_path / "m" / "found" / "synergy.zh.html").read_text(encoding="utf-8")


def test_states_that_differ_in_what_the_null_control_holds_have_none(cogov, tmp_path):
    told = cogov(*ABOUT, "--over", "behaviour.work.substitution", "--states", "6", "--out", "m")
    assert "There is no null control here" in told.out.replace("\n", " ")
    assert len(Results(tmp_path / "m").design) == 6 * 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--over", "behaviour.arise.rat"), "did you mean"),
        (("--over", RATE, "--arms", "budget"), "do not go with it"),
        (("--over", RATE, "--players", "party,enterprise"), "cannot be crossed with states"),
    ],
)
def test_what_does_not_go_is_refused_and_nothing_is_written(cogov, tmp_path, arguments, told):
    assert told in cogov(*ABOUT, *arguments, "--out", "m", code=2).err
    assert not (tmp_path / "m").exists()
