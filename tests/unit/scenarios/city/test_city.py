"""A city from a table: what is assumed, by which rule, marked so; and a scenario that loads."""

import csv
import json

import pytest

from cogov.scenarios import ScenarioError, load
from cogov.scenarios.city.assumptions import AGENTS, AGENTS_OF_GRID, LIBRARY, LIBRARY_ZH, assume, choose_scale
from cogov.scenarios.city.boundaries import read_boundaries
from cogov.scenarios.city.headings import name_meaning
from cogov.scenarios.city.places import read_places
from cogov.scenarios.city.writing import city_files
from cogov.scenarios.message import say

TABLE = "区县,名称,人口\n东区,甲社区,12000\n东区,乙村,3000\n西区,丙社区,8000\n西区,曹杨新村,2000\n"


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return assume(read_places(path, "table.csv"), "mine")


@pytest.fixture
def folder(facts, tmp_path):
    for name, text in city_files(facts).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_scenario_loads_with_every_place(folder, facts):
    city = load(folder / "city.toml").settings.world.city
    assert [(place.district, place.name, place.kind) for place in city.places] == [
        ("东区", "甲社区", "urban"),
        ("东区（乡村）", "乙村", "rural"),  # a county is not a district of a town
        ("西区", "丙社区", "urban"),
        ("西区", "曹杨新村", "urban"),  # an estate in a town
    ]
    assert [place.persons for place in city.places] == [12_000, 3000, 8000, 2000]
    assert [place.street for place in city.places] == ["第1街道"] * 4
    assert [place.agents for place in city.places] == [2400, 600, 1600, 400]
    assert [place.grids for place in city.places] == [12, 3, 8, 2]


def test_every_assumption_stands_marked_in_both_languages(folder, facts):
    text = (folder / "city.toml").read_text("utf-8")
    for assumption in facts.assumptions:
        assert f", {assumption.key}: {assumption.rule}" in text
        assert f"，{say(name_meaning(assumption.key), 'zh')}：{say(assumption.rule, 'zh')}" in text
    assert text.count("# assumed") == text.count("# 假设") == len(facts.assumptions)


def test_the_facts_say_of_each_place_what_was_assumed(folder):
    with (folder / "places.csv").open(encoding="utf-8") as file:
        rows = {row["name"]: row["assumed"].split() for row in csv.DictReader(file)}
    assert rows["甲社区"] == ["street", "kind", "grids"]
    assert rows["乙村"] == ["district", "street", "kind", "grids"]


@pytest.mark.parametrize("persons", [1000, 99_999, 100_001, 965_372, 21_900_000])
def test_persons_an_agent_are_as_few_as_speed_allows(persons):
    scale = choose_scale(persons)
    assert persons / scale <= AGENTS
    assert str(scale).strip("0") in ("1", "2", "5")
    assert scale == 5 or persons / (scale / 2.5) > AGENTS


def test_a_grid_has_neighbours_though_agents_stand_for_many(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("name,population\n" + "".join(f"P{n},200000\n" for n in range(50)), encoding="utf-8")
    facts = assume(read_places(path, "table.csv"), "large")
    assert facts.persons_per_agent == 500
    assert all(place.residents // place.grids >= AGENTS_OF_GRID for place in facts.places)
    assert any(assumption.key == "fewer_grids" for assumption in facts.assumptions)


def square(name: object, at: float = 0.0) -> dict:
    ring = [[at, 0], [at + 1, 0], [at + 1, 1], [at, 0]]
    properties = {"title": name, "telephone": "555"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_boundaries_are_matched_and_keep_a_name_and_a_shape(tmp_path):
    path = tmp_path / "shapes.geojson"
    path.write_text(collection(square("elm "), square("Oak", 2.0), square("Elsewhere")), encoding="utf-8")
    found = read_boundaries(path, "shapes.geojson", ["Elm", "Oak", "Ash"])
    assert (found.key, sorted(found.shapes), found.without) == ("title", ["Elm", "Oak"], ("Ash",))
    assert "555" not in found.text
    assert [feature["properties"] for feature in json.loads(found.text)["features"]] == [
        {"name": "Elm"},
        {"name": "Oak"},
    ]


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("{", "not valid JSON", "不是有效的 JSON"),
        ("{}", "features: is missing or empty", "缺失或为空"),
        (
            collection(square("Elsewhere")),
            "no property holds names of the table; allowed telephone, title",
            "没有哪个属性",
        ),
        (
            collection(square("Elm", 500_000.0)),
            "coordinates are no degrees of longitude and latitude",
            "坐标不是经纬度",
        ),
        (
            collection({**square("Elm"), "geometry": {"type": "Point", "coordinates": [0, 0]}}),
            "Point is no area",
            "不是面",
        ),
    ],
    ids=["no JSON", "no features", "other names", "metres", "points"],
)
def test_wrong_boundaries_are_refused(text, english, chinese, tmp_path):
    path = tmp_path / "shapes.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_boundaries(path, "shapes.geojson", ["Elm"])
    assert english in caught.value.text("en")
    assert chinese in caught.value.text("zh")


def test_the_city_of_the_library_is_called_as_its_file_says():
    assert load(LIBRARY).title.zh == LIBRARY_ZH
