"""A log that does not repeat itself."""

from __future__ import annotations

import io
import logging

import pytest

from cogov.visualization.browser.serving.journal import AT_FIRST, FIRST_PAUSE, LONGEST_PAUSE, MOST_KINDS, ServerLog
from cogov.visualization.language.translations import words


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def journal(stream, clock):
    return ServerLog(words("en"), stream, clock)


def say(journal, text, *arguments, name="cogov.serving", fault=None):
    journal.handle(logging.LogRecord(name, logging.ERROR, "", 0, text, arguments, fault))


def test_the_first_are_written_and_the_rest_is_summed_up(journal, stream, clock):
    for number in range(AT_FIRST + 1_093):
        say(journal, "refused %s", "10.0.0.5" if number % 10 else "10.0.0.6")
    assert stream.getvalue().splitlines() == [
        "cogov: refused 10.0.0.6", "cogov: refused 10.0.0.5", "cogov: refused 10.0.0.5",
    ]  # fmt: skip
    clock.now += FIRST_PAUSE
    journal.tell()
    journal.tell()
    last = stream.getvalue().splitlines()[AT_FIRST:]
    assert last == ["cogov: refused 10.0.0.5 (and 1,093 more like this in 60 s, most from 10.0.0.5)"]


def test_what_never_stops_is_told_ever_more_seldom(journal, stream, clock):
    for _ in range(24 * 3600 // 10):
        say(journal, "again")
        clock.now += 10
        journal.tell()
    assert len(stream.getvalue().splitlines()) < 40


def test_kinds_are_told_apart_and_bounded(journal, stream):
    for number in range(100 * MOST_KINDS):
        say(journal, f"kind {number}")
    assert len(stream.getvalue().splitlines()) <= MOST_KINDS + AT_FIRST
    say(journal, "kind 1")
    journal.tell(everything=True)
    assert "more like this" in stream.getvalue()


def test_who_was_quiet_is_written_again(journal, stream, clock):
    for _ in range(AT_FIRST):
        say(journal, "again")
    clock.now += LONGEST_PAUSE
    journal.tell()
    say(journal, "again")
    assert stream.getvalue().count("again\n") == AT_FIRST + 1


def test_a_long_entry_loses_its_middle(journal, stream):
    try:
        raise RuntimeError("x" * 100_000)
    except RuntimeError as error:
        say(journal, "fault", name="other", fault=(type(error), error, error.__traceback__))
    assert stream.getvalue().startswith("cogov: other: fault\nTraceback")
    assert len(stream.getvalue()) < 5_000


def test_an_entry_that_cannot_be_written_harms_nobody(journal, stream, capsys):
    stream.close()
    say(journal, "lost")
    assert "lost" in capsys.readouterr().err
