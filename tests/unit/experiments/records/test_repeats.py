"""One request is counted once: by its order number, or where rows are equal in all that the file has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cogov.experiments.records.building import read_requests
from cogov.experiments.records.dates import OPEN
from cogov.experiments.records.requests import RecordsFile
from cogov.scenarios import ScenarioError


def read(folder: Path, rows: list[str], **columns: str) -> RecordsFile:
    path = folder / "requests.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_requests(path, "requests.csv", columns)


def orders(count: int) -> list[str]:
    """Rows of orders that differ, with a text that is not read."""
    return [f"GD{n:05},2024-01-{1 + n % 28:02} 08:{n % 60:02},2024-02-01 10:00,noise,text {n}" for n in range(count)]


HEAD = "{number},created,closed,type,text"


@pytest.mark.parametrize("number", ["工单编号", "受理编号", "case_enquiry_id", "Request ID", "id"])
def test_every_order_twice_is_every_order_once(number, tmp_path):
    found = read(tmp_path, [HEAD.format(number=number), *orders(300), *orders(300)])
    assert len(found.requests) == 300
    assert [(str(why), count) for why, count in found.requests.aside] == [
        (f"an order number ({number}) comes again; the row that was closed last is kept", 300)
    ]


def test_of_the_steps_of_an_order_the_one_closed_last_is_kept(tmp_path):
    rows = ["工单编号,created,closed", *(f"{n},2024-01-0{1 + n % 9} 08:00,2024-02-01 08:00" for n in range(20))]
    rows += ["x,2024-03-01 08:00,", "x,2024-03-01 08:00,2024-03-09 08:00", "x,2024-03-01 08:00,2024-03-05 08:00"]
    found = read(tmp_path, rows).requests
    assert len(found) == 21
    assert found.closed[-1] == int(np.datetime64("2024-03-09T08:00", "s").astype(int))


def test_orders_without_a_number_are_each_one(tmp_path):
    rows = [f",2024-01-{1 + n:02} 08:00,2024-02-01 08:00,noise,{n}" for n in range(20)]
    found = read(tmp_path, [HEAD.format(number="工单编号"), *orders(20), *rows])
    assert len(found.requests) == 40


def test_an_export_that_holds_every_row_twice_is_read_once(tmp_path):
    rows = [row.partition(",")[2] for row in orders(40)]
    found = read(tmp_path, ["created,closed,type,text", *rows, *rows])
    assert len(found.requests) == 40
    assert [(str(why), count) for why, count in found.requests.aside] == [
        ("equal to another in all columns of the file", 40)
    ]


def test_rows_that_differ_in_a_column_that_is_not_read_are_different_requests(tmp_path):
    rows = [row.partition(",")[2] for row in orders(40)]
    found = read(tmp_path, ["created,closed,type,text", *rows, *(f"{row} again" for row in rows)])
    assert len(found.requests) == 80
    assert found.notices == ()


def test_a_few_equal_rows_without_a_number_are_counted_and_told(tmp_path):
    same = "2024-01-01 08:30,2024-01-02 09:00,noise,the same text"
    other = "2024-01-01 08:30,2024-01-02 09:00,noise,another text"
    found = read(
        tmp_path, ["created,closed,type,text", same, other, same, *(row.partition(",")[2] for row in orders(20))]
    )
    assert len(found.requests) == 23
    assert "1 row is equal to another in all columns" in str(found.notices[0])


def test_a_row_at_midnight_is_no_day_where_others_have_a_clock(tmp_path):
    rows = [*(row.partition(",")[2] for row in orders(40)), "2024-01-05 00:00,,noise,at midnight"]
    found = read(tmp_path, ["created,closed,type,text", *rows, *rows])
    assert len(found.requests) == 41
    assert found.notices == ()


def test_equal_rows_whose_times_are_days_are_counted_and_told(tmp_path):
    others = [f"2024-01-{n:02},2024-02-02,noise" for n in range(1, 22)]
    found = read(tmp_path, ["created,closed,type", *others, *["2024-01-01,2024-01-02,noise"] * 10])
    assert len(found.requests) == 31
    assert "9 rows are equal to another in all columns" in str(found.notices[0])
    assert "用 --id 列标题 指明" in found.notices[0].say("zh")


def test_it_is_asked_whether_rows_of_days_that_come_twice_are_requests(tmp_path):
    rows = [f"2024-01-{n:02},2024-02-02,noise" for n in range(1, 22)]
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, ["created,closed,type", *rows, *rows])
    assert "21 of 42 rows are equal to another in all columns, and no date has a clock" in caught.value.text("en")
    assert "--id HEADING" in caught.value.text("en")
    assert "其中 21 行与另一行在所有列上都相同" in caught.value.text("zh")
    assert len(read(tmp_path, ["created,closed,type", *rows, *rows[1:]]).requests) == 41
    found = read(tmp_path, ["created,closed,type", *rows, *rows], id="-")
    assert len(found.requests) == 42
    assert "21 rows are equal to another" in str(found.notices[0])


def test_a_column_that_numbers_no_orders_is_not_taken_for_one(tmp_path):
    rows = [f"{n % 3},2024-01-{1 + n % 28:02} 08:{n % 60:02},,noise,{n}" for n in range(300)]
    found = read(tmp_path, [HEAD.format(number="编号"), *rows])
    assert len(found.requests) == 300
    assert "numbers no orders" in str(found.notices[0])
    assert len(read(tmp_path, [HEAD.format(number="编号"), *rows], id="-").notices) == 0


def test_a_workbook_with_every_row_twice(workbook_of, tmp_path):
    rows = [[f"GD{n}", f"2024-01-{1 + n % 28:02} 08:30", None, f"text {n}"] for n in range(40)]
    path = tmp_path / "requests.xlsx"
    for headings in (["工单编号", "受理时间", "办结时间", "内容"], ["顺序", "受理时间", "办结时间", "内容"]):
        path.write_bytes(workbook_of([headings, *rows, *rows]))
        assert len(read_requests(path, "requests.xlsx", {}).requests) == 40


def test_a_name_is_kept_by_requests_and_not_by_rows(tmp_path):
    rows = [f"{n // 2},2024-01-{1 + n // 2:02} 08:00,,Mrs Li of number 5" for n in range(18)]
    found = read(tmp_path, ["工单编号,created,closed,place", *rows]).requests
    assert len(found) == 9
    assert found.groups["place"].names == ("…",)
    assert set(found.closed) == {OPEN}
