"""In a process of ours Python seldom looks for rubbish; in anybody else's it does as it did."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from cogov.visualization.terminal.cli import main


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_the_command_looks_seldom(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr(sys, "argv", ["cogov", "--version"])
    assert main() == 0
    assert gc.get_threshold()[0] > 10 * before[0]
    assert gc.get_threshold()[1:] == before[1:]
    assert capsys.readouterr().out.startswith("cogov ")


def test_who_calls_the_command_from_python_keeps_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    before = gc.get_threshold()
    assert main(["--version"]) == 0
    assert gc.get_threshold() == before
    assert capsys.readouterr().out.startswith("cogov ")
