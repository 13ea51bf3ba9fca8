"""Is the whole more than its parts? Coordination as a cooperative game, played as a factorial experiment.

:func:`multiplier` runs a city for every coalition of rules, institutions or actors and tells by intervals whether they
multiply, add up or stand in for each other. The games themselves are :mod:`.shapley`; whether seeds suffice is
:mod:`.statistics.bootstrap`; what the same budget means, :mod:`.budget`; what an answer needs, :mod:`.verdict`; and
``python -m cogov.visualization.terminal.multiplier_map`` draws where in a plane of load and complementarity which
answer holds.
"""

from __future__ import annotations

from .experiment import BASELINES, Design, design_experiment, multiplier, run_design
from .factors import RULES, Player, players_of, sets_of
from .result import Multiplier
from .verdict import MultiplierVerdict

__all__ = [
    "BASELINES",
    "RULES",
    "Design",
    "Multiplier",
    "MultiplierVerdict",
    "Player",
    "design_experiment",
    "multiplier",
    "players_of",
    "run_design",
    "sets_of",
]
