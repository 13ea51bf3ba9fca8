"""Tables as offices keep them: odd ones are read rightly, wrong ones refused with line, column and what is allowed."""

from pathlib import Path

import pytest

from cogov.scenarios import ScenarioError
from cogov.scenarios.city.places import read_places

ODD = {
    "headings in Chinese, GBK": ("区县,社区名称,常住人口\n东区,甲社区,1200\n".encode("gbk"), [("甲社区", 1200)]),
    "a mark of byte order": ("\ufeffname,population\nElm,1200\n".encode(), [("Elm", 1200)]),
    "UTF-16 of a spreadsheet": ("name\tpopulation\nElm\t1200\n".encode("utf-16"), [("Elm", 1200)]),
    "semicolons": (b"name;population\nElm;1200\n", [("Elm", 1200)]),
    "line ends of an old machine": (b"name,population\rElm,1200\rOak,900\r", [("Elm", 1200), ("Oak", 900)]),
    "thousands separated": (b'name,population\nElm,"1,200"\nOak,1 300\n', [("Elm", 1200), ("Oak", 1300)]),
    "ten thousands": ("名称,常住人口（万人）\n甲,0.12\n乙,3\n".encode(), [("甲", 1200), ("乙", 30000)]),
    "a heading that names a place": ("名称,万州区常住人口\n甲,1200\n".encode(), [("甲", 1200)]),
    "ten thousands in a cell": ("名称,人口\n甲,0.4万\n乙,约300人\n".encode(), [("甲", 4000), ("乙", 300)]),
    "full-width digits": ("名称,人口\n甲,１２００\n".encode(), [("甲", 1200)]),
    "a title above and notes below": (
        "某市社区人口表,,\n单位：人,,\n序号,名称,人口\n1,甲,1200\n,,\n注：数据截至年末,,\n".encode(),
        [("甲", 1200)],
    ),
    "totals between": (
        "区县,名称,人口\n东,甲,1\n东,乙,2\n小计,,3\n西,丙,4\n合计,,7\n".encode(),
        [("甲", 1), ("乙", 2), ("丙", 4)],
    ),
    "headings again on each page": (b"name,population\nElm,5\nname,population\nOak,6\n", [("Elm", 5), ("Oak", 6)]),
    "empty columns of a spreadsheet": (b"name,population,,\nElm,5,,\n,,,\n", [("Elm", 5)]),
    "a slash in a name": (b"name,population\nElm/Oak,5\n", [("Elm-Oak", 5)]),
    "two kinds of population": ("名称,户籍人口,常住人口\n甲,9,5\n".encode(), [("甲", 5)]),
    "a density beside the population": (b"council_name,sum_pop20,pop_density\nElm,5,1.5\n", [("Elm", 5)]),
    "streets above their communities": (
        "名称,人口\n东风街道,3\n甲社区,1\n乙社区,2\n西城镇,9\n丙村,4\n丁社区,5\n".encode(),
        [("甲社区", 1), ("乙社区", 2), ("丙村", 4), ("丁社区", 5)],
    ),
    "streets below their communities": (
        "名称,人口\n甲社区,1\n乙社区,2\n东风街道,3\n丙村,4\n西城镇,4\n".encode(),
        [("甲社区", 1), ("乙社区", 2), ("丙村", 4)],
    ),
    "streets alone": (
        "名称,人口\n东风街道,3\n西城镇,9\n南乡,12\n".encode(),
        [("东风街道", 3), ("西城镇", 9), ("南乡", 12)],
    ),
    "districts above streets above communities": (
        "名称,人口\n东区,6\n一街道,3\n甲社区,1\n乙社区,2\n二街道,3\n丙社区,3\n西县,7\n三镇,7\n丁村,7\n".encode(),
        [("甲社区", 1), ("乙社区", 2), ("丙社区", 3), ("丁村", 7)],
    ),
    "blocks that nothing but their sums tells": (
        b"name,population\nNorth,800\nElm,500\nOak,300\nSouth,700\nAsh,600\nFir,100\n",
        [("Elm", 500), ("Oak", 300), ("Ash", 600), ("Fir", 100)],
    ),
    "a city and its blocks": (
        b"name,population\nPort,1500\nNorth,800\nElm,500\nOak,300\nSouth,700\nAsh,600\nFir,100\n",
        [("Elm", 500), ("Oak", 300), ("Ash", 600), ("Fir", 100)],
    ),
    "a street in its column and no name": (
        "街道,名称,人口\n东街,,3\n,甲,1\n,乙,2\n西街,,4\n,丙,4\n".encode(),
        [("甲", 1), ("乙", 2), ("丙", 4)],
    ),
    "sums that say whose they are": (
        "名称,人口\n甲社区,1\n乙社区,2\n东风街道小计,3\n丙,4\nTotal South,4\n全市合计,7\n".encode(),
        [("甲社区", 1), ("乙社区", 2), ("丙", 4)],
    ),
    "points part thousands": (b"name;population\nElm;3.401\nOak;980\n", [("Elm", 3401), ("Oak", 980)]),
    "ten thousands by a title": ("某市,\n单位：万人,\n名称,人口\n甲,3.401\n".encode(), [("甲", 34010)]),
    "an empty column beside the one that counts": (
        "名称,常住人口,人口（万人）\n甲,,0.5\n乙,,3\n".encode(),
        [("甲", 5000), ("乙", 30000)],
    ),
    "two rows of headings, the upper of merged cells": (
        "区县,社区名称 Community,人口,,网格\n,,户数,常住人口,\n东区,甲,1200,3401,4\n东区,乙,900,2800,3\n".encode(),
        [("甲", 3401), ("乙", 2800)],
    ),
    "full-width digits, and what says nothing in any column": (
        "名称,人口,类型,网格\n甲,３，４０１人,—,５\n乙,约1200,不详,/\n丙,７０,镇中心区,暂无\n".encode("gbk"),
        [("甲", 3401), ("乙", 1200), ("丙", 70)],
    ),
    "nobody lives there": (b"name,population\nElm,5\nPark,0\n", [("Elm", 5)]),
}


