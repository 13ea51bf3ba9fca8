import string
import tomllib

import pytest

from cogov.experiments.words import LANGUAGES, WORDING, flat, spoken, words
from cogov.model.indicators import INDICATORS

FULL_WIDTH = dict(zip(",:;?!()", "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09", strict=True))


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_both_languages_say_the_same_things():
    english, chinese = (words(language).lines for language in LANGUAGES)
    assert list(english) == list(chinese)
    assert {key: placeholders(line) for key, line in english.items()} == {
        key: placeholders(line) for key, line in chinese.items()
    }


def test_nothing_is_left_untranslated():
    english, chinese = (words(language).lines for language in LANGUAGES)
    same = {key for key in english if english[key] == chinese[key]}
    assert same <= {"page.scenarios.default_meaning", "unit.percent"}


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
    assert spoken(environment) == language
