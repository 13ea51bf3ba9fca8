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
from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.measures import BY_NAME
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query
from cogov.visualization.language.formatting import change, interval, level, localise, scale

PAIR, PAIRS = ("fragmented", "middling"), 12
ASKED = ("effectiveness", "resolution")
"""An index in points, and a share, which every page says in per cent."""

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


def drawn(page, unit):
    page.wait_for_function(f"({DRAWN})()?.unit === {unit!r}")
    return page.evaluate(DRAWN)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_has_one_number_in_one_unit_everywhere(server, page, result, language):
    say, told = words(language), said_by_command(language)
    first, second = result.labels
    for name in ASKED:
        indicator, gap = BY_NAME[name], result.paired[second, name]
        title = say.title(indicator)
        ends = [localise(level(result.means[label][name], indicator), say) for label in (first, second)]
        moved = localise(change(gap.mean, indicator), say)
        within = interval(gap, indicator)
        line = next(line for line in told.splitlines() if line.strip().startswith(title))
        assert all(each in line for each in (*ends, moved, within))

        view = {"language": language, "indicator": name}
        page.goto(f"{server.url}/?{query(Setup(), View(**view))}")
        page.locator(f".play-course[data-busy=false][data-shipped=false][data-runs='{PAIRS}']").wait_for()
        row = page.locator(".figures tr:not(.figures-group)", has_text=title).first
        for each in (*ends, localise(f"{change(gap.mean, indicator)} {within}", say)):
            expect(row).to_contain_text(each)
        curve = drawn(page, say.axis(indicator))
        assert curve["high"] == pytest.approx(scale(indicator) * indicator.high)
        column = result.form.names.index(name)
        for values, spread in zip(curve["lines"], result.spread, strict=True):
            np.testing.assert_allclose(values, scale(indicator) * spread[1][:, column], atol=1e-4)
        last = localise(level(curve["lines"][1][-1] / scale(indicator), indicator), say)
        page.locator(".cg-track").press("End")
        expect(page.locator(".cg-reading div").nth(1)).to_have_text(last)
        assert last in page.locator(".curves").first.get_attribute("aria-label")

        page.goto(f"{server.url}/?{query(Setup(), View(**view, panel='takeaway'))}")
        page.locator(f".play-course[data-busy=false][data-shipped=false][data-runs='{PAIRS}']").wait_for()
        report = said_in(saved(page, "cogov-report.html"), title)
        assert all(each in report for each in (*ends, moved, within))
        rows = list(csv.DictReader(io.StringIO(saved(page, f"cogov-{name}.csv"))))
        mean = np.mean([float(each[name]) for each in rows if each["scenario"] == second and int(each["week"]) >= 208])
        assert localise(level(mean, indicator), say) == ends[1]
        texts = [each.text for each in ET.fromstring(saved(page, f"cogov-{name}.svg")).iter() if each.text]
        assert say.axis(indicator) in texts
        assert "100" in texts

        page.goto(f"{server.url}/?{query(Setup(), View(**view, page='compare', compared=PAIR))}")
        page.locator(f".compare-course[data-shipped=false][data-runs='{PAIRS}']").wait_for()
        row = page.locator(".compare .figures tr:not(.figures-group)", has_text=title).first
        for each in (*ends, localise(f"{change(gap.mean, indicator)} {within}", say)):
            expect(row).to_contain_text(each)
        expect(page.locator(".multiple-level").nth(1)).to_have_text(ends[1])
        assert drawn(page, say.axis(indicator)) == {**curve, "lines": curve["lines"][:1]}
