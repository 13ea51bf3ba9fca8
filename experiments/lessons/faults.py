"""What is wrong with a lesson beyond its form: names that do not exist, options that do not fit what may come out."""

from __future__ import annotations

from collections import Counter
from functools import cache

from ...model.indicators import NAMES
from ...model.settings import Settings
from ...scenarios import ScenarioError, Text, library
from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest
from ...scenarios.form import SECOND
from ...scenarios.message import message
from ..explanation.settings_diff import levers
from .city import build_city, cities
from .lesson import OTHER, SAME, THIS, Lesson, LessonStep, Question


def check_steps(lesson: Lesson, document: Document) -> None:
    """Report everything that is wrong with the steps of a lesson whose form is right."""
    _check_words(document, {"title": lesson.title, "goal": lesson.goal}, ())
    for place, step in enumerate(lesson.steps):
        key: Key = ("steps", place)
        _check_words(document, {"title": step.title, "text": step.text}, key)
        before = len(document.problems)
        _check_names(step, document, key)
        if len(document.problems) == before:
            _check_cities(step, document, key)
        if step.question is not None:
            _check_question(step, step.question, document, (*key, "question"))


def _check_words(document: Document, texts: dict[str, Text], key: Key) -> None:
    for name, text in texts.items():
        if not text:
            document.report((*key, name), message("lesson.says_nothing"), message("lesson.text_in"))


def _one_of(document: Document, key: Key, word: str, options: tuple[str, ...], what: str) -> None:
    if word not in options:
        near = document.near(word, lambda: nearest(word, options))
        document.report(
            key, message("lesson.not", name=describe_value(word), kind=what), enumerate_words(options, 99), near
        )


def _check_scenario(document: Document, key: Key, word: str) -> None:
    if word in library(SECOND.version):
        document.report(key, message("scenario.second_here"))
    else:
        _one_of(document, key, word, library(), message("lesson.a_scenario"))


def _check_names(step: LessonStep, document: Document, key: Key) -> None:
    _check_scenario(document, (*key, "scenario"), step.scenario)
    _check_scenario(document, (*key, "against"), step.against)
    for place, name in enumerate(step.look):
        _one_of(document, (*key, "look", place), name, NAMES, message("lesson.an_indicator"))
    for place, name in enumerate(step.controls):
        if name not in _settings():
            near = document.near(name, lambda name=name: nearest(name, _settings()))
            document.report(
                (*key, "controls", place),
                message("lesson.no_setting", name=describe_value(name)),
                message("lesson.such_as"),
                near,
            )
    for name, city in step.cities.items():
        if name in (THIS, OTHER, SAME):
            document.report(
                (*key, "cities", name), message("lesson.own_meaning", name=name), message("lesson.other_name")
            )
        if city.scenario:
            where = (*key, "cities", name, "scenario")
            _check_scenario(document, where, city.scenario)


def _check_cities(step: LessonStep, document: Document, key: Key) -> None:
    """Report settings that do not fit together in a city of the step."""
    for name in (THIS, OTHER, *step.cities):
        try:
            build_city(step, name)
        except ScenarioError as error:
            where = key if name in (THIS, OTHER) else (*key, "cities", name)
            for problem in error.problems:
                document.report((*where, "changes"), problem.about, problem.allowed, problem.suggestion)
            return


def _check_question(step: LessonStep, question: Question, document: Document, key: Key) -> None:
    _check_words(document, {"text": question.text}, key)
    names = (THIS, OTHER, *step.cities)
    _one_of(document, (*key, "indicator"), question.indicator, NAMES, message("lesson.an_indicator"))
    for place, term in enumerate(question.terms):
        _one_of(document, (*key, "terms", place, "city"), term.city, names, message("lesson.a_city"))
        if term.indicator:
            _one_of(
                document, (*key, "terms", place, "indicator"), term.indicator, NAMES, message("lesson.an_indicator")
            )
    for place, name in enumerate(question.among):
        _one_of(document, (*key, "among", place), name, names, message("lesson.a_city"))
    if question.kind == "difference" and question.among:
        document.report((*key, "among"), message("lesson.difference"))
    if question.kind != "difference" and question.terms:
        document.report((*key, "terms"), message("lesson.among", kind=question.kind))
    if question.kind != "difference" and len(set(question.among)) < max(2, len(question.among)):
        document.report((*key, "among"), message("lesson.two_cities"), enumerate_words(names, 99))
    _check_weeks(step, question, document, key)
    _check_options(question, document, (*key, "options"))


def _check_weeks(step: LessonStep, question: Question, document: Document, key: Key) -> None:
    try:
        run = cities(step)[THIS].settings.run
    except ScenarioError:
        return  # told before
    windows: list[tuple[Key, int, int]] = [(key, question.from_week, question.weeks)]
    windows += [((*key, "terms", n), term.from_week, term.weeks) for n, term in enumerate(question.terms)]
    for where, start, weeks in windows:
        if weeks and start + weeks > run.weeks:
            document.report(
                (*where, "weeks"), message("lesson.beyond", first=start, last=start + weeks - 1, weeks=run.weeks)
            )


def _check_options(question: Question, document: Document, key: Key) -> None:
    possible = question.outcomes()
    for place, option in enumerate(question.options):
        _one_of(document, (*key, place, "outcome"), option.outcome, possible, message("lesson.an_outcome"))
        _check_words(document, {"text": option.text, "explanation": option.explanation}, (*key, place))
    counted = Counter(option.outcome for option in question.options)
    for outcome in possible:
        if counted[outcome] != 1:
            code = "lesson.many_right" if counted[outcome] else "lesson.none_right"
            about = {"count": counted[outcome]} if counted[outcome] else {}
            document.report(key, message(code, outcome=outcome, **about), message("lesson.one_option"))


@cache
def _settings() -> tuple[str, ...]:
    return tuple(lever.path for lever in levers(Settings()))
