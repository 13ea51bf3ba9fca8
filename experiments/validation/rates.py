"""Official rates and how problems come to light: patterns P1, P4 and P6."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from .pattern import Criterion, Pattern, PatternArm, Runs, Values, above, below

FRAGMENTED, SYNERGY = PatternArm("fragmented"), PatternArm("synergy")

COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
GRIDS = tuple(PatternArm("fragmented", (f"rules.party_building.grid_coverage={coverage}",)) for coverage in COVERAGES)

PRESSED = PatternArm("fragmented", ("rules.administration.assessment=1.0",))


def official_rates(runs: Runs) -> Mapping[str, Values]:
    """Give the official closing and satisfaction rates of the uncoordinated and of the fully coordinated city.

    Means of the last year in ``fragmented`` and ``synergy``, wanted within 5 points of Beijing's hotline in January
    2019 and in September 2024. The capacity scale was fitted to these four figures.
    """
    return {
        "closing_apart": runs.final(FRAGMENTED, "official_closing"),
        "satisfied_apart": runs.final(FRAGMENTED, "official_satisfaction"),
        "closing_joined": runs.final(SYNERGY, "official_closing"),
        "satisfied_joined": runs.final(SYNERGY, "official_satisfaction"),
    }


def discovery(runs: Runs) -> Mapping[str, Values]:
    """Give the share of reports found proactively as grid coverage grows from .2 to 1, all else as in ``fragmented``.

    Wanted: about .2 at the thinnest coverage and about .5 at the fullest, each within .1 (Changzhou 2010 and 2014), and
    more at every step of .2 in between: of the four steps the smallest mean one must be above 0.
    """
    shares = [runs.final(arm, "proactive_share") for arm in GRIDS]
    steps = [later - earlier for earlier, later in pairwise(shares)]
    return {"thin": shares[0], "full": shares[-1], "step": min(steps, key=lambda step: float(step.mean()))}


def figures_and_feeling(runs: Runs) -> Mapping[str, Values]:
    """Give what an assessment of pressure 1 changes in ``fragmented``, in the last year.

    Wanted: the official closing rate and the reported satisfaction rise; residents' true satisfaction does not, that
    is, it rises by less than one point.
    """
    return {
        name: runs.final(PRESSED, indicator) - runs.final(FRAGMENTED, indicator)
        for name, indicator in (
            ("closing", "official_closing"), ("reported", "official_satisfaction"), ("true", "satisfaction"),
        )
    }  # fmt: skip


P1 = Pattern(
    "p1",
    (
        Criterion("closing_apart", 0.481, 0.581),
        Criterion("satisfied_apart", 0.596, 0.696),
        Criterion("closing_joined", 0.915, 1.0),
        Criterion("satisfied_joined", 0.919, 1.0),
    ),
    official_rates,
    arms=(FRAGMENTED, SYNERGY),
    role="fitted",
)
P4 = Pattern("p4", (Criterion("thin", 0.1, 0.3), Criterion("full", 0.4, 0.6), above("step")), discovery, arms=GRIDS)
P6 = Pattern(
    "p6", (above("closing"), above("reported"), below("true", 0.01)), figures_and_feeling, arms=(FRAGMENTED, PRESSED)
)
