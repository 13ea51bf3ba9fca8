"""Step 2 (7.2): problems arise, as cases that nobody has reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..array_types import Word
from ..institutions.legal_service import leave
from ..parameters.streams import ARISE, BURST, CONTEST, SEVERITY, SIZE
from .case import EPSILON, Case
from .luck import child

if TYPE_CHECKING:
    from .model import GovernanceModel
    from .places import Grid


def arise(model: GovernanceModel) -> None:
    """Let problems arise (7.2): more in season and in clusters, fewer where norms are strong and law prevents them."""
    c, week = model.settings.behaviour.arise, model.luck.week
    if model.history:
        model.past += [case for case in model.cases if not case.alive]
    model.cases = [case for case in model.cases if case.alive]
    for place in model.places:
        place.reckon_need(model.settings.behaviour.work.need_even)
    season = 1.0 + c.season * math.cos(2.0 * math.pi * (week - c.season_peak) / 52.0)
    bursts = {
        district.first: [
            c.burst * model.luck.gamma(BURST, week, child(district.key, kind.number), 0, 1.0 / c.burst)
            if c.burst > 0.0
            else 1.0
            for kind in model.types
        ]
        for district in model.districts
    }
    for community in model.communities:
        community.given_now = [0.0] * 5
        burst = bursts[community.district.first]
        prevented = leave(c.law_prevents, community.levers.law)
        for grid in community.grids:
            for kind in model.types:
                y = kind.number
                mean = (
                    c.rate * grid.persons * community.type_mix[y]
                    * (1.0 - kind.issue.norm_sensitivity * grid.norm) * prevented
                    * season * burst[y] * community.surges.get(y, 1.0)
                )  # fmt: skip
                arrivals = child(grid.key, y)
                number = model.luck.poisson(ARISE, arrivals, mean)
                if number > 0:
                    above = child(arrivals, week)
                    for rank in range(number):
                        model.cases.append(_bear(model, child(above, rank), grid, y))
                    born = model.born
                    born[community.number, y] = born.get((community.number, y), 0) + number


def _bear(model: GovernanceModel, key: Word, grid: Grid, y: int) -> Case:
    """Let a case be born, with what it is from then on (15-18)."""
    c, luck, week = model.settings.behaviour.arise, model.luck, model.luck.week
    kind = model.types[y]
    case = Case(key, grid, kind, week)
    s, t = c.severity_sigma, kind.issue.size_sigma
    case.severity = math.exp(s * luck.normal(SEVERITY, week, key) - s * s / 2.0)
    case.work = math.exp(t * luck.normal(SIZE, 0, key) - t * t / 2.0)
    case.remaining = case.work if case.work > EPSILON else 0.0
    case.size = 0 if case.work <= c.size_small else 2 if case.work > c.size_large else 1
    case.contested = luck.once(CONTEST, key) < kind.issue.contestability
    u, v = luck.two(CONTEST, key, 1)
    w = luck.once(CONTEST, key, 2)
    case.losers = model.settings.behaviour.deliberate.losers * sorted((u, v, w))[1]
    model.ledger.due["born"][week + kind.issue.deadline_weeks] += 1
    model.count("arrivals")
    if model.history:
        case.history = []
        case.note(week)
    return case
