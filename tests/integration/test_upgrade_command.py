"""``cogov scenarios upgrade`` as a user meets it, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cogov.visualization.terminal.cli import main

MINE = """\
# Mine. / 我的情景。
schema_version = 1

[scenario]
extends = "party_led"
watch = ["trust", "consensus"]

[rules.administration]
law = 0.3  # a third

[rules.deliberation]
pledge = 0.8

[behaviour.commit]
link = 0.02  # by the survey
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COGOV_LANG", "en")
    path = tmp_path / "mine.toml"
    path.write_text(MINE, "utf-8")
    return path


def test_the_account_tells_each_key_and_nothing_is_written(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml"]) == 0
    said = capsys.readouterr().out
    for part in (
        "rules.administration.law → rules.law.service",
        'scenario.extends = "party_led" → "second/fragmented" – the second edition has no party_led',
        "behaviour.commit.link – joint work is asked for case by case",
        "scenario.watch.1 – there is no consensus",
        "Kept, with the same meaning and value: 1 key.",
        "rules.deliberation – pledge 0.8 → 0.5",  # stated; but a key that moved has no default to tell of
        "world.actors – mass_organisation.number 1 → 3",
        "rules.mechanism.hotline",
        "Nothing is written.",
    ):
        assert part in said
    assert mine.read_text("utf-8") == MINE
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


def test_the_account_in_chinese_has_no_english_sentence(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "第二版没有 party_led" in said
    assert not [
        line for line in said.splitlines() if re.search(r"[a-z]+ [a-z]+ [a-z]+", re.sub("cogov [a-z -]+", "", line))
    ]


def test_write_rewrites_keeps_the_old_text_and_then_has_nothing_to_do(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 0
    assert "mine.toml.first" in capsys.readouterr().out
    assert mine.with_name("mine.toml.first").read_text("utf-8") == MINE
    written = mine.read_bytes()
    assert tomllib.loads(written.decode())["rules"]["law"] == {"service": 0.3}
    for line in ("# Mine. / 我的情景。", "service = 0.3  # a third", "# by the survey"):
        assert line in written.decode().splitlines()
    assert main(["scenarios", "check", "mine.toml"]) == 0
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert mine.read_bytes() == written
    assert sorted(path.name for path in mine.parent.iterdir()) == ["mine.toml", "mine.toml.first"]


def test_out_writes_or_prints_a_new_file_and_never_over_another(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "new.toml"]) == 0
    assert mine.read_text("utf-8") == MINE
    capsys.readouterr()
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "-"]) == 0
    done = capsys.readouterr()
    assert done.out == Path("new.toml").read_text("utf-8")
    assert "Moved" in done.err
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "new.toml"]) == 2
    assert "there already" in capsys.readouterr().err
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "other.toml", "--write"]) == 2
    assert not Path("other.toml").exists()


@pytest.mark.parametrize("text", ["[scenario", "", "x = 1\n", "[scenario]\n[rules.nix]\nx = 1\n[run]\nweeks = -1\n"])
def test_what_cannot_be_upgraded_exits_2_and_stays(text: str, mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text(text, "utf-8")
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "mine.toml" in said.err
    if "nix" in text:
        assert "rules.nix" in said.err
        assert "run.weeks" in said.err
    assert mine.read_text("utf-8") == text
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


def test_no_such_file(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "nix.toml"]) == 2
    assert "nix.toml" in capsys.readouterr().err
    assert mine.exists()
