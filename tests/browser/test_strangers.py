"""Who does not belong here is turned away, by the server that the command starts."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cogov.visualization.browser.serving.limits import Limits
from cogov.visualization.browser.serving.server import LARGEST_FRAME
from cogov.visualization.language.translations import words

from .conftest import COMMAND
from .tab import Tab, cookie


def ask(server, path, method="GET", body=None, **headers):
    """Send a request as it stands, without the tidying of a browser; return the answer and its text."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        line.putrequest(method, path, skip_host="Host" in headers)
        if body is not None:
            headers = {"Content-Length": str(len(body)), **headers}
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        line.endheaders(body)
        answer = line.getresponse()
        return answer, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def status_of(tab):
    with pytest.raises(InvalidStatus) as refused:
        tab()
    return refused.value.response


class TestNames:
    @pytest.mark.parametrize("name", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}", "[::1]:{}"])
    def test_of_this_machine(self, server, name):
        assert ask(server, "/readyz", Host=name.format(server.port))[0].status == 200

    @pytest.mark.fault("H14")
    @pytest.mark.parametrize(
        "name",
        [
            "evil.example", "evil.example:{}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{}", "10.0.0.1:{}",
            "localhost:{}@evil.example", "127.0.0.1:{}, evil.example", "", "[::1", "localhost:99999", "０:{}",
        ],
    )  # fmt: skip
    def test_of_others(self, server, name):
        answer, text = ask(server, "/", Host=name.format(server.port).encode("utf-8").decode("latin-1"))
        assert answer.status == 400
        assert "evil" not in text + str(answer.getheaders())

    def test_that_were_allowed(self, serve):
        server = serve("--allow-host", "cogov.example:80", "--allow-host", "city.example")
        for name, status in (("cogov.example", 200), ("cogov.example:81", 400), ("city.example:4711", 200)):
            assert ask(server, "/readyz", Host=name)[0].status == status
        with Tab(server.url, Host="city.example", Origin="https://city.example") as tab:
            assert tab.open().texts()


class TestOrigins:
    @pytest.mark.fault("H13")
    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:{}", ""])
    def test_foreign_ones_do_not_connect(self, server, origin):
        session = cookie(server.url)
        response = status_of(lambda: Tab(server.url, session, Origin=origin.format(server.port)))
        assert response.status_code == 403

    @pytest.mark.fault("H13")
    def test_a_page_of_another_site_cannot_close_a_tab(self, server):
        tab = Tab(server.url).open()
        path = f"/_solara/api/close/{tab.kernel}?session_id={tab.number}"
        own = {"Cookie": tab.session, "Origin": server.url}
        for change, status in (
            ({"Origin": "http://evil.example"}, 403),
            ({"Cookie": cookie(server.url)}, 404),
            ({"Cookie": ""}, 404),
        ):
            assert ask(server, path, "POST", b"", **{**own, **change})[0].status == status
        assert ask(server, path.replace(tab.number, "x"), "POST", b"", **own)[0].status == 404
        assert ask(server, path.partition("?")[0], "POST", b"", **own)[0].status == 404
        tab.until(lambda: bool(tab.texts()))
        assert ask(server, path, "POST", b"", **own)[0].status == 200
        with pytest.raises(ConnectionClosed):
            tab.listen(20)
        tab.close()

    @pytest.mark.fault("H6")
    def test_nobody_takes_the_kernel_of_another(self, server):
        other = cookie(server.url)
        with Tab(server.url).open() as tab:
            assert status_of(lambda: Tab(server.url, other, kernel=tab.kernel)).status_code == 403


