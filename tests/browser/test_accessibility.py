"""Every page of the application, in both languages, as a program that looks for barriers sees it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from cogov.visualization.browser.pages import PAGES

VIEWS = {
    **{name: f"page={name}" for name in PAGES},
    "why": "panel=why",
    "official": "panel=official",
    "takeaway": "panel=takeaway",
    "event": 'edition=2&events=[{"week":20,"surge":{"types":["refuse"],"factor":3.0,"weeks":4}}]',
    "institutions": "page=multiplier&players=institutions",
    "scene": "page=lessons&lesson=1_lamp",
    "debrief": "page=lessons&lesson=1_lamp&scene=9",
    "console": "page=lessons&lesson=1_lamp&console=1",
    "presenter": "presenter=1",
}
TAGS = {"en": "en", "zh": "zh-CN"}
GRAVE = ("serious", "critical")


def find_barriers(page):
    """Return the grave findings of axe, each with what it was found in."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (each["impact"], each["id"], node["html"][:200]) for each in found if each["impact"] in GRAVE
        for node in each["nodes"]
    ]  # fmt: skip


def settle(page):
    page.locator(".shell .room > *").first.wait_for()
    page.locator("[data-busy=true]").wait_for(state="detached")
    page.wait_for_timeout(600)  # what fades in has come


@pytest.mark.parametrize("name", VIEWS)
def test_no_page_has_a_grave_barrier_in_either_language(server, page, name):
    page.goto(f"{server.url}/?language=en&{VIEWS[name]}")
    for language in TAGS:
        page.locator(f"html[lang={TAGS[language]}]").wait_for()
        settle(page)
        assert page.locator("main").count() == 1
        assert page.locator("h1").count() == 1
        assert page.locator("h1").inner_text().strip()
        assert find_barriers(page) == [], language
        page.locator("body").press("l")


def test_a_barrier_is_found(server, page):
    page.goto(f"{server.url}/?language=en&page=lessons")
    settle(page)
    page.evaluate("document.querySelector('.shell').append(document.createElement('img'))")
    assert [each[1] for each in find_barriers(page)] == ["image-alt"]


def test_an_open_editor_and_an_open_list_have_none_either(server, page):
    page.goto(f"{server.url}/?language=en&{VIEWS['event']}")
    settle(page)
    page.locator(".cg-chip").first.click()
    page.locator(".editor").wait_for()
    box = page.get_by_role("combobox", name="Compared with")
    assert box.get_attribute("aria-expanded") == "false"
    assert find_barriers(page) == []
    box.press("Enter")
    page.locator(".menuable__content__active [role=option]").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"


def test_the_language_of_the_document_is_that_of_the_page_when_it_changes(server, page):
    page.goto(f"{server.url}/?language=en")
    settle(page)
    page.get_by_role("button", name="中文").click()
    page.locator("html[lang=zh-CN]").wait_for()


def test_the_keyboard_reaches_the_content_at_once(server, page):
    page.goto(f"{server.url}/?language=en")
    settle(page)
    address = page.url
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.url == address


def test_a_page_that_takes_its_time_says_that_it_was_asked_for(server, page):
    page.goto(f"{server.url}/?language=en")
    settle(page)
    page.evaluate(
        """() => {
            window.signs = 0;
            new MutationObserver(() => { window.signs += document.querySelectorAll('.going').length; })
                .observe(document.body, {subtree: true, attributes: true, attributeFilter: ['class']});
        }"""
    )
    page.get_by_role("button", name="Model", exact=True).click()
    page.locator(".week").wait_for()
    assert page.evaluate("window.signs") > 0
    page.locator(".going").wait_for(state="detached")
    assert page.locator("main").get_attribute("aria-busy") is None
