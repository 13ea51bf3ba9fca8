import re
import string
import tomllib

import pytest

from cogov.model.indicators import INDICATORS
from cogov.visualization.language.translations import LANGUAGES, WORDING, flat, preferred_language, words

FULL_WIDTH = dict(zip(",:;?!()", "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09", strict=True))


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things():
    english, chinese = (words(language).lines for language in LANGUAGES)
    assert list(english) == list(chinese)
    assert {key: placeholders(line) for key, line in english.items()} == {
        key: placeholders(line) for key, line in chinese.items()
    }


def test_nothing_is_left_untranslated():
    english, chinese = (words(language).lines for language in LANGUAGES)
    same = {key for key in english if english[key] == chinese[key]}
    numbers = {"place_short.community", "place_short.village"}  # the number alone, in both
    assert same <= {"page.scenarios.default_meaning", "unit.percent", *numbers}


def test_chinese_has_chinese_punctuation():
    wrong = [
        f"{key}: {line}"
        for key, line in words("zh").lines.items()
        if any(mark in line for mark in FULL_WIDTH) and key != "page.other_language"
    ]
    assert wrong == []


def test_every_group_and_unit_has_words():
    for language in LANGUAGES:
        say = words(language)
        for indicator in INDICATORS:
            assert say.title(indicator)
            assert say.meaning(indicator)
            assert say.unit(indicator)
            assert say(f"group.{indicator.group}")


def test_a_missing_key_is_an_error():
    with pytest.raises(KeyError):
        words("en")("page.nothing")


def test_files_are_flat_text():
    for language in LANGUAGES:
        table = tomllib.loads((WORDING / f"{language}.toml").read_text(encoding="utf-8"))
        assert all(line.strip() == line and line for line in flat(table).values())


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "COGOV_LANG": "zh"}, "zh"),
    ],
)
def test_locale_decides(environment, language):
    assert preferred_language(environment) == language


PLURALS = (  # not points: those of an index have decimals, as in "1.0 points"
    "weeks|runs|comparisons|seeds|players|warnings|steps|questions|pairs|cities|coalitions|settings|patterns|rows|"
    "factors|trajectories|replicates|policies|states|times|changes|trials|parameters|targets|scenarios|regions|draws|"
    "values|minutes|predictions|residents|communities|grids|cells"
)
NEVER_ONE = {
    # Two paired runs or more; with one there is another sentence.
    *("finding.higher", "finding.lower", "finding.not_shown", "finding.suggested", "finding.same", "story.sure"),
    *("story.more_runs", "run.saving", "page.how_to_read", "validate.runs"),
    # Several headline comparisons, regions and base rows, always.
    *("finding.shown", "finding.unsure", "page.differences.caption", "page.reproduce.many", "calibration.parts"),
    *("analysis.sobol.note", "status.rate"),
}


@pytest.mark.parametrize("value", [1, "1"])
def test_one_of_anything_is_said_in_the_singular(value):
    wrong = re.compile(rf"(?<![\w.])1 (?:paired |base )?(?:{PLURALS})\b|(?<!and )\b1 (?:are|have|were|move|pay)\b")
    found: dict[str, str] = {}
    for key, line in words("en").lines.items():
        said = words("en")(key, **dict.fromkeys(placeholders(line), value))
        assert "[[" not in said
        if (what := wrong.search(said)) and key not in NEVER_ONE:
            found[key] = what.group()
    assert found == {}


@pytest.mark.parametrize("value", [0, 2, 12])
def test_none_and_many_are_said_in_the_plural(value):
    lines = {key: line for key, line in words("en").lines.items() if "[[" in line}
    assert len(lines) > 50
    for key, line in lines.items():
        said = words("en")(key, **dict.fromkeys(placeholders(line), value))
        for name, one, other in re.findall(r"\[\[(\w+)\?(.*?)\|(.*?)\]\]", line):
            assert name in placeholders(line), key
            assert one != other
            assert re.sub(r"\{\w+\}", str(value), other) in said, key


def test_what_was_said_wrongly_of_one():
    say = words("en")
    about = {
        "all": 1,
        "policy": "x",
        "regret": "1.0",
        "unit": "points",
        "worst": "2.0",
        "share": "40 %",
        "weights": "",
        "doubts": "",
    }
    assert "No policy of 1" not in say("analysis.regret.unsure", **about)
    assert "over 1 trajectory, means over 1 replicate of" in say("analysis.morris.note", trajectories=1, runs=1)
    assert "over 2 trajectories, means over 3 replicates of" in say("analysis.morris.note", trajectories=2, runs=3)
    assert say("analysis.runs_missing", count=1, all=8).startswith("1 of 8 runs has no result")
    assert say("analysis.runs_missing", count=3, all=8).startswith("3 of 8 runs have no result")
