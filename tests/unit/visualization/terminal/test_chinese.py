"""A session in Chinese: what the command line says has no English sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cogov.visualization.terminal.cli import command_line, main
from cogov.visualization.terminal.help import help_of

SENTENCE = re.compile(r"(?<![\w./-])[A-Za-z][a-z']+,? (?:[a-z']+,? )+[a-z']+")
"""Three words in a row: names, keys and commands stand one by one, or are quoted."""

NAMES = re.compile(r"'cogov[^']*'|cogov (?:[a-z]+ )*(?:-{1,2}\w+|[a-z]+)|[|][^|]*[|]")


def _english(text: str) -> list[str]:
    return [line for line in text.splitlines() if SENTENCE.search(NAMES.sub("", line))]


def _commands() -> dict[str, Any]:
    result: dict[str, Any] = {}

    def walk(command: Any, path: str) -> None:
        command = getattr(command, "itself", command)
        result[path] = command
        for name, below in getattr(command, "commands", {}).items():
            walk(below, name if path == "cogov" else f"{path}.{name}")

    walk(command_line(), "cogov")
    return result


def test_every_command_and_parameter_has_help_in_chinese() -> None:
    missing = [
        f"{path} {name}"
        for path, command in _commands().items()
        for name in ("about", *(each.name for each in command.params))
        if not re.search("[\u4e00-\u9fff]", help_of(path, name) or "")
    ]
    assert missing == []


def test_no_parameter_has_the_help_of_its_command() -> None:
    alike = [
        f"{path} {each.name}"
        for path, command in _commands().items()
        for each in command.params
        if help_of(path, each.name) == help_of(path, "about")
    ]
    assert alike == []


@pytest.mark.parametrize("path", sorted(_commands()))
def test_help_has_no_english_sentence(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("COGOV_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    words = [] if path == "cogov" else path.split(".")
    assert main([*words, "-h"]) == 0
    shown = capsys.readouterr().out
    assert "用法：" in shown
    assert _english(shown) == []


BAD = [
    ["nix"],
    ["run"],
    ["run", "synergy", "--weks", "3"],
    ["run", "synergy", "--weeks", "x"],
    ["run", "synergy", "--weeks"],
    ["run", "nix"],
    ["run", "broken.toml"],
    ["run", "unknown.toml"],
    ["run", "gbk.toml"],
    ["run", "synergy", "--set", "run.weeks=0"],
    ["run", "synergy", "--from", "nix"],
    ["run", "synergy", "--out", "-"],
    ["compare", "synergy"],
    ["multiplier", "synergy", "--players", "x"],
    ["calibrate", "nix"],
    ["sweep", "nix"],
    ["sweep", "nix", "--shard", "x"],
    ["status", "nix"],
    ["verify", "nix"],
    ["repair", "nix"],
    ["plot", "nix"],
    ["analyse", "nix"],
    ["report", "nix"],
    ["regress", "--update"],
    ["validate", "--json", "--markdown"],
    ["app", "--port", "0"],
    ["scenarios", "check", "broken.toml", "unknown.toml", "gbk.toml", "nix"],
    ["scenarios", "new", "a/b", "--folder", "x"],
    ["scenarios", "diff", "synergy"],
    ["lessons", "check", "nix"],
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_an_error_has_no_english_sentence(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COGOV_LANG", "zh")
    Path("broken.toml").write_text('[scenario]\nname = "a"\n[rules.goals]\nstrength = x\n', encoding="utf-8")
    Path("unknown.toml").write_text('[scenario]\nextends = "nix"\n[rules.goal]\nstrength = 1\n', encoding="utf-8")
    Path("gbk.toml").write_bytes('[scenario]\nname = "城市治理"\n'.encode("gbk"))
    assert main(words) == 2
    captured = capsys.readouterr()
    shown = captured.err + captured.out
    assert re.search("[\u4e00-\u9fff]", shown)
    assert _english(shown) == []
