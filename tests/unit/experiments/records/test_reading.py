"""Exports of requests: odd ones are read rightly, wrong ones refused with a sentence, and names are never kept."""

import gzip
import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cogov.experiments.records.building import read_requests
from cogov.experiments.records.dates import OPEN
from cogov.experiments.records.requests import WEEK, RecordsFile
from cogov.scenarios import ScenarioError

DAY = 86_400
FIRST = int(np.datetime64("2024-01-31T08:30", "s").astype(int))


def read(folder: Path, content: bytes, dates: str = "", **columns: str) -> RecordsFile:
    path = folder / "requests.csv"
    path.write_bytes(content)
    # Many rows are alike here, and each is meant as a request.
    return read_requests(path, "requests.csv", {"id": "-"} | columns, dates)


def line(opened: str, closed: str = "") -> bytes:
    return f"created,closed\n{opened},{closed}\n".encode()


WAYS = {
    "ISO": "2024-01-31 08:30",
    "ISO with T, fractions and zone": "2024-01-31T08:30:00.000Z",
    "slashes": "2024/1/31 8:30",
    "points": "2024.1.31 8:30",
    "Chinese": "2024年1月31日 8:30",
    "Chinese clock": "2024年1月31日8时30分",
    "full-width digits and marks": "２０２４－０１－３１　０８：３０",
    "halves of the day in Chinese": "2024年1月31日 上午8:30",
    "halves of the day behind a year": "2024/01/31 08:30 AM",
    "digits": "20240131083000",
    "month first": "01/31/2024 08:30:00 AM",
    "day first": "31/01/2024 08:30",
    "serial number of a spreadsheet": "45322.354166667",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_date_is_read_however_it_is_written(text, tmp_path):
    found = read(tmp_path, line(text)).requests
    assert found.created.tolist() == [FIRST]
    assert found.closed.tolist() == [OPEN]


def test_dates_that_may_be_read_in_two_ways_are_asked_for(tmp_path):
    content = line("02/03/2024", "04/05/2024")
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, content)
    assert 'requests.csv:2: created: days, months and years cannot be told apart, such as "02/03/2024"' in str(
        caught.value
    )
    assert "--dates month_first" in caught.value.text("zh")
    for way, day in (("month_first", "2024-02-03"), ("day_first", "2024-03-02")):
        created = read(tmp_path, content, way).requests.created[0]
        assert created == int(np.datetime64(day, "s").astype(int))


def days(form: str, count: int = 60) -> list[str]:
    """Days of 2024 from 1 April on, written in a form."""
    moments = [datetime(2024, 4, 1, tzinfo=UTC) + timedelta(days=number) for number in range(count)]
    return [moment.strftime(form) for moment in moments]


SHORT = {
    "year first": "%y/%m/%d",
    "year first, hyphens and a clock": "%y-%m-%d 08:30",
    "month first": "%m/%d/%y",
    "day first": "%d.%m.%y",
    "Chinese": "%y年%m月%d日",
}


@pytest.mark.parametrize("form", SHORT.values(), ids=SHORT)
def test_a_year_of_two_digits_is_one_of_this_century(form, tmp_path):
    content = "created;closed\n" + "".join(f"{day};{day}\n" for day in days(form))
    found = read(tmp_path, content.encode()).requests
    first, last = (str(np.datetime64(int(found.created[at]), "s"))[:10] for at in (0, -1))
    assert (first, last) == ("2024-04-01", "2024-05-30")


def test_a_few_days_of_short_years_are_asked_for(tmp_path):
    content = line("24/04/22", "24/04/23")
    with pytest.raises(ScenarioError, match="--dates year_first"):
        read(tmp_path, content)
    assert read(tmp_path, content, "year_first").requests.created[0] == int(
        np.datetime64("2024-04-22", "s").astype(int)
    )


@pytest.mark.parametrize("text", ["0024-04-29", "1899-12-31", "24-04-29 is no", "124/04/29"])
def test_no_date_before_1900_passes(text, tmp_path):
    with pytest.raises(ScenarioError, match="allowed dates from 1900 on"):
        read(tmp_path, line(text))


