"""Both languages say the same things, and everything that can be shown has a name."""

from __future__ import annotations

import re

from cogov.model.rules import Rules
from cogov.scenarios import load
from cogov.visualization.link import COLOURS, PAGES, PANELS
from cogov.visualization.panels.levers import described
from cogov.visualization.words import words


def placeholders(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_both_languages_have_the_same_lines_with_the_same_placeholders():
    english, chinese = words("en").lines, words("zh").lines
    assert {key: placeholders(line) for key, line in english.items()} == {
        key: placeholders(line) for key, line in chinese.items()
    }


def test_every_lever_is_shown_with_its_value_and_bounds():
    settings = load("synergy").settings
    declared = [f"rules.{name}.{word}" for name, f in Rules.model_fields.items() for word in f.annotation.model_fields]
    for language in ("en", "zh"):
        groups = described(settings, settings, words(language))
        levers = [lever for group in groups for lever in group["levers"]]
        assert [lever["key"] for lever in levers] == declared
        for lever in levers:
            assert lever["label"]
            assert lever["hint"]
            assert lever["choices"] or lever["low"] <= lever["value"] <= lever["high"]


def test_pages_panels_and_colours_have_names():
    for language in ("en", "zh"):
        lines = words(language).lines
        assert all(f"shell.page.{page}" in lines for page in PAGES)
        assert all(f"play.panel.{panel}" in lines for panel in PANELS)
        assert all(f"city.colour.{colour}" in lines for colour in COLOURS)
