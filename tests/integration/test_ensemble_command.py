"""``cogov ensemble`` and ``cogov search`` as their users call them."""

import csv
import json
from pathlib import Path

import pytest

from cogov.experiments.ensembles import observing
from cogov.experiments.ensembles.declaration import FOUND, RESULT
from cogov.experiments.ensembles.found_claims import PLAUSIBLE
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.commands.search import plausible_cities

from . import killing_experiments as killing

ADAPTIVE = str(Path(__file__).with_name("toy_adaptive.toml"))
TOY = str(Path(__file__).with_name("toy_ensemble.toml"))
ALONE = ("--workers", "1")
"""Each step of so small an ensemble would begin processes of its own."""
SMALL = ("--population", "6", "--generations", "2", "--search-in", "2", "--tell-in", "3", "--replicates", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("ensemble") / "toy"
    assert main(["ensemble", TOY, "--workers", "1", "--multiplier", "--out", str(found)]) == 0
    return found


@pytest.fixture
def command(monkeypatch, capsys):
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*words, code=0):
        assert main(list(words)) == code
        told = capsys.readouterr()
        return told.out if "--json" in words else told.out + told.err

    return call


def test_its_files_tell_the_same(folder):
    document = json.loads((folder / "ensemble.json").read_text("utf-8"))
    cities = list(csv.DictReader((folder / "cities.csv").read_text("utf-8").splitlines()))
    assert document["kept"] == len(cities) > 0
    assert sum(row["rejected"] for row in document["rejections"]) == document["drawn"] - document["kept"]
    claims = {each["name"]: each for each in document["claims"]}
    assert set(claims) == {"gain", "harm", "multiplier"}
    holds = sum(float(row["gain"]) > 5.0 for row in cities)
    assert claims["gain"]["kept"]["holds"] == holds
    for name, claim in (("ensemble.html", "more than 5 points"), ("ensemble.zh.html", "全面协同多得5分以上")):
        assert claim in (folder / name).read_text("utf-8")
    assert document["sentences"]["en"][-3] in (folder / "ensemble.md").read_text("utf-8")
    assert (folder / "ensemble.toml").read_text("utf-8") == Path(TOY).read_text("utf-8")


def test_enough_ends_it_and_more_goes_on(folder, command, tmp_path):
    few = json.loads(command("ensemble", TOY, "--kept", "1", "--workers", "1", "--out", str(tmp_path / "t"), "--json"))
    assert few["drawn"] == 8
    more = json.loads(
        command("ensemble", TOY, "--kept", "99", "--draws", "16", *ALONE, "--out", str(tmp_path / "t"), "--json")
    )
    assert more["drawn"] == 16
    kept = [each["draw"] for each in more["cities"]]
    assert kept[: few["kept"]] == [each["draw"] for each in few["cities"]]
    whole = json.loads((folder / "ensemble.json").read_text("utf-8"))
    assert [each["draw"] for each in whole["cities"] if each["draw"] < 16] == kept


def test_a_second_call_makes_no_run(folder, command, monkeypatch):
    before = (folder / "cities.csv").read_bytes()
    monkeypatch.setattr("cogov.experiments.execution.executors.execute", None)
    monkeypatch.setattr(observing, "look", None)
    command("ensemble", TOY, "--workers", "1", "--multiplier", "--out", str(folder))
    assert (folder / "cities.csv").read_bytes() == before


def test_status_and_verify_read_all_of_its_folders(folder, command, tmp_path):
    told = command("status", str(folder))
    assert told.count("Complete") == len(list(folder.glob("*/manifest.json")))
    several = json.loads(command("status", str(folder), "--json"))
    assert all(each["complete"] for each in several["folders"].values())
    assert "all as written" in command("verify", str(folder))
    part = next((folder / "reference" / "runs").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:-5])
    try:
        assert "reference: " in command("verify", str(folder), code=1)
    finally:
        part.write_bytes(whole)


def test_a_search_tells_what_it_found_and_finds_it_again(folder, command, tmp_path, monkeypatch):
    words = ("search", "synergy", "--cities", str(folder), *SMALL, "--out", str(tmp_path / "s"))
    first = json.loads(command(*words, "--json"))
    assert first["tried"] <= 12
    names = [each["policy"] for each in first["policies"]]
    assert {"synergy", "fragmented"} < set(names)
    assert not set(first["searched"]["cities"]) & set(first["held"]["cities"])
    shares = [each["worst"] for each in first["policies"]]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert any(each["front"] for each in first["policies"])
    monkeypatch.setattr(observing, "look", None)  # nothing could be made
    again = json.loads(command(*words, "--json"))
    assert again["policies"] == first["policies"]
    for name in ("search.html", "search.zh.html", "policies.csv", "front-equity.zh.svg"):
        assert (tmp_path / "s" / name).exists()


