"""The sentence of a page: its figures, and its certainty in words."""

from __future__ import annotations

import pytest

from cogov.visualization.language.translations import words
from cogov.visualization.narratives.standing import say_standing


def finals(*solved):
    return [{"solved": each, "effectiveness": 100 * each} for each in solved]


def said(played, against, language="en"):
    return say_standing(finals(*played), finals(*against), ("A", "B"), words(language))


def test_it_says_how_many_of_a_hundred_each_solves():
    assert said((0.8, 0.82), (0.5, 0.54)).headline == ("Of 100 problems that fall due, “A” truly solves 81; “B”, 52.")
    assert said((0.8, 0.82), (0.5, 0.54), "zh").headline == "每 100 件到期问题中，“A”真正解决 81 件，“B”解决 52 件。"
    assert said((0.8, 0.82), (0.5, 0.54)).index == (
        "Index of effectiveness (on time, backlog, satisfaction and trust, participation, equity): "
        "81.0 against 52.0 points."
    )


@pytest.mark.parametrize(
    ("played", "against", "sure"),
    [
        ((0.8, 0.81, 0.82), (0.5, 0.51, 0.53), "More in 3 of 3 pairs of runs, by 28 to 31 on average"),
        ((0.5, 0.51, 0.53), (0.8, 0.81, 0.82), "Fewer in 3 of 3 pairs of runs, by 28 to 31 on average"),
        ((0.5, 0.6, 0.5), (0.6, 0.5, 0.4), "More in 2 of 3 pairs of runs: no more than chance would give."),
        ((0.5,), (0.6,), "One pair of runs so far"),
        ((0.5, 0.6), (0.5, 0.6), "Both cities are the same here."),
    ],
)
def test_it_says_how_sure_that_is(played, against, sure):
    assert said(played, against).sure.startswith(sure)
