"""The command ``cogov multiplier`` as a user meets it."""

import csv
import json

import pandas as pd
import pytest

from cogov.scenarios import load
from cogov.visualization.terminal.cli import main

SMALL = [
    "--set", "world.city.urban_districts=1", "world.city.streets_per_district=1",
    "world.city.communities_per_street=1", "world.city.rural_counties=0", "world.city.agents_per_grid=10",
    "--weeks", "20", "--replicates", "5",
]  # fmt: skip
FILES = sorted([
    "cells.csv", "contributions.csv", "contributions.svg", "contributions.zh.svg", "dividends.csv",
    "dividends.svg", "dividends.zh.svg", "multiplier.html", "multiplier.zh.html",
    "nobody.toml", "pairs.csv", "provenance.json", "runs.csv", "runs.parquet", "scenario.toml", "shapley.csv",
    "shapley.svg", "shapley.zh.svg", "summary.json", "synergy.csv", "whole.svg", "whole.zh.svg",
    "runs", "runs-budget", "runs-pilot", "runs-structure",
    *(f"{name}.tex" for name in ("cells", "contributions", "dividends", "pairs", "shapley", "synergy")),
])  # fmt: skip


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder and return what it printed."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("COGOV_LANG", raising=False)

    def call(*arguments, code=0):
        found = main(["multiplier", *arguments])
        told = capsys.readouterr()
        assert found == code, told.out[-2000:] + told.err
        assert "Traceback" not in told.err
        return told

    return call


def test_verdict_first_then_tables_and_files(cogov, tmp_path):
    players = ["--players", "goals,mechanism,participation"]  # the last is an indicator too
    told = cogov("synergy", *players, "--budget-neutral", "--out", "found", *SMALL).out
    assert "multiplier" in told.splitlines()[0].lower()
    assert told.index("D =") < told.index("Whole, parts and synergy") < told.index("Shapley values")
    assert "The same hours for all" in told
    assert "…" not in told, "nothing is cut"
    assert sorted(each.name for each in (tmp_path / "found").iterdir()) == FILES
    runs = pd.read_parquet(tmp_path / "found" / "runs.parquet")
    assert len(runs) == 5 * (8 + 8 + 3 * 5)
    with (tmp_path / "found" / "runs.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(runs)
    grand, nobody = (load(tmp_path / "found" / f"{name}.toml") for name in ("scenario", "nobody"))
    assert grand.settings.rules.mechanism == load("synergy").settings.rules.mechanism
    assert nobody.settings.rules.mechanism == load("fragmented").settings.rules.mechanism
    assert runs["with_participation"].sum() == 5 * (4 + 4 + 3 * 2)
    assert nobody.settings.rules.deliberation == grand.settings.rules.deliberation
    assert "NaN" not in (tmp_path / "found" / "summary.json").read_text(encoding="utf-8")


def test_json_is_one_document(cogov):
    told = cogov("synergy", "--players", "goals,mechanism", "--no-controls", "--json", "--outcome", "trust", *SMALL)
    document = json.loads(told.out)
    assert (document["schema_version"], document["kind"], document["outcome"]) == (1, "multiplier", "trust")
    assert document["players"] == ["goals", "mechanism"]
    assert document["seeds"] == [1, 2, 3, 4, 5]
    assert {"answer", "reason", "sentence", "context"} == set(document["verdict"])
    assert {row["scale"] for row in document["synergy"]} == {"raw", "logit"}
    assert {row["player"] for row in document["shapley"]} == {"goals", "mechanism"}
    assert document["provenance"]["command"][:3] == ["cogov", "multiplier", "synergy"]


def test_the_command_told_makes_the_same_numbers(cogov):
    about = ["--players", "rules", "--no-controls", "--json", *SMALL]
    first = json.loads(cogov("middling", *about).out)
    again = first["provenance"]["command"][2:]
    assert json.loads(cogov(*again, "--json").out)["dividends"] == first["dividends"]


def test_actors_are_128_coalitions(cogov):
    told = cogov("synergy", "--players", "actors", "--whole", "--no-controls", "--json", *SMALL[:-4],
                 "--weeks", "3", "--replicates", "1")  # fmt: skip
    document = json.loads(told.out)
    assert len(document["cells"]) == 128
    assert document["verdict"]["reason"] == "too_few"


def test_chinese(cogov):
    told = cogov("synergy", "--players", "rules", "--lang", "zh", "--no-controls", *SMALL).out
    assert "乘数效应" in told.splitlines()[0]
    assert "目标协同" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["synergy", "--players", "rulez"], ["--players: no player is called 'rulez'", "did you mean rules"]),
        (["synergy", "--players", "goals"], ["--players: a single player"]),
        (["synergy", "--outcome", "efficacy"], ["--outcome: no indicator is called 'efficacy'"]),
        (["synergy", "--players", "actors", "--budget-neutral"], ["--arms: actors have no"]),
        (["synergi", "--players", "actor"], ["synergi: no such scenario", "did you mean actors"]),
        ([], ["a scenario is needed, or --table FILE"]),
        (["synergy", "--table", "t.csv"], ["a table is judged alone"]),
        (["--table", "t.csv", "--parts", "a,b"], ["--table needs --parts"]),
        (["--table", "t.csv", "--parts", "a,b", "--outcome", "y", "--bounds", "1"], ["'1' is no pair of numbers"]),
        (["--table", "t.csv", "--parts", "a,b", "--outcome", "y"], ["t.csv: no such file"]),
        (["synergy", "--baseline", "fragmentd"], ["did you mean fragmented"]),
        (["synergy", "--replicates", "0"], ["--replicates"]),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(cogov, tmp_path, arguments, told):
    said = cogov(*arguments, "--out", "found", code=2).err
    assert all(each in said for each in told), said
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_told_before_any_run(cogov, tmp_path):
    (tmp_path / "found").write_text("x", encoding="utf-8")
    assert "is a file" in cogov("synergy", "--out", "found", code=2).err


def test_a_table_of_another_model_gets_the_same_page(cogov, tmp_path):
    rows = [
        f"{a},{b},{seed},{10 + a + b + 3 * a * b + 0.1 * seed}" for seed in range(8) for a in (0, 1) for b in (0, 1)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,run,y", *rows]), encoding="utf-8")
    words = ("--table", "t.csv", "--parts", "a,b", "--outcome", "y", "--pair", "run", "--scale", "raw")
    told = cogov(*words, "--out", "page").out
    assert told.startswith("A multiplier is established: “t.csv”")
    assert (tmp_path / "page" / "multiplier.zh.html").exists()
    again = json.loads((tmp_path / "page" / "summary.json").read_text(encoding="utf-8"))["provenance"]["command"]
    assert json.loads(cogov(*again[2:], "--json").out)["synergy"]
