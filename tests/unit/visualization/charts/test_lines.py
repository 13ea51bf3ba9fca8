import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogov.visualization.charts.lines import Dot, Line, dot_chart, extent, line_chart
from cogov.visualization.charts.svg import number, shorten, text_width, ticks, week_ticks


def line(values, label="a", band=False):
    low, high = ([v - 1 for v in values], [v + 1 for v in values]) if band else (None, None)
    return Line(label, values, low, high, 0)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 10))
def test_ticks_are_round_and_inside(low, width, most):
    found = ticks(low, low + width, most)
    assert len(found) <= most + 1
    assert all(low - 1e-6 * width <= tick <= low + width * (1 + 1e-6) for tick in found)


@pytest.mark.parametrize(
    ("weeks", "last"), [(1, 1), (10, 10), (103, 100), (104, 104), (260, 260), (520, 520), (5200, 5200)]
)
def test_week_ticks(weeks, last):
    found = week_ticks(weeks)
    assert found[0] == 0
    assert last - 1 <= found[-1] <= weeks
    assert len(found) <= 11


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=50))
@example([2.0**-24, -201.0])
def test_scale_holds_all_values_and_zero(values):
    low, high = extent([line(values)])
    unseen = 1e-9 * (high - low)  # a value that rounding put past an end needs no further tick
    assert low <= min(0, *values) + unseen
    assert high >= max(0, *values) - unseen
    assert low < high


@pytest.mark.parametrize("weeks", [1, 2, 399, 401, 5200])
def test_long_and_short_runs_are_drawn(weeks):
    values = [float(week % 7) for week in range(weeks)]
    chart = line_chart([line(values, band=True)], label="x", week="week", unit="points", events=[0, weeks, weeks + 9])
    root = ET.fromstring(chart.markup())
    paths = [each.get("d") for each in root.iter("path")]
    assert all(path.count(",") <= 1000 for path in paths)
    assert len(chart.markup()) < 60_000


def test_labels_are_cut_to_the_room_they_have():
    assert text_width(shorten("各自为政" * 20, 190, 14), 14) <= 190
    assert shorten("short", 190, 14) == "short"


def test_many_lines_keep_their_labels_inside():
    lines = [line([50.0] * 30, label=str(place)) for place in range(8)]
    root = ET.fromstring(line_chart(lines, label="x", week="w", unit="u", scale=(0.0, 100.0)).markup())
    labels = sorted(float(each.get("y")) for each in root.iter("text") if each.get("font-weight") == "600")
    assert all(after - before >= 17 for before, after in pairwise(labels))
    assert labels[-1] < 400


def test_marks_differ_by_shape():
    dots = [Dot(each) for each in (0.1, 0.2, 0.3, 0.4)]
    root = ET.fromstring(dot_chart([("a", dots)], label="x", unit="share").markup())
    assert len(root.findall("circle")) == 1
    assert len({each.get("d").count(",") for each in root.findall("path")}) == 2


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0"), (1.0, "1"), (0.25, "0.2"), (-3.21, "-3.2")])
def test_numbers(value, text):
    assert number(value) == text
