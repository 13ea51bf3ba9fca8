"""One rude laptop does not keep the others out, nor the trainer: by the server that the command starts."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from cogov.visualization.browser.serving.exchange import PATIENCE
from cogov.visualization.browser.serving.guard import SOCKETS_OF_KERNEL
from cogov.visualization.browser.serving.limits import BACKLOG, RESERVE_SECONDS
from cogov.visualization.language.translations import words

from .conftest import MODULE
from .rude import HERE, POLITE, RUDE, alive, connections, get, send
from .tab import Tab, cookie

HALF_OPEN = 1_100
LITTLE = 700
SOON = 5.0
"""Seconds for a page of some milliseconds, on a machine that does other things as well."""


@pytest.fixture(scope="module", autouse=True)
def _files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = HALF_OPEN + 400
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted if hard < 0 else min(wanted, hard)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def within(files, *command):
    """Return the command, in a shell that may open so many files."""
    return ("sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command)


DRIPS = {
    b"": b"",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ": b"x",
    b"POST /_solara/api/close/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n\r\n": b"x",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n": b"1\r\nx\r\n",
}
"""What a request begins with and never ends, and what it drips on with."""


@pytest.mark.parametrize("rude", [RUDE, HERE])
def test_half_open_requests_silence_nobody(serve_working, rude):
    server = serve_working(command=within(LITTLE, *MODULE))
    assert get(server.port, seconds=60)[0] == 200
    with ExitStack() as open_:
        lines = open_.enter_context(connections(server.port, HALF_OPEN, rude))
        for source in (HERE, POLITE):
            assert get(server.port, source=source, seconds=60)[0] == 200
        # How many of its connections came too fast depends on the machine; it is answered in any case.
        assert get(server.port, source=rude, seconds=60)[0] in ((200,) if rude == HERE else (200, 429))
        assert alive(lines), "nobody had to wait until the half-open ones were given up"
        with Tab(server.url) as tab:
            assert tab.open().texts()
        drips = [(open_.enter_context(connections(server.port, 3, first=first)), on) for first, on in DRIPS.items()]
        lines += [line for some, _ in drips for line in some]
        began = time.monotonic()
        while (left := alive(lines)) and time.monotonic() < began + 2 * PATIENCE:
            time.sleep(0.2)
            for some, on in drips:
                send(some, on)
                for line in some:
                    with suppress(OSError):
                        line.recv(1 << 16)  # what was answered so far
        assert not left, "half-open requests end in seconds"
    assert len("".join(server.said)) < 4_000, "a log that does not repeat itself"


def test_an_address_that_connects_too_fast_is_told_so_and_comes_in_again(serve_working):
    server = serve_working("--limit", "arrivals_of_address=1")
    with connections(server.port, 2 * RESERVE_SECONDS):
        upgrade = {"Upgrade": "websocket", "Sec_WebSocket_Key": "x" * 22 + "==", "Sec_WebSocket_Version": "13"}
        for headers in ({}, upgrade):
            status, text = get(server.port, source=RUDE, seconds=60, **headers)
            assert status == 429
            assert b"\r\nconnection: close\r\n" in text.lower()
            for language in ("zh", "en"):
                assert words(language)("serving.rate.title") in text.decode()
        assert get(server.port, source=POLITE, seconds=60)[0] == 200
    end = time.monotonic() + 60
    while (status := get(server.port, source=RUDE, seconds=60)[0]) == 429 and time.monotonic() < end:
        time.sleep(1.5)  # a rate of one a second
    assert status == 200
    server.wait_for("arrivals_of_address")


def test_one_address_has_its_share_of_connections_and_the_trainer_more(serve_working):
    server = serve_working("--limit", "connections_of_address=20")
    with connections(server.port, 50) as lines, connections(server.port, 50, HERE) as own:
        end = time.monotonic() + SOON
        while len(alive(lines)) > 20 and time.monotonic() < end:
            time.sleep(0.05)
        assert len(alive(lines)) == 20
        assert len(alive(own)) == 50
        for source in (RUDE, POLITE, HERE):
            assert get(server.port, source=source)[0] == 200
    server.wait_for("connections_of_address")


class TestPlaces:
    """Cookies come from a page load, and one address has its share."""

    def test_cookies_that_were_made_up_get_none(self, server):
        for name in ("solara-session-id", "solara-session-id-lax", f"cogov-{server.port}"):
            for value in (str(uuid4()), f"{uuid4().hex}.{int(time.time())}.{'A' * 43}="):
                with pytest.raises(InvalidStatus) as refused:
                    Tab(server.url, f"{name}={value}")
                assert refused.value.response.status_code == 403
        with pytest.raises(InvalidStatus):
            Tab(server.url, "")
        good = cookie(server.url)
        with pytest.raises(InvalidStatus):
            Tab(server.url, good.replace("=", "=a", 1))
        Tab(server.url, good).close()

    def test_of_one_address_leave_room_for_others(self, serve_working):
        server = serve_working("--limit", "places_of_address=3", "--limit", "places=6")
        tabs = [Tab(server.url, source=RUDE) for _ in range(3)]
        with pytest.raises(InvalidStatus) as refused:
            Tab(server.url, source=RUDE)
        assert refused.value.response.status_code == 503
        status, text = get(server.port, source=RUDE)
        assert status == 503
        for language in ("zh", "en"):
            assert words(language)("serving.address.title") in text.decode()
        tabs += [Tab(server.url, source=POLITE), Tab(server.url), Tab(server.url)]
        for tab in tabs:
            tab.close()

    def test_a_full_room_does_not_lock_its_trainer_out(self, serve_working):
        server = serve_working("--limit", "places=10")
        sessions = [cookie(server.url) for _ in range(8)]
        tabs = [Tab(server.url, session, source=RUDE) for session in sessions]
        assert get(server.port, source=POLITE)[0] == 503
        with Tab(server.url) as trainer:
            assert trainer.open().texts()
        for tab in tabs:
            tab.close()


class TestRates:
    def test_a_flood_of_pages_and_files_is_refused_and_others_are_served(self, serve_working):
        server = serve_working("--limit", "requests_of_address=5")
        answers = [get(server.port, "/readyz", RUDE)[0] for _ in range(100)]
        answers += [get(server.port, "/", RUDE)[0]]
        assert answers[0] == 200
        assert answers[-1] == 429
        assert {get(server.port, source=source)[0] for source in (HERE, POLITE)} == {200}

    def test_the_trainer_has_none(self, serve_working):
        server = serve_working("--limit", "requests_of_address=1", "--limit", "arrivals_of_address=1")
        assert {get(server.port, "/readyz")[0] for _ in range(40)} == {200}


STRANGE = ("[" * 100_000, '{"a":' * 100_000, "null", "7", "{}", '{"header": {}}', b"\0" * 9, b"\xff\xff\xff\xff")
"""What is no message of a page."""


class TestSockets:
    def test_one_page_has_few_and_the_newest_stay(self, server):
        first = Tab(server.url)
        more = [Tab(server.url, first.session, first.kernel) for _ in range(SOCKETS_OF_KERNEL + 3)]
        with pytest.raises(ConnectionClosed):
            first.listen(10)
        assert more[-1].open().texts()
        for tab in (first, *more):
            tab.close()

    def test_a_strange_message_harms_its_own_page_only(self, working):
        for message in STRANGE:
            with Tab(working.url) as tab, Tab(working.url) as other:
                tab.line.send(message)
                assert other.open().texts(), message[:20]
            assert get(working.port)[0] == 200, message[:20]

    def test_a_small_message_that_unpacks_into_a_huge_one_ends_its_connection(self, server):
        with Tab(server.url) as tab:
            tab.line.send("x" * 50_000_000)  # deflated to 50 kB
            with pytest.raises(ConnectionClosed) as closed:
                tab.listen(30)
        assert closed.value.rcvd.code == 1009

    def test_a_flood_of_messages_leaves_others_their_page(self, working):
        with Tab(working.url).open() as rude, Tab(working.url).open() as polite:
            [button] = polite.find(children=["click"])
            line = rude.line.socket
            line.settimeout(0.1)
            header = {"msg_id": "1", "username": "", "session": rude.number, "msg_type": "comm_msg", "version": "5.2"}
            content = {"comm_id": "none", "data": {}}
            shell = {"parent_header": {}, "channel": "shell", "metadata": {}, "buffers": []}
            frame = json.dumps({"header": header, "content": content, **shell})
            data = Frame(Opcode.TEXT, frame.encode()).serialize(mask=True) * 200
            sent, end = 0, time.monotonic() + 3
            began = None
            while time.monotonic() < end:
                with suppress(TimeoutError):
                    sent += line.send(data)
                if began is None:
                    began = time.monotonic()
                    polite.event(button)
                    polite.until(lambda: "clicked 1" in polite.texts(), SOON)
            assert sent < 20e6, "what is not taken stays with the sender"


def test_slow_readers_cost_others_nothing(serve_working):
    server = serve_working("--limit", f"connections={2 * BACKLOG}")
    asks = b"GET /_solara/cdn/echarts@5.4.0/dist/echarts.js HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port
    with connections(server.port, 60, first=b"") as lines:
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        send(lines, asks * 20)
        assert get(server.port, source=POLITE)[0] == 200
        assert get(server.port)[0] == 200


def test_a_large_jar_of_cookies_is_no_hindrance(server):
    """Browsers send the cookies of every program that was ever served at this name, whatever the port."""
    jar = "; ".join(f"other-{number}={'x' * 200}" for number in range(100))
    assert get(server.port, Cookie=jar)[0] == 200
    with Tab(server.url, f"{jar}; {cookie(server.url)}") as tab:
        assert tab.open().texts()


def test_too_few_files_are_told_and_exit_2(tmp_path):
    done = subprocess.run(
        [*within(200, *MODULE), "--no-browser", "--port", "0"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "200 files only" in done.stderr
    assert "Traceback" not in done.stderr
