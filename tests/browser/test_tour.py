"""The tour of the first page: once in a browser, by keys alone, in both languages, never on the stage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cogov.visualization.browser.panels.tour import STEPS
from cogov.visualization.browser.translations import words

from .conftest import PATIENCE, WINDOW
from .test_accessibility import find_barriers, settle

REACH = 4
"""Presses of the key at most until what leads on has the focus: the tour stands at the beginning of the page."""


@pytest.fixture
def newcomer(chromium, watch):
    """A page of a browser that has never been here."""
    context = watch.over(chromium.new_context(viewport=WINDOW), toured=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
    assert watch == type(watch)()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_four_steps_by_keys_once(server, newcomer, language):
    say = words(language)
    newcomer.goto(f"{server.url}/?language={language}")
    tour = newcomer.locator(".tour")
    tour.wait_for()
    following = tour.locator(".tour-next")
    for _ in range(REACH):
        newcomer.keyboard.press("Tab")
        if following.evaluate("button => button === document.activeElement"):
            break
    for place, (name, at) in enumerate(STEPS.items()):
        expect(tour).to_contain_text(say(f"tour.{name}.text"))
        expect(newcomer.locator(".tour-here")).to_have_count(1)
        expect(newcomer.locator(f"{at}.tour-here")).to_have_count(1)
        if not place:
            settle(newcomer)
            assert find_barriers(newcomer) == []
        expect(following).to_be_focused()
        newcomer.keyboard.press("Enter")
    expect(tour).to_have_count(0)
    expect(newcomer.locator(".tour-here")).to_have_count(0)
    newcomer.reload()
    newcomer.locator(".play .city").wait_for()
    expect(tour).to_have_count(0)


def test_escape_ends_it_and_it_is_not_on_the_stage(server, newcomer):
    for asked in ("presenter=1", "page=room", "page=lessons&lesson=1_lamp"):
        newcomer.goto(f"{server.url}/?language=en&{asked}")
        newcomer.locator(".shell .room > *").first.wait_for()
        expect(newcomer.locator(".tour")).to_have_count(0)
    newcomer.goto(f"{server.url}/?language=en")
    newcomer.locator(".tour").wait_for()
    newcomer.keyboard.press("Escape")
    expect(newcomer.locator(".tour")).to_have_count(0)
    assert newcomer.evaluate("localStorage.getItem('cogov-tour')") == "1"
