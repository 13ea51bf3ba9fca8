"""The indicators of a week, by name and in order."""

from __future__ import annotations

from typing import NamedTuple


class Measured(NamedTuple):
    """The indicators of a week, in order."""

    effectiveness: float
    effectiveness_with_cost: float
    official: float
    performance_gap: float
    resolution: float
    backlog: float
    satisfaction: float
    trust: float
    participation: float
    equity: float
    volunteering: float
    motive: float
    fatigue: float
    norm: float
    voice: float
    urban_rural_gap: float
    worst_tenth: float
    coordination_cost: float
    burden: float
    show: float
    idle_effort: float
    goal_alignment: float
    resource_match: float
    resource_pooling: float
    mechanism_fluency: float
    coordination_degree: float
    responsibility_assigned: float
    responsibility_delivered: float
    benefit_shared: float
    proactive_share: float
    arrivals: float
    latent: float
    open_issues: float
    overdue: float
    weeks_to_resolution: float
    resolved: float
    lapsed: float
    paper_closed: float
    official_response: float
    official_closing: float
    official_satisfaction: float
    pledge: float
    willingness: float
    cohesion: float
    harm: float
    log_harm: float
    solved: float
    goal_agreement: float
    hops: float
    passed_on: float
    joint_share: float
    requests_accepted: float
    adoption: float
    matters_passed: float
    matters_waiting: float
    grievance: float
    overtime: float
    staff_fatigue: float
    load: float
    on_the_spot: float
    hub_time: float
    weeks_90: float


NAMES: tuple[str, ...] = Measured._fields
"""The indicators by name, in order."""
