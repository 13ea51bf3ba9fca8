import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.experiments.lessons import lessons, load_lesson, loads_lesson
from cogov.experiments.lessons.template import template
from cogov.scenarios import ScenarioError

GOOD = template("mine")


def problems(text, name="mine.toml"):
    with pytest.raises(ScenarioError) as caught:
        loads_lesson(text, name)
    return [str(problem) for problem in caught.value.problems]


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_a_template_is_a_lesson():
    lesson = loads_lesson(GOOD, "mine.toml")
    assert lesson.name == "mine"
    assert lesson.scenes[0].changes.tables() == {"rules": {"participation": {"volunteer_service": 0.8}}}


def test_a_template_with_its_comments_taken_away_still_is_one():
    event = GOOD.replace("# [[scenes.events]]", "[[scenes.events]]").replace("# week = 104", "week = 104")
    event = event.replace("# surge = ", "surge = ")
    assert loads_lesson(event).scenes[0].events[0].week == 104


def test_a_file_is_read_from_where_it_is(tmp_path):
    path = tmp_path / "my lesson.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_lesson(path).name == "my lesson"
    assert load_lesson(str(path)) == load_lesson(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('look = ["effectiveness"', 'look = ["efectiveness"', 'is not an indicator.*did you mean effectiveness'),
        ('scenario = "middling" ', 'scenario = "midling" ',
         "is not a scenario.*did you mean middling"),
        ('controls = ["rules.participation', 'controls = ["rules.partcipation',
         "is not a setting.*did you mean rules.participation.volunteer_service"),
        ("volunteer_service = 0.8", "volunteer_servic = 0.8", "unknown key.*did you mean volunteer_service"),
        ("volunteer_service = 0.8", "volunteer_service = 8", "is too large; allowed a number between 0 and 1"),
        ('outcome = "higher"', 'outcome = "hihger"', "is not a possible outcome.*did you mean higher"),
        ('indicator = "effectiveness" ', 'indicator = "trusst" ', "is not an indicator.*did you mean trust"),
        ("tolerance = 2.0", "tolerence = 2.0", "unknown key.*did you mean tolerance"),
        ("tolerance = 2.0", "tolerance = 2.0\nweeks = 900", "weeks 0 to 899 go beyond the run's 260"),
        ("tolerance = 2.0", 'tolerance = 2.0\namong = ["this", "other"]', "chooses among no cities"),
        ('look = ["effectiveness"', 'loook = ["effectiveness"', "unknown key.*did you mean look"),
        ("minutes = 15", "minutes = 0", "is too small"),
        ('claim = "higher"', 'claim = "hgher"', "is not a possible outcome.*did you mean higher"),
        ("weeks = [0, 259]", "weeks = [0, 260]", "weeks 0 to 260 go beyond the run's 260"),
        ("weeks = [0, 259]", 'camera = "nowhere"', "is not a place of this city"),
        ("weeks = [0, 259]", 'highlight = "goverment"', "is not a kind of actor.*did you mean government"),
        ("weeks = [0, 259]", 'case = { type = "saftey" }', "is not a type of case.*did you mean safety"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_was_meant(old, new, told):
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    found = problems(text)
    line = line_of(text, new.rsplit("\n", 1)[-1])
    assert any(re.search(told, problem) and problem.startswith(f"mine.toml:{line}: ") for problem in found), found


def test_all_faults_are_told_at_once():
    text = GOOD.replace("volunteer_service = 0.8", "volunteer_service = 8").replace("tolerance = 2.0", "")
    text = text.replace("minutes = 15", 'minutes = "long"')
    found = "\n".join(problems(text))
    for part in ("minutes", "volunteer_service", "tolerance: is missing"):
        assert part in found


def test_each_outcome_needs_an_option():
    start = GOOD.rindex("[[scenes.poll.options]]")
    found = problems(GOOD[:start])
    assert len(found) == 1
    assert "no option is right when the outcome is lower" in found[0]
    twice = problems(GOOD.replace('outcome = "lower"', 'outcome = "higher"'))
    assert any("2 options are right when the outcome is higher" in problem for problem in twice)


def test_an_option_without_a_reveal_is_refused():
    found = problems(re.sub(r"(?m)^reveal = .*$", "", GOOD, count=1))
    assert any("reveal: is missing" in problem for problem in found)
    found = problems(re.sub(r"(?m)^reveal = .*$", "reveal = {}", GOOD, count=1))
    assert any("reveal: says nothing" in problem for problem in found)


def test_cities_of_a_poll_have_names_of_their_own():
    poll = GOOD.replace("tolerance = 2.0", 'tolerance = 2.0\nkind = "highest"\namong = ["this", "thsi"]')
    assert any('"thsi" is not a city of this scene' in problem for problem in problems(poll))
    city = GOOD.replace("[scenes.poll]", "[scenes.cities.same]\n[scenes.poll]", 1)
    assert any("same has a meaning of its own" in problem for problem in problems(city))


def test_settings_that_do_not_fit_together_are_told():
    surge = '[[scenes.events]]\nweek = 4\nsurge = { types = ["storm"], factor = 2.0, weeks = 2 }\n\n[scenes.poll]'
    found = problems(GOOD.replace("[scenes.poll]", surge, 1))
    assert any("storm" in problem for problem in found)


def test_a_note_of_an_event_is_not_lost_in_silence():
    event = '[[scenes.events]]\nweek = 4\nnote = { en = "Rain" }\nrules.law.service = 1.0\n\n[scenes.poll]'
    found = problems(GOOD.replace("[scenes.poll]", event, 1))
    assert any("says in the narration of its scene" in problem for problem in found)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "title: is missing"),
        (b"schema_version = 9", "newer version"),
        (b"title = [", "not valid TOML"),
        ("title = '\u8bfe'".encode("gbk"), "GBK"),
        (b"a" * (2 << 20), "larger than 1 MiB"),
        (b"x = " + b"[" * 99, "nested"),
    ],
)
def test_files_that_are_no_lessons_are_refused_in_words(content, told):
    assert any(told in problem for problem in problems(content))


