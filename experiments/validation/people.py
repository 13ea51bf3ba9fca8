"""What residents do and feel: patterns P5, P10, P11, P18 to P21 and P23."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...model.parameters.settings import Settings
from ...model.parameters.world import KINDS
from .cities import FRAGMENTED, MIDDLING, SYNERGY
from .ended_cases import YEAR, reporters
from .pattern import Criterion, Pattern, PatternArm, Runs, Values, above, below
from .service import service

QUARTER, WEEKS = 13, 260

NOBODY_LEADS = ("rules.party_building.vanguard=0.0", "rules.participation.volunteer_service=0.0")
ALONE = PatternArm("fragmented", NOBODY_LEADS, keeps=("volunteering",))
UNMOVED = PatternArm(
    "fragmented",
    (*NOBODY_LEADS, "behaviour.volunteer.neighbours=0.0", "behaviour.volunteer.fatigue=0.0"),
    keeps=("volunteering",),
)
LED = PatternArm(
    "fragmented",
    (
        "rules.party_building.vanguard=0.8", "rules.party_building.household_links=0.8",
        "rules.participation.reward=0.2", "rules.participation.volunteer_service=0.8",
    ),
    keeps=("volunteering",),
)  # fmt: skip

START, STOP, HALF_YEAR = 52, 156, 26
CROWDING = {"none": (0.0, 0.0), "usual": (0.15, 0.05), "strong": (0.4, 0.2)}
"""By how much a reward takes from motive at once, and how much is lost for good: none, declared, largest swept."""


def _crowding_arm(crowding: str, rewarded: bool) -> PatternArm:
    now, lasting = CROWDING[crowding]
    changes = [f"behaviour.volunteer.crowding_out={now}", f"behaviour.volunteer.motive_crowding={lasting}"]
    if rewarded:
        levers = [
            f"{{week={week},rules={{participation={{reward={size}}}}}}}" for week, size in ((START, 0.6), (STOP, 0.0))
        ]
        changes.append(f"events=[{','.join(levers)}]")
    return PatternArm("fragmented", tuple(changes), keeps=("volunteering", "motive"))


PLAIN = {crowding: _crowding_arm(crowding, False) for crowding in CROWDING}
REWARDED = {crowding: _crowding_arm(crowding, True) for crowding in CROWDING}

WORSE, BETTER = 104, 156
_KINDS = ",".join(f"'{kind}'" for kind in KINDS)
CUT = f"events=[{{week={WORSE},capacity={{actors=[{_KINDS}],factor=0.5,weeks={BETTER - WORSE}}}}}]"
EVEN = (
    f"behaviour.experience.lapse_loss={Settings().behaviour.experience.trust_gain}",
    "behaviour.experience.overdue_loss=0.0",
)
"""What is let down costs as much trust as what is solved brings, and what is late costs none."""


def _years(*changes: str) -> dict[str, tuple[PatternArm, PatternArm]]:
    return {
        key: (
            PatternArm(arm.scenario, changes, keeps=("trust",)),
            PatternArm(arm.scenario, (*changes, CUT), keeps=("trust",)),
        )
        for key, arm in (("apart", FRAGMENTED), ("joined", SYNERGY))
    }


YEARS, EVEN_YEARS = _years(), _years(*EVEN)

SERVING = PatternArm(MIDDLING.scenario, observer=service)
REPORTING = PatternArm(FRAGMENTED.scenario, observer=reporters)


def decay(runs: Runs) -> Mapping[str, Values]:
    """Give the volunteering of the last quarter over that of the first, left alone and with institutions.

    Alone is ``fragmented`` without members' example, organised service or rewards; mass organisations are still there
    and call as before. With: example .8, links .8, reward .2, service .8. Wanted, strong form: alone at most half is
    left (in the laboratory 2.2 of 7.9 after ten rounds); weak form: at least a tenth is lost. With institutions 95 % or
    more is left. The laboratory pays contributions from one's pocket; residents here also have motives of their own and
    meet the same neighbours for good, so the strong form may well fail.
    """
    left = _compare_quarters(runs, ALONE)
    return {"alone_half": left, "alone": left, "led": _compare_quarters(runs, LED)}


def _compare_quarters(runs: Runs, arm: PatternArm) -> Values:
    return runs.mean(arm, "volunteering", WEEKS - QUARTER, WEEKS) / runs.mean(arm, "volunteering", 0, QUARTER)


def decay_unmoved(runs: Runs) -> Mapping[str, Values]:
    """Give the same where nobody looks at neighbours and nobody tires; and of the city alone instead of the led one."""
    left = _compare_quarters(runs, UNMOVED)
    return {"alone_half": left, "alone": left, "led": _compare_quarters(runs, ALONE)}


def crowding_out(runs: Runs) -> Mapping[str, Values]:
    """Give what a reward of .6 in weeks 52 to 155 changes against the twin without it, all else as in ``fragmented``.

    Wanted: half a point more of residents volunteering while it is paid, with the declared crowding-out and with the
    strongest that is swept; in the half-year after it stops motive lower by .002 or more with the strongest, and by
    less than that with none.
    """
    return {
        "now_usual": _gap(runs, "usual", "volunteering", START, STOP),
        "now_strong": _gap(runs, "strong", "volunteering", START, STOP),
        "after_strong": _gap(runs, "strong", "motive", STOP, STOP + HALF_YEAR),
        "after_none": _gap(runs, "none", "motive", STOP, STOP + HALF_YEAR),
    }


def _gap(runs: Runs, crowding: str, indicator: str, first: int, end: int) -> Values:
    return runs.mean(REWARDED[crowding], indicator, first, end) - runs.mean(PLAIN[crowding], indicator, first, end)


def no_crowding(runs: Runs) -> Mapping[str, Values]:
    """Give motive in the half-year after where rewards take nothing from it."""
    return {"after_strong": _gap(runs, "none", "motive", STOP, STOP + HALF_YEAR)}


def bad_year(runs: Runs) -> Mapping[str, Values]:
    """Give how many weeks longer trust takes to regain half of what a bad year took than it took to lose half of it.

    All organisations have half their capacity in weeks 104 to 155. The gap to the twin run without that, smoothed by
    nothing, is measured from the start of the year until it first reaches half its depth at the year's end (mean of its
    last four weeks), and from the year's end until it first comes back to that half; 104 weeks, the rest of the run, if
    it does not. Wanted four weeks or more in ``fragmented`` and in ``synergy``.
    """
    return _bad_years(runs, YEARS)


def _bad_years(runs: Runs, years: Mapping[str, tuple[PatternArm, PatternArm]]) -> dict[str, Values]:
    return {
        key: _recovery(runs.series(bad, "trust") - runs.series(good, "trust")) for key, (good, bad) in years.items()
    }


def _recovery(gap: Values) -> Values:
    half = 0.5 * gap[:, BETTER - 4 : BETTER].mean(axis=1, keepdims=True)
    down, up = gap[:, WORSE:BETTER] <= half, gap[:, BETTER:] >= half
    never = gap.shape[1] - BETTER
    regained = np.where(up.any(axis=1), up.argmax(axis=1), never)
    return (regained - down.argmax(axis=1)).astype(float)


def bad_year_evenly(runs: Runs) -> Mapping[str, Values]:
    """Give the same where losses of trust are no larger than gains: then the backlog alone makes it slow."""
    return _bad_years(runs, EVEN_YEARS)


def month_and_year(runs: Runs) -> Mapping[str, Values]:
    """Give the shares of residents who serve within a month and within a year, and their ratio, in ``middling``.

    Wanted: each within ten points of England's 27 and 41 %, and a ratio of .5 to .8. The distribution of motives was
    fitted to both.
    """
    month, year = runs.figure(SERVING, "month"), runs.figure(SERVING, "year")
    return {"month": month, "year": year, "ratio": month / year}


def month_and_year_of_equals(runs: Runs) -> Mapping[str, Values]:
    """Give the ratio if everybody served with the same chance every week, the mean one of these runs."""
    return {"ratio": runs.figure(SERVING, "equal_month") / runs.figure(SERVING, "equal_year")}


def serving_again(runs: Runs) -> Mapping[str, Values]:
    """Give which share of those who served in a year served again in the next, in ``middling``.

    Wanted .54 to .74: in the United States about 64 %. Fitted as P18, with motives and fatigue.
    """
    return {"again": runs.figure(SERVING, "again")}


def equals_again(runs: Runs) -> Mapping[str, Values]:
    """Give the same if everybody served with the same chance every week: then who served before tells nothing."""
    return {"again": runs.figure(SERVING, "equal_again")}


def service_of_few(runs: Runs) -> Mapping[str, Values]:
    """Give the smallest share of residents who give two thirds of a year's service, in ``middling``.

    Wanted .02 to .15: about 7 % in England, by the second hand. Fitted as P18, with the same distribution of motives.
    """
    return {"few": runs.figure(SERVING, "few")}


def service_of_equals(runs: Runs) -> Mapping[str, Values]:
    """Give the same if everybody served with the same chance every week."""
    return {"few": runs.figure(SERVING, "equal_few")}


def demand(runs: Runs) -> Mapping[str, Values]:
    """Give the cases that arise for a person in a year, in ``fragmented``.

    It is put in (Beijing 2020: 4.5 million dispatched cases for 21.9 million inhabitants, .21), and less what legal
    service prevents comes out again: it cannot fail, and is no test.
    """
    city = Settings().world.city
    communities = (
        city.urban_districts * city.streets_per_district * city.communities_per_street
        + city.rural_counties * city.townships_per_county * city.villages_per_township
    )
    persons = communities * city.grids_per_community * city.persons_per_grid
    return {"cases": runs.final(FRAGMENTED, "arrivals") * YEAR / persons}


def few_report(runs: Runs) -> Mapping[str, Values]:
    """Give which share of reports the first hundredth and the first tenth of those who report make, in ``fragmented``.

    It is put in by the spread of the chance to report (FixMyStreet: 33 and 62 %, two thirds report once): it cannot
    fail, and is no test. A simulated resident stands for several persons, which makes the shares smaller.
    """
    return {key: runs.figure(REPORTING, key) for key in ("hundredth", "tenth")}


P5 = Pattern(
    "p5", "late", (below("alone_half", 0.5, "ratio"), below("alone", 0.9, "ratio"), above("led", 0.95, "ratio")),
    decay, (ALONE, LED, UNMOVED), decay_unmoved,
)  # fmt: skip
P10 = Pattern(
    "p10", "late",
    (
        above("now_usual", 0.005), above("now_strong", 0.005), below("after_strong", -0.002),
        Criterion("after_none", low=-0.002),
    ),
    crowding_out, (*PLAIN.values(), *REWARDED.values()), no_crowding,
)  # fmt: skip
P11 = Pattern(
    "p11", "late", (above("apart", 4.0), above("joined", 4.0)), bad_year,
    tuple(arm for years in (YEARS, EVEN_YEARS) for pair in years.values() for arm in pair), bad_year_evenly,
)  # fmt: skip
P18 = Pattern(
    "p18", "fitted", (Criterion("month", 0.17, 0.37), Criterion("year", 0.31, 0.51), Criterion("ratio", 0.5, 0.8)),
    month_and_year, (SERVING,), month_and_year_of_equals,
)  # fmt: skip
P19 = Pattern("p19", "fitted", (Criterion("again", 0.54, 0.74),), serving_again, (SERVING,), equals_again)
P20 = Pattern("p20", "fitted", (Criterion("few", 0.02, 0.15),), service_of_few, (SERVING,), service_of_equals)
P21 = Pattern("p21", "input", (Criterion("cases"),), demand, (FRAGMENTED,))
P23 = Pattern("p23", "input", (Criterion("hundredth"), Criterion("tenth")), few_report, (REPORTING,))
