"""`cogov run --save`, `--until` and `--from`, and `cogov compare --from`: one past, many futures."""

import json
from pathlib import Path

import pytest

from cogov.experiments.execution.runs import RunError, replicate, run_many
from cogov.model.engine import simulation
from cogov.model.first_edition import LAST_COMMIT
from cogov.scenarios import load
from cogov.visualization.terminal.cli import main

OF_FIRST = Path(__file__).with_name("first_edition.checkpoint")
SMALL = [
    "--set", "world.city.urban_districts=1", "world.city.streets_per_district=1",
    "world.city.communities_per_street=2", "world.city.rural_counties=0", "world.city.agents_per_grid=10",
    "--weeks", "20",
]  # fmt: skip


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return done

    return call


def test_a_run_goes_on_where_it_stopped(cogov):
    whole = json.loads(cogov("run", "synergy", *SMALL, "--seed", 5, "--json", "--series").out)
    told = cogov("run", "synergy", *SMALL, "--seed", 5, "--until", 8, "--save", "at 8.npz").out
    assert "Checkpoint after week 8: at 8.npz" in " ".join(told.split())
    rest = json.loads(cogov("run", "--from", "at 8.npz", "--json", "--series").out)
    assert rest["digest"] == whole["digest"]
    assert rest["series"] == whole["series"]
    assert rest["seed"] == 5
    named = json.loads(cogov("run", "synergy", *SMALL, "--from", "at 8.npz", "--json").out)
    assert named["digest"] == whole["digest"]


def test_a_run_branches(cogov):
    cogov("run", "fragmented", *SMALL, "--until", 8, "--save", "a")
    stem = json.loads(cogov("run", "--from", "a", "--json", "--series").out)["series"]["trust"]
    branch = json.loads(cogov("run", "synergy", *SMALL, "--from", "a", "--json", "--series").out)["series"]["trust"]
    assert stem[:8] == branch[:8]
    assert stem[8:] != branch[8:]
    about = (*SMALL, "--from", "a", "--replicates", 3, "--json", "--series")
    found = json.loads(cogov("compare", "fragmented", "synergy", *about).out)
    assert found["replicates"] == 3
    spread = found["series"]["synergy"]["trust"]
    assert spread["low"][:8] == spread["high"][:8] == stem[:8]
    assert spread["low"][8:] != spread["high"][8:]


def test_what_cannot_go_on_is_said_in_a_sentence(cogov, tmp_path):
    cogov("run", "fragmented", *SMALL, "--until", 8, "--save", "a")
    said = cogov("run", "synergy", "--from", "a", code=2).err
    assert "world.city.agents_per_grid was 10 and is " in " ".join(said.split())
    assert "8 weeks are done, and the settings have 5" in cogov("run", "--from", "a", "--weeks", 5, code=2).err
    assert "No such file" in cogov("run", "--from", "none", code=2).err
    (tmp_path / "b").write_text("hello")
    assert "b: is not a checkpoint" in cogov("compare", "fragmented", "synergy", "--from", "b", code=2).err
    assert "name a scenario, or a checkpoint" in cogov("run", code=2).err
    assert "the run has 20 weeks" in cogov("run", "synergy", *SMALL, "--until", 21, code=2).err
    assert "there is no such folder" in cogov("run", "synergy", *SMALL, "--save", "none/a", code=2).err
    assert "is a folder" in cogov("run", "synergy", *SMALL, "--save", tmp_path, code=2).err


def test_a_branch_with_no_week_left_to_live_is_refused(cogov, tmp_path):
    """The numbers would be the past's, told as what the rules brought."""
    cogov("run", "fragmented", *SMALL, "--until", 8, "--save", "a")
    eight = (*SMALL[:-1], 8)
    for words in (
        ("run", "--from", "a", "--until", 5, "--save", "b"),
        ("run", "--from", "a", "--until", 8),
        ("run", "synergy", *eight, "--from", "a"),
        ("compare", "fragmented", "synergy", *eight, "--from", "a", "--out", "c"),
    ):
        said = " ".join(cogov(*words, code=2).err.split())
        assert "a: 8 weeks are done, and the run ends after" in said
        assert "no week is left to live" in said
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_weeks_before_the_checkpoint_among_those_of_the_means_are_told(cogov):
    cogov("run", "fragmented", *SMALL, "--until", 8, "--save", "a")
    told = "the last 20 weeks, and 8 of these were lived before the checkpoint"
    for words in (("run", "synergy"), ("compare", "fragmented", "synergy", "--replicates", 2)):
        said = " ".join(cogov(*words, *SMALL, "--from", "a").out.split())
        assert told in said
        assert "Run 60 weeks or more" in said
        whole = " ".join(cogov(*words, *SMALL[:-1], 60, "--from", "a").out.split())
        assert "before the checkpoint" not in whole
    assert "before the checkpoint" not in cogov("run", "--from", "a").out


def test_a_seed_among_settings_is_other_luck_from_the_checkpoint_on(cogov):
    cogov("run", "fragmented", *SMALL, "--until", 8, "--save", "a")
    named = json.loads(cogov("run", "--from", "a", "--seed", 9, "--json").out)
    for words in (("run",), ("run", "fragmented", *SMALL)):
        other = json.loads(cogov(*words, "--from", "a", "--set", "run.seed=9", "--json").out)
        assert other["seed"] == 9
        assert other["digest"] == named["digest"]


def test_a_checkpoint_of_the_first_edition_is_told_which_commit_goes_on_with_it(cogov):
    """It was saved at commit 6d5b57e by ``cogov run fragmented --weeks 3 --until 2 --save`` in a city of four."""
    said = cogov("run", "fragmented", "--from", OF_FIRST, code=2).err
    assert f"is of the first edition of the model; commit {LAST_COMMIT}" in " ".join(said.split())
    assert "第一版" in cogov("run", "fragmented", "--from", OF_FIRST, "--lang", "zh", code=2).err


def test_check_names_the_week_and_the_column(monkeypatch):
    """What --check finds in a run, a comparison or a sweep says where: all make their runs in one place."""
    settings = load("synergy", changes=["world.city.agents_per_grid=10", "run.weeks=6"]).settings
    check = simulation._check

    def spoil_and_check(city, week):
        if week == 4:
            city.residents.trust[3] = 1.5
        check(city, week)

    monkeypatch.setattr(simulation, "_check", spoil_and_check)
    with pytest.raises(
        RunError, match=r"town, seed 1, week 4: InvariantBroken: week 4: residents\.trust left \[0, 1\]"
    ):
        run_many(replicate("town", settings, 2, check=True))
