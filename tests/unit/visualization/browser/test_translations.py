"""Both languages say the same things, and everything that can be shown has a name."""

from __future__ import annotations

import re

from cogov.model.parameters.rules import Rules
from cogov.scenarios import load
from cogov.visualization.browser.pages import PAGES
from cogov.visualization.browser.panels.levers import describe_levers
from cogov.visualization.browser.shell import ROOMS
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import COLOURS, PANELS, View


def placeholders(text):
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_have_the_same_lines_with_the_same_placeholders():
    english, chinese = words("en").lines, words("zh").lines
    assert {key: placeholders(line) for key, line in english.items()} == {
        key: placeholders(line) for key, line in chinese.items()
    }


def test_every_lever_is_shown_with_its_value_and_bounds():
    settings = load("synergy").settings
    declared = [f"rules.{name}.{word}" for name, f in Rules.model_fields.items() for word in f.annotation.model_fields]
    for language in ("en", "zh"):
        groups = describe_levers(settings, settings, words(language))
        levers = [lever for group in groups for lever in group["levers"]]
        assert sorted(lever["key"] for lever in levers) == sorted(declared)
        for lever in levers:
            assert lever["label"]
            assert lever["hint"]
            assert lever["choices"] or lever["low"] <= lever["value"] <= lever["high"]


def test_panels_and_colours_have_names():
    for language in ("en", "zh"):
        lines = words(language).lines
        assert all(f"play.panel.{panel}" in lines for panel in PANELS)
        assert all(f"city.colour.{colour}" in lines for colour in COLOURS)


def test_every_module_of_a_page_declares_it_with_a_name_in_each_language_and_a_place_of_its_own():
    assert set(ROOMS) == set(PAGES)
    assert next(iter(ROOMS)) == View().page == "play"
    for language in ("en", "zh"):
        names = [page.names[language] for page in ROOMS.values()]
        assert all(names)
        assert len(set(names)) == len(names)
    places = [page.place for page in ROOMS.values()]
    assert places == sorted(set(places))
