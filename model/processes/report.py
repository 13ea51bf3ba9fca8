"""Problems come to light (问题上报与主动发现).

Residents, grid workers and linked party members look independently; a latent problem is reported this week with
probability

    1 - (1 - (.1 + .3 trust_g)) (1 - .5 grid_c) (1 - .4 linked_g).

It counts as found proactively when grid workers found it and residents did not report it. A case closed on paper only
may be reported again in the same way.
"""

from __future__ import annotations

from .. import random_draws as draws
from ..array_types import Column, Flags, Keys, Rows, Small, Whole
from ..compilation import kernel
from ..state import City, Count, Stage

_LATENT, _REPORTED, _PAPER = int(Stage.LATENT), int(Stage.REPORTED), int(Stage.PAPER_CLOSED)


def report(city: City) -> None:
    """Move latent and paper-closed problems that somebody reports to the reported ones."""
    issues, behaviour = city.issues, city.behaviour.report
    _report(
        city.seed, city.week, issues.open, issues.key, issues.grid, issues.type, issues.stage, issues.proactive,
        issues.reported, city.territory.home_of, city.grids.trust, city.grids.linked, city.communities.grid_coverage,
        city.types.deadline, behaviour.residents_base, behaviour.residents_trust, behaviour.grid, behaviour.links,
        city.ledger.counts,
    )  # fmt: skip


@kernel
def _report(
    seed: int, week: int, n: int, key: Keys, grid: Rows, type_: Small, stage: Small, proactive: Flags, reported: Rows,
    home_of: Whole, trust: Column, linked: Column, coverage: Column, deadline: Whole, base: float, by_trust: float,
    by_grid: float, by_links: float, counts: Whole,
) -> None:  # fmt: skip
    for j in range(n):
        if stage[j] != _LATENT and stage[j] != _PAPER:
            continue
        g = grid[j]
        u, v, w, _ = draws.four(seed, draws.REPORT, week, key[j], 0)
        by_residents = u < min(1.0, base + by_trust * trust[g])
        by_workers = v < by_grid * coverage[home_of[g]]
        if by_residents or by_workers or w < by_links * linked[g]:
            if stage[j] == _PAPER:
                counts[week, Count.REOPENED] += 1
            stage[j], reported[j] = _REPORTED, week
            proactive[j] = by_workers and not by_residents
            counts[week, Count.REPORTED] += 1
            counts[week, Count.PROACTIVE] += proactive[j]
            counts[week + deadline[type_[j]], Count.CASE_DUE] += 1
