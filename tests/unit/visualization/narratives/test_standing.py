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


def apart(solved, index, language="en"):
    """Two cities, each with its shares solved and its points of the index, one of a seed."""
    played, against = ([{"solved": one, "effectiveness": other} for one, other in zip(*city, strict=True)]
                       for city in zip(solved, index, strict=True))  # fmt: skip
    return say_standing(played, against, ("A", "B"), words(language))


MORE, FEWER = ((0.70, 0.72, 0.71), (0.60, 0.63, 0.61)), ((0.60, 0.63, 0.61), (0.70, 0.72, 0.71))
HIGH, LOW = ((58.0, 58.5, 57.4), (52.0, 52.9, 51.0)), ((52.0, 52.9, 51.0), (58.0, 58.5, 57.4))
UNSURE = ((52.0, 58.5, 57.4), (55.0, 52.9, 58.0))


@pytest.mark.parametrize(
    ("solved", "index", "language", "but"),
    [
        (MORE, LOW, "en",
         "But the index of effectiveness of “A” is lower: "
         "52.0 against 58.0 points, 6.0 less (95 % interval 5.0 to 7.0)."),
        (MORE, LOW, "zh",
         "但“A”的治理效能指数更低："
         "52.0 分，对照 58.0 分，低 6.0 分（95%区间 5.0 至 7.0）。"),
        (FEWER, HIGH, "en",
         "But the index of effectiveness of “A” is higher: "
         "58.0 against 52.0 points, 6.0 more (95 % interval 5.0 to 7.0)."),
        (FEWER, HIGH, "zh",
         "但“A”的治理效能指数更高："
         "58.0 分，对照 52.0 分，高 6.0 分（95%区间 5.0 至 7.0）。"),
    ],
)  # fmt: skip
def test_where_the_index_goes_the_other_way_the_headline_says_so(solved, index, language, but):
    result = apart(solved, index, language)
    assert result.but == but
    assert result.headline == f"{result.solved}{'' if language == 'zh' else ' '}{but}"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("solved", "index"),
    [(MORE, HIGH), (FEWER, LOW), (MORE, UNSURE), (((0.5, 0.7, 0.6), (0.6, 0.6, 0.61)), LOW), (MORE, (LOW[0], LOW[0])),
     (tuple(each[:1] for each in MORE), tuple(each[:1] for each in LOW))],
)  # fmt: skip
def test_it_is_silent_where_both_go_one_way_or_one_is_not_sure(solved, index, language):
    result = apart(solved, index, language)
    assert result.but == ""
    assert result.headline == result.solved


def test_a_small_but_sure_difference_is_not_written_as_none():
    result = apart(MORE, ((58.0, 58.01, 58.0), (58.02, 58.031, 58.02)))
    assert result.but.endswith("0.02 less (95 % interval 0.02 to 0.02).")
