"""Cookies that nobody makes up."""

from __future__ import annotations

import os

import pytest

from cogov.visualization.browser.serving.sessions import DAY, KEY_BYTES, VALID_DAYS, Sessions, load_key


class Clock:
    now = 1_000_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(clock):
    return Sessions(b"k" * KEY_BYTES, "cogov-8765", "/city", clock)


def sent_back(sessions, session):
    return sessions.header(session, secure=False).decode().partition(";")[0]


def test_what_was_given_is_read_again_among_others(sessions):
    session = sessions.new()
    assert sessions.read(f"other=1; {sent_back(sessions, session)}; more") == session


def test_what_was_changed_is_not(sessions, clock):
    cookie = sent_back(sessions, sessions.new())
    name, _, value = cookie.partition("=")
    identity, since, signature = value.split(".")
    other = sessions.new()
    for forged in (
        "",
        name,
        f"{name}={other.id}.{since}.{signature}",
        f"{name}={identity}.{int(since) + 1}.{signature}",
        f"{name}={identity}.{since}.{'A' * 43}=",
        f"{name}={identity}.{since}.",
        f"solara-session-id={value}",
    ):
        assert sessions.read(forged) is None
    assert Sessions(b"l" * KEY_BYTES, "cogov-8765", "/city", clock).read(cookie) is None
    assert Sessions(b"k" * KEY_BYTES, "cogov-8766", "/city", clock).read(cookie.replace("8765", "8766")) is None


def test_it_is_renewed_in_time_and_ends(sessions, clock):
    session = sessions.new()
    cookie = sent_back(sessions, session)
    assert not sessions.is_due(session)
    clock.now += 2 * DAY
    assert sessions.is_due(session)
    assert sessions.new(session).id == session.id
    clock.now += VALID_DAYS * DAY
    assert sessions.read(cookie) is None


def test_its_rules(sessions):
    header = sessions.header(sessions.new(), secure=True).decode()
    assert header.endswith("; Path=/city; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure")
    framed = {on: sessions.header(sessions.new(), secure=on, framed=True).decode() for on in (True, False)}
    assert framed[True].endswith("; HttpOnly; SameSite=None; Secure; Partitioned"), "in a frame of another site"
    assert framed[False].endswith("; HttpOnly; SameSite=Lax"), "without https no browser sends it there"


def test_the_key_is_kept_and_nobody_else_reads_it(tmp_path):
    key = load_key(tmp_path / "new")
    assert len(key) == KEY_BYTES
    assert load_key(tmp_path / "new") == key
    file = tmp_path / "new" / "serving.key"
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
        file.chmod(0o644)
        assert load_key(tmp_path / "new") != key, "others may have read it"
    file.write_bytes(b"")
    assert len(load_key(tmp_path / "new")) == KEY_BYTES


def test_where_none_can_be_kept_the_process_has_one(tmp_path):
    (tmp_path / "file").touch()
    first, second = load_key(tmp_path / "file"), load_key(tmp_path / "file")
    assert len(first) == len(second) == KEY_BYTES
    assert first != second
