"""What is wrong with a lesson beyond its form: names that do not exist, options that do not fit what may come out."""

from __future__ import annotations

from collections import Counter
from functools import cache

from ...model.indicators import NAMES
from ...model.settings import Settings
from ...scenarios import ScenarioError, Text, library
from ...scenarios.checking import Document
from ...scenarios.problems import Key, listed, nearest, shown
from ..levers import levers
from .city import built, cities
from .lesson import OTHER, SAME, THIS, Lesson, Question, Step


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
            document.report((*key, name), "says nothing", "text in en, zh or both")


def _one_of(document: Document, key: Key, word: str, options: tuple[str, ...], what: str) -> None:
    if word not in options:
        near = document.near(word, lambda: nearest(word, options))
        document.report(key, f"{shown(word)} is not {what}", listed(options, 99), near)


def _check_names(step: Step, document: Document, key: Key) -> None:
    _one_of(document, (*key, "scenario"), step.scenario, library(), "a scenario of the library")
    _one_of(document, (*key, "against"), step.against, library(), "a scenario of the library")
    for place, name in enumerate(step.look):
        _one_of(document, (*key, "look", place), name, NAMES, "an indicator")
    for place, name in enumerate(step.controls):
        if name not in _settings():
            near = document.near(name, lambda name=name: nearest(name, _settings()))
            document.report(
                (*key, "controls", place), f"{shown(name)} is not a setting", "such as rules.goals.rule", near
            )
    for name, city in step.cities.items():
        if name in (THIS, OTHER, SAME):
            document.report((*key, "cities", name), f"{name} has a meaning of its own", "any other name")
        if city.scenario:
            where = (*key, "cities", name, "scenario")
            _one_of(document, where, city.scenario, library(), "a scenario of the library")


def _check_cities(step: Step, document: Document, key: Key) -> None:
    """Report settings that do not fit together in a city of the step."""
    for name in (THIS, OTHER, *step.cities):
        try:
            built(step, name)
        except ScenarioError as error:
            where = key if name in (THIS, OTHER) else (*key, "cities", name)
            for problem in error.problems:
                document.report(
                    (*where, "changes"), f"{problem.key}: {problem.what}", problem.allowed, problem.suggestion
                )
            return


def _check_question(step: Step, question: Question, document: Document, key: Key) -> None:
    _check_words(document, {"text": question.text}, key)
    names = (THIS, OTHER, *step.cities)
    _one_of(document, (*key, "indicator"), question.indicator, NAMES, "an indicator")
    for place, term in enumerate(question.terms):
        _one_of(document, (*key, "terms", place, "city"), term.city, names, "a city of this step")
        if term.indicator:
            _one_of(document, (*key, "terms", place, "indicator"), term.indicator, NAMES, "an indicator")
    for place, name in enumerate(question.among):
        _one_of(document, (*key, "among", place), name, names, "a city of this step")
    if question.kind == "difference" and question.among:
        document.report((*key, "among"), "a difference has terms and chooses among no cities")
    if question.kind != "difference" and question.terms:
        document.report((*key, "terms"), f"the {question.kind} is looked for among cities and has no terms")
    if question.kind != "difference" and len(set(question.among)) < max(2, len(question.among)):
        document.report((*key, "among"), "at least two cities are needed, each once", listed(names, 99))
    _check_weeks(step, question, document, key)
    _check_options(question, document, (*key, "options"))


def _check_weeks(step: Step, question: Question, document: Document, key: Key) -> None:
    try:
        run = cities(step)[THIS].settings.run
    except ScenarioError:
        return  # told before
    windows: list[tuple[Key, int, int]] = [(key, question.from_week, question.weeks)]
    windows += [((*key, "terms", n), term.from_week, term.weeks) for n, term in enumerate(question.terms)]
    for where, start, weeks in windows:
        if weeks and start + weeks > run.weeks:
            document.report((*where, "weeks"), f"weeks {start} to {start + weeks - 1} go beyond the run's {run.weeks}")


def _check_options(question: Question, document: Document, key: Key) -> None:
    possible = question.outcomes()
    for place, option in enumerate(question.options):
        _one_of(document, (*key, place, "outcome"), option.outcome, possible, "a possible outcome")
        _check_words(document, {"text": option.text, "explanation": option.explanation}, (*key, place))
    counted = Counter(option.outcome for option in question.options)
    for outcome in possible:
        if counted[outcome] != 1:
            many = "no option is" if not counted[outcome] else f"{counted[outcome]} options are"
            document.report(key, f"{many} right when the outcome is {outcome}", "one option for each outcome")


@cache
def _settings() -> tuple[str, ...]:
    return tuple(lever.path for lever in levers(Settings()))
