"""A sweep from end to end: made, stopped, gone on with, verified, analysed, reported, refused."""

from __future__ import annotations

import subprocess

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import Results, simulate, sweep
from cogov.model.indicators import INDICATORS, NAMES
from cogov.scenarios import ScenarioError
from cogov.visualization.terminal.cli import main

STUDY = {
    "study": {
        "name": "meetings",
        "scenario": "middling",
        "question": {"en": "Do meetings help?", "zh": "议事有用吗？"},
        "outcomes": ["effectiveness", "adoption", "harm_of_load"],
    },
    "settings": {
        "run.weeks": 6,
        "world.city.streets_per_district": 1,
        "world.city.rural_counties": 0,
        "world.city.agents_per_grid": 10,
    },
    "design": {"method": "factorial"},
    "levers": {"meetings": {"key": "rules.deliberation.interval_weeks", "values": [0, 2]}},
    "uncertainties": {"capacity": {"key": "world.actors.capacity_scale", "values": [0.9, 1.1]}},
    "outcomes": {
        "harm_of_load": {
            "title": {"en": "Harm of load", "zh": "负荷之害"},
            "of": "harm / (1 + load)",
            "better": "lower",
            "unit": "severity",
        }
    },
    "seeds": {"first": 5, "replicates": 2},
    "output": {"series": True},
}


def changed(**tables):
    return {**STUDY, **{name: {**STUDY.get(name, {}), **table} for name, table in tables.items()}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("swept") / "r"
    sweep(STUDY, out=target, serial=True)
    return target


def test_each_run_is_that_of_its_settings(folder):
    results = Results(folder)
    assert results.columns == ("harm_of_load", *NAMES)
    assert results.manifest["identity"]["edition"] == 2
    changes = {**STUDY["settings"], "rules.deliberation.interval_weeks": 2, "world.actors.capacity_scale": 1.1}
    weeks = results.series(points=[3], replicates=[1])
    alone = simulate("middling", seed=6, changes=changes)
    np.testing.assert_array_equal(weeks[list(NAMES)], alone[list(NAMES)].astype("float32"))
    finals = results.finals.set_index(["point", "replicate"])
    assert finals.loc[(3, 1), "harm"] == pytest.approx(alone["harm"].mean(), rel=1e-12)
    assert finals.loc[(0, 0), "adoption"] != finals.loc[(0, 0), "adoption"]  # nobody met
    assert results.indicator("harm") is INDICATORS[NAMES.index("harm")]


def test_means_count_the_runs_that_have_a_value(folder):
    means = Results(folder).means("adoption")
    assert means.loc[means["meetings"] == 0, "n"].tolist() == [0, 0]
    assert means.loc[means["meetings"] == 2, "n"].tolist() == [2, 2]


@pytest.fixture
def cogov(monkeypatch, capsys):
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")

    def call(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        return subprocess.CompletedProcess(arguments, found, done.out, done.err)

    return call


def test_it_is_verified_analysed_plotted_and_reported(cogov, folder, tmp_path):
    assert "as written" in cogov("verify", folder).stdout
    assert "Factors: Harm, severity per 1,000 persons" in cogov("analyse", folder, "--outcome", "harm").stdout
    cogov("plot", folder, "--indicator", "harm")
    assert (folder / "effects-harm.svg").exists()
    cogov("report", folder, "--out", tmp_path / "page.html")
    assert "Do meetings help?" in (tmp_path / "page.html").read_text("utf-8")


def test_what_is_no_indicator_is_refused_with_the_nearest(cogov, folder):
    assert "did you mean harm\n" in cogov("analyse", folder, "--outcome", "harn", code=2).stderr
    assert "consensus" in cogov("plot", folder, "--indicator", "consensus", code=2).stderr
    with pytest.raises(ScenarioError, match=r'study.outcomes: "consensus" is not an indicator'):
        sweep(changed(study={"outcomes": ["consensus"]}), dry=True)
    with pytest.raises(ScenarioError, match=r"did you mean harm$"):
        sweep(changed(study={"outcomes": ["harn"]}), dry=True)
    with pytest.raises(ScenarioError, match=r"outcomes.harm_of_load.of: "):
        sweep(changed(outcomes={"harm_of_load": {**STUDY["outcomes"]["harm_of_load"], "of": "consensus"}}), dry=True)


def test_a_factor_does_not_bear_the_name_of_an_indicator():
    levers = {"hops": STUDY["levers"]["meetings"]}
    with pytest.raises(ScenarioError, match=r"levers.hops: "):
        sweep(changed(levers=levers), dry=True)


def test_it_stops_and_goes_on_to_the_same_table(folder, tmp_path):
    asked = []

    def soon():
        asked.append(1)
        return len(asked) > 3

    part = sweep(STUDY, out=tmp_path / "r", serial=True, part_runs=1, interrupted=soon)
    assert 0 < part.progress.ok < 8
    whole = sweep(STUDY, out=tmp_path / "r", workers=2)
    assert whole.progress.complete
    assert (tmp_path / "r" / "table.csv").read_bytes() == (folder / "table.csv").read_bytes()


def test_an_outcome_after_an_event_that_waits_for_a_condition_has_no_week(tmp_path):
    (tmp_path / "mine.toml").write_text(
        "schema_version = 2\n[scenario]\nextends = 'fragmented'\n[[events]]\nwhen = 'backlog_share > 0.2'\n"
        "[events.rules.law]\nservice = 0.5\n",
        encoding="utf-8",
    )
    own = {**STUDY["outcomes"]["harm_of_load"], "window": {"after_event": 1}}
    text = changed(study={"scenario": str(tmp_path / "mine.toml"), "outcomes": ["own"]})
    text["outcomes"] = {"own": own}
    with pytest.raises(ScenarioError, match="event 1 waits for a condition"):
        sweep(text, dry=True)


def test_the_table_of_runs_has_a_column_for_each_indicator(folder):
    table = pd.read_parquet(folder / "table.parquet")
    assert list(table.columns[-len(NAMES) - 2 : -2]) == list(NAMES)
