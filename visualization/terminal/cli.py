"""The command ``cogov``: its commands, its exit codes, and what a user sees when something is wrong.

Exit codes: 0 fine; 1 changed, claim broken or check not met; 2 bad usage or input; 3 baseline missing or not
comparable; 4 inconclusive; 5 a run failed; 6 disk or permission; 129, 130 and 143 ended by a signal.
"""

from __future__ import annotations

import gc
import re
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from io import StringIO
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.main import get_command

from ...experiments.execution.exit_codes import BAD_INPUT, ENDED_BY_A_SIGNAL, FINE, NOT_MET
from ...experiments.execution.signals import Interrupted, end_process, outlets, signals
from ...scenarios.message import message
from ...scenarios.toml.sanitize import clean, disarm_commands
from ..language.translations import preferred_language
from .command_list import COMMANDS, PLAIN, UnloadedCommand
from .commands.options import LanguageChoice
from .help import translate_help, translate_signs
from .misuse import misuse_lines

_OBJECTS_BEFORE_A_LOOK = 50_000
"""New objects before Python looks for rubbish, in a process of ours. What is made on the way to a first week stays; to
look through it after every 700 takes a tenth of the time."""

_OF_LIBRARY = "Value error, "
"""What the library of the command line puts before a reason that it has from its own library."""

app = typer.Typer(name="cogov", no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}, **PLAIN)


def command_line(language: LanguageChoice = "en") -> Any:
    """Return the command ``cogov`` with all of its commands, each of which is loaded when it is called."""
    result: Any = get_command(app)
    for listed in COMMANDS:
        result.add_command(UnloadedCommand(listed))
    if language == "zh":
        translate_help(result)
    return result


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; those of the process if not given.
    """
    words = spread(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        gc.set_threshold(_OBJECTS_BEFORE_A_LOOK)
    with outlets() as stdout:
        code = _run(words, own=arguments is None)
        stdout.flush()
        if stdout.fault and code == FINE:
            code = _report_error(stdout.fault, _language(words))
    if arguments is None and code > ENDED_BY_A_SIGNAL:
        end_process(code)
    return code


def _run(words: list[str], own: bool) -> int:
    """Run a command to its end, whatever that is, and return the exit code; `own` if the process is ours."""
    if _language(words) == "zh" and not all(map(_can_say_chinese, (sys.stdout, sys.stderr))):
        print(message("usage.no_chinese", encoding=sys.stdout.encoding), file=sys.stderr)
        return BAD_INPUT
    if (strange := next(filter(_is_no_text, words), None)) is not None:
        told = clean(strange.encode(errors="backslashreplace").decode())
        reason = message("usage.no_text", value=told, encoding=sys.getfilesystemencoding())
        print(reason.say(_language(words)), file=sys.stderr)
        return BAD_INPUT
    try:
        with signals(at_last=own):
            command = command_line(_language(words))
            code = command.main(args=words, prog_name="cogov", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE if end.code is None else BAD_INPUT
    except typer.Abort:
        print(message("usage.aborted").say(_language(words)), file=sys.stderr)
        return NOT_MET
    except Interrupted as end:
        if own:  # threads of a pool that was left may stumble over what is closed
            threading.excepthook = lambda _: None
        print(message("run.prefix", reason=end.about).say(_language(words)), file=sys.stderr)
        return ENDED_BY_A_SIGNAL + end.number
    except Exception as error:
        language = _language(words)
        return _report_misuse(error, language) if hasattr(error, "exit_code") else _report_error(error, language)
    return code if isinstance(code, int) else FINE


def _report_error(error: Exception, language: LanguageChoice) -> int:
    """Say on stderr what went wrong and return the exit code; how is loaded with all that can go wrong."""
    from .failures import report_error

    return report_error(error, language)


def _report_misuse(error: Any, language: LanguageChoice) -> int:
    """Say on stderr how a command was misused, which quotes its user, and return the exit code."""
    told = getattr(error, "message", None)
    if isinstance(told, str) and told.startswith(_OF_LIBRARY):
        error.message = told.removeprefix(_OF_LIBRARY)
    if language == "zh":
        lines = [translate_signs(line) for line in misuse_lines(error)]
    else:
        said = StringIO()
        error.show(said)
        lines = said.getvalue().rstrip().split("\n")
    for line in lines:
        print(disarm_commands(clean(line)), file=sys.stderr)
    return int(error.exit_code)


def _can_say_chinese(stream: Any) -> bool:
    """Tell whether Chinese can be read on a stream; of one that has no encoding, that it can."""
    try:
        "治理".encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_no_text(word: str) -> bool:
    """Tell whether a word of the command line could not be read in the encoding of this session.

    A file could be opened by such a name, but what results say of the command that made them is text.
    """
    try:
        word.encode()
    except UnicodeEncodeError:
        return True
    return False


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


def _language(words: Sequence[str]) -> LanguageChoice:
    """Return the language that a command asks for, or else the user's; what it was asked wrongly does not matter."""
    for word, following in pairwise((*words, "")):
        option, sign, value = word.partition("=")
        asked = value if sign else following
        if option == "--lang" and asked in ("en", "zh"):
            return asked
    return preferred_language()
