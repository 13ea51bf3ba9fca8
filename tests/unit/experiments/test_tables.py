import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from cogov.experiments import tables
from cogov.experiments.differences import HEADLINE
from cogov.experiments.figures import interval
from cogov.experiments.findings import BY_NAME, shown_as
from cogov.experiments.terminal import output
from cogov.experiments.words import LANGUAGES, words
from cogov.model.indicators import INDICATORS


def drawn(table, width):
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    lines = console.file.getvalue().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    return "\n".join(lines)


@pytest.mark.parametrize("width", [80, 90, 100, 110, 160])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_keeps_its_names_and_intervals(comparison, language, width):
    say = words(language)
    for label in comparison.labels[1:]:
        text = drawn(tables.comparison_table(comparison, label, say, width), width)
        for name in HEADLINE:
            assert say.title(BY_NAME[name]) in text
            assert interval(comparison.paired[label, name], BY_NAME[name]) in text
            assert shown_as(comparison, label, name, BY_NAME[name].better, say) in text
        assert "…" not in text


def test_the_least_columns_go_first(comparison):
    say = words("en")
    wide, narrow = (drawn(tables.comparison_table(comparison, "synergy", say, width), width) for width in (140, 80))
    assert say("table.p") in wide
    assert say("table.p") not in narrow
    assert " minus " in narrow
    assert " minus " not in wide


@pytest.mark.parametrize("width", [40, 60, 80, 110])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_keeps_its_names(comparison, language, width):
    say, run = words(language), comparison.runs[0][0]
    text = drawn(tables.run_table(run, "title", say, width), width)
    for indicator in INDICATORS:
        assert say.title(indicator) in text
    assert "…" not in text


@pytest.mark.parametrize(("columns", "width"), [("72", 72), ("", tables.WIDTH), ("wide", tables.WIDTH)])
def test_columns_are_honoured_in_a_pipe(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert output().width == width
