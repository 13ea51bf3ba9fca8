"""Edits of the model's code that the comparison is tried on: faults that it must find, and changes that are none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """An edit: in `file` below model/, `was` becomes `now`.

    Attributes
    ----------
    file, was, now : str
        `was` stands in the file once.
    about : str
        What is wrong then, or why nothing is.
    """

    file: str
    was: str
    now: str
    about: str


FAULTS: tuple[Fault, ...] = (
    Fault(
        "processes/arise.py",
        "(1.0 - norm_sensitivity[y] * norm[g])",
        "1.0",
        "norms no longer prevent problems",
    ),
    Fault(
        "processes/arise.py",
        "(1.0 - prevention * law[c])",
        "(1.0 + prevention * law[c])",
        "law breeds problems",
    ),
    Fault(
        "processes/report.py",
        "base + by_trust * trust[g]",
        "base - by_trust * trust[g]",
        "trust keeps residents from reporting",
    ),
    Fault("processes/report.py", "w < by_links * linked[g]", "w < by_links", "every household counts as linked"),
    Fault(
        "processes/assign.py",
        "(1.0 - base) * max(lists, by_reach",
        "(1.0 - base) * min(lists, by_reach",
        "of lists and joint work the weaker one assigns",
    ),
    Fault(
        "processes/deliberate.py",
        "- by_fatigue * fatigue[i]",
        "+ by_fatigue * fatigue[i]",
        "tired residents come to more meetings",
    ),
    Fault("processes/align.py", "common /= last - first", "common /= 1.0", "targets are summed and not averaged"),
    Fault(
        "processes/volunteer.py",
        "b_motive * (1.0 - crowding * reward)",
        "b_motive",
        "rewards displace no motive",
    ),
    Fault(
        "processes/commit.py",
        "coordination[o] += by_accounts",
        "coordination[o] -= by_accounts",
        "accounts of pools save hours",
    ),
    Fault(
        "processes/commit.py",
        "effort[o, _ECONOMIC] -= moved",
        "effort[o, _ECONOMIC] -= 0.0",
        "services are bought for nothing",
    ),
    Fault(
        "processes/allocate.py",
        "cost = loss * (1.0 - relief * reached / (last - first))",
        "cost = 0.0",
        "pools lose nothing",
    ),
    Fault(
        "processes/produce.py",
        "(1.0 + handover * (kinds[y] - 1.0) * (1.0 - reach[c]))",
        "1.0",
        "cases pass from office to office without loss",
    ),
    Fault("processes/lapse.py", "< hazard", "< 1.5 * hazard", "problems lapse half as often again"),
    Fault("processes/experience.py", "- erosion * m", "", "norms do not erode"),
    Fault(
        "processes/experience.py",
        "min(float(age), cap) / scale",
        "float(age) / scale",
        "harm grows for ever",
    ),
    Fault(
        "processes/adapt.py",
        "- temptation * (1.0 - lists)",
        "- temptation * lists",
        "lists tempt organisations to leave it to others",
    ),
)
"""Terms dropped and signs turned, at least one in each process that has an equation; all must be found."""

HARMLESS: tuple[Fault, ...] = (
    Fault(
        "processes/report.py",
        "        u, v, w, _ = draws.four(seed, draws.REPORT, week, key[j], 0)",
        "        counts[week, Count.REPORTED] += draws.uniform(seed, draws.REPORT, week, key[j], 9) < 0.0\n"
        "        u, v, w, _ = draws.four(seed, draws.REPORT, week, key[j], 0)",
        "one more draw that nothing uses",
    ),
    Fault(
        "processes/lapse.py",
        "draws.uniforms(seed, draws.LAPSE, week, key[:n], luck)",
        "draws.uniforms(seed, draws.LAPSE, week + 1, key[:n], luck)",
        "the draws of one stream moved on by one",
    ),
    Fault(
        "processes/report.py",
        "draws.four(seed, draws.REPORT, week, key[j], 0)",
        "draws.four(seed, draws.REPORT, week, key[j], 1)",
        "the draws of another stream moved on by one",
    ),
)
"""Edits that say nothing else of the city; none may raise an alarm."""
