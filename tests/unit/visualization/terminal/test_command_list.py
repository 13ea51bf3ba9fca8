"""The list of commands says what the commands say of themselves."""

from __future__ import annotations

import pytest

from cogov.visualization.terminal.cli import command_line
from cogov.visualization.terminal.command_list import COMMANDS, ListedCommand, UnloadedCommand


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda each: each.name)
def test_a_line_of_help_is_that_of_the_command_itself(listed: ListedCommand) -> None:
    command = command_line().commands[listed.name]
    assert command.help == listed.help == command.itself.help
    assert command.itself.name == listed.name


def test_a_command_is_loaded_once() -> None:
    command = UnloadedCommand(ListedCommand("version", "", "version:version"))
    loaded: list[object] = []
    command.on_load = loaded.append
    assert command.itself is command.itself
    assert loaded == [command.itself]
