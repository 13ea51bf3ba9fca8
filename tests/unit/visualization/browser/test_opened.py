"""Scenario files that the server was given stand in the menus, and links name them."""

import json

import pytest

from cogov.visualization.browser import opened
from cogov.visualization.browser.configuration import base, library_scenarios, offered_scenarios, problems
from cogov.visualization.browser.opened import opened_scenarios, opening_query
from cogov.visualization.browser.url_state import View, parse_query, query


@pytest.fixture
def files(tmp_path, monkeypatch):
    for name in ("one", "two"):
        text = 'schema_version = 2\n[scenario]\nname = "town"\nextends = "synergy"\n[run]\nweeks = 60\n'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "spoilt.toml").write_text("?", encoding="utf-8")
    paths = [str(tmp_path / f"{name}.toml") for name in ("one", "spoilt", "two")]
    monkeypatch.setenv(opened.PLACE, json.dumps(paths))
    opened_scenarios.cache_clear()
    yield
    opened_scenarios.cache_clear()


def test_they_stand_before_the_library_each_under_a_name_of_its_own(files):
    assert list(opened_scenarios()) == ["mine/town", "mine/town-2"]
    assert list(offered_scenarios()) == ["mine/town", "mine/town-2", *library_scenarios()]
    assert base("mine/town", {}).settings.run.weeks == 60


def test_the_page_opens_on_the_first_and_a_link_comes_back(files):
    setup, _, told = parse_query(opening_query(list(opened_scenarios())))
    assert (setup.scenario, setup.against, told) == ("mine/town", "mine/town", ())
    assert not problems(setup, {})
    changed = setup.with_change("rules.goals.strength", 0.25)
    assert parse_query(query(changed, View()))[0] == changed


def test_without_files_a_page_opens_as_ever(monkeypatch):
    monkeypatch.delenv(opened.PLACE, raising=False)
    opened_scenarios.cache_clear()
    assert opening_query(list(opened_scenarios())) == ""
    assert parse_query("scenario=mine/town")[2]  # a link to somebody else's file says so
