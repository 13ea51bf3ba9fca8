"""The help of ``cogov`` in Chinese.

The words stand in ``wording/help_zh.toml``: a table for each command, with `about` and a line for each of its
parameters; ``[shared]`` holds those of parameters that mean the same in every command.
"""

from __future__ import annotations

import tomllib
from functools import cache, partial
from pathlib import Path
from typing import Any

from .command_list import UnloadedCommand

WORDING = Path(__file__).parent / "wording" / "help_zh.toml"

_SIGNS = {
    "Usage:": "用法：",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[required]": "[必填]",
    "[default: ": "[默认：",
    "; required]": "；必填]",
}


@cache
def wording() -> dict[str, dict[str, str]]:
    """Return the words in Chinese by command, and in it by parameter."""
    return tomllib.loads(WORDING.read_text(encoding="utf-8"))


def help_of(command: str, parameter: str) -> str | None:
    """Return the Chinese of a parameter's help, or of a command's (`about`); None if there is none."""
    return wording().get(command, {}).get(parameter) or wording()["shared"].get(parameter)


def translate_help(command: Any, path: str = "cogov") -> None:
    """Put a command's help, and that of all below it, into Chinese."""
    command.help = help_of(path, "about") or command.help
    command.short_help = command.help
    if isinstance(command, UnloadedCommand):
        command.on_load = partial(translate_help, path=path)
        return
    command.options_metavar = "[选项]"
    for parameter in command.params:
        parameter.help = help_of(path, parameter.name) or parameter.help
    own = command.get_help

    def get_help(context: Any) -> str:
        if (option := command.get_help_option(context)) is not None:
            option.help = wording()["shared"]["help"]
        return translate_signs(own(context))

    command.get_help = get_help
    for name, below in getattr(command, "commands", {}).items():
        translate_help(below, name if path == "cogov" else f"{path}.{name}")


def translate_signs(text: str) -> str:
    """Put the headings that the library writes into Chinese."""
    for sign, chinese in _SIGNS.items():
        text = text.replace(sign, chinese)
    return text
