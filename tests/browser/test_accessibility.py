"""Every page of the application, in both languages, as a program that looks for barriers sees it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

from cogov.experiments.lessons import lessons
from cogov.visualization.browser.pages import PAGES
from cogov.visualization.browser.room.actor_levers import ACTORS
from cogov.visualization.browser.room.round_game import PHASES
from cogov.visualization.browser.translations import words

from .phone import Door, close_room, open_room
from .tables import Tables, go_on, run
from .views import EVENT, list_pages, list_scenes

PAGES_AND_PANELS = list_pages()
TAGS = {"en": "en", "zh": "zh-CN"}
GRAVE = ("serious", "critical")

STILL = """() => document.getAnimations().every(
  (each) => each.playState !== 'running' || each.effect.getComputedTiming().iterations === Infinity)"""
"""Whether what fades in has come; what turns for ever does not count."""


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
    page.wait_for_function(STILL)


def check(page, about, languages):
    """Hold the page that is open in the first of some languages to what is asked of all, and then in the others."""
    for language in languages:
        page.locator(f"html[lang={TAGS[language]}]").wait_for()
        settle(page)
        assert page.locator("main").count() == 1, about
        assert page.locator("h1").count() == 1, about
        assert page.locator("h1").inner_text().strip(), about
        assert find_barriers(page) == [], (about, language)
        page.locator("body").press("l")


def in_turn(place):
    """Return one language: states of a page take turns, since what they share is looked at in both."""
    return [list(TAGS)[place % len(TAGS)]]


@pytest.mark.parametrize("name", PAGES_AND_PANELS)
def test_no_page_has_a_grave_barrier(server, page, name):
    languages = TAGS if name in PAGES else in_turn(list(PAGES_AND_PANELS).index(name))
    page.goto(f"{server.url}/?language={next(iter(languages))}&{PAGES_AND_PANELS[name]}")
    check(page, name, languages)


@pytest.mark.parametrize("lesson", lessons())
def test_no_scene_has_one_in_any_state(server, page, lesson):
    for place, (state, query) in enumerate(list_scenes(lesson).items(), lessons().index(lesson)):
        (language,) = in_turn(place)
        page.goto(f"{server.url}/?language={language}&{query}")
        check(page, state, [language])
    page.locator("body").press("b")
    page.locator(".scene-blank").wait_for()
    assert find_barriers(page) == [], "dark"


def check_stage_and_phone(stage, phone, say, about):
    """Hold the stage, the trainer's console where there is one, and a phone to what is asked of every page."""
    assert find_barriers(stage) == [], (about, "stage")
    if (way := stage.get_by_role("button", name=say("rounds.console"))).count():
        way.click()
        stage.locator(".rounds-console").wait_for()
        assert find_barriers(stage) == [], (about, "console")
        stage.get_by_role("button", name=say("rounds.stage")).click()
        stage.locator(".rounds-console").wait_for(state="detached")
    assert find_barriers(phone) == [], (about, "phone")


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("zh", "zh-CN")])
def test_tables_that_play_actors_meet_none_in_any_step(server, page, phones, lasting, language, locale):
    say = words(language)
    open_room(page, server.url, language)
    assert find_barriers(page) == []
    door = Door(page)
    phone = phones(door.link, locale)
    phone.locator("#name").wait_for()
    assert find_barriers(phone) == []
    page.get_by_role("button", name=re.compile(say("rounds.begin", city=".*"))).click()
    for phase in PHASES:
        if phase == "seats":
            page.locator('.rounds[data-phase="seats"]').wait_for(timeout=300_000)
            phone.locator(f"#actor_{ACTORS[0]}").tap()
            tables = Tables(door, lasting, ACTORS[1:])
        elif phase == "reveal":
            run(page, say)
        else:
            go_on(page, say, phase)
        if phase == "propose":
            tables.move_all()
        settle(page)
        check_stage_and_phone(page, phone, say, phase)
    close_room(page, language)


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("zh", "zh-CN")])
def test_a_room_that_votes_and_draws_meets_none(server, page, phones, language, locale):
    say = words(language)
    open_room(page, server.url, language)
    phone = phones(Door(page).link, locale)
    for ask, choice, reveal in (("ask_vote", "#choice1", "reveal"), ("ask_draw", None, "reveal_run")):
        page.get_by_role("button", name=say(f"room.{ask}")).click()
        page.locator(".room-count").wait_for()
        phone.locator(choice or "#pad").wait_for()
        if choice:
            phone.locator(choice).tap()
        check_stage_and_phone(page, phone, say, ask)
        page.get_by_role("button", name=say(f"room.{reveal}")).click()
        page.get_by_role("button", name=say(f"room.{reveal}")).wait_for(state="detached", timeout=300_000)
        settle(page)
        check_stage_and_phone(page, phone, say, reveal)
        page.get_by_role("button", name=say("room.done")).click()
    close_room(page, language)
    assert find_barriers(phone) == [], "closed"


def test_a_barrier_is_found(server, page):
    page.goto(f"{server.url}/?language=en&page=lessons")
    settle(page)
    page.evaluate("document.querySelector('.shell').append(document.createElement('img'))")
    assert [each[1] for each in find_barriers(page)] == ["image-alt"]


def test_an_open_editor_and_an_open_list_have_none_either(server, page):
    page.goto(f"{server.url}/?language=en&{urlencode({'events': EVENT})}")
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
