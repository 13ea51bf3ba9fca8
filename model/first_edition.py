"""What is told of files of the model's first edition that only its own sources can go on with."""

from __future__ import annotations

LAST_COMMIT = "62b96e4"
"""The last commit of this repository whose model is the first edition alone."""
