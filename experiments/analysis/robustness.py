"""Robust ranking of what a city may decide, over states of the world that it has to live with.

With ``f(p, s)`` the mean outcome of policy p in state s over replicates (the same luck for all), turned so that more
is better, regret is ``max_q f(q, s) - f(p, s)``. Policies are ranked by mean outcome, worst case, mean, 90th percentile
and greatest regret, and by the share of states in which they satisfy a threshold (McPhail et al. 2018, Earth's Future
6:169). Ranks are made again in resamples of states and of seeds, and for effectiveness under other weights of its
components: no ranking is better than its stability. The greatest regret is biased upwards by luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from ...scenarios.message import message
from ..statistics.paired import ALPHA, paired_difference
from .dataset import AnalysisError, Floats, Table, Whole
from .result import Combinations, Finding, PolicyRanking, RankingDoubt, constant, subject

RESAMPLES = 500
DRAWS = 500
"""Draws of index weights."""

OFTEN = 0.95
"""Share of resamples in which the most robust policy is first."""

CONCENTRATION = 1.0
"""Of the Dirichlet distribution of weights; 1: every combination is equally likely."""

METRICS = ("mean", "worst", "mean_regret", "regret_90", "max_regret", "satisficing")
COMPONENTS = ("resolution", "backlog", "satisfaction", "trust", "participation", "equity")


@dataclass(frozen=True, slots=True)
class PolicyGrid:
    """Policies against states.

    Attributes
    ----------
    policies, states : tuple of mapping
        The values of their factors.
    points : ndarray of int, shape (policies, states)
        Where each meets each in the design.
    """

    policies: tuple[Mapping[str, Any], ...]
    states: tuple[Mapping[str, Any], ...]
    points: Whole


def grid(table: Table) -> PolicyGrid:
    """Return which policy meets which state at which point.

    Raises
    ------
    AnalysisError
        If not every policy meets every state.
    """
    levers, uncertainties = table.named("lever"), table.named("uncertainty")
    if not levers:
        raise AnalysisError(message("analysis.no_lever", name=table.name))
    if table.points == 0:
        raise AnalysisError(message("analysis.no_points", name=table.name))
    policy, policies = _number_combinations(table.design, levers)
    state, states = _number_combinations(table.design, uncertainties)
    points = np.full((len(policies), len(states)), -1, dtype=np.int64)
    points[policy, state] = np.arange(table.points)
    if (points < 0).any():
        missing = int((points < 0).sum())
        raise AnalysisError(message("analysis.pairs", name=table.name, missing=missing, all=points.size))
    return PolicyGrid(policies, states, points)


def _number_combinations(design: pd.DataFrame, names: tuple[str, ...]) -> tuple[Whole, tuple[Mapping[str, Any], ...]]:
    if not names:
        return np.zeros(len(design), dtype=np.int64), ({},)
    groups: Any = design.groupby(list(names), sort=False, dropna=False)
    numbers = np.asarray(groups.ngroup(), dtype=np.int64)
    _, first = np.unique(numbers, return_index=True)
    rows = cast("list[dict[Any, Any]]", design[list(names)].iloc[first].to_dict("records"))
    return numbers, tuple({str(name): value for name, value in row.items()} for row in rows)


def regrets(worth: Floats) -> Floats:
    """Return what each policy forgoes in each state against the best one there.

    >>> regrets(np.array([[3.0, 1.0], [2.0, 4.0]])).tolist()
    [[0.0, 3.0], [1.0, 0.0]]
    """
    return worth.max(axis=0) - worth


def metrics(worth: Floats, threshold: float) -> Floats:
    """Return the metrics of each policy in the order of :data:`METRICS`, (policies, metrics), more being better."""
    regret = regrets(worth)
    return np.stack(
        [
            worth.mean(axis=1),
            worth.min(axis=1),
            -regret.mean(axis=1),
            -np.quantile(regret, 0.9, axis=1),
            -regret.max(axis=1),
            (worth >= threshold).mean(axis=1),
        ],
        axis=1,
    )


def ranks(scores: Floats) -> Floats:
    """Return the rank of each policy by each metric, 1 the best; equals share the mean of their ranks.

    >>> ranks(np.array([[1.0], [3.0], [3.0]])).T.tolist()
    [[3.0, 1.5, 1.5]]
    """
    from scipy.stats import rankdata

    return np.asarray(rankdata(-np.round(scores, 9), axis=0), dtype=float)


def resample(values: Floats, threshold: float, resamples: int = RESAMPLES, seed: int = 1) -> tuple[Floats, Floats]:
    """Return ranks and metrics in resamples of states and of seeds, each (resamples, policies, metrics).

    Parameters
    ----------
    values : ndarray, shape (policies, states, replicates)
    threshold : float
    resamples, seed : int
    """
    draws = np.random.default_rng(seed)
    _, states, replicates = values.shape
    orders: list[Floats] = []
    scores: list[Floats] = []
    for _ in range(resamples):
        counts = np.bincount(draws.integers(replicates, size=replicates), minlength=replicates)
        worth = (values @ counts / replicates)[:, draws.integers(states, size=states)]
        scores.append(metrics(worth, threshold))
        orders.append(ranks(scores[-1]))
    return np.stack(orders), np.stack(scores)


def reweight(parts: Floats, draws: int = DRAWS, seed: int = 1) -> Floats:
    """Return the ranks by mean regret under drawn weights of components, (draws, policies).

    Parameters
    ----------
    parts : ndarray, shape (policies, states, replicates, components)
        Floored, so that they have logarithms.
    draws, seed : int
    """
    weights = np.random.default_rng(seed).dirichlet([CONCENTRATION] * parts.shape[-1], size=draws)
    logs = np.log(parts)
    result = [-regrets(np.exp(logs @ each).mean(axis=2)).mean(axis=1) for each in weights]
    return np.stack([ranks(each[:, None])[:, 0] for each in result])


def components(table: Table, points: Whole, measuring: Mapping[str, Any]) -> Floats:
    """Return the five components of the index as it weighs them, (policies, states, replicates, 5).

    They are means of the last year, from which the index is made again: its own mean is that of weekly indices, which
    differ a little.
    """
    part = {name: table.components[name][points] for name in COMPONENTS}
    goal, floor = float(measuring["participation_goal"]), float(measuring["floor"])
    stacked = np.stack(
        [
            part["resolution"],
            part["backlog"],
            (part["satisfaction"] + part["trust"]) / 2,
            np.minimum(1.0, part["participation"] / goal),
            part["equity"],
        ],
        axis=-1,
    )
    return np.maximum(stacked, max(floor, 1e-9))


def name_of(values: Mapping[str, Any]) -> str:
    """Return the name of a policy or a state: the values of its factors."""
    return ", ".join(
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in values.items()
    )


def by_name(combinations: Sequence[Mapping[str, Any]]) -> Combinations:
    """Return policies or states by their names."""
    return {name_of(values): values for values in combinations}


def first_p(table: Table, result: PolicyGrid, values: Floats, winner: int) -> float:
    """Return p of the best policy being no better, on average, than that of the others which it beats least surely.

    Units are sampled states, or seeds where none was sampled; policies are compared within them. 1 with a single unit.

    Parameters
    ----------
    table : Table
    result : PolicyGrid
    values : ndarray, shape (policies, states, replicates)
    winner : int
    """
    placements = [table.layout[name] for name in table.named("uncertainty")]
    worth = values.mean(axis=1)
    if placements and placements[0].units is not None and placements[0].count > 1:
        units = np.unique(placements[0].units[result.points[winner]], return_inverse=True)[1]
        counts = np.bincount(units)
        worth = np.stack([np.bincount(units, row) / counts for row in values.mean(axis=2)])
    gaps = [paired_difference(worth[winner], row).p for place, row in enumerate(worth) if place != winner]
    return max((1.0 if p is None else p for p in gaps), default=1.0)


def regret(
    table: Table,
    threshold: float | None = None,
    measuring: Mapping[str, Any] | None = None,
    resamples: int = RESAMPLES,
) -> Finding:
    """Return the ranking of policies and how stable it is."""
    if same := constant(table, "regret"):
        return same
    result = grid(table)
    table.require_finite("ranking")
    values = table.direction * table.values[result.points]
    worth = values.mean(axis=2)
    limit = float(worth.mean()) if threshold is None else table.direction * threshold
    scores = metrics(worth, limit)
    order = ranks(scores)
    if len(result.policies) < 2:
        raise AnalysisError(message("analysis.one_policy", name=table.name))
    ranks_all, scores_all = resample(values, limit, resamples)
    names = [name_of(each) for each in result.policies]
    place = METRICS.index("mean_regret")
    low, high = np.quantile(-scores_all[:, :, METRICS.index("max_regret")], (0.025, 0.975), axis=0)
    rank_low, rank_high = np.quantile(ranks_all[:, :, place], (0.025, 0.975), axis=0)
    frame = pd.DataFrame(
        {
            "policy": names,
            "rank": order[:, place],
            "rank_low": rank_low,
            "rank_high": rank_high,
            "first_in": _first(ranks_all[:, :, place]),
            "mean_regret": -scores[:, place],
            "regret_90": -scores[:, METRICS.index("regret_90")],
            "max_regret": -scores[:, METRICS.index("max_regret")],
            "max_regret_low": low,
            "max_regret_high": high,
            "mean": table.direction * scores[:, 0],
            "worst": table.direction * scores[:, 1],
            "satisficing": scores[:, METRICS.index("satisficing")],
        }
    )
    weighed = measuring is not None and bool(table.components)
    if measuring is not None and weighed:
        frame["first_weights"] = _first(reweight(components(table, result.points, measuring)))
    frame = frame.sort_values("mean_regret", kind="stable", ignore_index=True)
    winner = int(scores[:, place].argmax())
    others = {names[int(each.argmin())] for each in order.T if each[winner] > each.min()}
    best = cast("dict[str, Any]", frame.iloc[0].to_dict())
    p = first_p(table, result, values, winner)
    doubted: dict[RankingDoubt, bool] = {
        "resamples": best["first_in"] < OFTEN,
        "weights": best.get("first_weights", 1.0) < OFTEN,
        "units": p > ALPHA,
    }
    matrix = pd.DataFrame(
        [
            {
                "policy": name,
                "state": name_of(state) or "—",
                "outcome": table.direction * worth[one, other],
                "regret": regrets(worth)[one, other],
            }
            for one, name in enumerate(names)
            for other, state in enumerate(result.states)
        ]
    )
    return PolicyRanking(
        **subject(table, "regret"),
        tables={"policies": frame, "states": matrix},
        doubts=tuple(why for why, found in doubted.items() if found),
        threshold=table.direction * limit,
        declared=threshold is not None,
        draws=DRAWS if weighed else 0,
        rivals=(names[winner], *sorted(others)) if others else (),
        policies=by_name(result.policies),
        states=by_name(result.states),
    )


def _first(order: Floats) -> Floats:
    """Return in which share of resamples each policy is first; equals share it."""
    best = order == order.min(axis=1, keepdims=True)
    return (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
