"""The shipped lessons, judged by the real model: what is right is computed, and there is something to say about it."""

import re

import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.lessons import answer, answer_step, cities, interventions, lessons, load_lesson, required_runs
from cogov.experiments.lessons.lesson import OTHER, THIS
from cogov.model.parameter import Record
from cogov.scenarios import Text
from cogov.visualization.browser.configuration import Setup, scenario_compared, scenario_played

QUESTIONS = [
    pytest.param(step, id=f"{name}-{number}")
    for name in lessons()
    for number, step in enumerate(load_lesson(name).steps, 1)
    if step.question is not None
]
STEPS = [step for name in lessons() for step in load_lesson(name).steps]


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


def test_there_are_at_least_six():
    assert len(lessons()) >= 6
    assert len(QUESTIONS) >= 2 * len(lessons())


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


def test_the_first_lesson_shows_three_controls():
    assert {len(step.controls) for step in load_lesson(lessons()[0]).steps} == {3}


@pytest.mark.parametrize("step", QUESTIONS)
def test_the_real_model_makes_exactly_one_option_right(step):
    question = step.question.model_copy(update={"replicates": 1})
    found = answer_step(step.model_copy(update={"question": question}))
    right = [place for place, option in enumerate(question.options) if option.outcome == found.outcome]
    assert right == [found.option]
    assert question.options[found.option].explanation
    assert not found.sure  # a single run never is
    assert {option.outcome for option in question.options} == set(question.outcomes())


@pytest.mark.parametrize("step", STEPS)
def test_cities_are_those_that_the_page_runs(step):
    setup = Setup(
        scenario=step.scenario,
        against=step.against,
        changes=step.changes.dotted(),
        events=interventions(step) if step.events else None,
        same_shocks=step.same_shocks,
    )
    found = cities(step)
    assert found[THIS].digest == scenario_played(setup, {}).digest
    assert found[OTHER].digest == scenario_compared(setup, {}).digest


def test_an_answer_is_the_same_whoever_makes_the_runs():
    step = load_lesson("5_flood").steps[0]
    runs = {
        name: [run_one(RunSpec(name, settings)).series for settings in replicates]
        for name, replicates in required_runs(step).items()
    }
    assert answer(step.question, runs) == answer_step(step)