class TestPaths:
    @pytest.mark.fault("H15")
    @pytest.mark.parametrize(
        "path",
        [
            "/../../etc/passwd", "/static/../../../etc/passwd", "/static/%2e%2e/%2e%2e/app.py", "/..%2f..%2fetc/passwd",
            "/static/nbextensions/..%252f..%252fetc/passwd", "/jupyter/nbextensions/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "/_solara/cdn/..%2f..%2f..%2fserving%2fguard.py", "/_solara/cdn/%2e%2e/%2e%2e/app.py", "//etc/passwd",
            "/_solara/cdn//etc/passwd", "/_solara/cdn/C:%5cWindows", "/static/..%5c..%5capp.py", "/static/%00",
            "/static/assets/..%2fapp.py", "/static/public/../app.py",
        ],
    )  # fmt: skip
    def test_that_climb(self, server, path):
        answer, text = ask(server, path)
        assert answer.status == 404
        assert len(text) < 40

    @pytest.mark.fault("H15")
    @pytest.mark.parametrize(
        "path",
        [
            "/resourcez", "/resourcez?verbose", "/_solara/api/evict/1", "/_solara/auth/login", "/_solara", "/jupyter",
            "/jupyter/api/kernels/1", "/docs", "/openapi.json", "/_solara/cdn/left-pad@1.3.0/index.js", "/_solara/cdn/",
        ],
    )  # fmt: skip
    def test_that_are_closed(self, server, path):
        assert ask(server, path)[0].status == 404

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
    def test_only_reading(self, server, method):
        assert ask(server, "/", method)[0].status == 405

    def test_sizes(self, server):
        assert ask(server, "/?" + "x" * 9000)[0].status == 414
        assert ask(server, "/_solara/api/close/1", "POST", b"x" * 5000)[0].status == 413
        assert ask(server, "/", "POST", Transfer_Encoding="chunked")[0].status == 413


class TestHeaders:
    def test_of_the_page(self, server):
        answer, text = ask(server, "/")
        policy = dict(part.partition(" ")[::2] for part in answer.headers["content-security-policy"].split("; "))
        assert policy["frame-ancestors"] == policy["default-src"] == "'none'"
        assert "unsafe-inline" not in policy["script-src"]
        assert not re.search(r"https?:|\*", str(policy))
        (nonce,) = re.findall(r"'nonce-([\w-]+)'", policy["script-src"])
        assert text.count("<script") == text.count(f'<script nonce="{nonce}"') > 5
        assert nonce not in ask(server, "/")[1]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["server"] is None

    @pytest.mark.parametrize(
        "path", ["/", "/static/assets/style.css", "/_solara/cdn/requirejs@2.3.6/require.js", "/no"]
    )
    def test_of_every_answer(self, server, path):
        headers = ask(server, path)[0].headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]

    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
    def test_cookies_are_not_for_scripts(self, server, name):
        cookies = ask(server, "/", Host=f"{name}:{server.port}")[0].headers.get_all("set-cookie")
        assert cookies
        for each in cookies:
            assert "HttpOnly" in each
            assert re.search("SameSite=(lax|none; Secure)", each, re.IGNORECASE)

    def test_nobody_moves_the_page_for_others(self, serve):
        server = serve()
        claims = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https", "Script_Name": "//evil.example"}
        assert ask(server, "/", **claims, X_Script_Name="//evil.example")[0].status == 200
        assert "evil" not in ask(server, "/")[1]


def test_a_message_that_is_too_large_ends_the_connection(server):
    with Tab(server.url).open() as tab:
        tab.line.send("x" * (LARGEST_FRAME + 1))
        with pytest.raises(ConnectionClosed) as closed:
            tab.listen(30)
    assert closed.value.rcvd.code == 1009


@pytest.mark.fault("H7")
def test_a_flood_of_visitors_meets_a_limit_and_a_sentence(serve):
    server = serve()
    total, each = Limits().places, Limits().places_of_browser
    tabs, refused = [], []

    def come(session):
        try:
            tabs.append(Tab(server.url, session))
        except InvalidStatus as error:
            refused.append(error.response)

    session = cookie(server.url)
    for _ in range(each):
        come(session)
    assert not refused
    answer, text = ask(server, "/", Cookie=session)
    assert answer.status == 503
    assert words("zh")("serving.tabs.title") in text
    come(session)
    assert refused.pop().status_code == 503

    sessions = [cookie(server.url) for _ in range(total + 20)]
    crowd = [threading.Thread(target=come, args=(session,)) for session in sessions]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert len(tabs) == total
    assert {each.status_code for each in refused} == {503}
    answer, text = ask(server, "/")
    assert answer.status == 503
    assert answer.headers["retry-after"]
    for language in ("zh", "en"):
        assert words(language)("serving.full.title") in text

    tabs.pop().close()  # a dropped one keeps its place for a while; one that says goodbye gives it up
    last = tabs.pop()
    last.open()
    goodbye = f"/_solara/api/close/{last.kernel}?session_id={last.number}"
    assert ask(server, goodbye, "POST", b"", Cookie=last.session, Origin=server.url)[0].status == 200
    until = time.monotonic() + 30  # the place is free once the connection has ended, soon after the answer
    while (status := ask(server, "/")[0].status) == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert status == 200
    for tab in (last, *tabs):
        tab.close()


