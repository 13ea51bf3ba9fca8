"""The page as a browser meets it."""

from __future__ import annotations

import pytest


def test_the_page_loads_without_the_net(server, page, watch):
    files = []
    page.on("response", lambda answer: files.append(answer.url.removeprefix(server.url)))
    answer = page.goto(server.url)
    assert answer.status == 200
    page.locator(".v-application--wrap button").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.title()
    assert [name for name in files if name.startswith("/_solara/cdn/")]
    assert page.evaluate("solara.debug.connectionStatus") == "connected"
    assert page.locator("text=/This website runs on Solara/").count() == 0


@pytest.mark.parametrize("name", ["localhost", "[::1]"])
def test_the_other_names_of_this_machine(serve_working, page, watch, name):
    server = serve_working("--host", name.strip("[]"))
    page.goto(f"http://{name}:{server.port}")
    page.get_by_text("clicked 0").wait_for()
    assert page.evaluate("solara.debug.connectionStatus") == "connected"
    watch.foreign.clear()  # this machine, by another name


@pytest.mark.fault("H1")
def test_html_that_slipped_into_a_page_stays_dead(working, page, watch):
    page.goto(working.url)
    for number in (1, 2, 3):
        page.get_by_role("button", name="click").click()
        page.get_by_text(f"clicked {number}").wait_for()
    page.get_by_text("hostile").click()
    page.wait_for_timeout(500)
    assert page.evaluate("window.stolen") is None
    assert len([error for error in watch.errors if "Content Security Policy" in error]) >= 3
    watch.clear()


def test_a_visitor_who_finds_no_room_is_told(working, page, watch):
    statuses = []
    for _ in range(7):
        tab = page.context.new_page()
        statuses.append(tab.goto(working.url).status)
        if statuses[-1] == 200:
            tab.get_by_text("clicked 0").wait_for()
    assert statuses == [200] * 6 + [503]
    assert "打开的页面太多" in tab.inner_text("body")
    assert "Too many pages are open" in tab.inner_text("body")
    page.context.pages[1].goto("about:blank")
    again, found = tab.get_by_role("link", name="Try again"), tab.get_by_text("clicked 0")
    for _ in range(20):
        again.click()
        again.or_(found).wait_for()
        if found.count():
            break
        tab.wait_for_timeout(500)
    found.wait_for()
    assert set(watch.missing) == {f"503 {working.url}/"}
    watch.clear()  # the browser notes the 503
