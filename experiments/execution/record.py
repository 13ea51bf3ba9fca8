"""One attempt at a run, as it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ...model.authorship import key_of
from ..outcomes.outcome import OutcomeValue

Origin = Literal["model", "memory", "time", "killed"]
"""Where a failure comes from: the model raised, memory ran out, the time limit, or its process was killed twice."""


def run_key(settings: str, seed: int, maker: str | dict[str, Any]) -> str:
    """Return the key of a run by the digest of its settings, its seed and what makes it: equal keys, equal results."""
    return hashlib.blake2b(f"{settings}\n{seed}\n{key_of(maker)}".encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One attempt at a run, as it is kept.

    Attributes
    ----------
    point, replicate, seed, key, settings : int, int, int, str, str
        Of the job; `settings` is the digest of its point's.
    code : str
        Digest of the sources of the model that made it.
    weeks : int
        Weeks of the series; 0 if it failed.
    digest : str
        Of the run; empty if it failed.
    final : tuple of float
        In the order of the indicators; empty if it failed.
    series : bytes
        float32 (weeks, indicators), or float64 where the study says so; empty if it failed or is not kept.
    origin, error, traceback : str
        Of a failure; else empty.
    attempts : int
        Including those that were killed.
    wall, cpu, memory : float
        Seconds, seconds, and the process's peak in MB.
    host, process, finished : str, int, float
        Where, and when (seconds since 1970).
    outcomes : mapping of str to OutcomeValue
        The study's own; empty if it failed.
    """

    point: int
    replicate: int
    seed: int
    key: str
    settings: str
    code: str = ""
    weeks: int = 0
    digest: str = ""
    final: tuple[float, ...] = ()
    series: bytes = b""
    origin: Origin | Literal[""] = ""
    error: str = ""
    traceback: str = ""
    attempts: int = 1
    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    host: str = ""
    process: int = 0
    finished: float = 0.0
    outcomes: Mapping[str, OutcomeValue] = field(default_factory=dict[str, OutcomeValue])

    @property
    def failed(self) -> bool:
        """Whether the attempt gave no result."""
        return bool(self.origin)