ROWS = b"created,closed\n" + b"2024-01-01 00:00,2024-01-02 00:00\n" * 400

ODD = {
    "headings in Chinese, GBK": ("受理时间,办结时间,来电人\n2024-01-01,2024-01-02,张三\n".encode("gbk"), 1),
    "a mark of byte order": ("\ufeffcreated,closed\n2024-01-01,2024-01-02\n".encode(), 1),
    "UTF-16": ("created\tclosed\n2024-01-01\t2024-01-02\n".encode("utf-16"), 1),
    "a title above": (b"Export of the hotline,\ncreated,closed\n2024-01-01,2024-01-02\n", 1),
    "line ends within cells": (b'created,closed,text\n2024-01-01,2024-01-02,"a\nb,c"\n2024-01-03,,x\n', 2),
    "packed": (gzip.compress(b"created,closed\n2024-01-01,2024-01-02\n"), 1),
    "two rows of headings, the upper of merged cells": (
        "热线工单,,\n时间,,诉求类型\n受理时间,办结时间,\n2024-01-01,2024-01-02,照护\n".encode(),
        1,
    ),
    "what says nothing in any column": (
        "受理时间,办结时间,退回次数,满意度\n2024-01-01,—,/,—\n2024-01-02,/,１,暂无\n".encode(),
        2,
    ),
    "a few ragged rows": (ROWS + b"2024-01-01 00:00,2024-01-02 00:00,x\n", 400),
    "a few rows without a date": (ROWS + b",\n", 400),
    "a few closed before they came": (ROWS + b"2024-01-02 00:00,2024-01-01 00:00\n", 400),
    "a date at the end of time": (ROWS + b"2024-01-02 00:00,9999-12-31 00:00\n", 401),
    "a date before time": (ROWS + b"1900-01-01 00:00,\n", 400),
    "a date long before time": (ROWS + b"0024-01-01 00:00,\n", 400),
}


@pytest.mark.parametrize(("content", "rows"), ODD.values(), ids=ODD)
def test_an_odd_export_is_read_and_what_is_left_out_is_counted(content, rows, tmp_path):
    found = read(tmp_path, content).requests
    assert len(found) == rows
    assert found.weeks < 60
    if content.startswith(ROWS):
        assert [count for _, count in found.aside] == [1]


WRONG = {
    "no heading is known": (
        b"a,b\n2024-01-01,2024-01-02\n",
        {},
        "requests.csv:1: no column is known to be created",
        "认不出哪一列是受理时间（created）",
    ),
    "no headings": (
        b"2024-01-01,2024-01-02\n2024-01-03,2024-01-04\n",
        {},
        "requests.csv:1: holds no headings, but a row of the table: a number or a date stands in it",
        "在表的上方加一行列标题，如 受理时间、办结时间",
    ),
    "UTF-16 without its mark": (
        "created,closed\n2024-01-01,\n".encode("utf-16-le"),
        {},
        "requests.csv:1: holds a NUL character; allowed a CSV file in UTF-8 or GBK",
        "可用：UTF-8 或 GBK 编码的 CSV",
    ),
    "a heading that is not there": (
        b"created,closed\n2024-01-01,\n",
        {"type": "kind"},
        'there is no column "kind"',
        "没有名为",
    ),
    "the column of moments is empty": (
        b"created,closed,asked\n,2024-01-01,2024-01-01\n,2024-01-02,2024-01-02\n",
        {},
        'requests.csv:1: created: the column of created holds nothing; allowed another by --created "HEADING"',
        "受理时间（created）所在的列没有内容",
    ),
    "a line to copy, for a heading with blanks": (
        b"when it came in,when it was done\n2024-01-01,2024-01-02\n2024-01-03,\n",
        {},
        'or --created "when it came in"',
        '用 --closed "when it was done" 指明',
    ),
    "seconds since 1970": (
        b"created,closed\n1704067200,1704153600\n1704067300,1704153700\n",
        {},
        'requests.csv:2: created: "1704067200" counts the seconds since 1970, and nothing says in which clock; allowed',
        "=A2/86400+25569",
    ),
    "milliseconds since 1970": (b"created,closed\n1704067200000,\n", {}, "=A2/86400000+25569", "自 1970 年起的秒数"),
    "words for dates": (
        b"created,closed\nsoon,\nlater,\n",
        {},
        'requests.csv:2: created: "soon" is no date; allowed dates from 1900 on, such as',
        "不是日期",
    ),
    "a day that is none": (
        b"created,closed\n2024-02-30,\n",
        {},
        'requests.csv:2: created: "2024-02-30" is no date',
        "不是日期",
    ),
    "closed before all came": (
        b"created,closed\n2024-01-02,2024-01-01\n",
        {},
        "closed before it came (lines 2",
        "办结时间早于受理时间",
    ),
    "ragged rows": (
        b"created,closed\n2024-01-01,2024-01-02\n2024-01-01,a,b\n",
        {},
        "requests.csv:3: has 3 cells where the headings have 2",
        "有 3 个单元格",
    ),
    "satisfaction in no known word": (
        b"created,closed,satisfied\n2024-01-01,,yes\n2024-01-01,,perhaps\n",
        {},
        'requests.csv:3: satisfied: "perhaps" does not say',
        "没有说明是否满意",
    ),
    "times that are none": (
        b"created,closed,reopened\n2024-01-01,,often\n",
        {},
        'requests.csv:2: reopened: "often" is no number of times',
        "不是次数",
    ),
    "headings and no rows": (b"created,closed\n", {}, "it has headings and no rows", "只有列标题"),
    "an empty file": (b"", {}, "requests.csv: is empty", "为空"),
    "half a packed file": (gzip.compress(ROWS * 200)[:60], {}, "cannot be unpacked", "无法解压"),
    "no encoding that is read": (b"created,closed\n\xff\xff,\n", {}, "is neither UTF-8 nor GBK", "既不是 UTF-8"),
}