@pytest.mark.fault("H5")
def test_nothing_leaves_the_machine(serve):
    """Whatever the environment asks for: the server is given a proxy that notes who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        where = f"http://127.0.0.1:{proxy.getsockname()[1]}"

        def listen():
            try:
                while True:
                    line, _ = proxy.accept()
                    calls.append(line.recv(100))
                    line.close()
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        server = serve(
            http_proxy=where, https_proxy=where, no_proxy="127.0.0.1", SOLARA_TELEMETRY_MIXPANEL_ENABLE="true",
            SOLARA_ASSETS_PROXY="false", SOLARA_ASSETS_PROXY_CACHE_DIR="none", HOST="0.0.0.0", SOLARA_HOST="0.0.0.0",
        )  # fmt: skip
        Tab(server.url).open().close()
        assert ask(server, "/_solara/cdn/vega@5/build/vega.js")[0].status == 404
        assert "cdn.jsdelivr" not in ask(server, "/")[1]
        server.stop()
    assert calls == []


@pytest.mark.fault("H12")
def test_the_environment_does_not_move_the_address(serve):
    server = serve(HOST="0.0.0.0", SOLARA_HOST="0.0.0.0", UVICORN_HOST="0.0.0.0", PORT="1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:  # sends nothing; tells our other address
        trial.connect(("192.0.2.1", 9))
        other = trial.getsockname()[0]
    with pytest.raises(OSError, match=r"."):
        socket.create_connection((other, server.port), timeout=5)
    assert server.said[-1] == f"cogov: serving at {server.url} (only this machine can reach it); Ctrl-C ends it\n"


@pytest.mark.fault("H12")
def test_the_address_that_was_chosen_is_answered_to(serve):
    server = serve("--host", "0.0.0.0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.connect(("192.0.2.1", 9))
        other = trial.getsockname()[0]
    told = server.wait_for("whoever reaches one of these addresses")
    assert f"http://127.0.0.1:{server.port} on this machine" in told
    assert f"http://{other}:{server.port}" in told.partition(" on this machine")[2]
    with urllib.request.urlopen(f"http://{other}:{server.port}/readyz", timeout=30) as answer:
        assert answer.status == 200
    assert json.loads(ask(server, "/readyz")[1]) == {"status": "ok"}
    assert ask(server, "/readyz", Host=f"192.0.2.1:{server.port}")[0].status == 400


class TestCommand:
    """How the command ends, and what it says when it cannot begin."""

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
    def test_a_signal_ends_it_and_frees_the_port(self, serve, number, code):
        server = serve()
        with Tab(server.url).open():
            assert server.stop(number) == code
        socket.create_server(("127.0.0.1", server.port)).close()
        assert server.said[1:] == []

    def test_the_server_does_not_outlive_a_command_that_was_killed(self, serve):
        server = serve()
        with Tab(server.url) as tab:
            server.process.kill()
            with pytest.raises(ConnectionClosed):
                tab.listen(30)

    def test_visitors_who_work_do_not_hold_it(self, working, tmp_path):
        with Tab(working.url).open() as tab:
            [button] = tab.find(children=["work"])
            tab.event(button)
            tab.until(lambda: "worked" in (tmp_path / "notes").read_text())
            assert working.stop() == 0

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (["--host", "no.such.host.invalid"], "port 8765 of no.such.host.invalid cannot be had"),
            (["--host", "192.0.2.77"], "port 8765 of 192.0.2.77 cannot be had"),
            (["--host", "a..b"], "'a..b' is no name of a host"),
            (["--allow-host", "a b", "--allow-host", "http://c"], "--allow-host: 'a b', 'http://c': not a name"),
            (["--port", "0"], "Invalid value for '--port'"),
        ],
    )
    def test_what_cannot_be_is_said(self, tmp_path, words, reason):
        done = subprocess.run([*COMMAND, "--no-browser", *words], cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 2
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
