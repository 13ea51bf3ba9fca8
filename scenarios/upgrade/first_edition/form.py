"""The form of the first edition's scenario files, and what its runs measured: finished results of it are still read."""

from __future__ import annotations

from ....model.indicators import BY_NAME, Indicator
from ...form import Form
from .settings import FirstSettings
from .world import Place

CONSENSUS = Indicator(
    "consensus", "people", 0.0, 1.0, "index", 1, "Consensus", "共识度",
    "mean consensus of communities", "社区平均共识度",
)  # fmt: skip
"""What the first edition measured, and the second does not."""

NAMES = (
    "effectiveness", "effectiveness_with_cost", "official", "performance_gap", "resolution", "backlog",
    "satisfaction", "trust", "participation", "equity", "volunteering", "motive", "fatigue", "norm", "voice",
    "urban_rural_gap", "worst_tenth", "coordination_cost", "burden", "show", "idle_effort", "goal_alignment",
    "resource_match", "resource_pooling", "mechanism_fluency", "coordination_degree",
    "responsibility_assigned", "responsibility_delivered", "benefit_shared", "proactive_share", "arrivals",
    "latent", "open_issues", "overdue", "weeks_to_resolution", "resolved", "lapsed", "paper_closed",
    "official_response", "official_closing", "official_satisfaction", "consensus", "pledge", "willingness",
    "cohesion",
)  # fmt: skip
"""Indicators of the first edition, in the order of its series."""

FIRST = Form(1, FirstSettings, Place, tuple(BY_NAME.get(name, CONSENSUS) for name in NAMES))
