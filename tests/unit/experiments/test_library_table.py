"""The table of the library: paired, complete, in both languages, the same however it is printed."""

import math

import pytest

from cogov.experiments import compare
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.library_table import COLUMNS, list_library_runs, tabulate_library
from cogov.scenarios import library
from cogov.visualization.language.translations import words
from cogov.visualization.reports import library_table as reports
from cogov.visualization.terminal import tables

FEW = {"world.city.agents_per_grid": 6}


@pytest.fixture(scope="module")
def table():
    return tabulate_library(replicates=2, weeks=10, changes=FEW)


def test_every_scenario_has_a_row(table):
    assert tuple(row.scenario.name for row in table.rows) == library()
    assert (table.seeds, table.weeks) == ((1, 2), 10)
    assert {row.scenario.name for row in table.rows if row.elsewhere} == {
        "mutual_aid_five", "dianti", "dianti_majority", "dianti_unanimity",
    }  # fmt: skip
    assert [row.scenario.name for row in table.rows if row.gain is None] == ["fragmented"]


def test_one_reference_runs_in_each_place():
    scenarios, places = list_library_runs(weeks=10)
    assert len(places) == 3
    assert {place.name for place in places} == {"fragmented"}
    assert len({place.digest for place in places} | {each.digest for each in scenarios}) == len(scenarios) + 2


@pytest.mark.parametrize("name", ["synergy", "mutual_aid_five"])
def test_a_row_is_what_a_comparison_in_one_place_says(table, name):
    row = next(row for row in table.rows if row.scenario.name == name)
    found = compare([name, "fragmented"], replicates=2, weeks=10, changes=FEW, same_world=True)
    paired = found.paired["fragmented", "effectiveness"]
    assert row.gain is not None
    assert row.gain.mean == pytest.approx(-paired.mean)
    assert row.values["solved"].mean == pytest.approx(found.means[name]["solved"])


def test_hours_are_bound_and_what_was_not_measured_is_no_number(table):
    rows = {row.scenario.name: row for row in table.rows}
    for row in rows.values():
        assert set(row.values) == set(COLUMNS)
        assert 0.0 < row.values["hours"].mean < 1.0
    assert math.isnan(rows["fragmented"].values["adoption"].mean)
    assert rows["fragmented"].values["adoption"].n == 0
    assert "—" in reports.cells(rows["fragmented"], words("en"))
    assert rows["command"].values["hours"].mean > rows["fragmented"].values["hours"].mean


@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_json_csv_and_terminal_say_the_same(table, language):
    say = words(language)
    text = reports.markdown(table, say)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + len(table.rows)
    assert len({line.count("|") for line in lines}) == 1
    for row, line in zip(table.rows, lines[2:], strict=True):
        assert f"`{row.scenario.name}`" in line
        assert say.of(row.scenario.title) in line
    document = reports.document(table, provenance(["cogov"]))
    assert [each["name"] for each in document["scenarios"]] == list(library())
    assert document["scenarios"][0]["values"]["harm"]["mean"] == table.rows[0].values["harm"].mean
    frame = reports.frame(table)
    assert len(frame) == len(table.rows) * (len(COLUMNS) + 1) - 1
    wide, nothing = tables.library_table(table, say, 240)
    assert nothing == []
    assert len(wide.columns) == len(COLUMNS) + 2
    narrow, hidden = tables.library_table(table, say, 80)
    assert len(narrow.columns) + len(hidden) == len(COLUMNS) + 2
    assert hidden
