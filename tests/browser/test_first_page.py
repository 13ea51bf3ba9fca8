"""The page as a browser meets it."""

from __future__ import annotations


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
