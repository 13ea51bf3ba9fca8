"""Sums of last week's end, which conditions of events may read (7.1); none is an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .addition import add_up
from .case import AT_DESK, AWAITING, LATENT, ON_PAPER, OWNED, Case
from .owner import Owner

if TYPE_CHECKING:
    from .model import GovernanceModel

STAGES = {"latent": LATENT, "at_desk": AT_DESK, "awaiting": AWAITING, "owned": OWNED, "on_paper": ON_PAPER}
OPEN = (AT_DESK, AWAITING, OWNED)


def read_sum(model: GovernanceModel, name: str, where: tuple[str, ...]) -> float:
    """Return a sum at the end of last week, at some places or everywhere."""
    nodes = [node for word in where for node in model.layout.find(word)]
    if name == "load":
        loads = [
            body.load
            for body in model.bodies
            if body.acts
            and body.tier < 3
            and isinstance(body, Owner)
            and (body.kind != "party" or body.tier == 0)
            and (not where or any(model.layout.holds(node, body.place.node) for node in nodes))
        ]
        return add_up(loads) / len(loads) if loads else 0.0
    inside = [c for c in model.communities if not where or any(node.first <= c.first < node.last for node in nodes)]
    numbers = {community.number for community in inside}
    cases = [case for case in model.cases if case.alive and case.community.number in numbers]
    if name == "backlog_share":
        waiting = sum(1 for case in cases if case.stage in OPEN)
        return sum(1 for case in cases if _overdue(model, case)) / waiting if waiting else 0.0
    persons = add_up(community.persons for community in inside)
    if name in STAGES:
        total: float = sum(1 for case in cases if case.stage == STAGES[name])
    elif name == "overdue":
        total = sum(1 for case in cases if _overdue(model, case))
    elif name == "severity":
        total = add_up(case.severity for case in cases)
    else:
        total = add_up(case.remaining for case in cases if case.stage in OPEN)
    return 1000.0 * total / persons


def _overdue(model: GovernanceModel, case: Case) -> bool:
    """Tell whether a case was overdue at the end of last week."""
    last = model.luck.week - 1
    return case.stage in OPEN and last - case.reported > case.type.issue.deadline_weeks
