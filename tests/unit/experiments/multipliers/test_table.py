"""Factorial tables of other models: what is read, what is wrong with them, line by line."""

from __future__ import annotations

import itertools
import json

import pytest

from cogov.experiments.execution.provenance import provenance
from cogov.experiments.multipliers.table import read_factorial
from cogov.scenarios import ScenarioError
from cogov.visualization.charts.multiplier import Gains, figures
from cogov.visualization.language.translations import LANGUAGES
from cogov.visualization.reports.json_documents import text
from cogov.visualization.reports.multiplier import page
from cogov.visualization.reports.multiplier_document import document


def written(path, worth, seeds=range(6), *, drop=(), heads="seed,a,b,y"):
    """A table of two parts; `drop` names (a, b, seed) that are missing."""
    lines = [heads]
    for seed, one, other in itertools.product(seeds, (0, 1), (0, 1)):
        if (one, other, seed) not in drop:
            lines.append(f"{seed},{one},{other},{worth(one, other) + 0.01 * seed!r}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path):
    return written(tmp_path / "t.csv", lambda a, b: 10.0 + a + b + 3 * a * b)


def said(path, **options):
    with pytest.raises(ScenarioError) as error:
        read_factorial(path, options.pop("parts", ("a", "b")), options.pop("outcome", "y"), **options)
    return str(error.value)


def test_a_table_gives_the_verdict_of_its_numbers(table):
    found = read_factorial(table, ("a", "b"), "y", pair="seed", scale="raw")
    assert found.verdict.answer == "yes"
    assert found.synergy.iloc[0]["synergy"] == pytest.approx(3.0)
    assert found.seeds == tuple("012345")


def test_every_language_writes_its_truth_values(tmp_path):
    path = tmp_path / "r.csv"
    rows = ["a,b,y"]
    for seed, (one, other) in itertools.product(range(5), itertools.product(("TRUE", "FALSE"), ("yes", "no"))):
        rows.append(f"{one},{other},{10 + (one == 'TRUE') + (other == 'yes') + 0.1 * seed}")
    path.write_text("﻿" + "\r\n".join(rows), encoding="utf-8")
    found = read_factorial(path, ("a", "b"), "y", scale="raw")
    assert found.verdict.reason == "additive"
    assert not found.paired


def test_the_scale_fits_the_outcome(table, tmp_path):
    assert read_factorial(table, ("a", "b"), "y").judged == "log"
    assert read_factorial(table, ("a", "b"), "y", bounds=(0.0, 100.0)).judged == "logit"
    signed = written(tmp_path / "s.csv", lambda a, b: a + b - 1.0)
    assert read_factorial(signed, ("a", "b"), "y", pair="seed").judged == "raw"


def test_rows_without_a_partner_are_left_out_and_told(tmp_path):
    path = written(tmp_path / "u.csv", lambda a, b: 10.0 + a + b, drop={(1, 1, 5)})
    found = read_factorial(path, ("a", "b"), "y")
    assert (found.seed_count, found.left_out) == (5, 3)


def test_missing_cells_are_named(tmp_path):
    path = written(tmp_path / "m.csv", lambda a, b: 1.0, drop={(1, 1, seed) for seed in range(6)})
    assert "no row of the cell a+b" in said(path)
    path = written(tmp_path / "n.csv", lambda a, b: 1.0, drop={(0, 1, 2), (0, 1, 4)})
    assert "the cell b lacks the seeds 2, 4" in said(path, pair="seed")


def test_errors_are_told_line_by_line(tmp_path):
    path = tmp_path / "w.csv"
    path.write_text("a,b,y\n0,0,1\n2,0,1\n0,x,\n1,1,nan\n1\n", encoding="utf-8")
    told = said(path)
    assert "w.csv:3: a: '2' does not say whether the part is there" in told
    assert "w.csv:4: b: 'x'" in told
    assert "w.csv:4: y: '' is no finite number" in told
    assert "w.csv:5: y: 'nan'" in told
    assert "w.csv:6: 1 cell, where the heading has 3" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"parts": ("a", "c")}, "t.csv has no column 'c'"),
        ({"parts": ("a",)}, "a single player"),
        ({"parts": ("a", "a")}, '"a" is named twice'),
        ({"outcome": "z"}, "t.csv has no column 'z'"),
        ({"pair": "sed"}, "did you mean seed"),
        ({"scale": "logit"}, "a logit needs the ends"),
        ({"bounds": (9.0, 3.0)}, "the lower end, 9, is not below the upper, 3"),
        ({"bounds": (0.0, 12.0)}, "lies beyond the bounds 0 and 12"),
    ],
)
def test_what_does_not_fit_is_told(table, options, told):
    assert told in said(table, **options)


def test_the_same_seed_twice_is_told(table):
    table.write_text(table.read_text() + "0,1,1,3\n", encoding="utf-8")
    assert "the same parts and seed as in line" in said(table, pair="seed")


def test_page_and_document_are_those_of_the_house(table):
    found = read_factorial(table, ("a", "b"), "y", pair="seed", scale="raw")
    origin = provenance(["cogov", "multiplier", "--table", "t.csv"])
    told = json.loads(text(document(found, origin)), parse_constant=pytest.fail)
    assert told["table"] == "t.csv"
    assert told["verdict"]["answer"] == "yes"
    for language in LANGUAGES:
        html = page(found, language, origin)
        assert told["verdict"]["sentence"][language] in html
        assert html.count("<svg") == 4
        drawn = [figure.drawing.markup() for figure in figures(Gains.read(told), language)]
        assert drawn == [figure.drawing.markup() for figure in figures(Gains.of(found), language)]


@pytest.mark.parametrize("bounds", [(9.0, 3.0), (3.0, 3.0), (float("nan"), 3.0), (0.0, float("inf"))])
def test_bounds_that_are_none_are_told_once(table, bounds):
    assert said(table, bounds=bounds).count("\n") == 0


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"  \n\t\n", b"\xef\xbb\xbf \r\n"])
def test_an_empty_table_is_called_empty(tmp_path, content):
    path = tmp_path / "e.csv"
    path.write_bytes(content)
    assert said(path).startswith("e.csv: is empty; allowed a CSV file with a heading")


def test_blank_lines_above_the_heading_are_passed_over(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("\n \na,b,y\n", encoding="utf-8")
    assert said(path) == "h.csv: holds no rows below its heading"
