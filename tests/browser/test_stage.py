"""Map, timeline and keys in a real browser, under the policy that the server sends."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cogov.scenarios import load
from cogov.visualization.browser.film_packet import SHADE_BITS, pack
from cogov.visualization.browser.recording import film

from .cable import Cable
from .conftest import MODULE, start


@pytest.fixture(scope="module")
def server_of_stage(tmp_path_factory):
    """The page of this folder, served behind the guard."""
    places = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    words = ("--app", "stage_page", "--allow-host", "127.0.0.1")
    server = start((*MODULE, *words), tmp_path_factory.mktemp("stage"), PYTHONPATH=places)
    yield server
    server.stop()


@pytest.fixture
def address(server_of_stage):
    return server_of_stage.url


@pytest.fixture
def tab(page, address):
    page.goto(address)
    page.locator("canvas[data-draws]").wait_for()
    return page


@pytest.fixture(scope="module")
def shown():
    return film(load("fragmented").settings)


def canvas(tab):
    return tab.locator("canvas.cg-city")


def week_of(tab):
    return int(canvas(tab).get_attribute("data-week"))


def chip(tab, label):
    return tab.locator(f".cg-chip[data-label*='{label}']")


def pull(tab, where, by):
    """Press on the middle of something, and pull it sideways in some steps."""
    box = where.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(1, 11):
        tab.mouse.move(x + by * step / 10, y)
        tab.wait_for_timeout(30)
    tab.mouse.up()


def weeks_wide(tab, weeks):
    return weeks / 259 * tab.locator(".cg-track").bounding_box()["width"]


def find(tab, words):
    """Move the pointer over the map until the tip says something, and return it."""
    box, tip = canvas(tab).bounding_box(), tab.locator(".cg-tip")
    for down in range(8, int(box["height"]), 9):
        for across in range(8, int(box["width"] / 2), 9):
            tab.mouse.move(box["x"] + across, box["y"] + down)
            if tip.is_visible() and re.match(words, tip.inner_text()):
                return box["x"] + across, box["y"] + down
    raise AssertionError(f"nothing on the map says {words}")


def test_the_map_says_its_numbers_in_both_languages(tab, shown):
    expect(canvas(tab)).to_have_attribute("data-week", "0")
    issues = shown.open[0].sum(axis=0)
    trust = round(100 * (shown.trust[0] >> SHADE_BITS).mean() / (255 >> SHADE_BITS))
    line = f"Map of this city, week 0. Trust: {trust} % on average over the residents shown. "
    line += f"Unresolved problems: {issues[:5].sum()}, of them overdue: {issues[5]}."
    expect(canvas(tab)).to_have_attribute("aria-label", line)
    tab.keyboard.press("l")
    line = f"本市域地图，第 0 周。所示居民的信任度平均为 {trust}%。"
    expect(canvas(tab)).to_have_attribute("aria-label", re.compile(re.escape(line)))
    expect(tab.locator(".cg-play")).to_contain_text("播放")
    expect(tab.locator(".cg-legend")).to_contain_text("党组织")
    tab.get_by_role("button", name="participation", exact=True).click()
    line = f"本周志愿服务者占 {round(100 * (shown.participation[0] == 2).mean())}%"
    expect(canvas(tab)).to_have_attribute("aria-label", re.compile(line))


def test_scrubbing_moves_map_and_server(tab):
    box = tab.locator(".cg-track").bounding_box()
    tab.mouse.click(box["x"] + box["width"] * 100 / 259, box["y"] + 8)
    expect(canvas(tab)).to_have_attribute("data-week", "100")
    expect(tab.locator(".state")).to_contain_text("week=100 ")
    for key, week in (("ArrowLeft", 99), ("Shift+ArrowRight", 112), ("PageDown", 60), ("End", 259), ("Home", 0)):
        tab.locator(".cg-track").press(key)
        expect(canvas(tab)).to_have_attribute("data-week", str(week))
    expect(tab.locator(".cg-track")).to_have_attribute("aria-valuetext", "Week 0, year 1")
    expect(tab.locator(".state")).to_contain_text("week=0 ")
    tab.locator("body").press("ArrowRight")  # through Python
    expect(canvas(tab)).to_have_attribute("data-week", "1")


def test_playing_needs_no_server(page, address, shown):
    reports, received = [], []

    def listen(line):
        line.on("framesent", lambda sent: reports.append(sent) if '"what":"week"' in str(sent) else None)
        line.on("framereceived", lambda got: received.append(len(got)))

    page.on("websocket", listen)
    page.goto(address)
    tab = page
    tab.locator("canvas[data-draws]").wait_for()
    tab.wait_for_timeout(500)
    packet = len(pack(shown, "trust"))
    assert sum(received) > packet
    received.clear()
    tab.locator("body").press(" ")
    expect(tab.locator(".cg-time")).to_have_attribute("data-playing", "true")
    tab.wait_for_function("document.querySelector('canvas.cg-city').dataset.week >= 40")
    tab.locator("body").press(" ")
    expect(tab.locator(".cg-time")).to_have_attribute("data-playing", "false")
    week = week_of(tab)
    expect(tab.locator(".state")).to_contain_text(f"week={week} playing=False")
    assert len(reports) < week / 3
    assert sum(received) < 100_000 < packet
    assert reports
    draws = int(canvas(tab).get_attribute("data-draws"))
    assert draws > 2 * len(reports)


def test_playing_stops_at_the_end_and_when_the_tab_is_hidden(tab):
    tab.locator(".cg-track").press("End")
    tab.locator(".cg-track").press("ArrowLeft")
    expect(tab.locator(".state")).to_contain_text("week=258 playing=False")
    tab.locator(".cg-play").click()
    expect(tab.locator(".state")).to_contain_text("week=259 playing=False")
    tab.locator(".cg-play").click()  # from the start again
    tab.wait_for_function("+document.querySelector('canvas.cg-city').dataset.week < 200")
    expect(tab.locator(".state")).to_contain_text("playing=True")
    tab.evaluate("""() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    expect(tab.locator(".state")).to_contain_text("playing=False")
    expect(tab.locator(".cg-time")).to_have_attribute("data-playing", "false")


