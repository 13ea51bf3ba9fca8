"""One edge for values: the same value through every door, and each door named in its language."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from cogov.scenarios import ScenarioError, load, loads
from cogov.scenarios.coercion import parse_text, plain

WEEKS = "run.weeks"
SHARE = "rules.goals.strength"


@pytest.mark.parametrize(
    "eight",
    [
        8, 8.0, np.int64(8), np.int8(8), np.float64(8), np.float32(8), np.array(8.0), pd.Series([8.0]).iloc[0],
        Decimal(8), Fraction(8), "8 as TOML", "8.0 as TOML",
    ],
)  # fmt: skip
def test_a_whole_number_is_one_however_it_is_written(eight):
    if isinstance(eight, str):
        record = loads(f"schema_version = 2\n[scenario]\nextends = 'synergy'\n[run]\nweeks = {eight.split()[0]}")
    else:
        record = load("synergy", changes={WEEKS: eight})
    assert record.settings.run.weeks == 8
    assert type(record.settings.run.weeks) is int
    assert record.digest == load("synergy", changes={WEEKS: 8}).digest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.8", 0.8), (".8", 0.8), ("+.8", 0.8), ("8.", 8.0), (" 8 ", 8), ("1e-3", 0.001), ("−2", -2), ("０．８", 0.8),
        ("TRUE", True), ("true", True), ("False", False), ("hub", "hub"), ("'hub'", "hub"), ("007", "007"),
        ("1,000", "1,000"), ("", ""), ("[1, 2]", [1, 2]),
    ],
)  # fmt: skip
def test_text_is_read_as_spreadsheets_and_people_write_it(text, value):
    found = parse_text(text)
    assert found == value
    assert type(found) is type(value)


def test_arrays_series_and_words_of_other_libraries():
    assert plain({"a": np.array([1.0, 2.0]), "b": (np.str_("hub"), np.bool_(True)), "c": None}) == {
        "a": [1.0, 2.0],
        "b": ["hub", True],
    }
    assert plain(pd.Series([1, 2])) == [1, 2]
    assert plain(pd.NA) is None
    changed = load("synergy", changes={"rules.mechanism.rule": np.str_("peer"), "events": np.array([])})
    assert changed.settings.rules.mechanism.rule == "peer"
    assert type(changed.settings.rules.mechanism.rule) is str


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (4.5, "4.5 is not a whole number", "4.5 不是整数"),
        (None, "is empty", "为空"),
        (pd.NA, "is empty", "为空"),
        ("", "is empty", "为空"),
        (True, "true is not a whole number", "true 不是整数"),
        (np.bool_(True), "true is not a whole number", "true 不是整数"),
        ("1,000", '"1,000" is not a whole number: write it without thousands separators, 1000', "请不要写千位分隔符"),
        ("1 000", "write it without thousands separators, 1000", "请不要写千位分隔符，写作 1000"),
        ("50%", "write it as a share, 0.5", "请写成小数，即 0.5"),
        (1e17, "1e+17 is not exact", "不精确"),
        (float("nan"), "nan is not a finite number", "nan 不是有限的数"),
        (np.array([1, 2]), "a list is not a whole number", "列表 不是整数"),
        (0, "0 is too small; allowed a whole number between 1 and 5200", "0 过小；可用：1 至 5200 之间的整数"),
    ],
)
def test_what_is_no_whole_number_is_told_in_both_languages(value, en, zh):
    with pytest.raises(ScenarioError) as caught:
        load("synergy", changes={WEEKS: value})
    assert str(caught.value).startswith(f"changes: {WEEKS}: ")
    assert en in str(caught.value)
    with pytest.raises(ScenarioError) as caught:
        load("synergy", changes={WEEKS: value}, lang="zh")
    assert zh in str(caught.value)


def test_an_error_speaks_of_the_door_it_came_through():
    for door in ("--set", "changes", "链接"):
        with pytest.raises(ScenarioError, match=f"^{door}: {SHARE}: 1.5 is too large"):
            load("synergy", changes=[f"{SHARE}=1.5"], door=door)
