from dataclasses import replace
from typing import get_args

import pytest

from cogov.experiments.multipliers.verdict import PASSED, Evidence, Reason, Sides, VerdictAnswer, judge
from cogov.experiments.statistics.bootstrap import LEAST, estimates
from cogov.visualization.language.translations import LANGUAGES, words

UP, DOWN, OPEN = Sides(1, 1), Sides(-1, 1), Sides(0, 1)
YES = Evidence(20, UP, {"raw": UP}, null=OPEN, arms=dict.fromkeys(PASSED, UP))
NO = Evidence(20, DOWN, {"raw": DOWN}, null=OPEN, arms=dict.fromkeys(PASSED, DOWN))


def test_true_false_and_undecided_can_all_be_reached():
    assert judge(YES).answer == "yes"
    assert judge(NO) == replace(judge(NO), answer="no", reason="substitutes")
    assert judge(Evidence(20, OPEN)).answer == "not_shown"


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (replace(YES, seeds=LEAST - 1), "too_few"),
        (replace(YES, judged=None), "no_scale"),
        (replace(YES, judged=Sides(1, -1)), "harm"),
        (replace(YES, judged=Sides(1, 0)), "no_gain"),
        (replace(YES, judged=Sides(1, 1, mending=True)), "mending"),
        (replace(YES, beside={"raw": DOWN}), "conflict"),
        (replace(YES, null=UP), "null"),
        (replace(YES, at_end=True), "ceiling"),
        (replace(NO, at_end=True), "ceiling"),
        (replace(NO, beside={"raw": UP}), "conflict"),
        (replace(NO, null=DOWN), "null"),
        (Evidence(20, Sides(0, 1, nothing=True)), "additive"),
        (Evidence(20, OPEN), "uncertain"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_each_condition_can_stop_an_answer(evidence, reason):
    assert judge(evidence).reason == reason


@pytest.mark.parametrize("arm", PASSED)
@pytest.mark.parametrize("held", [OPEN, DOWN])
def test_a_multiplier_passes_every_control(arm, held):
    assert judge(replace(YES, arms={**YES.arms, arm: held})).reason == arm


@pytest.mark.parametrize("arm", PASSED)
def test_substitutes_pass_the_two_controls_of_form(arm):
    found = judge(replace(NO, arms={**NO.arms, arm: OPEN}))
    assert found.reason == ("substitutes" if arm == "budget" else arm)


@pytest.mark.parametrize(
    ("judged", "logit", "bounded", "reason"),
    [
        (OPEN, OPEN, True, "ceiling"),
        (UP, UP, True, "ceiling"),
        (OPEN, DOWN, True, "uncertain"),  # the logit says it too, so that it is not the end of the scale
        (OPEN, OPEN, False, "uncertain"),
    ],
)
def test_an_index_that_alone_says_less_than_the_sum_is_at_its_ceiling(judged, logit, bounded, reason):
    evidence = Evidence(20, judged, {"raw": DOWN, "logit": logit}, bounded=bounded)
    assert judge(evidence).reason == reason


def test_parts_add_up_if_d_is_within_a_tenth_of_the_gain():
    whole = estimates([[10.0], [10.1], [9.9], [10.0], [10.05], [9.95]])
    near, far = (estimates([[x] for x in (0.1 * k, -0.1 * k, 0.2 * k, -0.2 * k, 0.05, -0.05)]) for k in (1, 20))
    assert Sides.of(near, whole).nothing
    assert not Sides.of(far, whole).nothing


def test_every_reason_has_words():
    for language in LANGUAGES:
        say = words(language)
        for reason in get_args(Reason):
            assert "X" in say(f"multiplier.reason.{reason}", scenario="X")
            assert say(f"multiplier.short.{reason}")
        assert all(say(f"multiplier.answer.{answer}", reason="R") for answer in get_args(VerdictAnswer))
