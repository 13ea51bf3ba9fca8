"""The picture of whole and parts: what it draws is what is said, whatever the signs."""

import math
import re

import pytest

from cogov.visualization.charts.whole_and_parts import (
    GOLD,
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
