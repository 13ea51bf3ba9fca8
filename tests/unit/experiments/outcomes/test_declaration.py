"""``[outcomes.NAME]`` of a study: what it may say, and all that is wrong at once."""

import pytest

from cogov.experiments.design.loading import load_study
from cogov.experiments.outcomes import Window
from cogov.experiments.outcomes.of_runs import documents, read
from cogov.scenarios import ScenarioError
from cogov.scenarios.message import say_error

STUDY = """\
schema_version = 1
[study]
scenario = "fragmented"
question = { en = "Which?", zh = "哪个？" }
[settings]
run.weeks = 60
[design]
method = "grid"
[levers.share]
key = "rules.resources.share"
values = [0.0, 0.5]
"""
RIGHT = """\
[outcomes.relief]
title = { en = "Relief", zh = "缓解" }
of = "official - effectiveness"
measure = "area_lost"
window = { first = 20, until = 40 }
better = "lower"
unit = { en = "marks", zh = "分值" }
before = 8
"""


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "own.toml"
        path.write_text(STUDY + text, encoding="utf-8")
        return load_study(path)

    return load


@pytest.fixture
def problems(load):
    def problems(text):
        with pytest.raises(ScenarioError) as caught:
            load(text)
        return caught.value.problems

    return problems


def test_what_is_declared_is_read_and_survives_a_manifest(load):
    study = load(RIGHT)
    own = study.own["relief"]
    assert (own.expression.names, own.measure, own.better, own.before) == (
        ("official", "effectiveness"),
        "area_lost",
        -1,
        8,
    )
    assert own.window == Window(first=20, until=40)
    assert study.outcomes == ("relief",), "what is declared is what is asked, where nothing else is"
    assert documents(read(documents(study.own))) == documents(study.own)


def test_an_indicator_alone_brings_its_unit(load):
    text = RIGHT.replace('"official - effectiveness"', '"trust"').replace('unit = { en = "marks", zh = "分值" }\n', "")
    assert load(text).own["relief"].unit == "index"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"official - effectiveness"', '"official - efectiveness"', 14, "effectiveness"),
        ('"official - effectiveness"', "\"__import__('os')\"", 14, "is no function"),
        ('"official - effectiveness"', '"official.real"', 14, "is no arithmetic"),
        ('"official - effectiveness"', '"sqr(official)"', 14, "sqrt"),
        ('"area_lost"', '"area_loss"', 15, "area_lost"),
        ("first = 20, until = 40", "first = 40, until = 20", 16, "is not above first"),
        ("first = 20, until = 40", "first = 60", 16, "not in the run"),
        ("first = 20, until = 40", "after_event = 9", 16, "there is no event 9"),
        ("first = 20, until = 40", "last = 5, first = 3", 16, "does not go with"),
        ("first = 20, until = 40", "until = 40", 16, "there are none before week 0"),
        ('"lower"', '"neither"', 17, "which way is worse"),
        ('zh = "分值"', 'zh = ""', 18, "both languages"),
        ('{ en = "marks", zh = "分值" }', '"point"', 18, "points"),
        (', zh = "缓解"', "", 13, "both languages"),
        ("before = 8", "hold = 3", 19, "means nothing to the measure"),
        ("[outcomes.relief]", "[outcomes.trust]", 12, "column of the results"),
        ("[outcomes.relief]", "[outcomes.share]", 12, "is the name of a lever too"),
        ("[outcomes.relief]", "[outcomes.select]", 12, "SQL"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_nearest_name(problems, old, new, line, said):
    assert old in RIGHT
    found = problems(RIGHT.replace(old, new))
    assert any(each.line == line and said in each.sentence for each in found), [each.sentence for each in found]


def test_all_that_is_wrong_is_told_at_once_in_both_languages(problems):
    text = RIGHT.replace("effectiveness", "efectiveness").replace('"lower"', '"less"').replace('zh = "缓解"', 'zh = ""')
    found = problems(text)
    assert len({each.line for each in found}) == 3
    said = say_error(ScenarioError(found), "zh")
    assert all(words in said for words in ("不是指标", "中英文都要写"))


def test_a_misspelt_outcome_of_the_study_has_its_nearest_name(problems):
    text = RIGHT + "[precision]\nhalf_width = { releif = 0.5 }\n"
    assert any("relief" in each.sentence for each in problems(text))
