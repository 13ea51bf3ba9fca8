"""Official rates, and how cases come to light: patterns P1, P4, P6, P13, P14, P15 and P25."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from .cities import ASSESSED, FRAGMENTED, ON_TIME, SYNERGY
from .ended_cases import circulation
from .pattern import Criterion, Pattern, PatternArm, Runs, Values, above, below

RICH = PatternArm("fragmented", ("world.actors.capacity_scale=3.0",))
PRESSED = PatternArm("fragmented", ("rules.administration.assessment=1.0",))
EASED = PatternArm("fragmented", ("world.actors.capacity_scale=1.76",))
"""A tenth more hours, and no assessment."""

COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)


def _grids(*changes: str) -> tuple[PatternArm, ...]:
    return tuple(
        PatternArm("fragmented", (f"rules.party_building.grid_coverage={coverage}", *changes)) for coverage in COVERAGES
    )


GRIDS, BLIND = _grids(), _grids("behaviour.report.grid=0.0")

ALL_GRIDS, NO_GRIDS = (
    PatternArm("synergy", (f"rules.party_building.grid_coverage={coverage}",)) for coverage in (1.0, 0.0)
)

STEADY = PatternArm(ON_TIME)
PUSHED = PatternArm(ON_TIME, ("rules.administration.assessment=2.0",))
HELPED = PatternArm(ON_TIME, ("world.actors.capacity_scale=2.8",))

APART, JOINED, LISTED = (
    PatternArm(arm.scenario, (*arm.changes, *more), observer=circulation)
    for arm, more in ((FRAGMENTED, ()), (ASSESSED, ()), (ASSESSED, ("rules.mechanism.responsibility_lists=1.0",)))
)


def official_rates(runs: Runs) -> Mapping[str, Values]:
    """Give official closing rates of the uncoordinated city without assessment, and of the coordinated one with it.

    Means of the last year in ``fragmented``, and in ``synergy`` with an assessment of pressure 1; wanted within five
    points of Beijing's hotline in January 2019 and in September 2024. The capacity scale was fitted to both and to P14.
    Reported satisfaction stands beside them: it was fitted to nothing, and judges nothing here.
    """
    return {
        "closing_apart": runs.final(FRAGMENTED, "official_closing"),
        "closing_joined": runs.final(ASSESSED, "official_closing"),
        "satisfied_apart": runs.final(FRAGMENTED, "official_satisfaction"),
        "satisfied_joined": runs.final(ASSESSED, "official_satisfaction"),
    }


def rates_by_other_means(runs: Runs) -> Mapping[str, Values]:
    """Give the same without what is fitted, and without coordination.

    The uncoordinated city with the largest capacity that is swept; and assessment alone, in the uncoordinated city.
    """
    return {
        "closing_apart": runs.final(RICH, "official_closing"),
        "closing_joined": runs.final(PRESSED, "official_closing"),
    }


def procedure_and_result(runs: Runs) -> Mapping[str, Values]:
    """Give what is truly solved in the coordinated, assessed city, and how far its official closing rate lies above.

    Means of the last year. Wanted: .7 to .9 solved, and at least five points less than is officially closed (Gaoan:
    closed on time 100 %, solved 72 %). The capacity scale was fitted to the first of them.
    """
    return _procedure(runs, ASSESSED)


def _procedure(runs: Runs, arm: PatternArm) -> dict[str, Values]:
    solved = runs.final(arm, "solved")
    return {"solved": solved, "gap": runs.final(arm, "official_closing") - solved}


def procedure_unassessed(runs: Runs) -> Mapping[str, Values]:
    """Give the same without assessment."""
    return _procedure(runs, SYNERGY)


def discovery(runs: Runs) -> Mapping[str, Values]:
    """Give the share of reports found proactively as grid coverage grows from .2 to 1, all else as in ``fragmented``.

    Wanted: about .2 at the thinnest coverage and about .5 at the fullest, each within .1 (Changzhou 2010 and 2014), and
    at every step of .2 in between at least one point more: of the four steps the smallest mean one is judged.
    """
    return _discovery(runs, GRIDS)


def _discovery(runs: Runs, arms: Sequence[PatternArm]) -> dict[str, Values]:
    shares = [runs.final(arm, "proactive_share") for arm in arms]
    steps = [later - earlier for earlier, later in pairwise(shares)]
    return {"thin": shares[0], "full": shares[-1], "step": min(steps, key=lambda step: float(step.mean()))}


def discovery_of_the_blind(runs: Runs) -> Mapping[str, Values]:
    """Give the same where grid workers settle and help, but look for nothing."""
    return _discovery(runs, BLIND)


def figures_and_feeling(runs: Runs) -> Mapping[str, Values]:
    """Give what an assessment of pressure 1 changes in ``fragmented``, in the last year.

    Wanted: the official closing rate rises by two points or more and the reported satisfaction by one; residents' true
    satisfaction does not, that is, it rises by less than one point.
    """
    return _changes(runs, PRESSED, FRAGMENTED, _FEELING)


_FEELING = {"closing": "official_closing", "reported": "official_satisfaction", "true": "satisfaction"}


def _changes(runs: Runs, arm: PatternArm, against: PatternArm, names: Mapping[str, str]) -> dict[str, Values]:
    return {key: runs.final(arm, name) - runs.final(against, name) for key, name in names.items()}


def feeling_of_the_eased(runs: Runs) -> Mapping[str, Values]:
    """Give what a tenth more hours and no assessment changes in true satisfaction."""
    return {"true": _changes(runs, EASED, FRAGMENTED, _FEELING)["true"]}


def on_time_and_satisfied(runs: Runs) -> Mapping[str, Values]:
    """Give what assessment of pressure 2 changes in a city that is on time in three of four cases, in the last year.

    Wanted, as in Lianyungang from June 2019 to September 2020 (on time 82.8 → 96.3 %, satisfied 97.1 → 95.4 %): the
    official closing rate rises by two points or more while the satisfaction of callers falls by half a point or more.
    """
    names = {"on_time": "official_closing", "satisfied": "official_satisfaction"}
    return _changes(runs, PUSHED, STEADY, names)


def satisfied_by_hours(runs: Runs) -> Mapping[str, Values]:
    """Give what a fifth more hours and no assessment changes in the satisfaction of callers."""
    return {"satisfied": runs.final(HELPED, "official_satisfaction") - runs.final(STEADY, "official_satisfaction")}


def passed_around(runs: Runs) -> Mapping[str, Values]:
    """Give the cases that circulate at the end of a week over those reported in a month (four weeks).

    A case circulates if it was passed on at least once and nobody has accepted it. Means of the last year. Wanted: 1 to
    15 % in the coordinated, assessed city (Yichun, a hotline under assessment: 3.9 % of a month's cases), and in the
    uncoordinated one at least five points more.
    """
    joined = runs.figure(JOINED, "circulating")
    return {"joined": joined, "more_apart": runs.figure(APART, "circulating") - joined}


def passed_with_lists(runs: Runs) -> Mapping[str, Values]:
    """Give the same where lists name an owner for every matter."""
    return {"joined": runs.figure(LISTED, "circulating")}


def found_by_inspectors(runs: Runs) -> Mapping[str, Values]:
    """Give the share of reports that grid workers found, with a worker in every grid and all else as in ``synergy``.

    Wanted inside the range over places: Lianyungang 31 and 44 %, another 52 %, Kaizhou 93 %, Tianmen 96 %.
    """
    return {"share": runs.final(ALL_GRIDS, "proactive_share")}


def found_without_grids(runs: Runs) -> Mapping[str, Values]:
    """Give the same without grid workers."""
    return {"share": np.nan_to_num(runs.final(NO_GRIDS, "proactive_share"))}


P1 = Pattern(
    "p1", "fitted",
    (
        Criterion("closing_apart", 0.481, 0.581), Criterion("closing_joined", 0.915, 1.0),
        Criterion("satisfied_apart"), Criterion("satisfied_joined"),
    ),
    official_rates, (FRAGMENTED, ASSESSED, RICH, PRESSED), rates_by_other_means,
)  # fmt: skip
P4 = Pattern(
    "p4", "seen", (Criterion("thin", 0.1, 0.3), Criterion("full", 0.4, 0.6), above("step", 0.01)),
    discovery, (*GRIDS, *BLIND), discovery_of_the_blind,
)  # fmt: skip
P6 = Pattern(
    "p6", "seen", (above("closing", 0.02), above("reported", 0.01), below("true", 0.01)),
    figures_and_feeling, (FRAGMENTED, PRESSED, EASED), feeling_of_the_eased,
)  # fmt: skip
P13 = Pattern(
    "p13", "held_out", (Criterion("joined", 0.01, 0.15), above("more_apart", 0.05)),
    passed_around, (APART, JOINED, LISTED), passed_with_lists,
)  # fmt: skip
P14 = Pattern(
    "p14", "fitted", (Criterion("solved", 0.7, 0.9), above("gap", 0.05)),
    procedure_and_result, (ASSESSED, SYNERGY), procedure_unassessed,
)  # fmt: skip
P15 = Pattern(
    "p15", "held_out", (above("on_time", 0.02), below("satisfied", -0.005)),
    on_time_and_satisfied, (STEADY, PUSHED, HELPED), satisfied_by_hours,
)  # fmt: skip
P25 = Pattern(
    "p25", "held_out", (Criterion("share", 0.31, 0.96),),
    found_by_inspectors, (ALL_GRIDS, NO_GRIDS), found_without_grids,
)  # fmt: skip
