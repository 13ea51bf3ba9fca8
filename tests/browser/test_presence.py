"""Work for a visitor stops when she has gone, also when nobody says so."""

from __future__ import annotations

import time

import pytest

from cogov.visualization.browser.serving import presence

from .cable import Cable
from .tab import Tab


@pytest.fixture
def notes(tmp_path):
    """The words that the working page noted so far."""
    return lambda: (tmp_path / "notes").read_text().split()


@pytest.fixture
def cable(working):
    cable = Cable(working.port)
    yield cable
    cable.close()


def comes(word, notes, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if word in notes():
            return True
        time.sleep(0.1)
    return False


def test_a_dropped_connection_is_noticed_within_half_a_minute():
    """The tests below show that it is; these numbers are the longest it takes."""
    assert presence.ASKED_EVERY + presence.ANSWERED_WITHIN + presence.GRACE < 30


def test_a_machine_that_answers_late_is_not_cut(cable):
    with Tab(f"http://127.0.0.1:{cable.port}/").open() as tab:
        cable.hold(11)  # longer than a question's pause and five seconds
        time.sleep(12)
        [button] = tab.find(children=["click"])
        tab.event(button)
        tab.until(lambda: "clicked 1" in tab.texts())


def test_a_page_that_is_busy_is_not_cut_while_messages_wait_for_it(working, notes):
    with Tab(working.url).open() as tab:
        [nap], [button] = tab.find(children=["nap"]), tab.find(children=["click"])
        tab.event(nap)
        tab.until(lambda: "napped" in notes())
        for _ in range(3):
            tab.event(button)
        tab.until(lambda: "clicked 3" in tab.texts(), 40)
        assert "left" not in notes()


def test_a_cut_cable_stops_the_work(cable, notes):
    with Tab(f"http://127.0.0.1:{cable.port}/").open() as tab:
        tab.until(lambda: notes().count("looped") > 5)
        cable.cut()
        assert comes("left", notes)
        worked = notes().count("looped")
        time.sleep(1)
        assert notes().count("looped") == worked


def test_a_cut_cable_stops_work_that_does_not_listen_and_fills_the_line(cable, notes):
    with Tab(f"http://127.0.0.1:{cable.port}/").open() as tab:
        [button] = tab.find(children=["work"])
        tab.event(button)
        tab.until(lambda: notes().count("worked") > 5)
        cable.cut()
        assert comes("stopped", notes)
        assert comes("left", notes)


def test_a_killed_browser_stops_the_work(working, notes, chromium, watch):
    context = watch.over(chromium.new_context())
    page = context.new_page()
    page.goto(f"{working.url}/?solara-no-close-beacon")
    page.get_by_text("clicked 0").wait_for()
    assert comes("looped", notes)
    context.close()
    assert comes("left", notes)


def test_a_closed_tab_stops_the_work_and_its_kernel(working, notes, page):
    page.goto(working.url)
    page.get_by_text("clicked 0").wait_for()
    page.goto("about:blank")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        before = notes().count("looped")
        time.sleep(1)
        if notes().count("looped") == before:
            return
    pytest.fail("it goes on")


def test_who_comes_back_finds_her_page_as_it_was(working, notes, page):
    page.goto(working.url)
    page.get_by_role("button", name="click").click()
    page.get_by_text("clicked 1").wait_for()
    assert page.evaluate("solara.debug.dropConnection()")
    page.wait_for_function("solara.debug.reconnectCount > 0 && solara.debug.connectionStatus == 'connected'")
    page.get_by_role("button", name="click").click()
    page.get_by_text("clicked 2").wait_for()
    assert "left" not in notes(), "a stumble does not stop the work"
    assert notes().count("began") == 1


def test_who_opens_the_lid_again_finds_her_page_as_it_was(cable, notes, page, watch):
    page.goto(f"http://127.0.0.1:{cable.port}/")
    page.get_by_role("button", name="click").click()
    page.get_by_text("clicked 1").wait_for()
    cable.cut()
    assert comes("left", notes)
    cable.mend()
    page.wait_for_function("solara.debug.reconnectCount > 0 && solara.debug.connectionStatus == 'connected'")
    page.get_by_role("button", name="click").click()
    page.get_by_text("clicked 2").wait_for()
    watch.clear()  # the browser says that it lost the connection
