"""One attempt at a run, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Origin = Literal["model", "memory", "time", "killed"]
"""Where a failure comes from: the model raised, memory ran out, the time limit, or its process was killed twice."""


@dataclass(frozen=True, slots=True)
class Row:
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
        float32 (weeks, indicators); empty if it failed or is not kept.
    origin, error, traceback : str
        Of a failure; else empty.
    attempts : int
        Including those that were killed.
    wall, cpu, memory : float
        Seconds, seconds, and the process's peak in MB.
    host, process, finished : str, int, float
        Where, and when (seconds since 1970).
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

    @property
    def failed(self) -> bool:
        """Whether the attempt gave no result."""
        return bool(self.origin)
