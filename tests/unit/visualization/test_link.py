"""A link opens what was shown; a bad one opens what of it holds, and says the rest."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.model.indicators import NAMES
from cogov.model.settings import Cut, Event, Surge
from cogov.scenarios import library
from cogov.visualization.link import COLOURS, PAGES, PANELS, View, opened, query
from cogov.visualization.setup import Setup

weeks = st.integers(0, 259)
surges = st.builds(Surge, types=st.just(("care",)), factor=st.floats(0, 20), weeks=st.integers(1, 9))
cuts = st.builds(Cut, actors=st.just(("enterprise",)), factor=st.floats(0, 2), weeks=st.integers(1, 60))
events = st.one_of(
    st.builds(Event, week=weeks, rules=st.just({"goals": {"rule": "command", "strength": 0.5}})),
    st.builds(Event, week=weeks, surge=surges),
    st.builds(Event, week=weeks, capacity=cuts),
)
keys = st.sampled_from(["rules.goals.strength", "rules.resources.share", "behaviour.produce.fungible"])
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
    assert opened(query(setup, view)) == (setup, view, ())


def test_nothing_is_said_of_what_is_as_usual():
    assert query(Setup(), View()) == "language=zh"


def test_an_uploaded_scenario_is_not_in_the_link():
    assert query(Setup(scenario="own:mine"), View()) == "language=zh"


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({"scenario": "synergie"}, "no such scenario"),
        ({"page": "admin"}, "allowed play"),
        ({"seed": "-3"}, "whole number"),
        ({"seed": "9" * 30}, "whole number"),
        ({"events": "[[[["}, "not a list"),
        ({"events": '[{"week": 1}]'}, "not a list"),
        ({"events": "[" * 9000}, "not a list"),
        ({"rules.goals.strength": "NaN"}, "rules.goals.strength"),
        ({"rules.goals.strength": "1e400"}, "rules.goals.strength"),
        ({"rules.goals.strengt": "0.5"}, "did you mean"),
        ({"<script>alert(1)</script>": "1"}, "unknown key"),
        ({"a." * 4000: "1"}, "parts"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_holds(pairs, told):
    setup, view, found = opened(urlencode({"against": "command", "colour": "trust", **pairs}))
    assert told in " ".join(found)
    assert setup.against == "command"
    assert view.colour == "trust"


@given(st.text(max_size=300))
def test_no_address_breaks_it(text):
    setup, view, _ = opened(text)
    assert opened(query(setup, view))[:2] == (setup, view)
