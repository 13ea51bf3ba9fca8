"""The commands of ``cogov``: a name and a line of help each, and the module that is imported once one is called.

So that ``cogov --help`` waits for nothing, and a command's module still names at its top all that it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
"""How every Typer application of this command line is made."""


@dataclass(frozen=True)
class ListedCommand:
    """A command as the list of commands shows it.

    Attributes
    ----------
    name : str
        What the user types.
    help : str
        Its first line of help, in English.
    home : str
        ``module:name`` below :mod:`.commands`: a function, or the Typer application of a group.
    """

    name: str
    help: str
    home: str


COMMANDS = (
    ListedCommand(
        "run",
        "Run a scenario once: a table of the last year, the course of every indicator, and files with --out.",
        "run:run",
    ),
    ListedCommand(
        "compare",
        "Compare scenarios that meet the same luck: differences, intervals, and a page with --out.",
        "compare:compare",
    ),
    ListedCommand(
        "multiplier",
        "Test whether parts of a scenario multiply each other: coalitions of them, same luck, and a verdict.",
        "multiplier:multiplier",
    ),
    ListedCommand(
        "contrast",
        "Contrast two policies in the same states: what A brings over B, where, and from where on; it can be resumed.",
        "contrast:contrast",
    ),
    ListedCommand(
        "ensemble",
        "Draw cities, keep the plausible ones, and state each claim over all of them; the same command goes on.",
        "ensemble:ensemble",
    ),
    ListedCommand(
        "search",
        "Search levers for policies that trade off several aims, and tell their regret over plausible cities.",
        "search:search",
    ),
    ListedCommand(
        "handout",
        "Write a page that needs no server: move levers, and it answers from runs of every combination; resumable.",
        "handout:handout",
    ),
    ListedCommand(
        "calibrate",
        "Fit parameters to targets; the same command goes on where it stopped, whatever stopped it.",
        "calibrate:calibrate",
    ),
    ListedCommand(
        "validate",
        "Run the patterns the model should show and tell which it shows; missed ones are no error.",
        "validate:validate",
    ),
    ListedCommand(
        "check-extension",
        "Hold both editions of the model equal where a scenario uses extensions; exits 1 where they part.",
        "check_extension:check_extension",
    ),
    ListedCommand(
        "regress",
        "Compare with the stored baseline: exits 0 if nothing changed, 1 if something did or a claim broke.",
        "regress:regress",
    ),
    ListedCommand(
        "sweep",
        "Run a study's design into a folder; the same command goes on where it stopped, whatever stopped it.",
        "sweep:sweep",
    ),
    ListedCommand("status", "Tell how far a sweep is; also while it runs.", "results:status"),
    ListedCommand(
        "verify",
        "Hold every byte of a folder against what was written; exit 1 if something is damaged.",
        "results:verify",
    ),
    ListedCommand(
        "repair",
        "Make a damaged or missing manifest.json again, from the study, the ledger and the parts in DIR.",
        "results:repair",
    ),
    ListedCommand(
        "merge",
        "Put the shards of a sweep together in DIR, with the same table as if one machine had made it.",
        "results:merge",
    ),
    ListedCommand(
        "plot",
        "Draw what each factor changes, in both languages, as SVG files in DIR; also while the sweep runs.",
        "results:plot",
    ),
    ListedCommand(
        "analyse",
        "Analyse a sweep: effects, Morris, Sobol, PRIM, regret, payback, or a contrast of policies or of factors.",
        "analyse:analyse",
    ),
    ListedCommand(
        "report",
        "Write one HTML page of results: question, design, figures, tables, provenance, limits, how to get them again.",
        "report:report",
    ),
    ListedCommand("app", "Open the application in the browser.", "app:app"),
    ListedCommand(
        "compile",
        "Compile the model ahead of use and keep it on disk, so that the first run begins at once.",
        "compile:compile_",
    ),
    ListedCommand("version", "Print the version of cogov and of what decides its results.", "version:version"),
    ListedCommand(
        "scenarios",
        "The library of scenarios, and your own files: list, show, check, compare, begin one, upgrade an old one.",
        "scenarios:app",
    ),
    ListedCommand(
        "city",
        "A city of your own: a scenario from the table of its communities, and from the records of its requests.",
        "city:app",
    ),
    ListedCommand(
        "lessons", "Lessons for a room: list the shipped ones, check your own, begin a new one.", "lessons:app"
    ),
    ListedCommand(
        "new",
        "Begin an indicator, a rule or a page in a checkout; an extension, scenario, lesson or study of your own.",
        "new:app",
    ),
)


class UnloadedCommand(TyperCommand):
    """A command of the list, which becomes itself when it is called.

    Parameters
    ----------
    listed : ListedCommand
        What is known of it before.
    """

    def __init__(self, listed: ListedCommand) -> None:
        super().__init__(listed.name, help=listed.help, rich_markup_mode=None)
        self._listed = listed
        self.on_load: Callable[[Any], None] | None = None
        """Called with the command itself once it is loaded."""

    @cached_property
    def itself(self) -> Any:
        """The command with its parameters; its module is imported."""
        module, _, name = self._listed.home.partition(":")
        target = getattr(import_module(f".commands.{module}", __package__), name)
        if not isinstance(target, typer.Typer):
            function, target = target, typer.Typer(**PLAIN)
            target.command(self._listed.name)(function)
        result = get_command(target)
        if self.on_load is not None:
            self.on_load(result)
        return result

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the arguments of a call; what is invoked is the command itself."""
        return self.itself.make_context(info_name, args, parent=parent, **extra)