def test_a_chip_is_dragged(tab):
    pull(tab, chip(tab, "Flood"), weeks_wide(tab, 48))
    expect(tab.locator(".log")).to_contain_text(re.compile(r"drag 0 \d+.*move 0 100$"))
    expect(chip(tab, "Flood")).to_have_attribute("data-week", "100")
    expect(chip(tab, "Flood")).to_have_attribute("aria-label", re.compile("weeks 100 to 119"))


@pytest.fixture
def cable(server_of_stage):
    cable = Cable(server_of_stage.port)
    yield cable
    cable.close()


WEEKS_SHOWN = """() => {
    const chips = () => [...document.querySelectorAll(".cg-chip[data-label*='Flood']")];
    const weeks = () => chips().map((chip) => chip.dataset.week);
    window.weeks = new Set(weeks());
    const note = () => weeks().forEach((week) => window.weeks.add(week));
    const everything = { subtree: true, childList: true, attributes: true };
    new MutationObserver(note).observe(document.querySelector(".cg-lane"), everything);
}"""


def test_a_chip_stays_where_it_was_let_go_while_the_server_is_slow(cable, page):
    page.goto(f"http://127.0.0.1:{cable.port}/")
    chip(page, "Flood").wait_for()
    cable.hold(2)
    pull(page, chip(page, "Flood"), weeks_wide(page, 48))
    page.evaluate(WEEKS_SHOWN)
    expect(page.locator(".log")).to_contain_text(re.compile(r"drag 0 \d+.*move 0 100$"))
    page.wait_for_timeout(300)  # whatever else would still move it
    assert page.evaluate("[...window.weeks]") == ["100"]


def test_where_a_chip_was_let_go_is_not_lost_with_the_connection(cable, page, watch):
    page.goto(f"http://127.0.0.1:{cable.port}/")
    chip(page, "Flood").wait_for()
    cable.cut()
    pull(page, chip(page, "Flood"), weeks_wide(page, 48))
    page.evaluate(WEEKS_SHOWN)
    cable.mend()
    expect(page.locator(".log")).to_have_text("move 0 100")
    assert page.evaluate("[...window.weeks]") == ["100"]
    watch.clear()  # the browser says that it lost the connection


def test_a_lever_stays_where_it_was_let_go_while_the_server_is_slow(cable, page):
    page.goto(f"http://127.0.0.1:{cable.port}/")
    lever = page.locator("input[id='lever-rules.mechanism.strength']")
    before = float(lever.input_value())
    cable.hold(3)
    lever.press("ArrowRight")
    page.wait_for_timeout(1500)
    lever.press("ArrowRight")  # from where it is, not from where the server still has it
    assert float(lever.input_value()) == pytest.approx(before + 0.1)
    expect(page.locator(".log")).to_have_text(re.compile(r"lever rules.mechanism.strength \S+ True \| lever .* True$"))
    assert float(lever.input_value()) == pytest.approx(before + 0.1)


def test_a_chip_is_moved_edited_and_removed_by_keys(tab):
    flood = chip(tab, "Flood")
    flood.focus()
    for _ in range(3):
        tab.keyboard.down("ArrowRight")
    tab.keyboard.up("ArrowRight")
    expect(tab.locator(".log")).to_have_text("move 0 55")
    tab.keyboard.press("Shift+ArrowLeft")
    expect(tab.locator(".log")).to_have_text("move 0 55 | move 0 42")
    expect(flood).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(".state")).to_contain_text("chosen=0")
    expect(flood).to_be_focused()
    tab.keyboard.press("Delete")
    expect(tab.locator(".cg-chip")).to_have_count(2)


