"""A message names a place as its user typed it: never less of it, and never nothing."""

from __future__ import annotations

import pytest

from cogov.visualization.terminal.cli import main


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COGOV_LANG", "en")
    (tmp_path / "in" / "it").mkdir(parents=True)
    (tmp_path / "in" / "file").write_text("x")

    def said(*words):
        assert main([*words]) in (2, 6)
        return capsys.readouterr().err

    return said


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("report", "."), "."),
        (("report", "in/it"), "in/it"),
        (("report", "in/none"), "in/none"),
        (("report", "in/file"), "in/file"),
        (("verify", "."), "."),
        (("verify", "in/it"), "in/it"),
        (("repair", "in/it"), "in/it"),
        (("merge", "in/it"), "in/it"),
        (("compare", "fragmented", "synergy", "--out", "in/file"), "in/file"),
        (("compare", "fragmented", "synergy", "--out", "in/file/below/it"), "in/file"),
        (("run", "fragmented", "--save", "in/none/week.state"), "in/none"),
        (("run", "fragmented", "--save", "in/it"), "in/it"),
        (("run", "fragmented", "--out", "/proc/x"), "/proc/x"),
        (("sweep", "coordination_grid", "--out", "in/file"), "in/file"),
        (("sweep", "coordination_grid", "--out", "in"), "in"),
    ],
)
def test_a_place_is_named_as_typed(said, words, place):
    assert f" {place}: " in said(*words)
