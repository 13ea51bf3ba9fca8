import dataclasses
import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from cogov.experiments.statistics.paired import HEADLINE
from cogov.model.indicators import BY_NAME, INDICATORS
from cogov.scenarios.scenario import Text
from cogov.visualization.language.formatting import interval, level, localise, probability
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.comparison import describe_verdict
from cogov.visualization.terminal import tables
from cogov.visualization.terminal.consoles import output


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
            assert all(word in text for word in say.title(BY_NAME[name]).split())
            assert probability(comparison.holm_p.get((label, name))) in text
            assert interval(comparison.paired[label, name], BY_NAME[name]) in text
            assert describe_verdict(comparison, label, name, say) in text
        assert "…" not in text
        assert say("table.p")[:4] in text  # what the sentences below go by; the heading may be wrapped


def test_the_least_columns_go_first(comparison):
    say = words("en")
    wide, narrow = (drawn(tables.comparison_table(comparison, "synergy", say, width), width) for width in (140, 80))
    mean = localise(level(comparison.means["synergy"]["satisfaction"], BY_NAME["satisfaction"]), say)
    assert mean in wide
    assert mean not in narrow
    assert " minus " in narrow
    assert " minus " not in wide


@pytest.mark.parametrize("width", [72, 80, 90, 110])
@pytest.mark.parametrize("title", ["Over-deliberation", "Participatory and counterintuitive", "Each on its own"])
def test_no_heading_is_broken_inside_a_word(comparison, title, width):
    named = comparison.scenarios[1].model_copy(update={"title": Text(en=title)})
    again = dataclasses.replace(comparison, scenarios=(comparison.scenarios[0], named, *comparison.scenarios[2:]))
    text = drawn(tables.comparison_table(again, again.labels[1], words("en"), width), width)
    heading = text.split("\n ───")[0]
    assert set(title.split()) <= set(re.sub("[“”]", "", heading).split())


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


@pytest.mark.parametrize(("resolved", "value", "same_week"), [(0.0, "—", False), (3.0, "0.0", True)])
def test_weeks_to_resolution_are_a_dash_where_nothing_was_resolved(comparison, resolved, value, same_week):
    run = comparison.runs[0][0]
    run = dataclasses.replace(run, final={**run.final, "weeks_to_resolution": 0.0, "resolved": resolved})
    [line] = [line for line in drawn(tables.run_table(run, "", words("en")), 110).splitlines() if "to resol" in line]
    assert line.split()[3] == value
    assert tables.says_same_week(run) is same_week
