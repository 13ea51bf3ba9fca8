"""``cogov compile`` as a user meets it."""

import pytest

from cogov.model.engine.ahead import compile_founding, compile_week
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.commands import compile as command


def test_what_is_compiled_already_is_said_to_be(capsys, monkeypatch):
    compile_founding()
    compile_week()
    asked = []
    monkeypatch.setattr(command, "compile_model", lambda *_: asked.append(1))
    monkeypatch.setattr(command, "is_compiled", lambda: True)
    assert main(["compile", "--lang", "en"]) == 0
    assert main(["compile", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == (
        "The model is compiled already. Runs begin at once.\n模型早已编译好，运行可立刻开始。\n"
    )
    assert not asked


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The model is compiled (0 seconds). Runs begin at once."),
        ("zh", "模型已编译，用时 0 秒。此后运行可立刻开始。"),
    ],
)
def test_compiling_reports_its_parts_and_its_time(capsys, monkeypatch, language, said):
    parts = []

    def compile_model(workers, on_part):
        parts.append(workers)
        for _ in range(command.count_parts()):
            on_part()

    monkeypatch.setattr(command, "compile_model", compile_model)
    monkeypatch.setattr(command, "is_compiled", lambda: False)
    monkeypatch.setattr(command.time, "monotonic", lambda: 1.0)
    assert main(["compile", "--workers", "3", "--lang", language]) == 0
    assert parts == [3]
    assert capsys.readouterr().out.strip() == said


def test_no_process_is_bad_usage(capsys):
    assert main(["compile", "--workers", "0"]) == 2
    assert "--workers" in capsys.readouterr().err
