"""Who serves, and how often: figures of single residents, and what they would be if all were equally ready."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from ...model.engine.simulation import Simulation
from .ended_cases import MONTH, YEAR

TWO_THIRDS = 2.0 / 3.0


def smallest_share(counts: NDArray[np.float64], part: float = TWO_THIRDS) -> float:
    """Return the smallest share of people who together give a part of all service.

    Parameters
    ----------
    counts : array (people,)
        How often each served.
    """
    ordered = np.sort(counts)[::-1]
    given = ordered.cumsum()
    return float((np.searchsorted(given, part * given[-1]) + 1) / len(counts))


def smallest_share_of_equals(rate: float, rounds: int = YEAR, part: float = TWO_THIRDS) -> float:
    """Return the same where everybody serves with one chance in each of many rounds.

    Parameters
    ----------
    rate : float
        The chance.
    """
    served = np.arange(rounds + 1)[::-1]
    people = binom.pmf(served, rounds, rate)
    given = (served * people).cumsum() / (rounds * rate)
    enough = int(np.searchsorted(given, part))
    before = given[enough - 1] if enough else 0.0
    within = (part - before) / (given[enough] - before)
    return float(people[:enough].sum() + within * people[enough])


def service(simulation: Simulation) -> Mapping[str, float]:
    """Live through a city and return who served in its last two years.

    Returns
    -------
    mapping
        Shares of residents who served in a month (mean over the 13 months of the last year) and in the last year; of
        those of the year before, who served again; the smallest share that gave two thirds of the last year's service;
        and, with ``equal_`` before each name, what would come out if all served with the mean chance, week by week.
    """
    weeks = simulation.settings.run.weeks
    served: list[NDArray[np.bool_]] = []
    while simulation.week < weeks:
        simulation.step()
        if simulation.week > weeks - 2 * YEAR:
            served.append(simulation.city.residents.volunteered.copy())
    before, last = np.array(served[:YEAR]), np.array(served[YEAR:])
    ever, earlier = np.asarray(last.any(axis=0)), np.asarray(before.any(axis=0))
    months = last.reshape(YEAR // MONTH, MONTH, -1).any(axis=1)
    rate = float(last.mean())
    in_month, in_year = (1.0 - (1.0 - rate) ** length for length in (MONTH, YEAR))
    return {
        "month": float(months.mean()),
        "year": float(ever.mean()),
        "again": float(ever[earlier].mean()),
        "few": smallest_share(last.sum(axis=0).astype(float)),
        "equal_month": in_month,
        "equal_year": in_year,
        "equal_again": in_year,
        "equal_few": smallest_share_of_equals(rate),
    }
