"""One question, one number, one unit: on Play, on Compare, in the report, in what is saved, and from the command."""

from __future__ import annotations

import csv
import html
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from playwright.sync_api import expect

from cogov.experiments import compare
from cogov.experiments.outcomes.own_indicator import as_indicator, weekly
from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.measures import BY_NAME
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query
from cogov.visualization.language.formatting import change, interval, level, localise, scale
from cogov.visualization.narratives.outcomes import describe_outcome
from cogov.visualization.terminal.cli import main

PAIR, PAIRS = ("fragmented", "middling"), 12
ASKED = ("effectiveness", "resolution")
"""An index in points, and a share, which every page says in per cent."""

DONE = f"[data-shipped=false][data-runs='{PAIRS}']"
"""All runs of this visit are there."""

DRAWN = """() => {
    const chart = document.querySelector('.curves .solara-echarts').__vue__.chart.getOption();
    const [axis] = chart.yAxis;
    const lines = chart.series.filter((each) => each.name && each.endLabel);
    return {unit: axis.name, high: axis.max, lines: lines.map((each) => each.data)};
}"""


@pytest.fixture(scope="module")
def result():
    return compare(list(PAIR), replicates=PAIRS)


def said_by_command(language):
    command = (
        *["-m", "cogov.visualization.terminal", "compare"],
        *PAIR,
        "--replicates",
        str(PAIRS),
        "--lang",
        language,
    )
    wide = {**os.environ, "COLUMNS": "160"}
    run = subprocess.run([sys.executable, *command], env=wide, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return run.stdout


def said_in(rows, title):
    """Return the text of the first row of a page that begins with a title."""
    told = [
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split())
        for row in re.findall(r"<tr.*?</tr>", rows, re.DOTALL)
    ]
    return next(row for row in told if row.startswith(title))


