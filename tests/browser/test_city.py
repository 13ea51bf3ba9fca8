"""Two cities on one map in a real browser: it draws, the divider parts it, and a case followed is that of the run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.world import KINDS
from cogov.visualization.browser.recording import film
from cogov.visualization.browser.translations import words

from .city_page import CITIES, TITLES
from .conftest import MODULE, PATIENCE, start

FRAME = 33.0
"""Milliseconds of work in the page's thread for a frame, if thirty are to be seen in a second."""


@pytest.fixture(scope="module")
def server_of_city(tmp_path_factory):
    """The page of this folder, served behind the guard."""
    places = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    command = ("--app", "city_page", "--allow-host", "127.0.0.1")
    server = start((*MODULE, *command), tmp_path_factory.mktemp("city"), PYTHONPATH=places)
    yield server
    server.stop()


@pytest.fixture
def tab(page, server_of_city):
    page.emulate_media(reduced_motion="reduce")
    page.goto(server_of_city.url)
    page.locator("canvas[data-draws]").wait_for()
    page.wait_for_function("document.querySelector('canvas.cg-city').dataset.moving === 'false'")
    return page


@pytest.fixture(scope="module")
def histories():
    return tuple(Simulation(city, history=True).run().history.frame() for city in CITIES)


@pytest.fixture(scope="module")
def films():
    return tuple(film(city) for city in CITIES)


PIXELS = """([left, right]) => {
    const canvas = document.querySelector("canvas.cg-city");
    const { width, height } = canvas;
    const from = Math.round(left * width);
    const data = canvas.getContext("2d").getImageData(from, 0, Math.round(right * width) - from, height).data;
    let sum = 7;
    for (const value of data) sum = (Math.imul(sum, 31) + value) | 0;
    return sum;
}"""


def go(tab, week):
    tab.evaluate(
        "(week) => window.dispatchEvent(new CustomEvent('cogov-week', { detail: { week, playing: false } }))", week
    )
    tab.wait_for_function("(week) => document.querySelector('canvas.cg-city').dataset.week === String(week)", arg=week)
    tab.wait_for_timeout(100)


def test_every_week_is_another_picture_and_the_same_week_the_same(tab):
    pictures = {}
    for week in (59, 60, 61, 59, 61, 60):  # there and back
        go(tab, week)
        picture = tab.evaluate(PIXELS, [0, 1])
        assert pictures.setdefault(week, picture) == picture
    assert len(set(pictures.values())) == 3


def test_the_divider_parts_the_map_and_moves_by_keys_and_by_hand(tab):
    divider = tab.get_by_role("slider", name="Divider between the city before and the city after")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    left, right = (tab.evaluate(PIXELS, side) for side in ([0, 0.4], [0.6, 1]))
    divider.focus()
    divider.press("End")  # the city before, whole
    expect(divider).to_have_attribute("aria-valuetext", "100 % of the map before, 0 % after")
    tab.wait_for_timeout(200)
    assert tab.evaluate(PIXELS, [0, 0.4]) == left
    assert tab.evaluate(PIXELS, [0.6, 1]) != right
    divider.press("Home")
    tab.wait_for_timeout(200)
    assert tab.evaluate(PIXELS, [0, 0.4]) != left
    assert tab.evaluate(PIXELS, [0.6, 1]) == right
    divider.press("PageUp")
    expect(divider).to_have_attribute("aria-valuenow", "10")
    box, field = divider.bounding_box(), tab.locator(".cg-field").bounding_box()
    tab.mouse.move(box["x"] + 22, box["y"] + box["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(field["x"] + field["width"] * 0.75, box["y"] + 20, steps=5)
    tab.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "75")


def test_numbers_of_the_week_are_those_of_all_problems(tab, histories):
    go(tab, 77)
    for row, history in zip(tab.locator(".cg-totals tbody tr").all(), histories, strict=True):
        now = history[history["week"] == 77]["what"].value_counts()
        for what in ("born", "reported", "passed_on", "joined", "resolved", "overdue"):
            expect(row.locator(f".cg-{what}")).to_have_text(str(now.get(what, 0)))


def read_way(tab, side):
    return [
        (int(step.get_attribute("data-week")), step.get_attribute("data-what"), int(step.get_attribute("data-body")))
        for step in tab.locator(f".way-{side} .way-step").all()
    ]


def test_a_case_chosen_from_the_list_is_told_as_the_headless_runs_have_it(tab, histories):
    tab.locator(".way-offer").first.click()
    tab.locator(".way-step").first.wait_for()
    key = int(re.search(r"followed=(\d+)", tab.locator(".state").inner_text())[1])
    for title in ("The way of one case: ", "一件事的旅程："):
        expect(tab.locator(".way-title")).to_contain_text(title)
        for side, history in zip(("before", "after"), histories, strict=True):
            own = history[history["case"] == key]
            assert len(own) >= 3
            assert read_way(tab, side) == list(zip(own["week"], own["what"], own["body"], strict=True))
        tab.get_by_role("button", name="language").click()
    unmarked = tab.evaluate(PIXELS, [0, 1])
    tab.get_by_role("button", name="Stop following").click()
    tab.locator(".way-offer").first.wait_for()
    tab.wait_for_timeout(200)
    assert tab.evaluate(PIXELS, [0, 1]) != unmarked  # its way is no longer drawn


def test_a_case_is_followed_by_a_click_on_the_map(tab, histories):
    box = tab.locator("canvas.cg-city").bounding_box()
    for down in range(40, int(box["height"]), 5):
        for across in range(20, int(box["width"] * 0.45), 7):
            tab.mouse.move(box["x"] + across, box["y"] + down)
            if (
                "Click to follow this case." in tab.locator(".cg-tip").inner_text()
                and tab.locator(".cg-tip").is_visible()
            ):
                tab.mouse.down()
                tab.mouse.up()
                tab.locator(".way-step").first.wait_for()
                key = int(re.search(r"followed=(\d+)", tab.locator(".state").inner_text())[1])
                own = histories[0][histories[0]["case"] == key]
                assert read_way(tab, "before") == list(zip(own["week"], own["what"], own["body"], strict=True))
                return
    raise AssertionError("no case can be pointed at")


def test_the_same_is_a_list_for_keyboard_and_screen_reader(tab, films):
    go(tab, 60)
    tab.get_by_text("This week as a list").focus()
    tab.keyboard.press("Enter")
    heads = tab.locator(".cg-list h3")
    expect(heads.first).to_have_text(f"Week 60, {TITLES[0]}: problems told")
    share = min(each.stories.share for each in films)
    for place, shown in enumerate(films):
        stories = shown.stories
        told = (stories.week == 60) & (stories.lot[stories.case] < share)
        items = tab.locator(".cg-list ol").nth(place).locator("button")
        assert abs(items.count() - int(told.sum())) <= 3  # lots are sent in 16 bits
    tab.locator(".cg-list ol button").first.focus()
    tab.keyboard.press("Enter")
    tab.locator(".way-step").first.wait_for()
    tab.locator(".cg-list ul button").first.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".state")).to_contain_text("'kind': 'community', 'row': 0, 'city': 0")
    name = tab.locator("canvas.cg-city").get_attribute("aria-label")
    assert name.startswith(f"Map of {TITLES[0]}, week 60.")
    assert f"Map of {TITLES[1]}, week 60." in name


