"""A table that holds nothing is called empty, whatever reads it and whatever its bytes are."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from cogov.experiments.records.reading import read_table
from cogov.scenarios import ScenarioError
from cogov.scenarios.city.tables import read_sheets
from cogov.scenarios.communities import read_communities

EMPTY = [b"", b"\n \t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]


@pytest.mark.parametrize("content", EMPTY)
def test_tables_of_places_and_of_requests_are_called_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    for read in (lambda: read_sheets(path, "t.csv"), lambda: read_table(path, "t.csv", {})):
        with pytest.raises(ScenarioError) as caught:
            read()
        assert str(caught.value) == "t.csv: is empty"
        assert caught.value.text("zh") == "t.csv: 为空"


@pytest.mark.parametrize("content", EMPTY[:4])
def test_the_communities_of_a_scenario_are_called_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    _, document = read_communities(path, "t.csv")
    assert [str(each) for each in document.problems] == [
        "t.csv: is empty; allowed district, street, kind, name, grids, persons, agents"
    ]
