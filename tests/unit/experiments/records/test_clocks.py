"""A day and its clock in two columns are one moment; a clock that belongs to no day is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogov.experiments.records.clocks import find_clocks
from cogov.experiments.records.reading import read_table

ROWS = [
    ("2024-01-31", "08:30", "2024-02-01", "17:05"),
    ("2024-02-01", "下午3:30", "", ""),
    ("2024-02-02", "", "2024-02-09", "9:00"),
]


def write(path: Path, headings: str, rows: list[tuple[str, ...]] | None = None) -> Path:
    lines = [headings, *(",".join(row) for row in rows or ROWS)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("headings", "created"),
    [
        ("受理日期,受理时间,办结日期,办结时间", "受理日期 + 受理时间"),
        ("Created Date,Created Time,Closed Date,Closed Time", "Created Date + Created Time"),
        ("受理日期,时间,办结日期,时刻", "受理日期 + 时间"),
        ("created,time,closed,clock", "created + time"),
    ],
)
def test_they_are_joined_cell_by_cell(tmp_path: Path, headings: str, created: str) -> None:
    raw = read_table(write(tmp_path / "r.csv", headings), "r.csv", {})
    assert raw.table["created"].to_pylist() == ["2024-01-31 08:30", "2024-02-01 下午3:30", "2024-02-02"]
    assert [each or "" for each in raw.table["closed"].to_pylist()] == ["2024-02-01 17:05", "", "2024-02-09 9:00"]
    assert raw.table.column_names == ["created", "closed"]
    assert raw.headings["created"] == created
    assert raw.clocks == []


def test_a_clock_of_something_else_is_left_out_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", "受理日期,回访时间,办结日期,办结时间")
    raw = read_table(path, "r.csv", {"created": "受理日期"})
    assert raw.table["created"].to_pylist() == ["2024-01-31", "2024-02-01", "2024-02-02"]
    assert raw.clocks == ["回访时间"]


def test_whole_moments_stay_as_they_are() -> None:
    body = [("2024-01-31 08:30", "10:00", "2024-02-01 00:00:00")]
    found, left = find_clocks({"created": 0, "closed": 2}, ("受理时间", "回访时间", "办结日期"), body)
    assert found == {"created": 0, "closed": 2}
    assert left == ["回访时间"]
    found, left = find_clocks({"created": 0}, ("created date", "created time"), [("2024-01-31 00:00:00", "08:30:00")])
    assert (found, left) == ({"created": 0, "created.clock": 1}, [])