def test_chips_are_added(tab):
    box = tab.locator(".cg-lane").bounding_box()
    tab.mouse.dblclick(box["x"] + weeks_wide(tab, 150), box["y"] + 5)
    expect(tab.locator(".log")).to_have_text("add 150")
    tab.locator(".cg-add").click()
    expect(tab.locator(".log")).to_have_text("add 150 | add 0")
    expect(tab.locator(".cg-chip")).to_have_count(5)


def test_a_finger_drags_too(chromium, watch, address):
    context = watch.over(chromium.new_context(has_touch=True, viewport={"width": 1024, "height": 768}))
    tab = context.new_page()
    tab.goto(address)
    box = chip(tab, "Flood").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    by = weeks_wide(tab, 30)
    hand = tab.context.new_cdp_session(tab)

    def touch(kind, points):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": x, "y": y}])
    for step in range(1, 6):
        touch("touchMove", [{"x": x + by * step / 5, "y": y}])
    touch("touchEnd", [])
    expect(chip(tab, "Flood")).to_have_attribute("data-week", "82")
    expect(tab.locator(".log")).to_contain_text("move 0 82")
    context.close()
    assert watch == type(watch)()


@pytest.mark.parametrize(
    ("tip", "kind", "fact"),
    [
        ("Resident, Community 1-", "citizen", "What: Resident"),
        ("Party branch, Community 1-", "party", "What: Party organisation"),
        ("Department for learning, Urban district 1", "government", "What: Government"),
        ("Community 1-1-1, Urban district 1: 160 residents\nunresolved problems: ", "community", "What: Community"),
    ],
)
def test_a_click_is_answered_in_words(tab, tip, kind, fact):
    tab.mouse.click(*find(tab, tip))
    expect(tab.locator(".state")).to_contain_text(f"'kind': '{kind}'")
    expect(tab.locator(".fact").first).to_have_text(fact)


@pytest.mark.fault("H1")
def test_names_are_text_and_nothing_else(tab):
    tab.get_by_role("button", name="hostile", exact=True).click()
    expect(canvas(tab)).to_have_attribute("aria-label", re.compile("Map of this city"))
    tab.wait_for_timeout(300)
    tab.mouse.move(0, 0)
    find(tab, re.escape("Resident, <img src=x onerror=window.harmed=1>{{7*7}}, grid 1"))
    expect(chip(tab, "Flood")).to_contain_text("<img src=x onerror=window.harmed=1>{{7*7}}")
    assert tab.evaluate("window.harmed") is None
    assert tab.locator(".cg-map img, .cg-time img").count() == 0


def test_keys_are_silent_while_something_is_typed_and_after_they_are_gone(tab):
    field = tab.get_by_label("typing")
    field.fill("")
    field.press_sequentially("l p? ")
    assert field.input_value() == "l p? "
    field.blur()
    tab.keyboard.press("Control+z")
    tab.keyboard.press("Control+Shift+Z")
    tab.keyboard.press("?")
    expect(tab.locator(".log")).to_have_text("key undo | key redo | key help")
    tab.get_by_role("button", name="keys", exact=True).click()
    tab.wait_for_timeout(500)
    tab.keyboard.press("p")
    tab.get_by_role("button", name="keys", exact=True).click()
    tab.wait_for_timeout(500)
    tab.keyboard.press("r")
    expect(tab.locator(".log")).to_have_text("key undo | key redo | key help | key replay")


def test_space_plays_after_a_click_and_presses_what_was_tabbed_to(tab):
    tab.get_by_role("button", name="satisfaction", exact=True).click()
    expect(canvas(tab)).to_have_attribute("aria-label", re.compile("Satisfaction"))
    tab.keyboard.press(" ")
    expect(tab.locator(".log")).to_have_text("key play")
    tab.get_by_role("button", name="trust", exact=True).focus()
    tab.keyboard.press(" ")
    expect(canvas(tab)).to_have_attribute("aria-label", re.compile("Trust"))
    expect(tab.locator(".log")).to_have_text("key play")


def test_frames_a_second(tab):
    """Draw another week in every frame of the screen for two seconds; the rate is printed, not judged."""
    rate = tab.evaluate("""() => new Promise((done) => {
        const canvas = document.querySelector("canvas.cg-city");
        const [start, before] = [performance.now(), Number(canvas.dataset.draws)];
        let week = 0;
        const frame = () => {
            week = (week + 1) % 260;
            window.dispatchEvent(new CustomEvent("cogov-week", { detail: { week } }));
            const time = performance.now() - start;
            if (time < 2000) requestAnimationFrame(frame);
            else done((Number(canvas.dataset.draws) - before) / (time / 1000));
        };
        requestAnimationFrame(frame);
    })""")
    print(f"map: {rate:.1f} frames a second, 2,880 residents at 1366 × 768")
    assert rate > 0
