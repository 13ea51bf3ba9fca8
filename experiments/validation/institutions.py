"""Meetings, hubs and assigned tasks: patterns P8, P9 and P12."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...model.simulation import Simulation
from ...model.state import Kind
from ...scenarios import from_library
from ..execution.runs import resolve_scenario
from .pattern import Pattern, PatternArm, Runs, Values, Watch, above, below, gain_of_best

INTERVALS = (0, 52, 26, 13, 8, 4, 2, 1)
MEETINGS = tuple(PatternArm("deliberative", (f"rules.deliberation.interval_weeks={weeks}",)) for weeks in INTERVALS)
FEW, MOST = (PatternArm("deliberative", (f"rules.deliberation.inclusiveness={share}",)) for share in (0.1, 0.8))

PARTNERS = (1, 2, 4, 8, 14)
USUAL, HIGH = 0.02, 0.03


def _convene(rule: str, partners: int, load: float) -> PatternArm:
    return PatternArm(
        "fragmented",
        (
            f"rules.mechanism.rule={rule}",
            f"rules.mechanism.strength={0.0 if rule == 'silo' else 0.7}",
            f"world.actors.enterprise.number={partners}",
            f"world.actors.social_organisation.number={partners}",
            f"behaviour.arise.base_rate={load}",
        ),
    )


HUBS = tuple(_convene("hub", partners, HIGH) for partners in PARTNERS)
SILOS = tuple(_convene("silo", partners, HIGH) for partners in PARTNERS)
HUB, SILO = _convene("hub", 2, USUAL), _convene("silo", 2, USUAL)
PEERS = _convene("peer", PARTNERS[-1], HIGH)

YEAR = 52


def meetings(runs: Runs) -> Mapping[str, Values]:
    """Give what the frequency of meetings and the share invited change, all else as in ``deliberative``.

    Frequency: never, every 52, 26, 13, 8, 4 and 2 weeks, every week. Wanted for an inverted U: the best frequency in
    between is more effective than never, and than every week. Inclusion, .8 of the residents invited against .1: it
    trades speed (more hours spent on coordination, fewer problems solved on time) for legitimacy (voice and trust up).
    Effectiveness counts participation, which meetings raise by themselves; that works against the falling branch. The
    city without meetings keeps its rule of goals, and so the even agenda of the first week.
    """
    effectiveness = np.array([runs.final(arm, "effectiveness") for arm in MEETINGS])

    def gap(indicator: str) -> Values:
        return runs.final(MOST, indicator) - runs.final(FEW, indicator)

    return {
        "rising": gain_of_best(effectiveness[1:-1], effectiveness[0]),
        "falling": gain_of_best(effectiveness[1:-1], effectiveness[-1]),
        "cost": gap("coordination_cost"),
        "speed": gap("resolution"),
        "voice": gap("voice"),
        "trust": gap("trust"),
    }


def hub(runs: Runs) -> Mapping[str, Values]:
    """Give what a hub of strength .7 brings in ``fragmented`` by the number of its partners and the load.

    Partners: 1, 2, 4, 8 or 14 enterprises and as many social organisations in every community, their means together
    unchanged. Its gain is effectiveness less that of silos with as many partners. Wanted: a gain with the usual two and
    the usual load; under high load (half more problems) a larger gain at the best number in between than at the fewest
    (it first rises) and than at the most (its time runs out), and less joint work reached at the most than at the
    fewest; at the most, more effectiveness than when each partner keeps up with each.
    """
    gain = np.array(
        [
            runs.final(one, "effectiveness") - runs.final(other, "effectiveness")
            for one, other in zip(HUBS, SILOS, strict=True)
        ]
    )
    return {
        "helps": runs.final(HUB, "effectiveness") - runs.final(SILO, "effectiveness"),
        "rising": gain_of_best(gain[1:-1], gain[0]),
        "falling": gain_of_best(gain[1:-1], gain[-1]),
        "reach": runs.final(HUBS[-1], "mechanism_fluency") - runs.final(HUBS[0], "mechanism_fluency"),
        "peer": runs.final(HUBS[-1], "effectiveness") - runs.final(PEERS, "effectiveness"),
    }


def self_governance(arm: PatternArm, seed: int) -> Mapping[str, float]:
    """Run an arm and return last year's means: work that committees delivered, volunteering, consensus, attendance."""
    simulation = Simulation(resolve_scenario(from_library(arm.scenario), seed=seed, changes=arm.changes).settings)
    city, weeks = simulation.city, simulation.settings.run.weeks
    means = dict.fromkeys(("committee", "attendance"), 0.0)
    while simulation.week < weeks:
        simulation.step()
        if simulation.week > weeks - YEAR:
            means["committee"] += float(city.work.by_kind[Kind.SELF_GOVERNING]) / YEAR
            means["attendance"] += float(city.communities.attendance.mean()) / YEAR
    final = simulation.final()
    return {**means, "volunteering": final["volunteering"], "consensus": final["consensus"]}


FREE, TASKED = (
    Watch(PatternArm("deliberative", (f"rules.administration.command={command}",)), self_governance)
    for command in (0.0, 1.0)
)


def tasks(runs: Runs) -> Mapping[str, Values]:
    """Give what full assignment of tasks leaves of self-governance, over what there is without, in ``deliberative``.

    Work that committees deliver, volunteering, consensus of communities, and attendance of meetings, each in the last
    year. Wanted: less of each, that is, a ratio below 1.
    """
    return {
        name: runs.figure(TASKED, name) / runs.figure(FREE, name)
        for name in ("committee", "volunteering", "consensus", "attendance")
    }


P8 = Pattern(
    "p8",
    (above("rising"), above("falling"), above("cost"), below("speed"), above("voice"), above("trust")),
    meetings,
    arms=(*MEETINGS, FEW, MOST),
)
P9 = Pattern(
    "p9",
    (above("helps"), above("rising"), above("falling"), below("reach"), above("peer")),
    hub,
    arms=(*HUBS, *SILOS, HUB, SILO, PEERS),
)
P12 = Pattern(
    "p12",
    tuple(below(name, 1.0, "ratio") for name in ("committee", "volunteering", "consensus", "attendance")),
    tasks,
    watched=(FREE, TASKED),
)
