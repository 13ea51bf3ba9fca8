"""The application in a frame of another page: of the one that was named, and of no other."""

from __future__ import annotations

import functools
import shutil
import ssl
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .conftest import COMMAND, PATIENCE, WINDOW, free_port
from .reverse_proxy import ReverseProxy
from .tls_front import TlsFront


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def host_page(tmp_path):
    """Serve a page that frames an address, and return where; each call is another site's."""
    servers = []

    def host_page(address, port=0, context=None):
        folder = tmp_path / f"site{len(servers)}"
        folder.mkdir()
        frame = f'<!doctype html><title>School</title><iframe src="{address}" width=1300 height=700></iframe>'
        (folder / "index.html").write_text(frame, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=str(folder)))
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
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


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that only its maker believes."""
    if (program := shutil.which("openssl")) is None:
        pytest.skip("there is no openssl on this machine")
    folder = tmp_path_factory.mktemp("certificate")
    files = ("-keyout", "key.pem", "-out", "cert.pem")
    told = ("-days", "2", "-nodes", "-subj", "/CN=localhost", "-newkey", "rsa:2048")
    subprocess.run([program, "req", "-x509", *told, *files], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture
def encrypted(serve, host_page, certificate, chromium, watch):
    """Open a school's page over https whose frame shows cogov, of another host, behind a proxy that speaks https."""
    ends = []

    def open_frame(query, *options, root="", **headers):
        port, school = free_port(), free_port()
        proxy = ReverseProxy(port, root, strip=True, **headers)
        front = TlsFront(proxy.port, certificate)
        ends.extend((front.close, proxy.close))
        name = f"cogov.localhost:{front.port}"
        words = ("--embed", f"https://localhost:{school}", "--allow-host", name, *options)
        serve(*words, command=COMMAND, port=port)
        host_page(f"https://{name}{root}/?{query}", school, certificate)
        context = watch.over(chromium.new_context(viewport=WINDOW, ignore_https_errors=True))
        ends.insert(0, context.close)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"https://localhost:{school}")
        return page, context

    yield open_frame
    for each in ends:
        each()
    watch.clear()  # both hosts count as foreign, and the school has no icon


@pytest.mark.parametrize("root", ["", "/cogov"])
def test_a_page_of_another_host_frames_it_by_https(encrypted, watch, root):
    """A browser gives a frame of another site neither its usual cookies nor anything that it keeps."""
    options = ("--trust-proxy", "127.0.0.1", *(("--root-path", root) if root else ()))
    page, context = encrypted(
        "language=en&page=lessons&lesson=1_lamp", *options, root=root,
        X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.7",
    )  # fmt: skip
    inside = page.frame_locator("iframe")
    inside.locator(".scene-headline").wait_for()
    inside.locator(".scene-place").nth(1).click()
    inside.locator(".scene[data-scene='1']").wait_for()
    assert page.frames[1].evaluate("solara.debug.connectionStatus") == "connected"
    (cookie,) = context.cookies()
    assert (cookie["sameSite"], cookie["secure"]) == ("None", True)
    assert cookie["partitionKey"].startswith("https://localhost")
    assert not [each for each in watch.errors if "404" not in each]


def test_a_proxy_that_does_not_say_https_is_told_of_instead_of_waiting(encrypted):
    page, _ = encrypted("language=en&page=lessons&lesson=1_lamp")
    inside = page.frame_locator("iframe")
    inside.get_by_text("X-Forwarded-Proto: https").first.wait_for()
    assert inside.get_by_text("--trust-proxy").count() == 2  # in both languages
