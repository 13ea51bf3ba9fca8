"""The front that a search found, run again in cities and with luck that the search did not see; and its regret.

Regret of a policy in a city is what it forgoes there against the best of all that are compared, one objective at a time
(:func:`cogov.experiments.analysis.robustness.regrets`). The most robust policy is that whose greatest regret, over
objectives, is least; there a regret is the mean over cities, as a share of what in a city lies between the best of the
policies compared and the worst, on average: 0 % is best everywhere, 100 % worst everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ...scenarios import Scenario, Text
from ..analysis.robustness import regrets
from ..statistics.arrays import Floats
from ..statistics.paired import paired_difference
from .lever_search import CityPanel, LeverPoint, SearchPlan, find_front, measure, search_levers
from .stored_runs import RunOptions

RUNS = "runs"
"""Folder of the journal of runs."""

SHOWN = 12
"""Policies of the front that are run again: those spread most evenly over it."""


@dataclass(frozen=True)
class PolicyFront:
    """What a search found.

    Attributes
    ----------
    plan : SearchPlan
    tried : int
        Policies that were tried.
    searched, held : CityPanel
        Cities and luck of the search, and of what is told.
    policies : DataFrame
        A row for each policy: ``policy`` (its name), ``origin`` (``front`` or ``given``), ``front`` (whether none of
        the others betters it), a column for each lever; for each objective its mean, ``_low`` and ``_high`` (95 % over
        cities), ``_regret``, ``_regret_90``, ``_regret_max``; ``worst``, its greatest regret as a share; the most
        robust first.
    by_city : DataFrame
        ``policy``, ``city`` and the objectives.
    titles : mapping of str to Text
        Titles of the scenarios that were given.
    """

    plan: SearchPlan
    tried: int
    searched: CityPanel
    held: CityPanel
    policies: pd.DataFrame
    by_city: pd.DataFrame
    titles: Mapping[str, Text]

    @property
    def best(self) -> str:
        """Name of the most robust policy."""
        return str(self.policies["policy"].iloc[0])


def search_policies(
    plan: SearchPlan,
    searched: CityPanel,
    held: CityPanel,
    folder: Path,
    options: RunOptions,
    given: Sequence[tuple[str, Scenario]] = (),
) -> PolicyFront:
    """Search, run the front again, and tell its regret; the same call goes on after a kill.

    Parameters
    ----------
    plan : SearchPlan
    searched, held : CityPanel
        For the search, and for what is told.
    folder : Path
        Runs are kept in it.
    options : RunOptions
    given : sequence of (str, Scenario)
        Policies that are held against the front: the rules of scenarios, whole.

    Raises
    ------
    Interrupted, RunError, StoreError
        As of :func:`.observing.observe`.
    """
    signs = np.array(plan.directions, dtype=float)

    def evaluate(points: Sequence[LeverPoint]) -> Floats:
        policies = [plan.rules(point) for point in points]
        return signs * measure(plan, searched, policies, folder / RUNS, options).mean(axis=(1, 2))

    own = plan.point(plan.scenario.settings)
    tried, values = search_levers(plan, evaluate, [own])
    chosen = [point for point in thin_out(tried, values) if point != own]  # the scenario's own stands among the given
    rules = [*(plan.rules(point) for point in chosen), *(scenario.settings.rules for _, scenario in given)]
    policies = [
        *((f"P{place + 1}", point) for place, point in enumerate(chosen)),
        *((name, plan.point(scenario.settings)) for name, scenario in given),
    ]
    origins = ["front"] * len(chosen) + ["given"] * len(given)
    again = measure(plan, held, rules, folder / RUNS, options)
    found = conclude_search(plan, len(dict.fromkeys(tried)), (searched, held), policies, origins, again)
    return replace(found, titles={name: scenario.title for name, scenario in given})


def thin_out(points: Sequence[LeverPoint], values: Floats, most: int = SHOWN) -> list[LeverPoint]:
    """Return policies of the front, each once, no more than `most`: always the next that is farthest from all chosen.

    Distances are in shares of each objective's range over the front; the first is that which is best in the first
    objective.
    """
    here = [place for place in np.flatnonzero(find_front(values)).tolist() if points.index(points[place]) == place]
    front = values[here]
    spans = np.ptp(front, axis=0)
    scaled = (front - front.min(axis=0)) / np.where(spans > 0.0, spans, 1.0)
    chosen = [int(scaled[:, 0].argmax())]
    while len(chosen) < min(most, len(here)):
        gaps = np.linalg.norm(scaled[:, None] - scaled[None, chosen], axis=2).min(axis=1)
        gaps[chosen] = -1.0
        chosen.append(int(gaps.argmax()))
    return [points[here[place]] for place in chosen]


def conclude_search(
    plan: SearchPlan,
    tried: int,
    panels: tuple[CityPanel, CityPanel],
    policies: Sequence[tuple[str, LeverPoint]],
    origins: Sequence[str],
    values: Floats,
) -> PolicyFront:
    """Return what runs of policies say: means, intervals, front, regret.

    Parameters
    ----------
    plan : SearchPlan
    tried : int
    panels : tuple of CityPanel
    policies : sequence of (str, tuple)
    origins : sequence of str
    values : ndarray, shape (policies, cities, seeds, objectives)
    """
    cities = values.mean(axis=2)
    signs = np.array(plan.directions, dtype=float)
    worth = signs * cities
    means = worth.mean(axis=1)
    frame = pd.DataFrame({"policy": [name for name, _ in policies], "origin": list(origins)})
    frame["front"] = find_front(means)
    for place, lever in enumerate(plan.levers):
        frame[lever.path] = [point[place] for _, point in policies]
    shares: list[Floats] = []
    for place, name in enumerate(plan.objectives):
        lines = [_line(row) for row in cities[:, :, place]]
        lost = regrets(worth[:, :, place])
        frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = np.array(lines).T
        frame[f"{name}_regret"] = lost.mean(axis=1)
        frame[f"{name}_regret_90"] = np.quantile(lost, 0.9, axis=1)
        frame[f"{name}_regret_max"] = lost.max(axis=1)
        span = float(np.ptp(worth[:, :, place], axis=0).mean())
        shares.append(lost.mean(axis=1) / span if span > 0.0 else np.zeros(len(policies)))
    frame["worst"] = np.max(shares, axis=0)
    frame = frame.sort_values("worst", kind="stable", ignore_index=True)
    by_city = pd.DataFrame(
        [
            {"policy": name, "city": label, **dict(zip(plan.objectives, cities[one, other].tolist(), strict=True))}
            for one, (name, _) in enumerate(policies)
            for other, label in enumerate(panels[1].labels)
        ]
    )
    return PolicyFront(plan, tried, *panels, frame, by_city, {})


def _line(row: Floats) -> tuple[float, float, float]:
    """Return a mean over cities with its 95 % interval; of one city there is none."""
    found = paired_difference(row, np.zeros(len(row)))
    return (
        found.mean,
        float("nan") if found.low is None else found.low,
        float("nan") if found.high is None else found.high,
    )
