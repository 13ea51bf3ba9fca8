"""The shipped lessons, judged by the real model: what is right is computed, and there is something to say about it."""

import re

import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.lessons import (
    answer,
    answer_scene,
    cities,
    follow_case,
    interventions,
    lessons,
    load_lesson,
    required_runs,
)
from cogov.experiments.lessons.lesson import OTHER, THIS
from cogov.model.parameter import Record
from cogov.scenarios import Text
from cogov.visualization.browser.configuration import Setup, scenario_compared, scenario_played

POLLS = [
    pytest.param(scene, id=f"{name}-{number}")
    for name in lessons()
    for number, scene in enumerate(load_lesson(name).scenes, 1)
    if scene.poll is not None
]
SCENES = [scene for name in lessons() for scene in load_lesson(name).scenes]


def texts(value):
    """Every text below a record."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def test_seven_stories_are_shipped():
    assert len(lessons()) == 7
    assert all(1 <= len(load_lesson(name).scenes) <= 9 for name in lessons())  # the keys 1 to 9 choose one
    assert len(POLLS) >= 2 * len(lessons())


@pytest.mark.parametrize("scene", POLLS)
def test_every_poll_claims_what_will_come_out(scene):
    assert scene.poll.claim in scene.poll.outcomes()


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_speaks_both_languages(name):
    found = list(texts(load_lesson(name)))
    said = [text for text in found if text]
    assert all(text.en and text.zh for text in said)
    for text in said:
        assert not re.search(r"[\u4e00-\u9fff]", text.en), text.en
        assert re.search(r"[\u4e00-\u9fff]", text.zh), text.zh
        assert not re.search(r"[,:;?!()]", text.zh), text.zh


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_ends_with_questions_for_the_room(name):
    lesson = load_lesson(name)
    assert len(lesson.debrief) >= 2
    assert all(text.en.rstrip().endswith("?") for text in lesson.debrief)
    assert lesson.minutes <= 60


@pytest.mark.parametrize("scene", POLLS)
def test_the_real_model_makes_exactly_one_option_right(scene):
    poll = scene.poll.model_copy(update={"replicates": 1})
    found = answer_scene(scene.model_copy(update={"poll": poll}))
    right = [place for place, option in enumerate(poll.options) if option.outcome == found.outcome]
    assert right == [found.option]
    assert poll.options[found.option].reveal
    assert not found.sure  # a single run never is
    assert {option.outcome for option in poll.options} == set(poll.outcomes())


@pytest.mark.parametrize("scene", SCENES)
def test_cities_are_those_that_the_page_runs(scene):
    setup = Setup(
        scenario=scene.scenario,
        against=scene.against,
        changes=scene.changes.dotted(),
        events=interventions(scene) if scene.events else None,
        same_shocks=scene.same_shocks,
    )
    found = cities(scene)
    assert found[THIS].digest == scenario_played(setup, {}).digest
    assert found[OTHER].digest == scenario_compared(setup, {}).digest


def test_an_answer_is_the_same_whoever_makes_the_runs():
    scene = load_lesson("5_flood").scenes[2]
    runs = {
        name: [run_one(RunSpec(name, settings)).series for settings in replicates]
        for name, replicates in required_runs(scene).items()
    }
    assert answer(scene.poll, runs) == answer_scene(scene)


def test_one_case_is_the_same_in_both_cities_and_ends_solved():
    scene = next(scene for scene in SCENES if scene.case is not None)
    found = follow_case(scene)
    assert set(found) == {THIS, OTHER}
    assert found[THIS].born == found[OTHER].born >= scene.case.from_week
    for journey in found.values():
        assert journey.ended.what.name == "RESOLVED"
        assert [moment.week for moment in journey.moments] == sorted(moment.week for moment in journey.moments)
        assert journey.moments[0].what.name == "BORN"
        assert journey.weeks == journey.ended.week - journey.born
    assert found[THIS].moments != found[OTHER].moments
