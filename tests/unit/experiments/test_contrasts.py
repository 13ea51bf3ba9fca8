import pytest

from cogov.experiments.contrasts import contrast_coordination, judge_change, judge_claim, judge_headline
from cogov.experiments.statistics.paired import paired_difference
from cogov.model.indicators import BY_NAME


def difference(*values):
    return paired_difference([*values], [0.0] * len(values))


@pytest.mark.parametrize(
    ("values", "direction", "verdict"),
    [
        ((1.0, 1.1, 0.9), "higher", "holds"),
        ((1.0, 1.1, 0.9), "lower", "broken"),
        ((1.0, -1.1, 0.9), "higher", "not_shown"),
        ((1.0,), "higher", "not_shown"),
    ],
)
def test_a_claim_is_judged_by_the_interval(values, direction, verdict):
    assert judge_claim(difference(*values), direction) == verdict


def test_a_headline_of_equal_settings_is_equal_whatever_the_runs_say():
    assert judge_headline(difference(1.0, 2.0), "higher", equal=True) == "equal"
    assert judge_headline(difference(0.0), "one_pair", equal=False) == "one_pair_same"
    assert judge_headline(difference(1.0), "one_pair", equal=False) == "one_pair"


def test_a_hint_needs_an_own_p_that_is_small():
    assert judge_headline(difference(2.0, 1.5, 3.0), "not_shown", equal=False) == "suggested"
    assert judge_headline(difference(2.0, -1.5, 3.0), "not_shown", equal=False) == "not_shown"


def test_the_official_index_is_contrasted_where_it_parts_by_five_points():
    first = {"coordination_degree": 0.4, "coordination_cost": 0.02, "idle_effort": 0.3, "official": 60.0}
    first |= {"effectiveness": 50.0}
    assert contrast_coordination({**first, "official": 64.9}, first).official is None
    seen = contrast_coordination({**first, "official": 65.5, "idle_effort": 0.36}, first)
    assert (seen.official.gap, seen.official.gap_against, seen.official.parting) == (15.5, 10.0, "wider")
    assert seen.idle_differs
    assert not contrast_coordination({**first, "idle_effort": 0.34}, first).idle_differs


def test_better_follows_what_the_indicator_declares():
    assert judge_change("lower", BY_NAME["coordination_cost"]) == "better"
    assert judge_change("higher", BY_NAME["official"]) is None  # more of it is neither
    assert judge_change("not_shown", BY_NAME["trust"]) is None
