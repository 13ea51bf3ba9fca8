"""Workbooks as an office keeps them: several sheets, titles above the headings, dates as numbers, merged cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cogov.experiments.multipliers import read_factorial
from cogov.experiments.records.building import read_requests
from cogov.experiments.records.reading import read_table
from cogov.scenarios import ScenarioError, load
from cogov.scenarios.city.places import read_places

HEADINGS: list[object] = ["受理时间", "办结时间", "诉求类型"]
FIRST, SECOND = ([[45000.5 + at, 45001.25 + at, "噪音"] for at in range(begin, begin + 40)] for begin in (0, 40))


def test_titles_and_dates_as_numbers_are_read(workbook_of: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook_of([["工单明细（2023年）"], [], HEADINGS, *FIRST]))
    found = read_requests(path, "r.xlsx", {})
    assert len(found.requests) == 40
    assert int(found.requests.created[0]) == int((45000.5 - 25569) * 86400)
    assert found.notices == ()


def test_another_sheet_of_requests_is_told_in_both_languages(workbook_of: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook_of([HEADINGS, *FIRST], [HEADINGS, *SECOND]))
    (notice,) = read_requests(path, "r.xlsx", {}).notices
    assert "only the sheet “人口” was read" in notice
    assert "left out: 表2" in notice
    path.write_bytes(workbook_of([HEADINGS, *FIRST], [["联系人", "电话"], ["张", 1]]))
    assert read_requests(path, "r.xlsx", {}).notices == ()


def test_another_sheet_of_places_is_told(workbook_of: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    headings: list[object] = ["社区名称", "常住人口"]
    path.write_bytes(workbook_of([headings, ["东社区", 3000], ["西社区", 2500]], [headings, ["南社区", 2000]]))
    table = read_places(path, "p.xlsx", [])
    assert [place.name for place in table.places] == ["东社区", "西社区"]
    assert any("left out: 表2" in notice for notice in table.notices)


def test_cells_merged_downwards_stand_in_every_row(workbook_of: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows = [[45000.5, 45001.5, "噪音"], [45002.5, 45003.5, None], [45004.5, None, None], [45005.5, None, "物业"]]
    path.write_bytes(workbook_of([HEADINGS, *rows], merged="C2:C4"))
    assert read_table(path, "r.xlsx", {}).table["type"].to_pylist() == ["噪音", "噪音", "噪音", "物业"]
    path.write_bytes(workbook_of([HEADINGS, *rows]))
    assert read_table(path, "r.xlsx", {}).table["type"].to_pylist() == ["噪音", "", "", "物业"]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv", "t.toml"])
def test_a_workbook_where_text_is_needed_is_refused_with_what_to_do(
    workbook_of: Callable[..., bytes], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(workbook_of([["a", "b", "y"], [0, 1, 2]]))
    for read in (lambda: load(path), lambda: read_factorial(path, ["a", "b"], "y")):
        with pytest.raises(ScenarioError, match=r"is a workbook of Excel.*CSV in UTF-8") as caught:
            read()
        assert "工作簿" in caught.value.text("zh")
