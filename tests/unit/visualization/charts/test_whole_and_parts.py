"""The picture of whole and parts: what it draws is what is said, whatever the signs."""

import math
import re

import pytest

from cogov.visualization.charts.whole_and_parts import (
    GOLD,
    GRID,
    INK,
    EstimatedGain,
    Labels,
    WholeAndParts,
    whole_and_parts_chart,
)

LABELS = Labels("parts", "whole", "D", "less", "equal", "more", "points")
NAN = math.nan


def draw(alone, whole, *, spread=0.1, width=960.0):
    """Draw parts and whole; return the rectangles as (left, width, fill) and the needle as (x, y) from its root."""
    beyond = whole - sum(alone)
    shown = WholeAndParts(
        [(f"part {place}", value) for place, value in enumerate(alone, 1)],
        EstimatedGain(whole, whole - spread, whole + spread),
        EstimatedGain(beyond, beyond - spread, beyond + spread),
    )
    drawing = whole_and_parts_chart(shown, LABELS, label="x", width=width)
    rectangles = [
        (float(each.get("x")), float(each.get("width")), each.get("fill")) for each in drawing.root.findall("rect")
    ]
    (needle,) = (each for each in drawing.root.findall("line") if each.get("stroke-width") == "4")
    x1, y1, x2, y2 = (float(needle.get(key)) for key in ("x1", "y1", "x2", "y2"))
    return rectangles, (x2 - x1, y1 - y2), drawing


@pytest.mark.parametrize("width", [440.0, 960.0])
@pytest.mark.parametrize(
    ("alone", "whole"),
    [
        ([2.0, 3.0], 8.0),
        ([2.0, 3.0], 4.0),
        ([2.0, -3.0], 4.0),
        ([-2.0, -3.0], -4.0),
        ([-1.0, -2.0], -6.0),
        ([2.0], 2.0),
    ],
)
def test_blocks_add_up_and_the_rest_is_gold_or_hatched(alone, whole, width):
    rectangles, needle, _ = draw(alone, whole, width=width)
    blocks = rectangles[: len(alone)]
    unit = blocks[0][1] / abs(alone[0])
    for value, (_, wide, _) in zip(alone, blocks, strict=True):
        assert wide == pytest.approx(abs(value) * unit, rel=0.02)
    rest = rectangles[len(alone) + 1]
    beyond = whole - sum(alone)
    assert rest[1] == pytest.approx(abs(beyond) * unit, abs=0.6)
    assert (rest[2] == GOLD) == (beyond > 0)
    assert (needle[0] > 0) == (beyond > 0)


def test_the_needle_stands_upright_where_nothing_is_beyond_and_never_leaves_the_dial():
    assert draw([1.0, 2.0], 3.0)[1][0] == pytest.approx(0.0, abs=0.2)
    for alone, whole, side in (([1.0, -1.0], 9.0, 1), ([5.0, 5.0], -5.0, -1)):
        x, y = draw(alone, whole)[1]
        assert y == pytest.approx(0.0, abs=0.2)
        assert x * side > 50


@pytest.mark.parametrize(("alone", "whole"), [([0.0, 0.0], 0.0), ([1e-12, 0.0], 0.0), ([1e9, 2e9], 4e9)])
@pytest.mark.parametrize("spread", [0.0, NAN])
def test_nothing_and_no_interval_can_be_drawn(alone, whole, spread):
    text = draw(alone, whole, spread=spread)[2].markup()
    assert not re.search(r"\bnan\b|\binf\b", text)


def dial(whole, parts, low, high):
    """Return angles of the needle and of the ends of the interval's arc in degrees, and how many arrows there are."""
    shown = WholeAndParts([("part", parts)], EstimatedGain(whole, low, high), EstimatedGain(whole - parts, low, high))
    root = whole_and_parts_chart(shown, LABELS, label="x", width=440.0).root
    (needle,) = (each for each in root.findall("line") if each.get("stroke-width") == "4")
    x1, y1, x2, y2 = (float(needle.get(key)) for key in ("x1", "y1", "x2", "y2"))

    def angle(x, y):
        return math.degrees(math.atan2(x - x1, y1 - y))

    inked = [
        [tuple(map(float, pair)) for pair in re.findall(r"[ML ]?(-?[\d.]+)[ ,](-?[\d.]+)", each.get("d"))]
        for each in root.findall("path")
        if each.get("fill") == INK
    ]
    arcs = [points for points in inked if len(points) > 3]
    arc = [angle(*point) for points in arcs for point in points]
    radii = [math.hypot(x - x1, y - y1) for points in arcs for x, y in points]
    return angle(x2, y2), (min(arc, default=NAN), max(arc, default=NAN)), len(inked) - len(arcs), radii


@pytest.mark.parametrize(
    ("whole", "parts", "low", "high"),
    [(12.0, 10.0, 1.98, 2.02), (12.0, 10.0, 2.0, 2.0), (0.0, 0.0, 0.0, 0.0), (0.0, 4.0, -4.0, -4.0)],
)
def test_a_narrow_interval_is_seen_beside_the_needle(whole, parts, low, high):
    needle, (left, right), arrows, radii = dial(whole, parts, low, high)
    assert left - 0.1 <= needle <= right + 0.1
    assert right - left > 1.4  # degrees: 2.5 pixels and more at the rim
    assert arrows == 0
    assert min(radii) > 92  # outside of where the needle ends


def test_where_next_to_nothing_is_known_the_needle_does_not_take_sides():
    """The whole is 0 or nearly: a share of it would be anything."""
    needle, (left, right), _, radii = dial(0.001, 0.003, -3.0, 3.0)
    assert abs(needle) < 1
    assert (left, right) == (pytest.approx(-90, abs=0.5), pytest.approx(90, abs=0.5))
    assert all(each == pytest.approx(radii[0], abs=8) for each in radii)  # an arc, no polygon across the dial


@pytest.mark.parametrize(
    ("whole", "parts", "spread", "side"), [(6.0, -5.0, 1.0, 1), (-4.0, 10.0, 1.0, -1), (4.0, 0.0, 1.0, 1)]
)
def test_an_interval_that_goes_on_beyond_the_dial_has_an_arrow(whole, parts, spread, side):
    needle, (left, right), arrows, _ = dial(whole, parts, whole - parts - spread, whole - parts + spread)
    assert needle == pytest.approx(90 * side, abs=0.5)
    assert right - left > 4
    assert arrows == 1


def test_boundless_ends_reach_both_sides_and_leave_the_axis_as_it_is():
    needle, (left, right), arrows, _ = dial(12.0, 10.0, -1e200, 1e200)
    assert needle == pytest.approx(90 * 2 / 12, abs=0.5)
    assert right - left == pytest.approx(180, abs=0.5)
    assert arrows == 2


@pytest.mark.parametrize("whole", [0.0, 1e-14, 5.0])
def test_equal_is_always_a_place_on_the_dial(whole):
    shown = WholeAndParts([("part", 5.0)], EstimatedGain(whole, NAN, NAN), EstimatedGain(whole - 5.0, NAN, NAN))
    root = whole_and_parts_chart(shown, LABELS, label="x").root
    (equal,) = (each for each in root.findall("path") if each.get("fill") == GRID)
    columns = [float(x) for x in re.findall(r"[ML ]?(-?[\d.]+)[ ,]-?[\d.]+", equal.get("d"))]
    assert max(columns) - min(columns) > 4