def test_a_name_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match=f"did you mean {lessons()[0]}"):
        load_lesson(lessons()[0] + "s")


def test_a_new_lesson_needs_a_name_a_file_can_have():
    with pytest.raises(ScenarioError, match="slash"):
        template("../up")


VALUES = [
    "1",
    "-1",
    "1e9",
    "nan",
    "true",
    '""',
    '"x"',
    "[]",
    "{}",
    "[[1]]",
    "[{}]",
    "{ x = 1 }",
    "1979-05-27",
    '["this"]',
]
PAIRS = [n for n, line in enumerate(GOOD.splitlines()) if re.match(r"[a-z_]+ = ", line)]
HEADERS = [n for n, line in enumerate(GOOD.splitlines()) if line.startswith("[")]


@given(st.sampled_from(PAIRS), st.sampled_from(VALUES), st.sets(st.sampled_from(PAIRS + HEADERS), max_size=3))
def test_whatever_stands_in_a_file_is_answered_with_problems_or_a_lesson(place, value, left_out):
    lines = GOOD.splitlines()
    lines[place] = f"{lines[place].split(' = ')[0]} = {value}"
    text = "\n".join(line for n, line in enumerate(lines) if n not in left_out)
    found, wrong = None, ()
    try:
        found = loads_lesson(text)
    except ScenarioError as error:
        wrong = error.problems
    assert (found is None) == bool(wrong)
    assert all(problem.what for problem in wrong)


def test_a_lesson_of_the_first_edition_is_told_how_to_go_on():
    for old in ("schema_version = 1\n[[steps]]\n", "[[steps]]\n"):
        found = problems(old)
        assert len(found) == 1
        assert "cogov scenarios upgrade FILE" in found[0]
