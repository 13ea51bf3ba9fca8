"""Chinese words of tables, pages and lessons: terms and numbers that a reader of Chinese expects."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

import cogov.experiments
import cogov.scenarios
import cogov.visualization

_ROOMS = [Path(str(files(room))) for room in (cogov.experiments, cogov.scenarios, cogov.visualization)]
_FILES = sorted(path for room in _ROOMS for path in room.rglob("*.toml"))


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("运气", id="chance is called luck"),
        pytest.param("末年均值", id="the last year is the end of an era"),
        pytest.param(r"[\u4e00-\u9fff（，：]\s?[-−]?\.\d", id="a decimal without its zero"),
        pytest.param(r"[\u4e00-\u9fff].*\d %", id="a blank before the sign of per cent"),
    ],
)
def test_chinese_words_have_no(fault: str) -> None:
    assert len(_FILES) > 40
    wrong = [
        f"{path.name}: {line[:60]}"
        for path in _FILES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search("[\u4e00-\u9fff]", line) and re.search(fault, line)
    ]
    assert wrong == []
