"""What is wrong with a lesson beyond its form: names that do not exist, options that do not fit what may come out."""

from __future__ import annotations

from collections import Counter
from functools import cache

from ...model.indicators import NAMES
from ...model.parameters.places import lay_out
from ...model.parameters.settings import Settings
from ...model.parameters.world import KINDS
from ...scenarios import ScenarioError, Text, library
from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest
from ...scenarios.message import message
from ..explanation.settings_diff import levers
from .city import build_city
from .lesson import OTHER, SAME, THIS, Hero, Lesson, Poll, Scene


def check_scenes(lesson: Lesson, document: Document) -> None:
    """Report everything that is wrong with the scenes of a lesson whose form is right."""
    _check_words(document, {"title": lesson.title, "goal": lesson.goal}, ())
    for place, scene in enumerate(lesson.scenes):
        key: Key = ("scenes", place)
        _check_words(document, {"headline": scene.headline, "narration": scene.narration}, key)
        before = len(document.problems)
        _check_names(scene, document, key)
        if len(document.problems) == before:
            _check_cities(scene, document, key)
        if scene.hero is not None:
            _check_hero(scene, scene.hero, document, (*key, "hero"))
        if scene.poll is not None:
            _check_poll(scene, scene.poll, document, (*key, "poll"))


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
    _one_of(document, key, word, library(), message("lesson.a_scenario"))


def _check_names(scene: Scene, document: Document, key: Key) -> None:
    _check_scenario(document, (*key, "scenario"), scene.scenario)
    _check_scenario(document, (*key, "against"), scene.against)
    for place, name in enumerate(scene.look):
        _one_of(document, (*key, "look", place), name, NAMES, message("lesson.an_indicator"))
    for place, name in enumerate(scene.controls):
        if name not in _settings():
            near = document.near(name, lambda name=name: nearest(name, _settings()))
            document.report(
                (*key, "controls", place),
                message("lesson.no_setting", name=describe_value(name)),
                message("lesson.such_as"),
                near,
            )
    if scene.highlight:
        _one_of(document, (*key, "highlight"), scene.highlight, (*KINDS, "citizen"), message("lesson.an_actor"))
    for name, city in scene.cities.items():
        if name in (THIS, OTHER, SAME):
            document.report(
                (*key, "cities", name), message("lesson.own_meaning", name=name), message("lesson.other_name")
            )
        if city.scenario:
            where = (*key, "cities", name, "scenario")
            _check_scenario(document, where, city.scenario)


def _check_cities(scene: Scene, document: Document, key: Key) -> None:
    """Report settings that do not fit together in a city of the scene."""
    for name in (THIS, OTHER, *scene.cities):
        try:
            build_city(scene, name)
        except ScenarioError as error:
            where = key if name in (THIS, OTHER) else (*key, "cities", name)
            for problem in error.problems:
                document.report((*where, "changes"), problem.about, problem.allowed, problem.suggestion)
            return
    _check_view(scene, document, key)


def _check_view(scene: Scene, document: Document, key: Key) -> None:
    """Report weeks, places and cases that the city of the scene does not have."""
    settings = build_city(scene, THIS).settings
    run, issues = settings.run, tuple(settings.world.issues)
    if scene.weeks is not None and not 0 <= scene.weeks[0] < scene.weeks[1] < run.weeks:
        about = {"first": scene.weeks[0], "last": scene.weeks[1], "weeks": run.weeks}
        document.report((*key, "weeks"), message("lesson.beyond", **about), message("lesson.two_weeks"))
    if scene.camera:
        places = tuple(node.address for tier in lay_out(settings.world.city).tiers for node in tier)
        _one_of(document, (*key, "camera"), scene.camera, places, message("lesson.a_place"))
    if scene.case is not None:
        _one_of(document, (*key, "case", "type"), scene.case.type, issues, message("lesson.a_case"))
        if scene.case.from_week >= run.weeks:
            about = {"first": scene.case.from_week, "last": scene.case.from_week, "weeks": run.weeks}
            document.report((*key, "case", "from_week"), message("lesson.beyond", **about))


def _check_hero(scene: Scene, hero: Hero, document: Document, key: Key) -> None:
    _check_words(document, {"caption": hero.caption}, key)
    _one_of(document, (*key, "city"), hero.city, (THIS, OTHER, *scene.cities), message("lesson.a_city"))
    _one_of(document, (*key, "indicator"), hero.indicator, NAMES, message("lesson.an_indicator"))
    _check_weeks(scene, [(key, hero.from_week, hero.weeks)], document)


def _check_poll(scene: Scene, poll: Poll, document: Document, key: Key) -> None:
    _check_words(document, {"text": poll.text}, key)
    names = (THIS, OTHER, *scene.cities)
    _one_of(document, (*key, "indicator"), poll.indicator, NAMES, message("lesson.an_indicator"))
    for place, term in enumerate(poll.terms):
        _one_of(document, (*key, "terms", place, "city"), term.city, names, message("lesson.a_city"))
        if term.indicator:
            _one_of(
                document, (*key, "terms", place, "indicator"), term.indicator, NAMES, message("lesson.an_indicator")
            )
    for place, name in enumerate(poll.among):
        _one_of(document, (*key, "among", place), name, names, message("lesson.a_city"))
    if poll.kind == "difference" and poll.among:
        document.report((*key, "among"), message("lesson.difference"))
    if poll.kind != "difference" and poll.terms:
        document.report((*key, "terms"), message("lesson.among", kind=poll.kind))
    if poll.kind != "difference" and len(set(poll.among)) < max(2, len(poll.among)):
        document.report((*key, "among"), message("lesson.two_cities"), enumerate_words(names, 99))
    windows: list[tuple[Key, int, int]] = [(key, poll.from_week, poll.weeks)]
    windows += [((*key, "terms", n), term.from_week, term.weeks) for n, term in enumerate(poll.terms)]
    _check_weeks(scene, windows, document)
    if poll.claim:
        _one_of(document, (*key, "claim"), poll.claim, poll.outcomes(), message("lesson.an_outcome"))
    _check_options(poll, document, (*key, "options"))


def _check_weeks(scene: Scene, windows: list[tuple[Key, int, int]], document: Document) -> None:
    try:
        run = build_city(scene, THIS).settings.run
    except ScenarioError:
        return  # told before
    for where, start, weeks in windows:
        if weeks and start + weeks > run.weeks:
            document.report(
                (*where, "weeks"), message("lesson.beyond", first=start, last=start + weeks - 1, weeks=run.weeks)
            )


def _check_options(poll: Poll, document: Document, key: Key) -> None:
    possible = poll.outcomes()
    for place, option in enumerate(poll.options):
        _one_of(document, (*key, place, "outcome"), option.outcome, possible, message("lesson.an_outcome"))
        _check_words(document, {"text": option.text, "reveal": option.reveal}, (*key, place))
    counted = Counter(option.outcome for option in poll.options)
    for outcome in possible:
        if counted[outcome] != 1:
            code = "lesson.many_right" if counted[outcome] else "lesson.none_right"
            about = {"count": counted[outcome]} if counted[outcome] else {}
            document.report(key, message(code, outcome=outcome, **about), message("lesson.one_option"))


@cache
def _settings() -> tuple[str, ...]:
    return tuple(lever.path for lever in levers(Settings()))
