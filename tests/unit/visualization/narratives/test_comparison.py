from types import SimpleNamespace

import pytest

from cogov.experiments.comparison import Comparison
from cogov.experiments.execution.runs import RunResult
from cogov.model.indicators import NAMES
from cogov.scenarios import Claim, load
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.comparison import (
    FEW,
    claims,
    context,
    describe_verdict,
    headline,
    relation,
    saving,
    titles,
    warn_few,
)


def compared(first, second, expect=(), **more):
    """A comparison whose effectiveness in each replicate is given; all else is equal."""
    a, b = load("fragmented"), load("synergy")
    b = b.model_copy(update={"expect": expect})

    def outcome(label, seed, value, number):
        final = dict.fromkeys(NAMES, 0.5) | {"effectiveness": value, "official": 60.0}
        final |= {name: values[number][seed] for name, values in more.items()}
        return RunResult(label, seed, None, final, "")

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
        ("higher", "not_shown", "Not established"),
        ("higher", "one_pair", "Not established"),
    ],
)
def test_claims_can_fail(direction, case, outcome):
    claim = Claim(indicator="effectiveness", than="fragmented", direction=direction)
    [told] = claims(compared(*CASES[case], expect=(claim,)), words("en"))
    assert outcome in told


def test_idle_effort_is_told_where_it_differs():
    found = compared(*CASES["higher"], idle_effort=([0.38] * 4, [0.68] * 4))
    assert "left 68 % of their hours unused" in context(found, "synergy", words("en"))
    assert "68%（对照 38%）" in context(found, "synergy", words("zh"))
    assert "hours unused" not in context(compared(*CASES["higher"]), "synergy", words("en"))


def test_claims_in_chinese_name_the_direction_before_the_other():
    claim = Claim(indicator="effectiveness", than="fragmented", direction="higher")
    [told] = claims(compared(*CASES["higher"], expect=(claim,)), words("zh"))
    assert "的治理效能高于“" in told


def test_claims_about_others_are_left_out():
    claim = Claim(indicator="effectiveness", than="formalism", direction="higher")
    assert claims(compared(*CASES["higher"], expect=(claim,)), words("en")) == []


def test_worth_of_common_random_numbers():
    low = [50.0 + step for step in range(FEW)]
    high = [60.0 + step + 0.1 * (step % 2) for step in range(FEW)]
    assert saving(compared(low, high), words("en"))
    assert saving(compared(low, high[::-1]), words("en")) == ""


def test_few_pairs_are_told_and_their_correlation_is_not():
    few = compared([50.0, 55, 60, 65], [60.0, 65.1, 70, 75])
    assert saving(few, words("en")) == ""
    assert "4 pairs of runs" in warn_few(few, words("en"))
    many = compared([50.0 + step for step in range(FEW)], [60.0 + step for step in range(FEW)])
    assert warn_few(many, words("en")) == ""
    assert saving(compared(*CASES["one_pair"]), words("en")) == ""


def test_better_and_worse_follow_the_indicator():
    cost = ([0.1, 0.1, 0.1, 0.1], [0.3, 0.3, 0.3, 0.31])
    found = compared(*CASES["higher"], coordination_cost=cost)
    assert describe_verdict(found, "synergy", "coordination_cost", words("en")) == "higher: worse"
    assert describe_verdict(found, "synergy", "effectiveness", words("en")) == "higher: better"
    assert describe_verdict(found, "synergy", "official", words("en")) == "the same"


def test_equal_titles_are_told_apart():
    a = load("fragmented")
    twice = SimpleNamespace(scenarios=(a, a), labels=("fragmented", "fragmented (2)"))
    assert titles(twice, words("en"))[1].endswith("(fragmented (2))")


GAPS = {
    # official index and effectiveness, before and now: what is true of their distance
    (60.0, 30.0, 58.0, 50.0): "closer",  # the case that was told as "what an assessor sees is not what residents get"
    (60.0, 50.0, 75.0, 52.0): "wider",
    (50.0, 60.0, 50.0, 70.0): "wider",
    (50.0, 70.0, 60.0, 62.0): "closer",
    (50.0, 70.0, 62.0, 57.0): "closer",
    (60.0, 50.0, 50.0, 60.0): "turned",
    (50.0, 60.0, 70.0, 50.0): "wider",
}


