"""Commands that take scenarios of both editions of the model, and those that refuse the second by one sentence."""

from __future__ import annotations

import json
import subprocess

import pandas as pd
import pytest

from cogov.experiments import simulate
from cogov.scenarios import load
from cogov.scenarios.form import FORMS
from cogov.visualization.terminal.cli import main

CITIES = {
    1: (
        "world.city.communities_per_district=1",
        "world.city.villages_per_county=1",
        "world.city.residents_per_grid=20",
    ),
    2: ("world.city.streets_per_district=1", "world.city.rural_counties=0", "world.city.agents_per_grid=10"),
}
SMALL = {edition: [word for change in changes for word in ("--set", change)] for edition, changes in CITIES.items()}
LIBRARY = {1: ("fragmented", "synergy"), 2: ("second/fragmented", "second/synergy")}
SAID = {1: "first edition of the model", 2: "second edition of the model"}
both = pytest.mark.parametrize("edition", [1, 2])


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")

    def call(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return subprocess.CompletedProcess(arguments, found, done.out, done.err)

    return call


@both
def test_run_gives_a_table_and_files_from_which_it_is_made_again(cogov, tmp_path, edition):
    name = LIBRARY[edition][1]
    done = cogov("run", name, "--weeks", 6, "--seed", 3, "--out", "o", "--check", *SMALL[edition])
    assert f"6 weeks, seed 3 ({SAID[edition]})" in done.stdout
    summary = json.loads((tmp_path / "o" / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert summary["scenario"]["edition"] == edition
    assert set(summary["final"]) == set(FORMS[edition].names)
    frame = pd.read_parquet(tmp_path / "o" / "series.parquet")
    pd.testing.assert_frame_equal(frame, simulate(name, seed=3, weeks=6, changes=CITIES[edition]))
    assert load(tmp_path / "o" / "scenario.toml", edition=edition).digest == summary["scenario"]["digest"]
    again = json.loads(cogov("run", "o/scenario.toml", "--json", "--series").stdout, parse_constant=pytest.fail)
    assert again["digest"] == summary["digest"]
    assert set(again["series"]) == set(FORMS[edition].names)
    cogov("report", "o", "--out", "page.html", "--figures")
    assert SAID[edition] in (tmp_path / "page.html").read_text("utf-8")
    assert (tmp_path / "figures" / "pledge.svg").exists()


@both
def test_a_run_stops_and_goes_on(cogov, tmp_path, edition):
    name = LIBRARY[edition][1]
    cogov("run", name, "--weeks", 6, "--until", 3, "--save", "week3", *SMALL[edition])
    on = json.loads(cogov("run", "--from", "week3", "--json").stdout)
    whole = json.loads(cogov("run", name, "--weeks", 6, "--json", *SMALL[edition]).stdout)
    assert (on["weeks"], on["digest"]) == (6, whole["digest"])


@both
def test_compare_gives_a_table_a_page_and_the_same_page_from_its_files(cogov, tmp_path, edition):
    one, other = LIBRARY[edition]
    done = cogov("compare", one, other, "--replicates", 3, "--weeks", 6, "--out", "o", *SMALL[edition])
    assert "paired runs" in done.stdout
    assert f"The runs are of the {SAID[edition]}." in done.stdout
    page = (tmp_path / "o" / "comparison.html").read_text("utf-8")
    assert SAID[edition] in page
    assert f"模型第{'一二'[edition - 1]}版" in (tmp_path / "o" / "comparison.zh.html").read_text("utf-8")
    cogov("report", "o", "--out", "page.html")
    made = (tmp_path / "page.html").read_text("utf-8")
    assert made.count("<svg") == page.count("<svg")
    assert all(each.meaning.split(",")[0] in page for each in FORMS[edition].indicators if "'" not in each.meaning)


@both
def test_multiplier_gives_a_verdict_a_page_and_a_command_that_makes_it_again(cogov, tmp_path, edition):
    done = cogov("multiplier", LIBRARY[edition][1], "--replicates", 2, "--weeks", 4, "--no-controls", "--out", "o",
                 *SMALL[edition])  # fmt: skip
    assert f"The runs are of the {SAID[edition]}." in done.stdout
    assert SAID[edition] in (tmp_path / "o" / "multiplier.html").read_text("utf-8")
    summary = json.loads((tmp_path / "o" / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert "--no-controls" in summary["provenance"]["command"]
    assert LIBRARY[edition][0] in summary["provenance"]["command"]  # the baseline
    cogov("report", "o", "--out", "page.html", "--figures")
    assert (tmp_path / "figures" / "shapley.svg").exists()


FIRST_ONLY = {
    "regress": "[suite]\nscenarios = ['SCENARIO']\nindicators = ['effectiveness']\n",
}
"""Files of commands that know the first edition only."""


@pytest.mark.parametrize("command", FIRST_ONLY)
def test_what_knows_the_first_edition_only_says_so(cogov, tmp_path, command):
    (tmp_path / "mine.toml").write_text(FIRST_ONLY[command].replace("SCENARIO", "second/middling"), encoding="utf-8")
    done = cogov(command, "mine.toml", code=2)
    assert "is of the second edition of the model, and this works with the first only" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_lesson_plays_the_first_edition_and_says_so(cogov, tmp_path):
    cogov("lessons", "new", "mine")
    file = tmp_path / "mine.toml"
    file.write_text(file.read_text("utf-8").replace('scenario = "fragmented"', 'scenario = "second/middling"'), "utf-8")
    done = cogov("lessons", "check", "mine.toml", code=2)
    assert "steps.0.scenario: is of the second edition of the model, and this works with the first only" in done.stderr


def test_two_editions_are_not_compared_and_nothing_is_written(cogov, tmp_path):
    for words in (
        ("compare", "fragmented", "second/synergy", "--out", "o"),
        ("scenarios", "diff", "fragmented", "second/synergy"),
    ):
        done = cogov(*words, code=2)
        assert done.stderr.strip() == (
            "second/synergy: is of edition 2 of the model, and fragmented of edition 1: "
            "scenarios of one edition can be compared; cogov scenarios upgrade takes a file of yours to the second"
        )
    assert list(tmp_path.iterdir()) == []


@both
def test_show_and_diff_tell_the_levers(cogov, edition):
    one, other = LIBRARY[edition]
    shown = cogov("scenarios", "show", other).stdout
    assert "rules.mechanism.rule" in shown
    diff = cogov("scenarios", "diff", one, other).stdout
    assert "rules.goals.strength" in diff
    assert "how strongly" in diff


def test_show_tells_events_of_the_second_edition_with_place_and_condition(cogov, tmp_path):
    (tmp_path / "mine.toml").write_text(
        "schema_version = 2\n[scenario]\nextends = 'second/fragmented'\n"
        "[[events]]\nweek = 3\nfor_weeks = 2\nwhere = ['Street 1-1']\n[events.rules.law]\nservice = 0.5\n"
        "[[events]]\nwhen = 'backlog_share > 0.2'\nuntil = 'backlog_share < 0.1'\n[events.rules.administration]\n"
        "command = 0.8\n[[events]]\nweek = 1\n[events.surge]\ntypes = ['refuse']\nfactor = 4.0\nweeks = 2\n",
        encoding="utf-8",
    )
    said = " ".join(cogov("scenarios", "show", "mine.toml").stdout.split())  # lines are wrapped
    assert (
        "Week 1: refuse: arrivals × 4 for 2 weeks (everywhere) Week 3: legal service: prevents cases and eases grudges "
        "(rules.law.service) = 0.5; in Street 1-1; for 2 weeks When backlog_share > 0.2: tasks handed down; in a "
        "surge, forced acceptance and mobilisation (rules.administration.command) = 0.8; until backlog_share < 0.1"
    ) in said
    cogov("run", "mine.toml", "--weeks", 5, "--out", "o", "--set", "world.city.agents_per_grid=10")
    cogov("report", "o", "--out", "page.html")
    assert "When backlog_share &gt; 0.2" in (tmp_path / "page.html").read_text("utf-8")


def test_a_setting_of_the_second_edition_is_named_when_it_is_misspelt(cogov):
    done = cogov("run", "second/synergy", "--set", "rules.mechanism.hotlin=1", code=2)
    assert "did you mean hotline" in done.stderr
