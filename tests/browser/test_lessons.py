"""The shipped scenes, each to its end, in both languages; the link, the keys, the console, the room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogov.experiments.lessons import lessons, load_lesson
from cogov.experiments.lessons.template import template


def opened(tab, server, language="en", **view):
    pairs = {"page": "lessons", "language": language, **view}
    tab.goto(f"{server.url}/?" + "&".join(f"{key}={value}" for key, value in pairs.items()))
    tab.locator(".room").wait_for()
    return tab


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", lessons())
def test_every_scene_is_played_to_its_end(server, page, name, language):
    lesson = load_lesson(name)
    opened(page, server, language, lesson=name)
    for number, scene in enumerate(lesson.scenes):
        page.locator(f".scene[data-scene='{number}']").wait_for()
        expect(page.locator(".scene-headline")).to_have_text(getattr(scene.headline, language))
        if scene.poll is not None:
            expect(page.locator(".scene-city canvas")).to_have_count(0)  # nothing is seen before it is predicted
            wrong = next(n for n, option in enumerate(scene.poll.options) if option.outcome != scene.poll.claim)
            page.locator(".asking-option").nth(wrong).click()
            expect(page.locator(".asking-option").nth(wrong)).to_have_attribute("aria-pressed", "true")
            page.locator(".asking-row button").first.click()
            page.locator(".outcome-wrong").wait_for()  # the guess is confronted with what came out
            right = next(option for option in scene.poll.options if option.outcome == scene.poll.claim)
            guess = scene.poll.options[wrong]
            told = page.locator(".outcome").inner_text()
            assert getattr(right.text, language) in told
            assert getattr(guess.text, language) in told
            assert page.locator(".asking-right").count() == 1
        if scene.hero is not None:
            assert re.fullmatch(r"−?[0-9.]+%?", page.locator(".scene-hero[data-hero] .scene-number").inner_text())
        if scene.case is not None:
            expect(page.locator(".journey-city")).to_have_count(2)
        page.locator(".scene-city canvas").first.wait_for()
        assert page.locator(".fault").count() == 0
        page.locator(".scene-place").nth(number + 1).click()
    page.locator(".scene-debrief").wait_for()
    assert getattr(lesson.debrief[0], language) in page.locator(".scene-debrief").inner_text()


SHIFTS = """window.shifts = 0; new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts += each.value;
}).observe({ type: 'layout-shift', buffered: true });"""


@pytest.mark.parametrize("name", ["1_lamp", "2_list"])
def test_nothing_moves_when_a_scene_is_revealed(server, page, name):
    page.add_init_script(SHIFTS)
    opened(page, server, lesson=name)
    page.locator(".asking-option").first.click()
    page.wait_for_timeout(700)  # what a hand moves may move
    page.evaluate("window.shifts = 0")
    page.locator(".asking-row button").first.click()
    page.locator(".outcome").wait_for()
    page.locator(".scene-city canvas").first.wait_for()
    page.wait_for_timeout(700)
    assert page.evaluate("window.shifts") < 0.01


def test_a_reload_goes_on_where_the_room_was(server, page):
    opened(page, server, lesson="2_list")
    page.locator(".asking-option").nth(1).click()
    page.locator(".asking-row button").first.click()
    page.locator(".outcome").wait_for()
    page.locator(".scene-place").nth(2).click()
    page.locator(".scene[data-scene='2']").wait_for()
    expect(page).to_have_url(re.compile(r"scene=2.*said=1r"))
    page.reload()
    page.locator(".scene[data-scene='2']").wait_for()
    page.keyboard.press("1")
    page.locator(".scene[data-scene='0']").wait_for()
    page.locator(".outcome-wrong").wait_for()
    expect(page.locator(".asking-option").nth(1)).to_have_attribute("aria-pressed", "true")


def reveal_first(page, server):
    """Open a scene that draws a chart when it is answered, and answer it."""
    opened(page, server, lesson="2_list")
    page.locator(".asking-option").first.click()
    page.locator(".asking-row button").first.click()
    page.locator(".scene[data-scene='0'] .solara-echarts").first.wait_for()


def test_a_chart_that_is_gone_before_its_library_came_is_no_error(server, page):
    held = []
    page.route("**/echarts.js", lambda route: held.append(route))
    reveal_first(page, server)
    page.keyboard.press("3")
    expect(page.locator(".solara-echarts")).to_have_count(0)
    assert held
    for each in held:
        each.continue_()
    page.keyboard.press("1")
    page.locator(".scene[data-scene='0'] .solara-echarts canvas").first.wait_for()


def test_a_chart_gives_back_what_it_holds(server, page):
    reveal_first(page, server)
    page.locator(".solara-echarts canvas").first.wait_for()
    chart = page.evaluate_handle("document.querySelector('.solara-echarts').__vue__.chart")
    assert not chart.evaluate("chart => chart.isDisposed()")
    page.keyboard.press("3")
    expect(page.locator(".solara-echarts")).to_have_count(0)
    assert chart.evaluate("chart => chart.isDisposed()")


def test_keys_choose_a_scene_and_darken_the_stage(server, page):
    opened(page, server, lesson="4_lift")
    page.locator(".scene[data-scene='0']").wait_for()
    page.keyboard.press("3")
    page.locator(".scene[data-scene='2']").wait_for()
    page.keyboard.press("b")
    page.locator(".scene-blank").wait_for()
    page.keyboard.press("b")
    page.locator(".scene-blank").wait_for(state="detached")
    page.locator(".scene-headline").wait_for()


def test_the_stage_is_large(server, page):
    opened(page, server, lesson="1_lamp", presenter="1", said="r")
    page.locator(".scene-hero[data-hero]").wait_for()

    def size(of):
        return page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{of}')).fontSize)")

    assert size(".scene-words .lesson-paragraph") == 36
    assert size(".scene-number") == 160


def test_the_console_leads_the_stage_and_shows_notes(server, page):
    opened(page, server, lesson="3_ranking")
    console = opened(page.context.new_page(), server, lesson="3_ranking", console="1")
    expect(console.locator(".trainer-note")).to_have_text(load_lesson("3_ranking").scenes[0].note.en)
    assert "authors expected" in console.locator(".trainer").inner_text()
    console.get_by_role("button", name="Run it").click()
    page.locator(".outcome").wait_for()
    console.get_by_role("button", name="Next scene").click()
    page.locator(".scene[data-scene='1']").wait_for()
    console.get_by_role("button", name="Dark stage (B)").click()
    page.locator(".scene-blank").wait_for()
    console.get_by_role("button", name="Light again (B)").click()
    page.locator(".scene-blank").wait_for(state="detached")
    page.locator(".scene-place").nth(2).click()
    console.locator(".trainer[data-scene='2']").wait_for()
    console.close()


def test_any_number_of_the_model_can_be_a_control(server, page):
    opened(page, server, lesson="5_flood", scene="2", said="..r")
    page.locator(".knob").wait_for()
    assert page.locator(".knob").count() == 1  # world.actors.capacity_scale; the rest are levers
    assert page.locator(".lever").count() >= 3


def test_a_lesson_of_ones_own_is_taken_or_refused(server, page):
    opened(page, server)

    def put(content):
        page.locator(".upload input").set_input_files(
            {"name": "mine.toml", "mimeType": "text/plain", "buffer": content}
        )

    put(b"[[steps]]\n")
    page.locator(".told").wait_for()
    assert "cogov scenarios upgrade" in page.locator(".told").inner_text()
    assert page.locator(".shelf").count() == 1
    hostile = template("mine").replace("What the wall says", "<img src=x onerror=alert(1)>")
    put(hostile.encode())
    page.locator(".scene-headline").wait_for()
    assert page.locator(".scene-headline").inner_text() == "<img src=x onerror=alert(1)>"