def table(folder: Path, content: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("content", "places"), ODD.values(), ids=ODD)
def test_an_odd_table_is_read_rightly(content, places, tmp_path):
    found = read_places(table(tmp_path, content), "table.csv")
    assert [(place.name, place.persons) for place in found.places] == places


WRONG = {
    "no heading is known": (
        b"a,b\nElm,5\n",
        [],
        "table.csv:1: no column is known to be name",
        "认不出哪一列是名称（name）",
    ),
    "no headings": (
        "甲社区,3401\n乙社区,2800\n".encode(),
        [],
        "table.csv:1: holds no headings, but a row of the table",
        "在表的上方加一行列标题，如 名称、常住人口",
    ),
    "a table on its side": (
        "名称,甲社区,乙社区\n人口,3401,2800\n".encode(),
        [],
        'or --column "persons=HEADING"',
        '用 --column "persons=列标题" 指明',
    ),
    "UTF-16 without its mark": (
        "名称,人口\n甲,3401\n".encode("utf-16-le"),
        [],
        "table.csv:1: holds a NUL character; allowed a CSV file in UTF-8 or GBK",
        "可用：UTF-8 或 GBK 编码的 CSV",
    ),
    "accented letters of Latin-1": (
        "naam,población\nPeñón,3401\nSão Bráz,20\n".encode("latin-1"),
        [],
        "table.csv:1: is neither UTF-8 nor GBK",
        "既不是 UTF-8，也不是 GBK",
    ),
    "Big5": (
        "名稱,人口\n東門社區,3401\n西門社區,2800\n".encode("big5"),
        [],
        "table.csv:1: is neither UTF-8 nor GBK",
        "既不是 UTF-8，也不是 GBK",
    ),
    "one place twice, and one without a name": (
        "Name;Population\nElm;4.120\nElm;4.120\n—;1.200\n".encode(),
        [],
        'in different districts or streets, by a column such as --column "district=HEADING"',
        "须有区县或街道列加以区分",
    ),
    "no column of persons": (
        b"name,area\nElm,a\n",
        [],
        'or --column "persons=HEADING"',
        '用 --column "persons=列标题" 指明',
    ),
    "a column of numbers that may be persons": (
        b"name,heads\nElm,5000\nOak,400\n",
        [],
        'or --column "persons=heads"',
        '用 --column "persons=heads" 指明',
    ),
    "the column of persons is empty": (
        b"name,population,area\nElm,,5\nOak,,6\n",
        [],
        "table.csv:1: population: the column of persons holds nothing; allowed another by --column",
        "人口（persons）所在的列没有内容",
    ),
    "points that part no thousands": (
        b"name,population\nElm,3.401\nOak,3.4\n",
        [],
        'table.csv:3: population: "3.4" is no number of persons',
        "用 --column",
    ),
    "a sum that nothing names, twice": (
        b"name,population\nNorth,1013\nElm,500\nOak,300\nAsh,213\nBay,77\nSouth,1111\nFir,500\nYew,600\nBox,11\n",
        [],
        "table.csv:2: population: North has as many persons as lines 3 to 5 together, and would be counted twice",
        "会重复计入",
    ),
    "a heading that is not there": (
        b"name,pop\nElm,5\n",
        ["persons=people"],
        'table.csv:1: there is no column "people"; allowed name, pop',
        "没有名为",
    ),
    "a meaning that is none": (b"name,pop\nElm,5\n", ["person=pop"], "did you mean persons", "是否想写 persons"),
    "two columns of one name": (
        b"name,population,population\nElm,5,6\n",
        [],
        "two columns may be persons",
        "有两列都可能是",
    ),
    "words for a number": (
        b"name,population\nElm,many\n",
        [],
        'table.csv:2: population: "many" is no number of persons; allowed a whole',
        "不是人口数",
    ),
    "a negative number": (b"name,population\nElm,-5\n", [], 'table.csv:2: population: "-5" is no number', "不是人口数"),
    "half a person": (b"name,population\nElm,5.5\n", [], 'table.csv:2: population: "5.5" is no number', "不是人口数"),
    "too many persons": (
        b"name,population\nElm,99999999\n",
        [],
        "are too many for one place; allowed at most",
        "人过多",
    ),
    "a number is missing": (
        b"district,name,population\nEast,Elm,\nEast,Oak,5\n",
        [],
        "table.csv:2: population: is empty",
        "为空",
    ),
    "a comma too many": (
        b"name,population\nElm,1,200\n",
        [],
        "table.csv:2: has 3 cells where the headings have 2",
        "有 3 个单元格",
    ),
    "a place twice": (
        b"name,population\nElm,5\nElm,6\n",
        [],
        'table.csv:3: name: "Elm" is listed twice (line 2)',
        "列出了两次",
    ),
    "a kind that is none": (
        b"name,population,kind\nElm,5,green\n",
        [],
        'table.csv:2: kind: "green" is neither urban nor',
        "既不是城市也不是农村",
    ),
    "grids that are none": (
        b"name,population,grids\nElm,5,0\n",
        [],
        'table.csv:2: grids: "0" is no number of grids',
        "不是网格数",
    ),
    "quotation marks that do not close": (
        b'name,population\n"Elm,5\nOak,6\n',
        [],
        "the quotation marks do not close",
        "引号没有配对",
    ),
    "an empty file": (b"\n \n", [], "table.csv: is empty", "为空"),
    "no rows": (b"name,population\n", [], "lists no places with persons", "没有列出有人口的"),
    "totals alone": (b"name,population\nTotal,5\n", [], "lists no places with persons", "没有列出有人口的"),
    "neither UTF-8 nor GBK": (
        b"name,population\n\xff\xff\xff,5\n",
        [],
        "table.csv:2: is neither UTF-8 nor GBK",
        "既不是 UTF-8",
    ),
    "a NUL": (b"name,population\nElm\0,5\n", [], "table.csv:2: holds a NUL character", "NUL"),
    "a workbook that is none": (
        b"PK\x03\x04 and so on",
        [],
        "is not a workbook that can be read",
        "不是能读取的工作簿",
    ),
    "a name too long": (b"name,population\n" + b"x" * 81 + b",5\n", [], "and at most 80 are allowed", "最多 80 个"),
}


