"""What a suite does not exercise is printed, in words, and is right."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from cogov.experiments.regression.exercise import unexercised_parts
from cogov.experiments.regression.occurrences import QUESTIONS
from cogov.experiments.regression.places_and_events import EVENTS, PLACES
from cogov.experiments.regression.suite import load_suite
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.exercise import statement

from .conftest import SUITE

WIDE = """
schema_version = 2
[scenario]
extends = "synergy"

[[events]]
week = 0
where = ["County 1"]
[events.surge]
types = ["dispute"]
factor = 3.0
weeks = 2

[[events]]
week = 2
[events.rules.goals]
strength = 0.1
[events.capacity]
actors = ["enterprise"]
factor = 0.0
weeks = 50
"""


def missing(suite, group):
    return next(set(part.missing) for part in unexercised_parts(suite).parts if part.group == group)


def test_a_scenario_that_exercises_more_leaves_less_out(town):
    before = load_suite(town / "town.toml")
    (town / "wide.toml").write_text(WIDE)
    (town / "town.toml").write_text(SUITE.replace('"synergy"]', '"synergy", "wide"]').replace("weeks=16", "weeks=8"))
    after = load_suite(town / "town.toml")
    events = {"rules", "surge", "cut", "cut_unended", "first_week", "several_at_once", "where city", "where district"}
    events |= {"type dispute", "actor enterprise"}
    assert missing(before, "events") - missing(after, "events") == events
    branches = missing(before, "branches") - missing(after, "branches")
    assert {"no_enterprise", "cut_to_nothing", "emergency"} <= branches
    assert "where street" in missing(after, "events")


def test_an_event_behind_the_end_of_the_run_does_not_count(town):
    late = WIDE.replace("week = 0", "week = 12").replace("week = 2\n", "week = 13\n")
    (town / "late.toml").write_text(late)
    (town / "town.toml").write_text(SUITE.replace('"synergy"]', '"synergy", "late"]').replace("weeks=16", "weeks=8"))
    assert {"rules", "surge", "cut", "where district"} <= missing(load_suite(town / "town.toml"), "events")


def test_settings_and_levels_that_never_differ_are_told(town):
    suite = load_suite(town / "town.toml")
    numbers, levels, rules = (missing(suite, group) for group in ("numbers", "levels", "rules"))
    assert "behaviour.arise.rate" in numbers
    assert "world.city.agents_per_grid" not in numbers, "which the suite changes"
    assert {"rules.goals.rule = command", "world.actors.citizen.enabled = no"} <= levels
    assert "rules.mechanism.rule = hub" not in levels or "rules.mechanism.rule = peer" in levels
    assert "rules.goals.campaign" in rules
    assert "rules.goals.strength" not in rules
    found = unexercised_parts(suite)
    assert len(found.levels["rules.goals.strength"]) == 2
    (weeks,) = next(part.missing for part in found.parts if part.group == "weeks")
    assert weeks == "16-259"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_has_words_in_both_languages(town, language):
    say = words(language)
    for key in QUESTIONS:
        assert say(f"regress.occurrence.{key}")
    for key in PLACES:
        assert say(f"regress.place.{key}")
    found = unexercised_parts(load_suite(town / "town.toml"))
    short, full = (statement(found, say, full=full) for full in (False, True))
    assert len(short) <= 12
    assert sum(line.startswith("    ") for line in full) >= found.total


def test_it_is_printed_short_and_in_full_where_it_is_asked_for(cogov, town):
    done = cogov("--junit", "r.xml", "--html", "r.html")
    assert "Not exercised by this suite" in done.out
    assert "weeks from 16 on; a run of which nothing is said has 260" in done.out
    assert "kinds of event: an event that changes rules" in done.out
    assert "behaviour.close.paper" not in done.out, "short by default"
    assert "    behaviour.close.paper" in cogov("--not-exercised").out
    page = (town / "r.html").read_text("utf-8").split("<script")[0]
    assert "<li>an event that changes rules</li>" in page
    suite = ElementTree.parse(town / "r.xml").getroot().find("testsuite")
    properties = {each.get("name"): each.get("value") for each in suite.find("properties")}
    assert properties["not exercised: events"] == f"{len(EVENTS)} of {len(EVENTS)}"
    assert "behaviour.close.paper" in suite.find("system-out").text
    found = json.loads(cogov("--json").out)["not_exercised"]
    assert "behaviour.close.paper" in found["parts"]["numbers"]["missing"]
    assert found["total"] == sum(len(part["missing"]) for part in found["parts"].values())
    assert "改变规则的事件" in cogov("--lang", "zh").out
