"""What the first page says about in what its two cities differ."""

import pytest

from cogov.scenarios import load
from cogov.visualization.browser.panels.headline import find_difference


@pytest.mark.parametrize(
    ("played", "against", "difference"),
    [
        ("synergy", "synergy", "nothing"),
        ("synergy", "fragmented", "coordination"),
        ("middling", "fragmented", "coordination"),
        ("flood", "fragmented", "more"),
    ],
)
def test_coordination_is_named_alone_only_where_nothing_else_differs(played, against, difference):
    assert find_difference(load(played).settings, load(against).settings) == difference


def test_another_seed_or_length_is_more_than_coordination():
    settings = load("synergy").settings
    other = settings.model_copy(update={"run": settings.run.model_copy(update={"seed": 77})})
    assert find_difference(other, load("fragmented").settings) == "more"
