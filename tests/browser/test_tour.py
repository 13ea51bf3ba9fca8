"""The tour of the first page: once in a browser, by keys alone, in both languages, never on the stage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cogov.visualization.browser.panels.tour import STEPS
from cogov.visualization.browser.translations import words

from .conftest import PATIENCE, WINDOW
from .test_accessibility import find_barriers


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
    newcomer.keyboard.press("Tab")  # to the content
    newcomer.keyboard.press("Tab")
    newcomer.keyboard.press("Tab")
    for place, (name, at) in enumerate(STEPS.items()):
        expect(tour).to_contain_text(say(f"tour.{name}.text"))
        expect(newcomer.locator(".tour-here")).to_have_count(1)
        assert newcomer.locator(at).evaluate("node => node.classList.contains('tour-here')")
        if not place:
            assert find_barriers(newcomer) == []
        expect(tour.locator(".tour-next")).to_be_focused() if not place else tour.locator(".tour-next").focus()
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
