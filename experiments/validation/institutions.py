"""Meetings, hubs and assigned tasks: patterns P8, P9 and P12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .cities import MIDDLING
from .ended_cases import self_governance
from .pattern import Criterion, Pattern, PatternArm, Runs, Values, above, below, gain_of_best

INTERVALS = (0, 52, 26, 13, 8, 4, 2, 1)
FREE = ("behaviour.hours.meeting=0.0", "behaviour.hours.meeting_fixed=0.0", "behaviour.hours.attending=0.0")
"""Meetings that cost nobody an hour."""


def _meetings(*changes: str) -> tuple[PatternArm, ...]:
    usual = ("rules.deliberation.inclusiveness=0.5", "rules.deliberation.rounds=4")
    return tuple(
        PatternArm(MIDDLING.scenario, (f"rules.deliberation.interval_weeks={weeks}", *usual, *changes))
        for weeks in INTERVALS
    )


MEETINGS, FREE_MEETINGS = _meetings(), _meetings(*FREE)


def _few_and_most(*changes: str) -> tuple[PatternArm, ...]:
    return tuple(
        PatternArm(MIDDLING.scenario, (f"rules.deliberation.inclusiveness={share}", *changes)) for share in (0.1, 0.8)
    )


FEW, MOST = _few_and_most()
FREE_FEW, FREE_MOST = _few_and_most(*FREE)

PARTNERS = (1, 2, 4, 8, 14)
USUAL, HIGH = 0.004, 0.006
UNPAID = ("behaviour.work.ask_cost=0.0", "behaviour.hours.convening_limit=1.0")
"""A hub whose asking takes none of its hours."""


def _convene(rule: str, partners: int, load: float, *changes: str) -> PatternArm:
    return PatternArm(
        "fragmented",
        (
            f"rules.mechanism.rule={rule}",
            f"rules.mechanism.strength={0.0 if rule == 'silo' else 0.7}",
            f"world.actors.enterprise.number={partners}",
            f"world.actors.social_organisation.number={partners}",
            f"behaviour.arise.rate={load}",
            *changes,
        ),
    )


HUBS = tuple(_convene("hub", partners, HIGH) for partners in PARTNERS)
UNPAID_HUBS = tuple(_convene("hub", partners, HIGH, *UNPAID) for partners in PARTNERS)
SILOS = tuple(_convene("silo", partners, HIGH) for partners in PARTNERS)
HUB, SILO, PEER = (_convene(rule, 2, USUAL) for rule in ("hub", "silo", "peer"))
PEERS = _convene("peer", PARTNERS[-1], HIGH)

_LIGHT = (
    "behaviour.hours.tasks_committee=0.0", "behaviour.hours.tasks_others=0.0",
    "behaviour.deliberate.tasks_keep_away=0.0",
)  # fmt: skip
"""Tasks that take nobody's hours, and keep nobody from a meeting."""
OWN, TASKED, OWN_LIGHT, TASKED_LIGHT = (
    PatternArm(
        MIDDLING.scenario,
        ("rules.deliberation.interval_weeks=4", f"rules.administration.command={command}", *light),
        observer=self_governance,
    )
    for light in ((), _LIGHT)
    for command in (0.0, 1.0)
)


def meetings(runs: Runs) -> Mapping[str, Values]:
    """Give what the frequency of meetings and the share invited change, all else as in ``middling``.

    Frequency, half of the residents invited to four rounds: never, every 52, 26, 13, 8, 4 and 2 weeks, every week.
    Wanted for an inverted U on minus the logarithm of harm: the best frequency in between is better by .02 (two per
    cent of harm) or more than never, and than every week. Inclusion, .8 of the residents invited against .1, meetings
    every eight weeks: it costs speed (a point less solved on time) for trust (half a point more). That more hours go
    into coordination and more residents are heard follows from the form, and judges nothing.
    """
    return _of_meetings(runs, MEETINGS, FEW, MOST)


def _of_meetings(runs: Runs, arms: Sequence[PatternArm], few: PatternArm, most: PatternArm) -> dict[str, Values]:
    relief = -np.array([runs.final(arm, "log_harm") for arm in arms])

    def gap(indicator: str) -> Values:
        return runs.final(most, indicator) - runs.final(few, indicator)

    return {
        "rising": gain_of_best(relief[1:-1], relief[0]),
        "falling": gain_of_best(relief[1:-1], relief[-1]),
        "speed": gap("resolution"),
        "trust": gap("trust"),
        "cost": gap("coordination_cost"),
        "voice": gap("voice"),
    }


