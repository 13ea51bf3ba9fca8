"""Rows that stand for other rows count no person twice; a 小计 is compared with its block, a 合计 with everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogov.scenarios.city.places import PlaceTable, read_places


def read(folder: Path, *rows: str) -> PlaceTable:
    path = folder / "table.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_places(path, "table.csv")


def test_streets_above_their_communities_are_their_streets_and_said(tmp_path):
    rows = ["名称,常住人口"]
    for street in ("东风街道", "红旗街道", "西城镇", "北乡"):
        persons = [4000 + 137 * number for number in range(10)]
        rows += [
            f"{street},{sum(persons)}",
            *(f"{street[0]}{number}社区,{each}" for number, each in enumerate(persons)),
        ]
    found = read(tmp_path, *rows)
    assert len(found.places) == 40
    assert sum(place.persons for place in found.places) == 4 * (40000 + 137 * 45)
    assert {place.street for place in found.places} == {"东风街道", "红旗街道", "西城镇", "北乡"}
    assert (2, "the street of lines 3 to 12: 东风街道") in [(line, str(what)) for line, what in found.aside]
    assert [str(notice) for notice in found.notices] == [
        "4 rows stand for the rows beside them and are no places. 184,660 persons are not counted again, "
        "and the names serve as streets or districts of those rows"
    ]


def test_a_street_whose_persons_are_not_the_sum_is_no_place_and_is_told(tmp_path):
    found = read(tmp_path, "名称,人口", "东风街道,5000", "甲社区,3000", "乙社区,1900", "西街道,700", "丙村,700")
    assert [place.name for place in found.places] == ["甲社区", "乙社区", "丙村"]
    assert "line 2: 东风街道 says 5,000 persons; lines 3 to 4 add up to 4,900" in map(str, found.notices)


def test_communities_of_one_name_in_two_streets_are_two(tmp_path):
    found = read(tmp_path, "名称,人口", "东街道,5", "新华社区,3", "光明社区,2", "西街道,7", "新华社区,3", "光明社区,4")
    assert [(place.street, place.name) for place in found.places] == [
        ("东街道", "新华社区"), ("东街道", "光明社区"), ("西街道", "新华社区"), ("西街道", "光明社区"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["城关镇,900", "甲社区,500", "东镇,300", "西镇,100"], "is called as a street is"),
        (["North,1013", "Elm,500", "Oak,300", "Ash,213", "Bay,77"], "as many persons as lines 3 to 5 together"),
    ],
)
def test_what_may_be_a_sum_is_counted_and_told(rows, told, tmp_path):
    found = read(tmp_path, "名称,人口", *rows)
    assert told in " ".join(str(notice) for notice in found.notices)


def test_round_numbers_that_add_up_by_chance_are_no_sum(tmp_path):
    found = read(tmp_path, "name,population", "Elm,1200", "Oak,300", "Ash,900", "Fir,100")
    assert len(found.places) == 4
    assert found.notices == ()


SUMS = {
    "of its street above it": ["东,一街,甲,1", "东,一街,乙,2", "小计,,,3", "东,二街,丙,4", "小计,,,4", "合计,,,7"],
    "of its street below it": ["小计,,,3", "东,一街,甲,1", "东,一街,乙,2", "小计,,,4", "东,二街,丙,4", "合计,,,7"],
    "of a street that it names": ["东,一街,甲,1", "东,二街,丙,4", "东,一街,乙,2", "东,一街,小计,3", "合计,,,7"],
    "of a district after those of its streets": [
        "东,一街,甲,1", "东,一街,小计,1", "东,二街,乙,2", "东,二街,小计,2", "东区小计,,,3", "西,三街,丙,4", "合计,,,7",
    ],
    "with merged cells below it": ["东,一街,甲,1", ",,乙,2", "小计,,,3", ",二街,丙,4", "合计,,,7"],
}  # fmt: skip


@pytest.mark.parametrize("rows", SUMS.values(), ids=SUMS)
def test_a_sum_that_is_right_is_not_warned_of(rows, tmp_path):
    found = read(tmp_path, "区县,街道,名称,人口", *rows)
    assert sum(place.persons for place in found.places) == 7
    assert found.notices == ()
    assert "小计" not in {place.district for place in found.places}


def test_a_wrong_sum_is_told_with_its_block(tmp_path):
    rows = ["东,一街,甲,10", "东,一街,乙,20", "小计,,,31", "东,二街,丙,40", "小计,,,40", "合计,,,99"]
    found = read(tmp_path, "区县,街道,名称,人口", *rows)
    assert [str(notice) for notice in found.notices] == [
        "line 4: 小计 says 31 persons; lines 2 to 3 add up to 30",
        "line 7: 合计 says 99 persons; the places add up to 70",
    ]
    assert "第 2 至 3 行相加为 30 人" in found.notices[0].say("zh")


@pytest.mark.parametrize("end", ["Street", "Town", "Township", "Subdistrict"])
def test_an_english_street_whose_persons_are_not_the_sum_is_no_place_and_is_told(end, tmp_path):
    rows = [f"North {end},12450", "Elm,5100", "Oak,4200", "Ash,3000", f"South {end},7020", "Fir,4000", "Bay,3000"]
    found = read(tmp_path, "name,population", *rows)
    assert [place.name for place in found.places] == ["Elm", "Oak", "Ash", "Fir", "Bay"]
    assert {place.street for place in found.places} == {f"North {end}", f"South {end}"}
    assert f"line 2: North {end} says 12,450 persons; lines 3 to 5 add up to 12,300" in map(str, found.notices)


def test_an_english_street_far_from_the_sum_is_counted_and_told(tmp_path):
    found = read(tmp_path, "name,population", "North Street,15000", "Elm,5100", "Oak,4200", "Ash,3000")
    assert len(found.places) == 4
    assert "line 2: North Street is called as a street is, and is counted as a place" in str(found.notices[0])


def test_places_called_by_a_street_among_others_are_places(tmp_path):
    rows = ["Elm Street,500", "Oak,900", "Summertown,400", "Bay,1300", "High Street,700", "Fir,800", "Hill,650"]
    found = read(tmp_path, "name,population", *rows)
    assert len(found.places) == 7
    assert found.notices == ()