@pytest.mark.parametrize(("content", "columns", "english", "chinese"), WRONG.values(), ids=WRONG)
def test_a_wrong_export_is_refused_with_a_sentence(content, columns, english, chinese, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, content, **columns)
    assert english in caught.value.text("en")
    assert chinese in caught.value.text("zh")


def test_lines_are_those_of_the_file_though_cells_hold_line_ends_and_rows_are_left_out(tmp_path):
    rows = b'2024-01-01,2024-01-02,"two\nlines"\n' * 200
    content = b"created,closed,text\n" + rows + b"a,b\n" + rows + b"soon,,x\n" * 5
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, content)
    assert [problem.line for problem in caught.value.problems if problem.line][:2] == [803, 804]


def test_names_that_many_bear_and_texts_are_never_kept(tmp_path):
    rows = "".join(f"2024-01-{1 + n % 28:02},,noise,Caller {n},Number {n} Elm Street,555-{n}\n" for n in range(3000))
    content = f"created,closed,type,caller,address,telephone\n{rows}".encode()
    found = read(tmp_path, content, reporter="caller")
    kept = repr(found) + "".join(
        str(value) for name, value in inspect.getmembers(found.requests) if not name.startswith("__")
    )
    for word in ("Caller", "Elm Street", "555-"):
        assert word not in kept
    with pytest.raises(ScenarioError, match="3,000 different words: names, addresses or texts of people"):
        read(tmp_path, content, place="address")


def test_a_name_that_few_bear_is_not_kept(tmp_path):
    rows = "2024-01-01,,Mrs Li of number 5\n" * 9 + "2024-01-01,,Elm\n" * 10
    found = read(tmp_path, f"created,closed,place\n{rows}".encode()).requests.groups["place"]
    assert found.names == ("Elm", "…")
    assert np.bincount(found.codes).tolist() == [10, 9]


@pytest.mark.parametrize(
    ("words", "known"), [("1 0 1", [1, 0, 1]), ("1 5 3", [0, 1, 0]), ("满意 不满意 未回访", [1, 0, -1])]
)
def test_answers_are_read_by_what_else_stands_there(words, known, tmp_path):
    rows = "".join(f"2024-01-01,,{word}\n" for word in words.split())
    found = read(tmp_path, f"created,closed,satisfied\n{rows}".encode()).requests
    assert found.satisfied is not None
    assert found.satisfied.tolist() == known


