"""What residents do and feel: patterns P5, P10 and P11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np

from ...model.settings import ActorKind
from .pattern import Criterion, Pattern, PatternArm, Runs, Values, above, below
from .rates import FRAGMENTED, SYNERGY

QUARTER = 13

ALONE = PatternArm(
    "fragmented", ("rules.party_building.vanguard=0.0", "rules.participation.volunteer_service=0.0")
)  # fmt: skip
LED = PatternArm(
    "fragmented",
    (
        "rules.party_building.vanguard=0.8",
        "rules.party_building.household_links=0.8",
        "rules.participation.reward=0.2",
        "rules.participation.volunteer_service=0.8",
    ),
)

START, STOP, HALF_YEAR = 52, 156, 26
CROWDING = (0.0, 0.4, 0.8)


def _crowding_arm(crowding: float, rewarded: bool) -> PatternArm:
    changes = [f"behaviour.volunteer.crowding_out={crowding}"]
    if rewarded:
        levers = [
            f"{{week={week},rules={{participation={{reward={size}}}}}}}" for week, size in ((START, 0.6), (STOP, 0.0))
        ]
        changes.append(f"events=[{','.join(levers)}]")
    return PatternArm("fragmented", tuple(changes))


PLAIN = {crowding: _crowding_arm(crowding, False) for crowding in CROWDING}
REWARDED = {crowding: _crowding_arm(crowding, True) for crowding in CROWDING}

WORSE, BETTER = 104, 156
KINDS = list(get_args(ActorKind))
_CUT = (f"events=[{{week={WORSE},capacity={{actors={KINDS},factor=0.5,weeks={BETTER - WORSE}}}}}]",)
BAD_YEAR = {FRAGMENTED: PatternArm("fragmented", _CUT), SYNERGY: PatternArm("synergy", _CUT)}


def decay(runs: Runs) -> Mapping[str, Values]:
    """Give the volunteering of the last quarter over that of the first, left alone and with institutions.

    Alone is ``fragmented`` without members' example, organised service or rewards; mass organisations are still there
    and call as before. With: example .8, links .8, reward .2, service .8, as in ``synergy``. Wanted, strong form: alone
    at most half is left (in the laboratory 2.2 of 7.9 after ten rounds); weak form: less than at first. With them
    it holds or rises: at least 95 % is left. The laboratory pays contributions from one's pocket; residents here also
    have motives of their own and meet the same neighbours for good, so the strong form may well fail.
    """

    def share_left(arm: PatternArm) -> Values:
        return runs.mean(arm, "volunteering", -QUARTER, 260) / runs.mean(arm, "volunteering", 0, QUARTER)

    return {"alone_half": share_left(ALONE), "alone": share_left(ALONE), "led": share_left(LED)}


def crowding_out(runs: Runs) -> Mapping[str, Values]:
    """Give what a reward of .6 in weeks 52 to 155 changes against the twin without it, all else as in ``fragmented``.

    Wanted: more volunteering while it is paid, with usual (.4) and with strong (.8) crowding-out; in the half-year
    after it stops lower motive with strong crowding-out, and no lower motive with none (at most .005 less).
    """

    def gap(crowding: float, indicator: str, first: int, end: int) -> Values:
        return runs.mean(REWARDED[crowding], indicator, first, end) - runs.mean(PLAIN[crowding], indicator, first, end)

    return {
        "now_usual": gap(0.4, "volunteering", START, STOP),
        "now_strong": gap(0.8, "volunteering", START, STOP),
        "after_strong": gap(0.8, "motive", STOP, STOP + HALF_YEAR),
        "after_none": gap(0.0, "motive", STOP, STOP + HALF_YEAR),
    }


def bad_year(runs: Runs) -> Mapping[str, Values]:
    """Give how many weeks longer trust takes to regain half of what a bad year took than it took to lose half of it.

    All organisations have half their capacity in weeks 104 to 155. The gap to the twin run without that, smoothed by
    nothing, is measured from the start of the year until it first reaches half its depth at the year's end (mean of its
    last four weeks), and from the year's end until it first comes back to that half; 104 weeks, the rest of the run, if
    it does not. Wanted above 0 in ``fragmented`` and in ``synergy``. Looked at afterwards: the asymmetry is as large
    with `lapse_loss` equal to `trust_gain` and no `overdue_loss`, so that it is no evidence of a negativity bias.
    """
    return {
        name: _recovery(runs.series(BAD_YEAR[arm], "trust") - runs.series(arm, "trust"))
        for name, arm in (("apart", FRAGMENTED), ("joined", SYNERGY))
    }


def _recovery(gap: Values) -> Values:
    half = 0.5 * gap[:, BETTER - 4 : BETTER].mean(axis=1, keepdims=True)
    down, up = gap[:, WORSE:BETTER] <= half, gap[:, BETTER:] >= half
    never = gap.shape[1] - BETTER
    regained = np.where(up.any(axis=1), up.argmax(axis=1), never)
    return (regained - down.argmax(axis=1)).astype(float)


P5 = Pattern(
    "p5",
    (below("alone_half", 0.5, "ratio"), below("alone", 1.0, "ratio"), above("led", 0.95, "ratio")),
    decay,
    arms=(ALONE, LED),
)
P10 = Pattern(
    "p10",
    (above("now_usual"), above("now_strong"), below("after_strong"), Criterion("after_none", low=-0.005)),
    crowding_out,
    arms=(*PLAIN.values(), *REWARDED.values()),
)
P11 = Pattern(
    "p11", (above("apart"), above("joined")), bad_year, arms=(FRAGMENTED, SYNERGY, *BAD_YEAR.values())
)  # fmt: skip
