"""Small comparisons, made once, and a workbook as small as one can be."""

import io
import zipfile
from collections.abc import Callable

import pytest

from cogov.experiments import Comparison, compare
from cogov.scenarios import Scenario, Text, load
from cogov.scenarios.toml.sanitize import scrub

SMALL = (
    "world.city.streets_per_district=1",
    "world.city.communities_per_street=1",
    "world.city.townships_per_county=1",
    "world.city.villages_per_township=1",
    "world.city.agents_per_grid=20",
)

TINY = (
    "world.city.urban_districts=1", "world.city.streets_per_district=1", "world.city.communities_per_street=1",
    "world.city.rural_counties=0", "world.city.agents_per_grid=10",
)  # fmt: skip

HOSTILE = "</script><img src=x onerror=alert(1)>\" onmouseover='x' {{7*7}} \x1b[31mred\x1b[0m\u202egnp"


@pytest.fixture(scope="session")
def small() -> tuple[str, ...]:
    """Changes that make a city quick to run."""
    return SMALL


@pytest.fixture(scope="session")
def tiny() -> tuple[str, ...]:
    """Changes that make a city still quicker to run: one community, 40 residents."""
    return TINY


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Three replicates of a year and a bit, three scenarios, one with an event."""
    return compare(["fragmented", "synergy", "flood"], replicates=3, weeks=60, changes=SMALL)


@pytest.fixture(scope="session")
def hostile() -> Comparison:
    """Scenarios whose every text attacks whoever shows it."""
    base = load("fragmented", changes=(*SMALL, "run.weeks=8"))
    text = Text(en=scrub(HOSTILE), zh=scrub(HOSTILE))  # as it is read from a file
    evil = base.model_copy(
        update={"name": "=HYPERLINK(1)", "title": text, "story": text, "watch": (text,), "expect": ()}
    )
    other = load("flood", changes=(*SMALL, "run.weeks=8", "events.0.week=2"))
    return compare([evil, other.model_copy(update={"notes": {0: text}})], replicates=2)


@pytest.fixture
def scenario() -> Scenario:
    """A scenario that runs in no time."""
    return load("synergy", changes=(*SMALL, "run.weeks=6"))


def _cells(rows: list[list[object]]) -> str:
    return "".join(
        f'<row r="{down}">'
        + "".join(
            f'<c r="{chr(65 + over)}{down}" t="inlineStr"><is><t>{value}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{chr(65 + over)}{down}"><v>{value}</v></c>'
            for over, value in enumerate(row)
            if value is not None
        )
        + "</row>"
        for down, row in enumerate(rows, 1)
    )


def workbook(rows: list[list[object]], beside: list[list[object]] | None = None, merged: str = "") -> bytes:
    """A workbook as small as one can be, of one sheet or two; cells of the first may be merged."""
    sheets = [_cells(rows), *([_cells(beside)] if beside else [])]
    joined = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}">'
        "<sheets>"
        + "".join(
            f'<sheet name="{"人口" if number == 1 else f"表{number}"}" sheetId="{number}" r:id="r{number}"/>'
            for number in range(1, len(sheets) + 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{rel}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    } | {
        f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        f"{joined if number == 1 else ''}</worksheet>"
        for number, cells in enumerate(sheets, 1)
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return target.getvalue()


@pytest.fixture(scope="session")
def workbook_of() -> Callable[[list[list[object]]], bytes]:
    """Make a workbook of rows of texts and numbers."""
    return workbook
