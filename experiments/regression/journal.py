"""What a comparison has made so far, run by run, so that one that was killed goes on where it was.

A line for each run or planted edit, with a digest of its own: a line that a kill cut off is left out. Runs are known by
their settings, which hold their luck; sources and packages stand in the name of the file, so that nothing made by other
code is ever taken up. The file lies among the program's caches and is deleted when the comparison has an answer.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from ...model.kernel_cache import cache_folders, is_safe, source_digest
from ..execution.provenance import versions
from ..execution.runs import RunSpec, run_many
from ..outcomes.of_runs import definitions, weeks_of_events
from ..outcomes.outcome import Outcome
from ..store.atomic_files import canonical
from .ensemble_result import NOTHING, Result, result_of

FOLDER = "regress"
_ENDING = ".journal"
_OLD = 7 * 86_400.0  # seconds after which a journal is given up


class SuiteJournal:
    """A growing file of results by key.

    Parameters
    ----------
    path : Path or None
        Its file, which need not be there; None keeps nothing.

    Attributes
    ----------
    writable : bool
        Whether what is put is written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._known: dict[str, Any] = {}
        self.writable = path is not None
        if path is None:
            return
        whole = self._read(path)
        try:
            with path.open("ab") as file:
                file.truncate(whole)  # what a kill cut off goes
        except OSError:  # then a kill costs what it always did
            self.writable = False

    @property
    def kept(self) -> int:
        """How many results were there when it was opened, or have come since."""
        return len(self._known)

    def get(self, key: str) -> Any:
        """Return what was kept under a key, or None."""
        return self._known.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keep something that JSON can hold."""
        self._known[key] = value
        if self.path is not None and self.writable:
            text = canonical([key, value]).encode()
            with suppress(OSError), self.path.open("ab", buffering=0) as file:
                file.write(_digest_of(text).encode() + b" " + text + b"\n")

    def close(self, *, answered: bool) -> None:
        """Delete the file where there is an answer."""
        if answered and self.path is not None:
            self.path.unlink(missing_ok=True)

    def _read(self, path: Path) -> int:
        """Take up whole lines; return how many bytes these are."""
        whole = 0
        with suppress(OSError), path.open("rb") as file:
            for line in file:
                digest, _, text = line.rstrip(b"\n").partition(b" ")
                if not line.endswith(b"\n") or digest.decode("ascii", "replace") != _digest_of(text):
                    break
                key, value = cast("tuple[str, Any]", json.loads(text))
                self._known[key] = value
                whole += len(line)
        return whole


def _digest_of(text: bytes) -> str:
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def open_journal(name: str, source: str, what: str) -> SuiteJournal:
    """Return the journal of a comparison, in the first folder of caches that takes one.

    Parameters
    ----------
    name, source : str
        Of the suite, and where it is.
    what : str
        What is done with it, such as ``compare``.
    """
    about = hashlib.sha256(canonical([source, what, source_digest(), versions()]).encode()).hexdigest()[:16]
    for kernels in cache_folders():
        if not is_safe(kernels):
            continue
        folder = kernels.with_name(FOLDER)
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _clear_old(folder)
            journal = SuiteJournal(folder / f"{name[:40]}-{what}-{about}{_ENDING}")
            if journal.writable:
                return journal
    return SuiteJournal()


def _clear_old(folder: Path) -> None:
    for file in folder.glob(f"*{_ENDING}"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > _OLD:
                file.unlink()


def make_runs(
    cases: Sequence[RunSpec],
    *,
    own: Mapping[str, Outcome] = NOTHING,
    journal: SuiteJournal | None = None,
    workers: int = 1,
    on_done: Callable[[], object] | None = None,
) -> list[Result]:
    """Make runs, or take up what a journal has of them; in the order of the cases.

    Parameters
    ----------
    cases : sequence of RunSpec
    own : mapping of str to Outcome
        What is measured of each beside the indicators.
    journal : SuiteJournal, optional
    workers : int
    on_done : callable, optional

    Raises
    ------
    RunError
        As :func:`..execution.runs.run_many`.
    """
    journal = journal or SuiteJournal()
    measured = f" {_digest_of(definitions(own).encode())}" if own else ""
    keys = [f"{'checked ' if case.check else ''}{case.settings.digest()}{measured}" for case in cases]
    asked = {(case.label, case.settings.run.seed): (key, case) for case, key in zip(cases, keys, strict=True)}
    missing = [case for case, key in zip(cases, keys, strict=True) if journal.get(key) is None]
    for _ in range(len(cases) - len(missing)):
        if on_done is not None:
            on_done()
    made: dict[str, Result] = {}

    def keep(outcome: Any) -> None:
        key, case = asked[outcome.label, outcome.seed]
        result = result_of(outcome, own, tuple(weeks_of_events(case.settings)) if own else ())
        made[key] = result
        journal.put(key, [result.digest, result.course, result.values])

    if missing:
        run_many(missing, workers=workers, on_done=on_done, on_outcome=keep)
    return [made[key] if key in made else _result(journal.get(key)) for key in keys]


def _result(said: Any) -> Result:
    digest, course, values = said
    return Result(values, digest, course)
