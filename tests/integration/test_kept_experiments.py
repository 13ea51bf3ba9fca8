"""Comparisons, multipliers and ensembles keep their runs: killed, the same command goes on to the same bytes."""

import json
import random

import pytest

from cogov.experiments import Results
from cogov.experiments.sweeps.city_runs import CityRuns, have_one_form
from cogov.scenarios import load
from cogov.visualization.terminal.cli import main

from . import killing_experiments as killing


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Call cogov in a folder of its own and return what it told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*words, code=0):
        found = main(list(words))
        told = capsys.readouterr()
        assert found == code, told.out[-2000:] + told.err
        return told

    return call


@pytest.mark.parametrize("kind", killing.KILLED)
def test_a_killed_experiment_goes_on_to_the_same_bytes(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    alone = () if kind in killing.ABOUT else ("--workers", "1")  # each step of a small ensemble would begin processes
    assert killing.drive(kind, tmp_path / "whole", alone) == 0
    kills = 2 if kind in killing.ABOUT else 1  # a whole ensemble takes half a minute
    killed, ended = killing.kill_until_whole(kind, tmp_path, kills, ("--workers", "1"), random.Random(4))
    assert killed == kills
    whole = killing.content(tmp_path / "whole")
    assert len(whole) > 6
    for number in range(ended):
        assert killing.content(tmp_path / f"r{number}") == whole


def said(command, *words):
    told = json.loads(command(*words, "--json").out)
    told.pop("provenance")
    return told


@pytest.mark.parametrize("kind", killing.ABOUT)
def test_kept_runs_say_what_runs_in_memory_say(kind, command, tmp_path):
    words = killing.ABOUT[kind]
    assert said(command, *words, "--out", str(tmp_path / "kept")) == said(command, *words)


def test_a_second_call_makes_no_run(command, tmp_path, monkeypatch):
    words = (*killing.ABOUT["compare"], "--out", str(tmp_path / "c"))
    first = said(command, *words)
    monkeypatch.setattr("cogov.experiments.execution.executors.execute", None)  # nothing could be made
    assert said(command, *words) == first
    monkeypatch.undo()
    more = said(command, *words, "--replicates", "7")
    assert more["replicates"] == 7
    assert len(Results(tmp_path / "c" / "runs").runs) == 14


def test_a_folder_of_other_cities_is_refused(command, tmp_path):
    command(*killing.ABOUT["compare"], "--out", str(tmp_path / "c"))
    told = command(*killing.ABOUT["compare"], "--weeks", "31", "--out", str(tmp_path / "c"), code=2)
    assert "choose another folder" in told.err


@pytest.mark.parametrize("option", [("--dask", "local"), ("--limit", "9")])
def test_what_only_kept_runs_have_needs_a_folder(command, option):
    assert "needs --out" in command("compare", "fragmented", "synergy", *option, code=2).err


def test_a_run_over_its_limit_is_told(command, tmp_path):
    told = command(*killing.ABOUT["compare"], "--limit", "0.001", "--out", str(tmp_path / "c"), code=5)
    assert "fragmented, seed " in told.err
    assert "0.001" in told.err


def test_parts_of_the_city_are_measured_without_a_store(command, tmp_path):
    command(*killing.ABOUT["compare"], "--replicates", "2", "--by", "kind", "--out", str(tmp_path / "c"))
    assert (tmp_path / "c" / "by-kind.csv").exists()
    assert not (tmp_path / "c" / "runs").exists()


def test_cities_are_told_as_differences_and_run_as_given(tmp_path):
    base = load("flood", changes={"run.weeks": 3, "world.city.agents_per_grid": 4})
    calm = load(base, changes={"events": [], "rules.goals.strength": 0.25})
    runs = CityRuns(tmp_path, base)
    made = runs.weeks([("as it is", base.settings), ("calm", calm.settings)], 2)
    assert [(each.label, each.seed) for each in made] == [
        (label, base.settings.run.seed + place) for label in ("as it is", "calm") for place in (0, 1)
    ]
    results = Results(tmp_path / "runs")
    [lever] = results.factors
    assert lever["levels"]["as it is"] == {}
    assert lever["levels"]["calm"]["events"] == []
    assert lever["levels"]["calm"]["rules.goals.strength"] == 0.25
    assert results.design["settings"].tolist() == [load(each, changes={"run.seed": 0}).digest for each in (base, calm)]
    assert have_one_form([base.settings, calm.settings])


@pytest.mark.parametrize("kind", killing.ABOUT)
def test_shards_put_together_say_what_one_machine_says(kind, command, tmp_path):
    """The runs that need no others are shared out; what needs their results is made by the last command."""
    words = killing.ABOUT[kind]
    whole = tmp_path / "whole"
    command(*words, "--out", str(whole))
    parts = str(tmp_path / "parts")
    for number in (2, 1):
        told = command(*words, "--out", parts, "--shard", f"{number}/2").out
        assert f"cogov merge {parts}/runs" in told
        assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == ["runs"], "nothing is said of a part"
    command("merge", f"{parts}/runs")
    command(*words, "--out", parts)
    assert killing.content(tmp_path / "parts") == killing.content(whole)


def test_a_shard_needs_a_folder(command):
    told = command(*killing.ABOUT["compare"], "--shard", "1/2", code=2)
    assert "--shard" in told.err
    assert "--out" in told.err