def free_meetings(runs: Runs) -> Mapping[str, Values]:
    """Give the falling branch and the loss of speed where meetings cost nobody an hour."""
    free = _of_meetings(runs, FREE_MEETINGS, FREE_FEW, FREE_MOST)
    return {key: free[key] for key in ("falling", "speed")}


def hub(runs: Runs) -> Mapping[str, Values]:
    """Give what a hub of strength .7 brings in ``fragmented`` by the number of its partners and the load.

    Partners: 1, 2, 4, 8 or 14 enterprises and as many social organisations in every community, their means together
    unchanged. Its gain is effectiveness less that of silos with as many partners. Wanted: a gain of a point with the
    usual two and the usual load; under high load (half more cases) half a point more gain at the best number in between
    than at the fewest (it first rises) and than at the most (its time runs out), and two points less joint work at the
    most than at the fewest; at the most, a point more effectiveness than where each asks for itself.
    """
    return {
        "helps": runs.final(HUB, "effectiveness") - runs.final(SILO, "effectiveness"),
        **_of_hubs(runs, HUBS),
        "peer": runs.final(HUBS[-1], "effectiveness") - runs.final(PEERS, "effectiveness"),
    }


def _of_hubs(runs: Runs, hubs: Sequence[PatternArm]) -> dict[str, Values]:
    gain = np.array(
        [
            runs.final(one, "effectiveness") - runs.final(other, "effectiveness")
            for one, other in zip(hubs, SILOS, strict=True)
        ]
    )
    return {
        "rising": gain_of_best(gain[1:-1], gain[0]),
        "falling": gain_of_best(gain[1:-1], gain[-1]),
        "reach": runs.final(hubs[-1], "joint_share") - runs.final(hubs[0], "joint_share"),
    }


def unpaid_hub(runs: Runs) -> Mapping[str, Values]:
    """Give the falling branch and the reach of a hub whose asking takes none of its hours; and peers for the gain."""
    unpaid = _of_hubs(runs, UNPAID_HUBS)
    helped = runs.final(PEER, "effectiveness") - runs.final(SILO, "effectiveness")
    return {"helps": helped, "falling": unpaid["falling"], "reach": unpaid["reach"]}


def tasks(runs: Runs) -> Mapping[str, Values]:
    """Give what full assignment of tasks leaves of self-governance, over what there is without, in ``middling``.

    Cases that committees solve, volunteering, and attendance of meetings (every four weeks), each in the last year.
    Wanted: a twentieth less of each, or lower.
    """
    return _of_tasks(runs, TASKED, OWN)


def _of_tasks(runs: Runs, tasked: PatternArm, own: PatternArm) -> dict[str, Values]:
    return {
        "committee": runs.figure(tasked, "committee") / runs.figure(own, "committee"),
        "volunteering": runs.final(tasked, "volunteering") / runs.final(own, "volunteering"),
        "attendance": runs.figure(tasked, "attendance") / runs.figure(own, "attendance"),
    }


def tasks_without_hours(runs: Runs) -> Mapping[str, Values]:
    """Give the same where tasks take nobody's hours and keep nobody from a meeting."""
    return _of_tasks(runs, TASKED_LIGHT, OWN_LIGHT)


P8 = Pattern(
    "p8", "seen",
    (above("rising", 0.02), above("falling", 0.02), below("speed", -0.01), above("trust", 0.005),
     Criterion("cost"), Criterion("voice")),
    meetings, (*MEETINGS, *FREE_MEETINGS, FEW, MOST, FREE_FEW, FREE_MOST), free_meetings,
)  # fmt: skip
P9 = Pattern(
    "p9", "late",
    (above("helps", 1.0), above("rising", 0.5), above("falling", 0.5), below("reach", -0.02), above("peer", 1.0)),
    hub, (*HUBS, *SILOS, *UNPAID_HUBS, HUB, SILO, PEER, PEERS), unpaid_hub,
)  # fmt: skip
P12 = Pattern(
    "p12", "seen", tuple(below(name, 0.95, "ratio") for name in ("committee", "volunteering", "attendance")),
    tasks, (OWN, TASKED, OWN_LIGHT, TASKED_LIGHT), tasks_without_hours,
)  # fmt: skip