@pytest.mark.parametrize("levels", GAPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_becomes_of_the_gap_is_told_as_it_is(levels, language):
    seen, true, seen_now, true_now = levels
    found = compared([true] * 3, [true_now] * 3, official=([seen] * 3, [seen_now] * 3))
    sentence = context(found, "synergy", words(language))
    words_of = {
        "en": {
            "wider": "lie further apart than",
            "closer": "lie closer together than",
            "turned": "lie as far apart as",
        },
        "zh": {"wider": "距离比“各自为政”更大", "closer": "更小", "turned": "相同，但高低互换"},
    }[language]
    for kind, phrase in words_of.items():
        if language == "zh" and kind == "wider":
            phrase = "更大（"
        assert (phrase in sentence) == (kind == GAPS[levels]), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pair_that_is_equal_does_not_differ(language):
    sentence = headline(compared([50.0], [50.0]), "synergy", words(language))
    assert {"en": "equally effective", "zh": "完全相同"}[language] in sentence
    assert {"en": "differs", "zh": "相差"}[language] not in sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shift", [-10.0, -0.4, 0.4, 10.0])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_more_and_less_follow_the_sign_for_every_number_of_pairs(shift, n, language):
    first = [50.0 + each / 1000 for each in range(n)]
    second = [value + shift + each / 500 for each, value in enumerate(first)]
    found = compared(first, second)
    sentence = headline(found, "synergy", words(language))
    more, less = {"en": ("more effectively", "less effectively"), "zh": ("的治理效能高于", "的治理效能低于")}[language]
    assert (more in sentence) == (found.verdict("synergy") == "higher")
    assert (less in sentence) == (found.verdict("synergy") == "lower")
    if n > 1:
        assert found.verdict("synergy") == ("higher" if shift > 0 else "lower")
    assert ("one point" in sentence or "不足一分" in sentence) == (n > 1 and abs(shift) < 1)


def test_what_cannot_be_told_from_luck_is_not_established():
    found = compared(*CASES["not_shown"])
    assert describe_verdict(found, "synergy", "effectiveness", words("en")) == "not established"
    assert describe_verdict(found, "synergy", "effectiveness", words("zh")) == "未能确认"
    assert "established" in headline(found, "synergy", words("en"))


def test_the_table_says_how_interval_and_p_relate():
    assert "all 12 headline comparisons together" in relation(compared(*CASES["higher"]), words("en"))
    assert "全部 12 项" in relation(compared(*CASES["higher"]), words("zh"))
    assert relation(compared(*CASES["one_pair"]), words("en")) == ""


FEW_SOLVED, MANY_SOLVED = [0.60, 0.63, 0.61, 0.62], [0.70, 0.72, 0.71, 0.73]
SOLVED = {"more": (FEW_SOLVED, MANY_SOLVED), "fewer": (MANY_SOLVED, FEW_SOLVED)}
SILENT = {"en": "But ", "zh": "但“"}


@pytest.mark.parametrize(
    ("case", "solved", "language", "but"),
    [
        ("higher", "fewer", "en",
         "But “Joined up” truly solves fewer of 100 problems that fall due: "
         "61.5 against 71.5, 10.0 fewer (95 % interval 8.7 to 11.3)."),
        ("higher", "fewer", "zh",
         "但“全面协同”真正解决的更少："
         "每 100 件到期问题解决 61.5 件，对照 71.5 件，少 10.0 件（95%区间 8.7 至 11.3）。"),
        ("lower", "more", "en",
         "But “Joined up” truly solves more of 100 problems that fall due: "
         "71.5 against 61.5, 10.0 more (95 % interval 8.7 to 11.3)."),
        ("lower", "more", "zh",
         "但“全面协同”真正解决的更多："
         "每 100 件到期问题解决 71.5 件，对照 61.5 件，多 10.0 件（95%区间 8.7 至 11.3）。"),
    ],
)  # fmt: skip
def test_what_is_solved_is_told_where_it_goes_the_other_way(case, solved, language, but):
    assert headline(compared(*CASES[case], solved=SOLVED[solved]), "synergy", words(language)).endswith(but)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("case", "solved"),
    [("higher", "more"), ("lower", "fewer"), ("not_shown", "fewer"), ("not_shown", "more"), ("same", "more")],
)
def test_nothing_is_told_where_both_go_one_way_or_one_is_not_sure(case, solved, language):
    assert SILENT[language] not in headline(compared(*CASES[case], solved=SOLVED[solved]), "synergy", words(language))


def test_one_pair_tells_no_opposition():
    assert "But " not in headline(compared([50.0], [60.0], solved=([0.7], [0.6])), "synergy", words("en"))
