"""Types of case, as columns (5.2)."""

from __future__ import annotations

import numpy as np

from ...array_types import Column
from ...parameters.settings import Settings
from ...parameters.world import CLASSES, DOMAINS, LEVELS, RESOURCES, IssueType
from ..matching import match
from ..state import (
    DOMAIN_COUNT,
    Types,
)


def list_types(settings: Settings) -> Types:
    """Return the types of case in the order of the settings."""
    issues = list(settings.world.issues.values())
    b = settings.behaviour.work
    needs = np.array([[float(getattr(issue.needs, name)) for name in RESOURCES] for issue in issues])
    for row in needs:
        row /= row[0] + row[1] + row[2] + row[3]
    listed = np.zeros(DOMAIN_COUNT)
    total = 0.0
    for issue in issues:
        listed[DOMAINS.index(issue.domain)] += issue.share
        total += issue.share
    listed /= total
    return Types(
        domain=np.array([DOMAINS.index(issue.domain) for issue in issues], np.int64),
        needs=needs,
        competent=np.array(
            [[LEVELS.index(getattr(issue.competent, size)) for size in CLASSES] for issue in issues], np.int64
        ),
        contestability=read_numbers(issues, "contestability"),
        norm_sensitivity=read_numbers(issues, "norm_sensitivity"),
        deadline=np.array([issue.deadline_weeks for issue in issues], np.int64),
        patience=read_numbers(issues, "patience_weeks"),
        procedure=read_numbers(issues, "procedure_weeks"),
        size_sigma=read_numbers(issues, "size_sigma"),
        visibility=read_numbers(issues, "visibility"),
        volunteer_match=np.array([match(0.0, 0.0, 0.0, 1.0, n, b.fungible, b.substitution) for n in needs]),
        staff_match=np.array([match(0.0, 0.5, 0.0, 0.5, n, b.fungible, b.substitution) for n in needs]),
        listed=listed,
    )  # fmt: skip


def read_numbers(issues: list[IssueType], name: str) -> Column:
    """Return one number of every type."""
    return np.array([float(getattr(issue, name)) for issue in issues])


def share_arrivals(issues: list[IssueType], rural: bool) -> Column:
    """Return shares of arrivals by type, in a town or a village."""
    shares = read_numbers(issues, "share")
    if rural:
        weighted = shares * read_numbers(issues, "rural_weight")
        if weighted.sum() > 0.0:
            return weighted
    return shares
