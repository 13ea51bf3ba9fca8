from types import SimpleNamespace

import pytest

from cogov.experiments.comparison import Comparison
from cogov.experiments.findings import claims, context, headline, saving, shown_as, titles
from cogov.experiments.runs import Outcome
from cogov.experiments.words import LANGUAGES, words
from cogov.model.indicators import NAMES
from cogov.scenarios import Claim, load


def compared(first, second, expect=(), **more):
    """A comparison whose effectiveness in each replicate is given; all else is equal."""
    a, b = load("fragmented"), load("synergy")
    b = b.model_copy(update={"expect": expect})

    def outcome(label, seed, value, number):
        final = dict.fromkeys(NAMES, 0.5) | {"effectiveness": value, "official": 60.0}
        final |= {name: values[number][seed] for name, values in more.items()}
        return Outcome(label, seed, None, final, "")

    runs = tuple(
        tuple(outcome(label, seed, value, number) for seed, value in enumerate(values))
        for number, (label, values) in enumerate((("fragmented", first), ("synergy", second)))
    )
    return Comparison((a, b), ("fragmented", "synergy"), tuple(range(len(first))), 5, runs)


CASES = {
    "higher": ([50.0, 51, 52, 50], [60.0, 61.5, 62, 60]),
    "lower": ([60.0, 61, 62, 60], [50.0, 51.5, 52, 50]),
    "not_shown": ([50.0, 51, 52, 50], [51.0, 50, 52.5, 49]),
    "same": ([50.0, 51, 52, 50], [50.0, 51, 52, 50]),
    "one_pair": ([50.0], [60.0]),
}


@pytest.mark.parametrize("verdict", CASES)
def test_every_verdict_has_its_sentence(verdict):
    found = compared(*CASES[verdict])
    assert found.verdict("synergy") == verdict
    for language in LANGUAGES:
        sentence = headline(found, "synergy", words(language))
        assert all(name in sentence for name in titles(found, words(language)))
        assert "{" not in sentence


def test_a_loss_is_told_as_a_loss():
    sentence = headline(compared(*CASES["lower"]), "synergy", words("en"))
    assert "less effectively" in sentence
    assert "by 9.9 points" in sentence
    assert "0 of 4" in sentence
    assert "−" not in sentence  # "less by a negative number" says the opposite


def test_a_hint_is_neither_a_finding_nor_nothing():
    found = compared([50.0, 51, 52], [52.0, 52.5, 55])
    assert found.paired["synergy", "effectiveness"].p < 0.05
    assert found.verdict("synergy") == "not_shown"
    assert "more paired runs are needed" in headline(found, "synergy", words("en"))


def test_a_small_difference_is_called_small():
    found = compared([50.0, 51, 52, 50], [50.5, 51.51, 52.5, 50.5])
    assert words("en")("finding.small") in headline(found, "synergy", words("en"))
    assert words("en")("finding.small") not in headline(compared(*CASES["higher"]), "synergy", words("en"))


@pytest.mark.parametrize(
    ("direction", "case", "outcome"),
    [
        ("higher", "higher", "Holds"),
        ("higher", "lower", "Does not hold"),
        ("lower", "lower", "Holds"),
        ("higher", "not_shown", "Not shown"),
        ("higher", "one_pair", "Not shown"),
    ],
)
def test_claims_can_fail(direction, case, outcome):
    claim = Claim(indicator="effectiveness", than="fragmented", direction=direction)
    [told] = claims(compared(*CASES[case], expect=(claim,)), words("en"))
    assert outcome in told


def test_idle_effort_is_told_where_it_differs():
    found = compared(*CASES["higher"], idle_effort=([0.38] * 4, [0.68] * 4))
    assert "68 % did no work" in context(found, "synergy", words("en"))
    assert "68%（对照 38%）" in context(found, "synergy", words("zh"))
    assert "did no work" not in context(compared(*CASES["higher"]), "synergy", words("en"))


def test_claims_in_chinese_name_the_direction_before_the_other():
    claim = Claim(indicator="effectiveness", than="fragmented", direction="higher")
    [told] = claims(compared(*CASES["higher"], expect=(claim,)), words("zh"))
    assert "的治理效能高于“" in told


def test_claims_about_others_are_left_out():
    claim = Claim(indicator="effectiveness", than="formalism", direction="higher")
    assert claims(compared(*CASES["higher"], expect=(claim,)), words("en")) == []


def test_worth_of_common_random_numbers():
    found = compared([50.0, 55, 60, 65], [60.0, 65.1, 70, 75])
    assert saving(found, words("en"))
    assert saving(compared([50.0, 55, 60, 65], [65.0, 60, 55, 50]), words("en")) == ""
    assert saving(compared(*CASES["one_pair"]), words("en")) == ""


def test_better_and_worse_follow_the_indicator():
    cost = ([0.1, 0.1, 0.1, 0.1], [0.3, 0.3, 0.3, 0.31])
    found = compared(*CASES["higher"], coordination_cost=cost)
    assert shown_as(found, "synergy", "coordination_cost", -1, words("en")) == "higher: worse"
    assert shown_as(found, "synergy", "effectiveness", 1, words("en")) == "higher: better"
    assert shown_as(found, "synergy", "official", 0, words("en")) == "the same"


def test_equal_titles_are_told_apart():
    a = load("fragmented")
    twice = SimpleNamespace(scenarios=(a, a), labels=("fragmented", "fragmented (2)"))
    assert titles(twice, words("en"))[1].endswith("(fragmented (2))")