@pytest.fixture(scope="module")
def adaptive(tmp_path_factory):
    found = tmp_path_factory.mktemp("adaptive") / "toy"
    assert main(["ensemble", ADAPTIVE, "--workers", "1", "--out", str(found)]) == 0
    return found


def test_generations_keep_cities_that_meet_the_criteria_and_are_told(adaptive):
    document = json.loads((adaptive / "ensemble.json").read_text("utf-8"))
    declared = document["declaration"]["criteria"]
    assert document["kept"] == len(document["cities"]) >= document["wanted"]
    for city in document["cities"]:
        for name in ("closing_apart", "closing_joined", "circulating", "shape", "type_over_place"):
            low, high = declared[name]
            assert low <= city[name] <= high
        assert city["weight"] >= 1
        assert city["root"] < document["acceptance"]["draws"] == 12
    assert 1.0 <= document["effective"] <= document["kept"]
    assert document["generations"][-1]["tolerance"] == 0.0
    assert document["drawn"] > 12
    told = (adaptive / "ensemble.md").read_text("utf-8")
    assert f"as much as {int(document['effective'])} independent" in told
    assert document["sentences"]["zh"][1] in (adaptive / "ensemble.zh.html").read_text("utf-8")


def test_workers_change_nothing(command, tmp_path):
    """A few steps tell: each begins processes."""
    for workers in ("1", "2"):
        words = ("--draws", "14", "--workers", workers, "--out", str(tmp_path / workers), "--json")
        command("ensemble", ADAPTIVE, *words)
    one, two = (killing.content(tmp_path / workers) for workers in ("1", "2"))
    assert one == two
    assert any(name.startswith("block-002") for name in one)


def test_more_cities_go_on_from_fewer(adaptive, command, tmp_path, monkeypatch):
    few = json.loads(command("ensemble", ADAPTIVE, "--kept", "1", *ALONE, "--out", str(tmp_path / "a"), "--json"))
    command("ensemble", ADAPTIVE, *ALONE, "--out", str(tmp_path / "a"))
    assert (tmp_path / "a" / "cities.csv").read_bytes() == (adaptive / "cities.csv").read_bytes()
    document = json.loads((adaptive / "ensemble.json").read_text("utf-8"))
    assert few["kept"] <= document["kept"]
    assert few["generations"] == document["generations"]


def test_generations_may_be_left_out(adaptive, command, tmp_path):
    words = (
        "ensemble",
        ADAPTIVE,
        "--sampling",
        "plain",
        "--draws",
        "12",
        *ALONE,
        "--out",
        str(tmp_path / "p"),
        "--json",
    )
    plain = json.loads(command(*words))
    document = json.loads((adaptive / "ensemble.json").read_text("utf-8"))
    assert plain["acceptance"]["share"] == document["acceptance"]["share"]
    assert plain["rejections"] == document["rejections"]
    assert plain["generations"] == plain["descents"] == []


def test_a_search_makes_the_cities_again_that_came_of_others(adaptive):
    cities = plausible_cities(adaptive)
    rows = {int(row["draw"]): row for row in csv.DictReader((adaptive / "numbers.csv").read_text("utf-8").splitlines())}
    assert len(cities.cities) == len(rows)
    for city, label in zip(cities.cities, cities.labels, strict=True):
        row = rows[int(label.removeprefix("draw "))]
        assert city.behaviour.arise.rate == pytest.approx(float(row["behaviour.arise.rate"]))


def test_a_search_without_cities_is_refused(command, tmp_path):
    assert "run cogov ensemble first" in command("search", "synergy", "--cities", str(tmp_path), code=2)
    assert not (tmp_path / "search").exists()


def test_cities_that_a_search_takes_are_of_different_families():
    """Those of one plain draw are alike: what is found in one would be told in its brother."""
    shipped = FOUND / PLAUSIBLE
    document = json.loads((shipped / RESULT).read_text("utf-8"))
    root = {each["draw"]: each["root"] for each in document["cities"]}
    found = plausible_cities(shipped)
    families = len(set(root.values()))
    first = [root[int(label.split()[-1])] for label in found.labels[:families]]
    assert len(set(first)) == families
    assert len(found.cities) == len(root)
