"""The application in a frame of another page: of the one that was named, and of no other."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .conftest import COMMAND, free_port


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def host_page(tmp_path):
    """Serve a page that frames an address, and return where; each call is another site's."""
    servers = []

    def host_page(address, port=0):
        folder = tmp_path / f"site{len(servers)}"
        folder.mkdir()
        frame = f'<!doctype html><title>School</title><iframe src="{address}" width=1300 height=700></iframe>'
        (folder / "index.html").write_text(frame, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield host_page
    for each in servers:
        each.shutdown()
        each.server_close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_that_was_named_frames_it_and_no_other(serve, page, watch, host_page, language):
    port = free_port()
    server = serve("--embed", f"http://127.0.0.1:{port}", command=COMMAND)
    address = f"{server.url}/?language={language}&page=lessons&lesson=1_lamp"
    page.goto(host_page(address, port))
    inside = page.frame_locator("iframe")
    inside.locator(".scene-headline").wait_for()
    inside.locator(".scene-place").nth(1).click()  # the page lives, it is no picture of one
    inside.locator(".scene[data-scene='1']").wait_for()
    assert page.frames[1].evaluate("solara.debug.connectionStatus") == "connected"

    watch.missing.clear()  # the other site has no icon
    watch.errors.clear()
    page.goto(host_page(address))
    page.wait_for_timeout(1500)
    assert any("frame-ancestors" in each for each in watch.errors)
    assert not any(frame.url.startswith(server.url) for frame in page.frames)
    watch.clear()


def test_without_being_asked_nobody_frames_it(server, page, watch, host_page):
    page.goto(host_page(server.url))
    page.wait_for_timeout(1500)
    assert any("frame-ancestors" in each or "X-Frame-Options" in each for each in watch.errors)
    assert not any(frame.url.startswith(server.url) for frame in page.frames)
    watch.clear()
