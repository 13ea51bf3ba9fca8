"""``cogov city``: from two tables to a scenario, targets, facts, pages; nothing is written where something is wrong."""

import json
import re
from pathlib import Path

import pytest

from cogov.experiments.calibration import load_task
from cogov.experiments.records.example import TRUTH, example_files
from cogov.scenarios import load
from cogov.visualization.terminal.cli import main


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, str]]:
    return {language: example_files(language) for language in ("en", "zh")}


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COGOV_LANG", "en")
    return tmp_path


@pytest.fixture(scope="module", params=["en", "zh"])
def folder(request, tables, tmp_path_factory) -> Path:
    """An example city in each language, its tables read back."""
    encoding = {"en": "utf-8", "zh": "gb18030"}[request.param]
    here = tmp_path_factory.mktemp(request.param)
    for name, text in tables[request.param].items():
        (here / name).write_text(text, encoding=encoding)
    mine, language = here / "mine", ["--lang", request.param]
    assert main(["city", "new", str(here / "communities.csv"), "--out", str(mine), *language]) == 0
    city = ["--city", str(mine / "city.toml"), "--runs", "1"]
    assert main(["city", "requests", str(here / "requests.csv"), *city, *language]) == 0
    return mine


def test_an_example_city_comes_back_from_its_tables(folder):
    settings = load(folder / "requests.toml").settings
    assert settings.behaviour.arise.rate == pytest.approx(TRUTH["behaviour.arise.rate"], rel=0.06)
    made_by = load("fragmented").settings.world.issues
    found = {name: issue for name, issue in settings.world.issues.items() if issue.share > 0.0}
    assert set(found) == set(made_by)
    for name, issue in made_by.items():
        assert found[name].deadline_weeks == issue.deadline_weeks
        taken = {"share", "rural_weight"}  # all else by the words of its name
        assert found[name].model_dump(exclude=taken) == issue.model_dump(exclude=taken)
    assert sum(place.persons for place in settings.world.city.places) == 41_050


def test_targets_are_read_by_calibrate_and_hold_no_later_time(folder):
    task = load_task(folder / "targets.toml")
    assert [target.indicator for target in task.targets] == ["official_closing", "official_satisfaction"]
    document = json.loads((folder / "facts.json").read_text("utf-8"))
    held = document["held_out"]
    assert (held["weeks"], held["held_weeks"]) == (83, 21)
    for target in task.targets:
        assert held["from"] in target.source.en
        assert document["file"]["sha256"][:16] in target.source.en


def test_the_pages_need_nothing_but_themselves(folder):
    for name, words in (
        ("records.html", "What these records do not tell"),
        ("records.zh.html", "这些记录不能说明的"),
    ):
        text = (folder / name).read_text("utf-8")
        assert words in text
        assert not re.search(r"""(?:src|href)=["']?(?!#|data:|records)""", text)


def test_names_of_people_reach_no_file(here, tables):
    rows = tables["en"]["requests.csv"].splitlines()
    secret = [f"{rows[0]},caller,address"] + [
        f"{row},Ms Xu {place},Elm Street {place}" for place, row in enumerate(rows[1:])
    ]
    (here / "requests.csv").write_text("\n".join(secret) + "\n", encoding="utf-8")
    assert main(["city", "requests", "requests.csv", "--runs", "0", "--reporter", "caller", "--out", "out"]) == 0
    written = "".join(path.read_text("utf-8") for path in (here / "out").iterdir())
    assert "Ms Xu" not in written
    assert "Elm Street" not in written
    assert '"top"' in written


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["new", "wrong.csv"], ("wrong.csv:2: population: ", "wrong.csv:2: population: ")),
        (["new", "none.csv"], ("no such file", "没有")),
        (["new", "right.csv", "--boundaries", "wrong.csv"], ("not valid JSON", "不是有效的 JSON")),
        (["requests", "wrong.csv"], ("no column is known to be created", "认不出哪一列是 created")),
        (["requests", "right.csv", "--map", "none.toml"], ("no such file", "没有")),
        (["requests", "requests.csv", "--city", "none.toml"], ("none.toml", "none.toml")),
        (["compare", "wrong.csv", "fragmented"], ("holds no facts of records", "不是记录的数值文件")),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(words, told, language, here, capsys):
    (here / "wrong.csv").write_text("name,population\nElm,many\n", encoding="utf-8")
    (here / "right.csv").write_text("name,population\nElm,900\n", encoding="utf-8")
    (here / "requests.csv").write_text("created,closed\n2024-01-01,\n", encoding="utf-8")
    before = sorted(here.rglob("*"))
    assert main(["city", *words, "--out", "out", "--lang", language]) == 2
    captured = capsys.readouterr()
    assert told[language == "zh"] in captured.err
    assert captured.out == ""
    assert sorted(here.rglob("*")) == before


def test_what_is_there_is_never_written_over(here, capsys):
    (here / "right.csv").write_text("name,population\nElm,900\n", encoding="utf-8")
    assert main(["city", "new", "right.csv", "--out", "out"]) == 0
    first = (here / "out" / "city.toml").read_bytes()
    assert main(["city", "new", "right.csv", "--out", "out", "--name", "other"]) == 2
    assert "out: holds city.toml already" in capsys.readouterr().err
    assert (here / "out" / "city.toml").read_bytes() == first


def test_the_shipped_mapping_is_right():
    from cogov.experiments.records.mapping import PUBLIC, read_mapping_file

    found = read_mapping_file(PUBLIC, PUBLIC.name)
    assert {"created", "closed", "due", "type", "place", "department"} == set(found.headings)
    assert found.records.persons > 0
