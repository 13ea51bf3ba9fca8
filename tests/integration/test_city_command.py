"""``cogov city``: from two tables to a scenario, targets, facts, pages; nothing is written where something is wrong."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from cogov.experiments.calibration import load_task
from cogov.experiments.records.example import TRUTH, example_files
from cogov.model.glossary import chinese
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
    called = dict(zip(made_by, made_by, strict=True)) if set(found) == set(made_by) else chinese("issue")
    assert set(found) == set(called.values())
    for name, issue in made_by.items():
        assert found[called[name]].deadline_weeks == issue.deadline_weeks
        taken = {"share", "rural_weight"}  # all else by the words of its name
        assert found[called[name]].model_dump(exclude=taken) == issue.model_dump(exclude=taken)
    assert sum(place.persons for place in settings.world.city.places) == 41_050


def test_a_made_scenario_has_a_name_in_both_languages(folder):
    for file, en, zh in (
        ("city.toml", "City (communities)", "市域（communities）"),
        ("requests.toml", "City (communities), by its records", "市域（communities）（按诉求记录）"),
    ):
        title = load(folder / file).title
        assert (title.en, title.zh) == (en, zh)


def test_the_records_of_an_example_are_in_one_language(tables):
    english, chinese_ = (tables[language]["requests.csv"] for language in ("en", "zh"))
    assert not re.search("[\u4e00-\u9fff]", english)
    assert not re.search("[a-z]", chinese_)


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
        (["requests", "wrong.csv"], ("no column is known to be created", "认不出哪一列是受理时间（created）")),
        (["requests", "right.csv", "--map", "none.toml"], ("no such file", "没有")),
        (["requests", "requests.csv", "--city", "none.toml"], ("none.toml", "none.toml")),
        (["requests", "open.csv"], ("no request was ever closed", "没有一条诉求办结")),
        (
            ["requests", "far.csv", "--city", "city/city.toml"],
            ("of 20 requests with a place, only 0 lie in", "只有 0 条的地点在市域的社区表中"),
        ),
        (["requests", "far.csv", "--city", "city/requests.toml"], ("would be written over", "会被覆盖")),
        (["compare", "wrong.csv", "fragmented"], ("holds no facts of records", "不是记录的数值文件")),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(words, told, language, here, capsys):
    (here / "wrong.csv").write_text("name,population\nElm,many\n", encoding="utf-8")
    (here / "right.csv").write_text("name,population\nElm,900\n", encoding="utf-8")
    (here / "requests.csv").write_text("created,closed\n2024-01-01,\n", encoding="utf-8")
    (here / "open.csv").write_text("created,closed\n" + "2024-01-01 08:00,\n2024-02-01,\n" * 9, encoding="utf-8")
    far = "".join(f"2024-01-01 08:{n:02},2024-01-02 09:00,Faraway\n" for n in range(20))
    (here / "far.csv").write_text(f"created,closed,place\n{far}", encoding="utf-8")
    assert main(["city", "new", "right.csv", "--out", "city"]) == 0
    (here / "city" / "requests.toml").write_bytes((here / "city" / "city.toml").read_bytes())
    capsys.readouterr()
    before = sorted(here.rglob("*"))
    assert main(["city", *words, "--out", "out", "--lang", language]) == 2
    captured = capsys.readouterr()
    assert told[language == "zh"] in captured.err
    assert captured.out == ""
    assert sorted(here.rglob("*")) == before


def test_what_is_there_is_never_written_over_unasked(here, capsys):
    (here / "right.csv").write_text("name,population\nElm,900\n", encoding="utf-8")
    assert main(["city", "new", "right.csv", "--out", "out"]) == 0
    first = (here / "out" / "city.toml").read_bytes()
    assert main(["city", "new", "right.csv", "--out", "out", "--name", "other"]) == 2
    told = capsys.readouterr().err
    assert "out: holds city.toml already" in told
    assert "--replace writes city.toml, communities.csv, places.csv, boundaries.geojson anew" in told
    assert (here / "out" / "city.toml").read_bytes() == first
    assert main(["city", "new", "right.csv", "--out", "out", "--name", "other", "--replace"]) == 0
    assert "In the place of earlier ones: city.toml, communities.csv, places.csv." in capsys.readouterr().out
    assert (here / "out" / "city.toml").read_bytes() != first


@pytest.fixture
def city(here, tables) -> Path:
    """An example city with boundaries of some communities, and its table of requests."""
    for name, text in tables["en"].items():
        (here / name).write_text(text, encoding="utf-8")
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {"n": "Old Quay"}, "geometry": shape}]
    (here / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert main(["city", "new", "communities.csv", "--out", "mine", "--boundaries", "b.geojson"]) == 0
    return here / "mine" / "city.toml"


def test_records_go_elsewhere_with_the_files_of_the_city(city, here, capsys):
    words = ["city", "requests", "requests.csv", "--city", str(city), "--runs", "0"]
    assert main([*words, "--out", "other"]) == 0
    assert "Written: other (city.toml, communities.csv, boundaries.geojson, requests.toml" in capsys.readouterr().out
    for name in ("city.toml", "communities.csv", "boundaries.geojson"):
        assert (here / "other" / name).read_bytes() == (city.parent / name).read_bytes()
    assert not (city.parent / "requests.toml").exists()
    assert len(load(here / "other" / "requests.toml").settings.world.city.places) == 8


def test_records_are_read_twice_and_what_is_replaced_is_said(city, here, capsys):
    words = ["city", "requests", "requests.csv", "--city", str(city), "--runs", "0"]
    assert main(words) == 0
    first = (city.parent / "facts.json").read_bytes()
    before = {path.name: path.read_bytes() for path in city.parent.iterdir()}
    assert main(words) == 2
    assert "--replace writes requests.toml, facts.json, targets.toml" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in city.parent.iterdir()} == before
    rows = (here / "requests.csv").read_text("utf-8").splitlines()
    few = [row for row in rows[1:] if row.split(",")[1] and row.split(",")[1] < "2015-02-05"][:25]
    (here / "requests.csv").write_text("\n".join([rows[0], *few]) + "\n", encoding="utf-8")
    assert main([*words, "--replace"]) == 0
    told = capsys.readouterr().out
    assert "In the place of earlier ones: requests.toml, facts.json, records.html, records.zh.html." in told
    # Targets of the first records would be fitted as if they were of these.
    assert "Removed, since it told of the earlier records or table: targets.toml." in told
    assert "No targets were written" in told
    assert not (city.parent / "targets.toml").exists()
    assert (city.parent / "facts.json").read_bytes() != first


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "Of 2 places in the records, 1 is in the city's table. Not there: Faraway."),
        ("zh", "记录中有 2 个地点，其中 1 个在市域的社区表中。不在表中的：Faraway。"),
    ],
)
def test_places_that_the_city_has_not_are_told(city, here, capsys, language, wanted):
    rows = "".join(
        f"2024-01-01 08:{n:02},2024-01-02 09:00,Old Quay\n2024-01-05 08:{n:02},2024-01-06 09:00,Faraway\n"
        for n in range(20)
    )
    (here / "two.csv").write_text(f"created,closed,place\n{rows}", encoding="utf-8")
    words = ["city", "requests", "two.csv", "--city", str(city), "--runs", "0", "--lang", language]
    assert main([*words, "--out", "other"]) == 0
    assert wanted in capsys.readouterr().out
    shown = (here / "other" / {"en": "records.html", "zh": "records.zh.html"}[language]).read_text("utf-8")
    assert wanted in unescape(shown)


def test_the_shipped_mapping_is_right():
    from cogov.experiments.records.mapping import PUBLIC, read_mapping_file

    found = read_mapping_file(PUBLIC, PUBLIC.name)
    assert {"created", "closed", "due", "type", "place", "department"} == set(found.headings)
    assert found.records.persons > 0
