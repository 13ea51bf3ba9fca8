"""A server that ends and comes back: the page says so in its language, and goes on by itself where it was."""

from __future__ import annotations

from playwright.sync_api import expect

from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query

from .conftest import COMMAND, start


def test_pages_come_back_without_a_click_after_a_restart(page, watch, tmp_path):
    first = start(COMMAND, tmp_path)
    pages = {"en": page, "zh": page.context.new_page()}
    shown = {}
    try:
        for language, tab in pages.items():
            setup = Setup().with_change("rules.resources.share", 0.25)
            tab.goto(f"{first.url}/?{query(setup, View(language=language, indicator='trust'))}")
            course = tab.locator(".play-course[data-busy=false]:not([data-digest=''])")
            course.wait_for()
            shown[language] = course.get_attribute("data-digest"), tab.url
            tab.evaluate("window.before = true")
    finally:
        first.stop()
    for language, tab in pages.items():
        expect(tab.get_by_text(words(language)("shell.frame.lost"))).to_be_visible()
        expect(tab.locator("h1")).to_be_visible()  # what was there can still be read
    second = start(COMMAND, tmp_path, first.port)
    try:
        for language, tab in pages.items():
            digest, address = shown[language]
            tab.wait_for_function("window.before === undefined && window.solara?.debug?.viewMounted()")
            tab.locator(f".play-course[data-busy=false][data-digest='{digest}']").wait_for()
            assert tab.url == address
            expect(tab.get_by_text(words(language)("shell.frame.lost"))).to_be_hidden()
    finally:
        for tab in pages.values():
            tab.goto("about:blank")
        second.stop()
        watch.clear()  # the browser says that it lost the connection
