"""How a process of ours ends: the exit codes of ``cogov``; 128 and the signal's number where a signal ended it."""

from __future__ import annotations

FINE = 0
NOT_MET = 1
"""Changed, a claim broken, a check not met, a folder damaged."""
BAD_INPUT = 2
NOT_COMPARABLE = 3
"""The baseline is missing, cannot be compared with, or is behind a change that was declared."""
INCONCLUSIVE = 4
RUN_FAILED = 5
NO_WRITING = 6
"""A disk that is full, or a place that may not be written."""
ENDED_BY_A_SIGNAL = 128
"""To which the number of the signal is added."""
