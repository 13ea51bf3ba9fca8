"""Is the whole more than its parts? Coordination as a cooperative game, played as a factorial experiment.

:func:`multiplier` runs a city for every coalition of rules, institutions or actors and tells by intervals whether they
multiply, add up or stand in for each other. The games themselves are :mod:`.shapley`; on which scale they are judged,
:mod:`.measures`; what an answer needs, :mod:`.verdict`; controls and extra arms, :mod:`.control_arms`; what the same
budget means, :mod:`.budget`; a map of the answer over two numbers, :mod:`.answer_map`; and tables of other models,
:mod:`.table`.
"""

from __future__ import annotations

from .answer_map import AnswerMap, MapAxis, map_answers
from .control_arms import CONTROLS, EXTRA
from .design import BASELINE, Design, design_experiment
from .experiment import multiplier, run_design
from .factors import PLAYERS, RULES, SETS, Player
from .measures import OUTCOME
from .result import Multiplier
from .table import TableMultiplier, read_factorial
from .verdict import MultiplierVerdict

__all__ = [
    "BASELINE",
    "CONTROLS",
    "EXTRA",
    "OUTCOME",
    "PLAYERS",
    "RULES",
    "SETS",
    "AnswerMap",
    "Design",
    "MapAxis",
    "Multiplier",
    "MultiplierVerdict",
    "Player",
    "TableMultiplier",
    "design_experiment",
    "map_answers",
    "multiplier",
    "read_factorial",
    "run_design",
]