def test_what_was_known_at_a_moment_holds_nothing_later(tmp_path):
    content = b"created,closed\n2024-01-01,2024-01-20\n2024-01-02,2024-01-03\n2024-01-15,2024-01-16\n"
    found = read(tmp_path, content).requests
    moment = found.start + WEEK
    known = found.known_at(moment)
    assert known.closed.tolist() == [OPEN, found.start + 2 * DAY]
    assert known.end == moment
    assert len(found.since(moment)) == 1


def test_a_workbook_is_read_whose_columns_write_dates_in_two_ways(workbook_of, tmp_path):
    headings = ["受理时间", "办结时间", "诉求类型", "诉求人"]
    first, others = ["2024-01-31 08:30", 45323.5, "噪音", "张三"], [["2024-02-01", None, "路灯", "李四"]] * 200
    found = read(tmp_path, workbook_of([["诉求台账"], headings, first, *others, ["soon"]]))
    assert len(found.requests) == 201
    assert found.requests.created[0] == FIRST
    assert found.requests.closed[0] == FIRST + 27.5 * 3600  # a serial number, the only one of its column
    assert [count for _, count in found.requests.aside] == [1]
    assert "张三" not in repr(found)


def test_a_column_that_holds_nothing_gives_way_to_another_that_is_known(tmp_path):
    rows = "".join(f",2024-01-{1 + n:02},2024-02-01,\n" for n in range(20))
    found = read(tmp_path, f"受理时间,来电时间,办结时间,诉求类型\n{rows}".encode())
    assert found.headings == {"created": "来电时间", "closed": "办结时间"}
    assert len(found.requests) == 20
    told = [str(notice) for notice in found.notices]
    assert told[:2] == [
        "the column of created, “受理时间”, holds nothing and was passed over",
        "the column of type, “诉求类型”, holds nothing and was passed over",
    ]


def test_a_column_may_be_said_not_to_be_there(tmp_path):
    rows = "2024-01-01,2024-01-02,Elm\n" * 20
    content = f"created,closed,place\n{rows}".encode()
    assert "place" in read(tmp_path, content).requests.groups
    assert "place" not in read(tmp_path, content, place="-").requests.groups


@pytest.mark.parametrize(("closed", "late"), [("2024-01-05 16:30", 0), ("2024-01-06 00:10", 1), ("2024-01-05", 0)])
def test_what_is_closed_on_the_day_that_is_set_is_in_time(closed, late, tmp_path):
    rows = f"2024-01-01 08:30,{closed},2024-01-05\n2024-01-02 08:30,,2024-01-06\n"
    found = read(tmp_path, f"created,closed,due\n{rows}".encode()).requests
    assert found.due is not None
    assert int(found.closed[0] > found.due[0]) == late


@pytest.mark.parametrize("due", ["due", "办理时限", "target date", "expected end"])
def test_a_time_that_was_set_is_not_proposed_for_the_time_of_closing(due, tmp_path):
    rows = "".join(f"2024-01-{1 + n:02},2024-02-{1 + n:02}\n" for n in range(20))
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, f"created,{due}\n{rows}".encode())
    english, chinese = caught.value.text("en"), caught.value.text("zh")
    assert '--closed "HEADING"' in english
    assert f'--closed "{due}"' not in english
    assert "records without the times at which requests were closed cannot be used" in english
    assert "没有办结时间的记录无法使用" in chinese


def test_afternoon_is_not_morning(tmp_path):
    read_ = [
        read(tmp_path, line(f"2024/1/31 {text}")).requests.created[0] - FIRST for text in ("下午8:30", "中午12:30")
    ]
    assert read_ == [12 * 3600, 4 * 3600]


def test_a_place_or_type_that_says_nothing_is_no_name(tmp_path):
    rows = "".join(
        f"2024-01-{day:02} 0{hour}:00,,照护\n2024-01-{day:02} 1{hour}:00,,—\n"
        for day in range(1, 9)
        for hour in range(3)
    )
    found = read(tmp_path, f"受理时间,办结时间,诉求类型\n{rows}".encode()).requests
    assert found.groups["type"].names[0] == "照护"
    assert "—" not in found.groups["type"].names
