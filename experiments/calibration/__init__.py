"""Fit declared parameters to declared targets, and say what the targets know about each: identified or not.

A targets file (:mod:`.targets_schema`, :mod:`.loading`) names parameters, figures and how values are tried. Trials are
kept in a journal (:mod:`.journal`) as they are made, so that a killed calibration goes on as if nothing had been. What
is found is refined (:mod:`.refinement`), profiled (:mod:`.profile`) and drawn again (:mod:`.bootstrap`), or is a
posterior by rejection (:mod:`.posterior`), and said in words (:mod:`.identifiability`).
"""

from .calibrate import Halted, calibrate
from .loading import load_task, targets
from .result import Calibration

__all__ = ["Calibration", "Halted", "calibrate", "load_task", "targets"]