@pytest.mark.parametrize(("content", "columns", "english", "chinese"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_refused_with_a_sentence(content, columns, english, chinese, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        read_places(table(tmp_path, content), "table.csv", columns)
    assert english in caught.value.text("en")
    assert chinese in caught.value.text("zh")


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    content = b"name,population,grids\nElm,many,0\nOak,few,1\n"
    with pytest.raises(ScenarioError) as caught:
        read_places(table(tmp_path, content), "table.csv")
    assert [problem.line for problem in caught.value.problems] == [2, 2, 3]


def test_what_is_no_place_is_told_apart_with_its_line(tmp_path):
    content = "名称,人口\n甲,5\n合计,6\n,\n注：年末数,\n".encode()
    found = read_places(table(tmp_path, content), "table.csv")
    assert [(line, str(what)) for line, what in found.aside] == [(3, "a total: 合计"), (5, "a note: 注：年末数")]
    # The total is not the sum, and somebody should know.
    assert "line 3: 合计 says 6 persons; the places add up to 5" in [str(notice) for notice in found.notices]


def test_merged_cells_carry_down(tmp_path):
    content = "区县,街道,名称,人口\n东区,一街,甲,5\n,,乙,6\n西区,,丙,7\n".encode()
    found = read_places(table(tmp_path, content), "table.csv")
    assert [(each.district, each.street) for each in found.places] == [("东区", "一街"), ("东区", "一街"), ("西区", "")]


def test_a_workbook_is_read_whatever_it_is_called(workbook_of, tmp_path):
    content = workbook_of(
        [["某区人口"], ["名称", "常住人口"], ["甲", 1200.0], ["乙", 900], [None, None], ["合计", 2100]]
    )
    found = read_places(table(tmp_path, content), "table.csv")
    assert found.sheet == "人口"
    assert [(place.line, place.name, place.persons) for place in found.places] == [(3, "甲", 1200), (4, "乙", 900)]
    assert found.notices == ()


def test_forty_refusals_that_are_alike_are_told_as_five(tmp_path):
    content = "name,population\n" + "".join(f"Elm {number},few\n" for number in range(40))
    with pytest.raises(ScenarioError) as caught:
        read_places(table(tmp_path, content.encode()), "table.csv")
    lines = caught.value.text("en").splitlines()
    assert len(lines) == 6
    assert lines[-1] == "table.csv: population: and 35 more like these"
    assert "另有 35 处同类问题" in caught.value.text("zh")


def test_a_line_to_copy_names_a_column_whose_heading_holds_blanks(tmp_path):
    path = table(tmp_path, b"where they live,how many heads\nElm,500\nOak,400\n")
    with pytest.raises(ScenarioError) as caught:
        read_places(path, "table.csv")
    options = [line.rsplit("--column ", 1)[1].strip('"') for line in caught.value.text("en").splitlines()]
    assert options == ["name=where they live", "persons=how many heads"]
    assert len(read_places(path, "table.csv", options).places) == 2


def test_an_empty_column_that_was_passed_over_is_told(tmp_path):
    found = read_places(table(tmp_path, "名称,街道,人口\n甲,,5\n乙,,6\n".encode()), "table.csv")
    assert "street" not in found.columns
    assert "street" in " ".join(str(notice) for notice in found.notices)


@pytest.mark.parametrize("parts", ["男,女", "Male,Female"])
def test_a_part_of_the_persons_is_not_proposed_for_them(parts, tmp_path):
    path = table(tmp_path, f"where,{parts},heads\nElm,251,249,500\nOak,200,201,401\n".encode())
    with pytest.raises(ScenarioError) as caught:
        read_places(path, "table.csv")
    assert '--column "persons=heads"' in caught.value.text("en")
    path = table(tmp_path, f"where,{parts}\nElm,251,249\nOak,200,201\n".encode())
    with pytest.raises(ScenarioError) as caught:
        read_places(path, "table.csv")
    assert '--column "persons=HEADING"' in caught.value.text("en")


def test_the_number_that_a_note_shows_stands_in_the_table(tmp_path):
    (notice,) = read_places(table(tmp_path, b"name;population\nElm;4.120\nOak;980\n"), "table.csv").notices
    assert "4.120 is read as 4,120" in notice
    assert "4.120 读作 4,120" in notice.say("zh")
