"""Tables for a paper: they compile where LaTeX is careful, and say what the CSV beside them says."""

import math

import pandas as pd
import pytest

from cogov.visualization.reports.latex import latex, write_table


def cells(text):
    body = text.partition("\\midrule\n")[2].partition("\\bottomrule")[0]
    return [[cell.strip() for cell in row.split("&")] for row in body.strip().removesuffix("\\\\").split("\\\\\n")]


def test_numbers_have_four_digits_and_gaps_are_empty():
    frame = pd.DataFrame({"name": ["a", "b"], "mean": [0.123456, math.nan], "n": [12345, 2]})
    assert cells(latex(frame)) == [["a", "0.1235", "12345"], ["b", "", "2"]]


@pytest.mark.parametrize(
    ("word", "written"),
    [("rules.goals_x", "rules.goals\\_x"), ("5 %", "5 \\%"), ("a & b", "a \\& b"), ("\\input{x}", "\\textbackslash "),
     ("$x$", "\\$x\\$"), ("#1", "\\#1")],
)  # fmt: skip
def test_nothing_in_a_cell_or_a_heading_commands_latex(word, written):
    text = latex(pd.DataFrame({word: [word]}))
    header, body = text.partition("\\midrule")[::2]
    assert written in header
    assert written in body


def test_a_caption_makes_it_a_float():
    frame = pd.DataFrame({"a": [1]})
    assert "\\begin{table}" not in latex(frame)
    text = latex(frame, "What was found", "tab:found")
    assert "\\caption{What was found}" in text
    assert "\\label{tab:found}" in text


def test_both_files_have_one_header(tmp_path):
    frame = pd.DataFrame({"level": ["x"], "mean": [1.25]})
    assert write_table(frame, tmp_path / "t.csv") == ["t.csv", "t.tex"]
    header = (tmp_path / "t.csv").read_text("utf-8").splitlines()[0].split(",")
    assert header == [cell.strip(" \\") for cell in (tmp_path / "t.tex").read_text("utf-8").splitlines()[2].split("&")]
