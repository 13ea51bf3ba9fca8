"""Is the whole more than its parts? Coordination as a cooperative game, played as a factorial experiment.

:func:`multiplier` runs a city for every coalition of rules, institutions or actors and tells by intervals whether they
multiply, add up or stand in for each other. The games themselves are :mod:`.games`; whether seeds suffice is
:mod:`.inference`; what the same budget means, :mod:`.budget`; what an answer needs, :mod:`.verdict`; and
``python -m cogov.experiments.synergy.map`` draws where in a plane of load and complementarity which answer holds.
"""

from __future__ import annotations

from .experiment import BASELINE, Design, conducted, designed, multiplier
from .players import ACTORS, INSTITUTIONS, RULES, SETS, Player
from .result import Multiplier
from .verdict import Verdict

__all__ = [
    "ACTORS",
    "BASELINE",
    "INSTITUTIONS",
    "RULES",
    "SETS",
    "Design",
    "Multiplier",
    "Player",
    "Verdict",
    "conducted",
    "designed",
    "multiplier",
]
