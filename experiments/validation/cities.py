"""The cities that several patterns are read in."""

from __future__ import annotations

from pathlib import Path

from .pattern import PatternArm

FRAGMENTED, MIDDLING, SYNERGY = (PatternArm(f"{name}") for name in ("fragmented", "middling", "synergy"))

ASSESSED = PatternArm("synergy", ("rules.administration.assessment=1.0",))
"""The fully coordinated city with assessment on."""

ON_TIME = str(Path(__file__).parents[1] / "targets" / "found" / "on_time.toml")
"""Each on its own, with the capacity at which it closes 74.7 % on time, as Boston did; found by ``cogov calibrate
on_time``, whose trials lie beside it."""
