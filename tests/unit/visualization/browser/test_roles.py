"""A city looks the same wherever it stands among others, and a chart says what its lines and bands are of."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cogov.visualization.browser.measures import BY_NAME
from cogov.visualization.browser.pages import compare as compare_page
from cogov.visualization.browser.pages.play import lines_of, state_of
from cogov.visualization.browser.panels.curves import Curve, curve_of, option
from cogov.visualization.browser.panels.readings import describe_runs
from cogov.visualization.browser.translations import LANGUAGES, words
from cogov.visualization.browser.use_runs import PageRuns
from cogov.visualization.charts.comparison import curves, legend
from cogov.visualization.charts.lines import colour, style_of
from cogov.visualization.charts.svg import BASELINE


def course(level, seed=7):
    settings = SimpleNamespace(run=SimpleNamespace(seed=seed))
    return SimpleNamespace(of=lambda name: np.full(9, float(level)), settings=settings)


@pytest.fixture
def asked():
    cities = tuple(course(level) for level in (1, 2, 3))
    return PageRuns(cities, tuple((city,) * 12 for city in cities))


def look(line):
    return line.style, line.dash


def test_pages_and_browser_draw_a_city_alike(asked, comparison):
    names = list(comparison.labels)
    on_page = [look(line) for line in curves(comparison, "effectiveness", names)]
    multiples = [compare_page.lines_of(asked, place, "effectiveness", names) for place in range(3)]
    assert [look(lines[-1]) for lines in multiples] == on_page
    assert all(lines[0].name == names[0] for lines in multiples)
    # Play has the city played first, and draws the one compared with below it.
    pair = PageRuns(asked.courses[:2], asked.replicates[:2])
    drawn = lines_of(pair, "effectiveness", ("played", "against"), words("en"))
    assert [(line.name, look(line)) for line in drawn] == [("against", on_page[0]), ("played", on_page[1])]
    assert colour(drawn[0].style) == BASELINE
    keys = [key.markup() for key, _ in legend(names)]
    for key, (style, dash) in zip(keys, on_page, strict=True):
        assert colour(style) in key
        assert (dash or "none") in key


def test_a_chart_draws_colours_and_dashes_of_its_lines(asked):
    lines = [curve_of(asked, place, "trust", name, style_of(place)) for place, name in enumerate("abc")]
    drawn = option(lines, BY_NAME["trust"], words("en"))
    lines = {each["name"]: each["lineStyle"] for each in drawn["series"] if "name" in each}
    assert [lines[name]["type"] for name in "abc"] == [[8, 4], "solid", [10, 3, 2, 3]]
    assert len({lines[name]["color"] for name in "abc"}) == 3
    assert drawn["xAxis"]["name"] == "week"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_says_what_its_line_and_its_band_are_of(asked, language):
    say = words(language)
    assert describe_runs(asked, say) == state_of(asked, say) == say("play.band", seed=7, n=12)
    assert describe_runs(PageRuns(asked.courses), say) == say("play.one_run", seed=7)
    assert "7" in say("play.one_run", seed=7)
    assert describe_runs(PageRuns(), say) == ""


def test_a_line_is_the_median_of_its_band_and_the_single_run_is_faint():
    runs = tuple(course(level) for level in (10, 1, 2, 3, 4))
    asked = PageRuns((runs[0],), (runs,))
    line = curve_of(asked, 0, "trust", "a", 0)
    assert np.all(line.values == 3.0)
    assert np.all(line.single == 10.0)
    assert np.all(line.band[0] <= line.values)
    assert np.all(line.values <= line.band[1])
    alone = curve_of(PageRuns((runs[0],)), 0, "trust", "a", 0)
    assert alone.single is None
    assert np.all(alone.values == 10.0)
    faint = [each for each in option([line], BY_NAME["trust"], words("en"))["series"] if "name" not in each][-1]
    assert faint["lineStyle"]["opacity"] < 0.5
    assert faint["data"] == [10.0] * 9


def test_what_was_not_measured_is_a_gap_in_the_line():
    values = np.array([1.0, np.nan, 2.0])
    drawn = option([Curve("a", values)], BY_NAME["adoption"], words("en"))
    assert drawn["series"][0]["data"] == [100.0, None, 200.0]
