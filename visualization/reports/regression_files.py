"""The reports of a comparison, fresh however it ends.

Whoever opens a report takes it for the answer to the last run. So an older one is taken away first: it is replaced by
one that says that the comparison has not ended, and that by the answer, or by why there is none. Where there was no
file, a suite that cannot be read or a wrong option leaves none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ...experiments.execution.exit_codes import BAD_INPUT, INCONCLUSIVE, NO_WRITING, NOT_COMPARABLE, RUN_FAILED
from ...experiments.execution.runs import RunError
from ...experiments.execution.signals import Interrupted
from ...experiments.regression.baseline import NotComparable
from ...experiments.regression.sequential import OutOfTime
from ...experiments.regression.update import UpdateRefused
from ...experiments.store.atomic_files import StoreError, write_atomically
from ...scenarios import ScenarioError
from ...scenarios.message import message
from ..language.translations import Words
from .github import command
from .github import report_missing as summary_without
from .junit import report_failure, report_timeout
from .regression import page_missing as page_without

_FIRST = 2000  # characters of a message


@dataclass(frozen=True)
class Artefacts:
    """Where the reports of a comparison go.

    Attributes
    ----------
    suite : str
        Name of the suite, or of its file.
    junit, html : Path or None
    github : bool
        Whether annotations and a summary are wanted.
    file : str
        To which annotations are pinned.
    echo : callable
        Prints an annotation.
    out_of_time : str
        What is said where time was not enough for anything.
    say : Words
    """

    suite: str
    junit: Path | None
    html: Path | None
    github: bool
    file: str
    echo: Callable[[str], object]
    out_of_time: str
    say: Words

    def answer(self, junit: str, page: Callable[[], str], annotations: Sequence[str], summary: str) -> None:
        """Write all reports of a comparison that came about.

        Raises
        ------
        OSError
            If one cannot be written.
        """
        if self.junit is not None:
            write_atomically(self.junit, junit.encode())
        if self.html is not None:
            write_atomically(self.html, page().encode())
        if self.github:
            self._tell_github(annotations, summary)

    def no_answer(self, message: str, code: int, *, warning: bool = False, anew: bool = True) -> None:
        """Write into all reports that there was no comparison, and why.

        Parameters
        ----------
        message : str
        code : int
            The exit code.
        warning : bool
            Whether it is no error.
        anew : bool
            Write reports also where there are none.
        """
        message = message[:_FIRST]
        if self.junit is not None and (anew or _stale(self.junit)):
            write_atomically(self.junit, (report_timeout if warning else report_failure)(self.suite, message).encode())
        if self.html is not None and (anew or _stale(self.html)):
            said = self.say("regress.unanswered", message=message)
            write_atomically(self.html, page_without(self.suite, said, code, self.say).encode())
        if self.github:
            line = command("warning" if warning else "error", " ".join(message.split()), self.file)
            self._tell_github([line], summary_without(self.suite, message, code))

    @contextmanager
    def kept_fresh(self) -> Generator[None]:
        """Take older reports away, and say in all of them why there is no answer if the block ends without one."""
        unfinished = self.say("regress.unfinished")
        for path, text in (
            (self.junit, report_failure(self.suite, unfinished)),
            (
                self.html,
                page_without(self.suite, self.say("regress.unanswered", message=unfinished), RUN_FAILED, self.say),
            ),
        ):
            if path is not None and _stale(path):
                write_atomically(path, text.encode())
        try:
            yield
        except BaseException as error:
            message, code = self._about(error)
            if code is None:
                raise
            if code in (NO_WRITING, *range(128, 192)):  # what can be written is written
                with suppress(OSError):
                    self.no_answer(message, code, anew=False)
            else:
                warning = code == INCONCLUSIVE
                self.no_answer(message, code, warning=warning, anew=code != BAD_INPUT)
            raise

    def _about(self, error: BaseException) -> tuple[str, int | None]:
        """Return what is said of an end, and its exit code; None where it is none."""
        if type(error).__name__ == "Exit":  # the command has said what is to be said
            return "", None
        if isinstance(error, Interrupted):
            return error.about, 128 + error.number
        if isinstance(error, OutOfTime):
            return self.out_of_time, INCONCLUSIVE
        if isinstance(error, NotComparable):
            return str(error), NOT_COMPARABLE
        if isinstance(error, RunError):
            return str(error), RUN_FAILED
        if isinstance(error, ScenarioError | StoreError | UpdateRefused) or hasattr(error, "exit_code"):
            return str(error), BAD_INPUT
        if isinstance(error, OSError):
            return message("run.write_plain", reason=error.strerror or error), NO_WRITING
        if isinstance(error, Exception):
            return f"something went wrong inside the program: {type(error).__name__}: {error}", RUN_FAILED
        return "interrupted", 130

    def _tell_github(self, annotations: Sequence[str], summary: str) -> None:
        for line in annotations:
            self.echo(line)
        if target := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(summary)


def _stale(path: Path) -> bool:
    """Tell whether a regular file is there, which somebody may take for the answer; pipes and devices are none."""
    return path.is_file() and not path.is_symlink()
