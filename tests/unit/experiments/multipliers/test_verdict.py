import itertools

import pytest

from cogov.experiments.multipliers.verdict import Sides, judge
from cogov.experiments.statistics.bootstrap import LEAST
from cogov.visualization.language.translations import LANGUAGES, words

GAIN = {(1, 1): "multiplier", (-1, -1): "substitutes", (1, -1): "conflict", (-1, 1): "conflict", (1, 0): "raw_only",
        (0, 1): "log_only", (-1, 0): "raw_below", (0, -1): "log_below", (0, 0): "uncertain"}  # fmt: skip


@pytest.mark.parametrize(("sides", "reason"), GAIN.items())
def test_both_scales_must_agree(sides, reason):
    raw, log = (Sides(side, 1) for side in sides)
    found = judge(raw, log, 20)
    assert found.reason == reason
    assert found.answer == {"multiplier": "yes", "substitutes": "no"}.get(reason, "not_shown")


def test_yes_needs_everything():
    for values in itertools.product((1, 0, -1), (1, 0, -1), (False, True)):
        for other in itertools.product((1, 0, -1), (1, 0, -1), (False, True)):
            raw, log = (Sides(synergy, whole, mending=mends) for synergy, whole, mends in (values, other))
            yes = judge(raw, log, 20).answer == "yes"
            assert yes == (values == other == (1, 1, False))


def test_what_is_no_multiplier():
    assert judge(Sides(1, -1), Sides(1, -1), 20).reason == "harm"
    assert judge(Sides(1, 0), Sides(1, 1), 20).reason == "no_gain"
    assert judge(Sides(1, 1, mending=True), Sides(1, 1), 20).reason == "mending"
    assert judge(Sides(0, 1, nothing=True), Sides(0, 1, nothing=True), 20).reason == "additive"
    assert judge(Sides(1, 1), None, 20).reason == "no_log"
    assert judge(Sides(1, 1), Sides(1, 1), LEAST - 1).reason == "too_few"


def test_every_reason_has_words():
    from typing import get_args

    from cogov.experiments.multipliers.verdict import Reason, VerdictAnswer

    for language in LANGUAGES:
        say = words(language)
        for reason in get_args(Reason):
            assert "X" in say(f"multiplier.reason.{reason}", scenario="X")
            assert say(f"multiplier.short.{reason}")
        assert all(say(f"multiplier.answer.{answer}", reason="R") for answer in get_args(VerdictAnswer))
