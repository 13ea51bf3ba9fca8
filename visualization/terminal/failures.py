"""What a user sees when something is wrong; loaded when something is."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from ...experiments.analysis.dataset import AnalysisError
from ...experiments.execution.dask import ClusterMissing
from ...experiments.execution.exit_codes import BAD_INPUT, NO_WRITING, RUN_FAILED
from ...experiments.execution.runs import RunError
from ...experiments.paired_runs import LengthError
from ...experiments.store.atomic_files import StoreError
from ...experiments.store.result_files import OutputError
from ...experiments.sweeps.sweep import ShardError
from ...model.engine.checkpoint import CheckpointError
from ...scenarios import ScenarioError
from ...scenarios.message import Message, Sayable, message, reason_of, sentence_of
from ...scenarios.toml.sanitize import clean, disarm_commands
from ..reports.from_folder import ReportError
from .commands.app import ExtraMissing, PortTaken
from .commands.options import LanguageChoice


def report_error(error: Exception, language: LanguageChoice = "en") -> int:
    """Say on stderr what went wrong, without a traceback, and return the exit code."""
    code = RUN_FAILED
    said: Sequence[Sayable]
    if isinstance(error, ScenarioError):
        said, code = [error.sentence], BAD_INPUT
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
        said, code = [_prefix(sentence_of(error))], BAD_INPUT
    elif isinstance(error, RunError):
        said = [_prefix(message("run.failed", reason=sentence_of(error)))]
    elif isinstance(error, OSError):
        name = os.fsdecode(error.filename) if error.filename else ""
        why = reason_of(error)
        what = message("run.write", name=name, reason=why) if name else message("run.write_plain", reason=why)
        said, code = [_prefix(what)], NO_WRITING
    elif isinstance(error, MemoryError):
        said = [_prefix(message("run.memory"))]
    else:
        inside = message("run.inside", reason=f"{type(error).__name__}: {error}")
        said = [_prefix(inside), _prefix(message("run.traceback"))]
    if os.environ.get("COGOV_TRACEBACK") == "1":
        traceback.print_exception(error, file=sys.stderr)
    for line in (part for each in said for part in each.say(language).splitlines()):
        print(disarm_commands(clean(line)), file=sys.stderr)
    return code


def _prefix(text: str) -> Message:
    return message("run.prefix", reason=text)