def saved(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes().decode("utf-8-sig")


def expected(result, name, say):
    """Return an indicator's two levels, their difference, and its interval, as they are written."""
    indicator, gap = BY_NAME[name], result.paired[result.labels[1], name]
    ends = [localise(level(result.means[label][name], indicator), say) for label in result.labels]
    return *ends, localise(change(gap.mean, indicator), say), interval(gap, indicator)


def row_of(page, title):
    return page.locator(".figures tr:not(.figures-group)", has_text=title).first


def drawn(page, say, name):
    """Return what the chart draws, once it is of this indicator."""
    page.wait_for_function(f"({DRAWN})()?.unit === {say.axis(BY_NAME[name])!r}")
    return page.evaluate(DRAWN)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_has_one_number_in_one_unit_everywhere(server, page, result, language):
    say, told = words(language), said_by_command(language).splitlines()
    curves = {}
    page.goto(f"{server.url}/?{query(Setup(), View(language=language))}")
    page.locator(f".play-course{DONE}").wait_for()
    for end in expected(result, "effectiveness", say)[:2]:
        expect(page.locator(".standing-sure")).to_contain_text(end)
    for name in ASKED:
        indicator, title = BY_NAME[name], say.title(BY_NAME[name])
        *ends, moved, within = expected(result, name, say)
        line = next(line for line in told if line.strip().startswith(title))
        assert all(each in line for each in (*ends, moved, within))

        page.get_by_role("tab", name=say("play.panel.figures")).click()
        row_of(page, title).locator("button").click()
        for each in (*ends, f"{moved} {within}"):
            expect(row_of(page, title)).to_contain_text(each)
        curves[name] = curve = drawn(page, say, name)
        assert curve["high"] == pytest.approx(scale(indicator) * indicator.high)
        column = result.form.names.index(name)
        for values, spread in zip(curve["lines"], result.spread, strict=True):
            np.testing.assert_allclose(values, scale(indicator) * spread[1][:, column], atol=1e-4)
        last = localise(level(curve["lines"][1][-1] / scale(indicator), indicator), say)
        page.locator(".cg-track").press("End")
        expect(page.locator(".cg-reading div").nth(1)).to_have_text(last)
        assert last in page.locator(".curves").first.get_attribute("aria-label")

        page.get_by_role("tab", name=say("play.panel.takeaway")).click()
        report = said_in(saved(page, "cogov-report.html"), title)
        assert all(each in report for each in (*ends, moved, within))
        weeks = [
            row for row in csv.DictReader(io.StringIO(saved(page, f"cogov-{name}.csv"))) if int(row["week"]) >= 208
        ]
        for label, end in zip(result.labels, ends, strict=True):
            mean = np.mean([float(row[name]) for row in weeks if row["scenario"] == label])
            assert localise(level(mean, indicator), say) == end
        texts = [each.text for each in ET.fromstring(saved(page, f"cogov-{name}.svg")).iter() if each.text]
        assert {say.axis(indicator), "100"} <= set(texts)

    page.goto(f"{server.url}/?{query(Setup(), View(language=language, page='compare', compared=PAIR))}")
    page.locator(f".compare-course{DONE}").wait_for()
    for name in ASKED:
        *ends, moved, within = expected(result, name, say)
        row_of(page, say.title(BY_NAME[name])).locator("button").click()
        for each in (*ends, f"{moved} {within}"):
            expect(row_of(page, say.title(BY_NAME[name]))).to_contain_text(each)
        expect(page.locator(".multiple-level").nth(1)).to_have_text(ends[1])
        assert drawn(page, say, name) == {**curves[name], "lines": curves[name]["lines"][:1]}


OWN = """\
[outcomes.peak]
title = { en = "Peak of open problems", zh = "未结事项最高值" }
of = "open_issues"
measure = "highest"
window = { first = 52, until = 104 }
better = "lower"
[outcomes.gap]
title = { en = "Half the gap", zh = "差距之半" }
of = "(official - effectiveness) / 2"
unit = "points"
window = { last = 26 }
better = "neither"
[outcomes.back]
title = { en = "Weeks until it is back", zh = "恢复所用周数" }
of = "open_issues"
measure = "weeks_to_recovery"
window = { first = 3, until = 5 }
better = "lower"
"""
"""A level, an expression with a unit of its own, and one that no run has a value of."""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_outcome_of_ones_own_has_the_number_of_the_command(serve, page, tmp_path, language):
    file, say = tmp_path / "own.toml", words(language)
    file.write_text(OWN, encoding="utf-8")
    result = compare(list(PAIR), replicates=PAIRS, outcomes=file)
    server = serve("--outcomes", str(file))
    page.goto(f"{server.url}/?{query(Setup(), View(language=language))}")
    page.locator(f".play-course{DONE}").wait_for()
    of_kind = {label: result.outcomes[result.outcomes["scenario"] == label] for label in PAIR}
    for name in ("peak", "gap"):
        outcome, gap = result.own[name], result.paired_outcomes[PAIR[1], name]
        indicator, row = as_indicator(outcome), row_of(page, say.of(outcome.title))
        ends = [localise(level(of_kind[label][name].mean(), indicator), say) for label in PAIR]
        for each in (*ends, localise(change(gap.mean, indicator), say), interval(gap, indicator)):
            expect(row).to_contain_text(each)
        expect(row).to_contain_text(say.unit(indicator))
        expect(page.locator(".own-outcomes")).to_contain_text(describe_outcome(outcome, say))

        row.locator("button").click()
        page.wait_for_url(re.compile(f"outcome={name}"))
        page.wait_for_function(f"({DRAWN})()?.unit === {say.axis(weekly(outcome))!r}")
        for line, label in zip(page.evaluate(DRAWN)["lines"], PAIR, strict=True):
            place = result.labels.index(label)
            weeks = [
                outcome.expression.of({each: run.series[:, n] for n, each in enumerate(result.form.names)})
                for run in result.runs[place]
            ]
            np.testing.assert_allclose(line, np.median(weeks, axis=0), atol=1e-4)
    reason = say("outcome.left_out.not_back", outcome=say.of(result.own["back"].title), scenario="", count=12, all=12)
    expect(page.locator(".own-outcomes")).to_contain_text(reason[-12:])
    row_of(page, say.title(BY_NAME["trust"])).locator("button").click()
    page.wait_for_url(lambda url: "outcome=" not in url)
    page.wait_for_function(f"({DRAWN})()?.unit === {say.axis(BY_NAME['trust'])!r}")


def test_a_file_that_declares_no_outcome_is_refused(tmp_path, capsys):
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace('measure = "highest"', 'measure = "hihgest"'), encoding="utf-8")
    assert main(["app", "--no-browser", "--outcomes", str(file)]) == 2
    assert "did you mean highest" in " ".join(capsys.readouterr().err.split())
