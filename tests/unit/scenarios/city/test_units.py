"""A unit in a heading of persons is taken with its factor, and one that is not known is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogov.scenarios.city.places import PlaceTable, read_places


def read(folder: Path, *rows: str) -> PlaceTable:
    path = folder / "table.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_places(path, "table.csv")


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("Population (thousand)", 1000), ("Population (in thousands)", 1000), ("Population ('000)", 1000),
        ("Population (’000)", 1000), ("Population (000s)", 1000), ("Population in thousands", 1000),
        ("Population (ten thousand)", 10_000), ("Population (hundreds)", 100), ("人口（百人）", 100),
        ("人口（千人）", 1000), ("人口（万人）", 10_000), ("常住人口（万人 2023）", 10_000),
        ("人口（百万人）", 1_000_000),
        ("人口（2023年）", 1), ("Population (persons)", 1), ("人口（人）", 1), ("常住人口万人", 10_000),
        ("Population (2020 census)", 1),
    ],
)  # fmt: skip
def test_a_unit_that_is_known_is_taken_with_its_factor_and_is_not_told(heading, factor, tmp_path):
    found = read(tmp_path, f"名称,{heading}", "甲社区,3", "乙社区,5")
    assert [place.persons for place in found.places] == [3 * factor, 5 * factor]
    assert found.notices == ()


@pytest.mark.parametrize("heading", ["Population (dozens)", "人口（户）"])
def test_a_unit_that_is_not_known_is_told(heading, tmp_path):
    found = read(tmp_path, f"名称,{heading}", "甲社区,300", "乙社区,500")
    assert [place.persons for place in found.places] == [300, 500]
    assert "not known as a unit" in str(found.notices[0])
    assert "不是已知的单位" in found.notices[0].say("zh")


@pytest.mark.parametrize("title", ["单位：百人", "Unit: hundreds", "Table 3 (in hundreds)"])
def test_a_unit_in_a_title_counts(title, tmp_path):
    found = read(tmp_path, f"{title},", "名称,人口", "甲社区,3", "乙社区,5")
    assert [place.persons for place in found.places] == [300, 500]
