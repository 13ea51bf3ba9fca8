"""Cities that are plausible: drawn from the ranges of the model's numbers, kept if they meet the patterns of the field.

A declaration (:mod:`.declaration`) says what is drawn (:mod:`.drawing`) and what a city must meet (:mod:`.selection`);
runs are kept as they are made (:mod:`.stored_runs`, :mod:`.observing`), so that the same call goes on after a kill
(:mod:`.experiment`). What is claimed of one city is then stated over all of them (:mod:`.result`).
"""

from .declaration import Declaration, ensembles, load_ensemble
from .experiment import EnsembleRuns, run_ensemble
from .result import EnsembleResult, conclude
from .stored_runs import RunOptions

__all__ = [
    "Declaration",
    "EnsembleResult",
    "EnsembleRuns",
    "RunOptions",
    "conclude",
    "ensembles",
    "load_ensemble",
    "run_ensemble",
]