def test_legend_and_journey_speak_both_languages(tab):
    for kind in (
        "party",
        "government",
        "self_governing",
        "enterprise",
        "mass_organisation",
        "social_organisation",
        "citizen",
    ):
        expect(tab.locator(".cg-legend")).to_contain_text(words("en")(f"map.kind.{kind}"))
    tab.get_by_role("button", name="language").click()
    expect(tab.locator(".cg-legend")).to_contain_text("党组织")
    for kind in (*KINDS[1:], "citizen"):
        expect(tab.locator(".cg-legend")).to_contain_text(words("zh")(f"map.kind.{kind}"))
    expect(tab.locator(".cg-before")).to_have_text(f"之前：{TITLES[0]}")
    expect(tab.locator(".way-title")).to_have_text("跟踪一件事")


def test_what_moves_comes_to_rest_and_nothing_moves_for_who_wants_none(page, server_of_city):
    page.goto(server_of_city.url)
    page.locator("canvas[data-draws]").wait_for()
    canvas = page.locator("canvas.cg-city")
    go(page, 80)
    expect(canvas).to_have_attribute("data-moving", "true")
    expect(canvas).to_have_attribute("data-moving", "false", timeout=PATIENCE)
    draws = canvas.get_attribute("data-draws")
    page.wait_for_timeout(500)
    assert canvas.get_attribute("data-draws") == draws  # drawn on change only
    page.emulate_media(reduced_motion="reduce")
    go(page, 81)
    expect(canvas).to_have_attribute("data-moving", "false")


def test_a_frame_costs_the_page_less_than_a_thirtieth_of_a_second(page, server_of_city):
    """Time runs at 13 weeks a second and the divider moves; what counts is the work of the page's thread."""
    page.goto(server_of_city.url)
    page.locator("canvas[data-draws]").wait_for()
    page.wait_for_timeout(1500)
    hand = page.context.new_cdp_session(page)
    hand.send("Performance.enable", {"timeDomain": "threadTicks"})

    def work():
        metrics = {each["name"]: each["value"] for each in hand.send("Performance.getMetrics")["metrics"]}
        return 1000 * metrics["TaskDuration"], int(page.locator("canvas.cg-city").get_attribute("data-draws"))

    before, drawn = work()
    page.evaluate("""() => new Promise((done) => {
        const start = performance.now();
        const slider = document.querySelector(".cg-divider");
        const frame = () => {
            const at = 20 + ((performance.now() - start) / 1000) * 13;
            const week = Math.floor(at);
            window.dispatchEvent(new CustomEvent("cogov-week", { detail: { week, at, playing: true } }));
            slider.dispatchEvent(new KeyboardEvent("keydown", { key: week % 4 < 2 ? "ArrowLeft" : "ArrowRight" }));
            if (at < 59) requestAnimationFrame(frame); else done();
        };
        requestAnimationFrame(frame);
    })""")
    after, total = work()
    frames = total - drawn
    print(f"map of two cities: {frames / 3:.0f} frames a second, {(after - before) / frames:.1f} ms of work each")
    assert frames > 10
    assert (after - before) / frames < FRAME
