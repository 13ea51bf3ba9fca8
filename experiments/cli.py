"""The command ``cogov``: its commands, its exit codes, and what a user sees when something is wrong.

Exit codes: 0 fine; 1 changed, claim broken or check not met; 2 bad usage or input; 3 baseline missing or not
comparable; 4 inconclusive; 5 a run failed; 6 disk or permission; 129, 130 and 143 ended by a signal.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from .commands.analyse import analyse
from .commands.app import ExtraMissing, PortTaken
from .commands.app import app as open_app
from .commands.calibrate import calibrate
from .commands.compare import compare
from .commands.lessons import app as lessons
from .commands.multiplier import multiplier
from .commands.regress import regress
from .commands.report import report
from .commands.results import merge, plot, status, verify
from .commands.run import run
from .commands.scenarios import app as scenarios
from .commands.sweep import sweep
from .commands.validate import validate
from .streams import Interrupted, outlets, signals

FINE, BAD_INPUT, RUN_FAILED, NO_WRITING = 0, 2, 5, 6

app = typer.Typer(
    name="cogov",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(compare)
app.command()(multiplier)
app.command()(calibrate)
app.command()(validate)
app.command()(regress)
for command in (sweep, status, verify, merge, plot, analyse, report):
    app.command()(command)
app.add_typer(scenarios)
app.add_typer(lessons)
app.command("app")(open_app)


def _version() -> str:
    try:
        return version_of("cogov")
    except PackageNotFoundError:
        return "unknown"


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cogov {_version()}")
        raise typer.Exit


@app.callback()
def cogov(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Simulate how the actors of a city govern together, and test what coordination brings."""


@app.command()
def version() -> None:
    """Print the version of cogov and of what decides its results."""
    from .provenance import git_state, versions

    for name, number in versions().items():
        typer.echo(f"{name} {number}")
    if state := git_state():
        typer.echo(f"commit {state['commit']}{' with uncommitted changes' if state['dirty'] else ''}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; those of the process if not given.
    """
    words = spread(sys.argv[1:] if arguments is None else arguments)
    with outlets() as stdout:
        code = _ended(words, own=arguments is None)
        stdout.flush()
        if stdout.fault and code == FINE:
            code = _told(stdout.fault)
    return code


def _ended(words: list[str], own: bool) -> int:
    """Run a command to its end, whatever that is, and return the exit code; `own` if the process is ours."""
    try:
        with signals(at_last=own):
            code = get_command(app).main(args=words, prog_name="cogov", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE if end.code is None else BAD_INPUT
    except typer.Abort:
        print("Aborted!", file=sys.stderr)
        return 1
    except Interrupted as end:
        if own:  # threads of a pool that was left may stumble over what is closed
            threading.excepthook = lambda _: None
        print(f"cogov: {end.about}", file=sys.stderr)
        return 128 + end.number
    except Exception as error:
        return _misused(error) if hasattr(error, "exit_code") else _told(error)
    return code if isinstance(code, int) else FINE


def _misused(error: Any) -> int:
    """Say on stderr how a command was misused, which quotes its user, and return the exit code."""
    from .quoting import clean, unspoken

    said = StringIO()
    error.show(said)
    for line in said.getvalue().rstrip().split("\n"):
        print(unspoken(clean(line)), file=sys.stderr)
    return int(error.exit_code)


def spread(arguments: Sequence[str]) -> list[str]:
    """Return arguments in which each setting behind one ``--set`` has a ``--set`` of its own.

    >>> spread(["run", "synergy", "--set", "run.weeks=9", "run.seed=2", "--json"])
    ['run', 'synergy', '--set', 'run.weeks=9', '--set', 'run.seed=2', '--json']
    """
    result: list[str] = []
    setting = False
    for place, word in enumerate(arguments):
        behind = bool(place) and arguments[place - 1] == "--set"
        if setting and not behind and re.match(r"[a-z_]+(\.[^=/\\]+)+=", word):
            result.append("--set")
        elif not behind:
            setting = word == "--set"
        result.append(word)
    return result


def _told(error: Exception) -> int:
    """Say on stderr what went wrong, without a traceback, and return the exit code."""
    from ..model.checkpoint import CheckpointError
    from ..scenarios import ScenarioError
    from .analysis.table import AnalysisError
    from .comparison import LengthError
    from .outputs import OutputError
    from .quoting import clean, unspoken
    from .report.folders import ReportError
    from .runs import RunError
    from .store.files import StoreError
    from .sweeps.cluster import ClusterMissing
    from .sweeps.sweep import ShardError

    code = RUN_FAILED
    if isinstance(error, ScenarioError):
        lines, code = str(error).splitlines(), BAD_INPUT
    elif isinstance(
        error,
        (
            AnalysisError,
            CheckpointError,
            ClusterMissing,
            ExtraMissing,
            LengthError,
            OutputError,
            PortTaken,
            ReportError,
            ShardError,
            StoreError,
        ),
    ):
        lines, code = f"cogov: {error}".splitlines(), BAD_INPUT
    elif isinstance(error, RunError):
        lines = [f"cogov: a run failed: {error}"]
    elif isinstance(error, OSError):
        name = Path(os.fsdecode(error.filename)).name if error.filename else ""
        lines, code = (
            [f"cogov: cannot write: {name + ': ' if name else ''}{error.strerror or error}"],
            NO_WRITING,
        )
    elif isinstance(error, MemoryError):
        lines = ["cogov: there is too little memory for this run"]
    else:
        lines = [f"cogov: something went wrong inside the program: {type(error).__name__}: {error}"]
        lines.append("cogov: COGOV_TRACEBACK=1 shows where")
    if os.environ.get("COGOV_TRACEBACK") == "1":
        traceback.print_exception(error, file=sys.stderr)
    for line in lines:
        print(unspoken(clean(line)), file=sys.stderr)
    return code
