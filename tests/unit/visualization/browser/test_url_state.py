"""A link opens what was shown; a bad one opens what of it holds, and says the rest."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cogov.model.parameters.events import Cut, Event, Surge
from cogov.scenarios import library
from cogov.scenarios.message import say
from cogov.visualization.browser.configuration import Setup, problems
from cogov.visualization.browser.measures import NAMES
from cogov.visualization.browser.pages import PAGES
from cogov.visualization.browser.url_state import COLOURS, PANELS, View, parse_query, query

weeks = st.integers(0, 259)
surges = st.builds(Surge, types=st.just(("care",)), factor=st.floats(0, 20), weeks=st.integers(1, 9))
cuts = st.builds(Cut, actors=st.just(("enterprise",)), factor=st.floats(0, 2), weeks=st.integers(1, 60))
events = st.one_of(
    st.builds(Event, week=weeks, rules=st.just({"goals": {"rule": "command", "strength": 0.5}})),
    st.builds(Event, week=weeks, surge=surges),
    st.builds(Event, week=weeks, capacity=cuts, where=st.sampled_from([(), ("County 1",)])),
    st.builds(
        Event, when=st.just("backlog_share > 0.2"), until=st.none() | st.just("load < 2"), surge=surges,
        for_weeks=st.none() | st.integers(1, 60),
    ),
)  # fmt: skip
keys = st.sampled_from(["rules.goals.strength", "rules.resources.share", "behaviour.work.fungible"])
setups = st.builds(
    Setup,
    scenario=st.sampled_from(library()),
    against=st.sampled_from(library()),
    changes=st.dictionaries(keys, st.floats(0, 1), max_size=3),
    events=st.none() | st.lists(events, max_size=3).map(tuple),
    same_shocks=st.booleans(),
    seed=st.none() | st.integers(0, 2**63 - 1),
)
views = st.builds(
    View,
    page=st.sampled_from(PAGES),
    language=st.sampled_from(["en", "zh"]),
    presenter=st.booleans(),
    indicator=st.sampled_from(NAMES),
    colour=st.sampled_from(COLOURS),
    week=st.integers(0, 5200),
    panel=st.sampled_from(PANELS),
    compared=st.lists(st.sampled_from(library()), min_size=1, max_size=4, unique=True).map(tuple),
    with_played=st.booleans(),
)


@given(setups, views)
def test_a_link_opens_what_was_shown(setup, view):
    assume(not problems(setup, {}))  # not every city of the library has every place
    assert parse_query(query(setup, view)) == (setup, view, ())


def test_nothing_is_said_of_what_is_as_usual():
    assert query(Setup(), View()) == "language=zh"


def test_an_uploaded_scenario_is_not_in_the_link():
    assert query(Setup(scenario="own:mine"), View()) == "language=zh"


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({"scenario": "synergie"}, "no such scenario"),
        ({"page": "admin"}, "allowed assumptions"),
        ({"seed": "-3"}, "whole number"),
        ({"seed": "9" * 30}, "whole number"),
        ({"events": "[[[["}, "not a list"),
        ({"events": '[{"week": 1}]'}, "link: events.0: an event needs rules"),
        ({"events": '[{"week": 1, "week": 2, "rules": {"goals": {"strength": 0.5}}}]'}, "not a list"),
        ({"events": "[" * 9000}, "not a list"),
        ({"rules.goals.strength": "NaN"}, "rules.goals.strength"),
        ({"rules.goals.strength": "1e400"}, "rules.goals.strength"),
        ({"rules.goals.strengt": "0.5"}, "did you mean"),
        ({"<script>alert(1)</script>": "1"}, "unknown key"),
        ({"a." * 4000: "1"}, "parts"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_holds(pairs, told):
    setup, view, found = parse_query(urlencode({"against": "synergy", "colour": "trust", **pairs}), "en")
    assert told in " ".join(found)
    assert setup.against == "synergy"
    assert view.colour == "trust"


def test_what_is_given_twice_is_told_and_neither_holds():
    setup, _, found = parse_query("seed=7&rules.goals.strength=.5&rules.goals.strength=0.7&seed=8", "en")
    assert setup == Setup()
    assert found == (
        "seed: is given more than once: 7, 8",
        "rules.goals.strength: is given more than once: .5, 0.7",
    )


def test_a_link_is_read_like_every_other_door():
    setup, _, found = parse_query("rules.goals.strength=.5&rules.deliberation.interval_weeks=4.0", "en")
    assert (setup.changes, found) == ({"rules.goals.strength": 0.5, "rules.deliberation.interval_weeks": 4}, ())
    assert type(setup.changes["rules.deliberation.interval_weeks"]) is int
    _, _, found = parse_query("rules.goals.strength=1,000", "zh")
    assert tuple(say(line, "zh") for line in found) == (
        '链接: rules.goals.strength: "1,000" 不是数字：请不要写千位分隔符，写作 1000；可用：0 至 1 之间的数',
    )


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("lang=de", "allowed en, zh", "可用：en、zh"),
        ("language=de", "allowed en, zh", "可用：en、zh"),
        ("language=zh&language=en", "more than once", "给了不止一次"),
        ("seed=x", "whole number", "整数"),
        ("scenario=no_such", "no such scenario", "没有这个情景"),
        ("events=7", "", "事件"),
        ("rules.goals.strength=4", "number between 0 and 1", "0 至 1 之间的数"),
        ("a=1&" * 500, "parts", "部分"),
    ],
)
def test_what_does_not_fit_is_told_in_the_language_that_is_looked_at(text, en, zh):
    for language in ("en", "zh"):
        [told] = set(parse_query(text, language)[2])
        assert en in say(told, "en")
        assert zh in say(told, "zh")


@given(st.text(max_size=300))
def test_no_address_breaks_it(text):
    setup, view, _ = parse_query(text)
    assert parse_query(query(setup, view))[:2] == (setup, view)


def test_links_of_earlier_versions_open():
    setup, _, told = parse_query(
        "edition=2&scenario=second/synergy&against=second/middling&rules.law.service=0.5", "en"
    )
    assert (setup, told) == (Setup(scenario="synergy", against="middling", changes={"rules.law.service": 0.5}), ())


@pytest.mark.parametrize(
    ("key", "en", "zh"),
    [
        ("rules.administration.law", "now it is rules.law.service", "现在是 rules.law.service"),
        ("events", "events.0.surge.where", "events.0.surge.where"),
    ],
)
def test_what_a_link_of_the_first_edition_names_is_told_and_not_done(key, en, zh):
    old = {"events": '[{"week": 9, "surge": {"types": ["care"], "factor": 2, "weeks": 2, "where": "rural"}}]'}
    setup, _, told = parse_query(urlencode({"scenario": "synergy", key: old.get(key, "0.5")}), "en")
    assert setup == Setup(scenario="synergy")
    assert en in say(told[0], "en")
    assert zh in say(told[0], "zh")
