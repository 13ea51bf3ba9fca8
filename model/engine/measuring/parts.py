"""Indicators of parts of the city at the end of a week: by community, district, type of case, kind of body (7.14).

Each is the indicator of that name for the part alone. What has no meaning for a part is not in its table.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np

from ...array_types import Column, Whole
from ...parameters.places import COMMUNITY, DISTRICT
from ..cases import Stage
from ..ledger import WINDOW
from ..state import City, Kind

Breakdown = Literal["community", "district", "type", "kind"]
PARTS: tuple[str, ...] = get_args(Breakdown)


def measure_parts(city: City, week: int, by: Breakdown) -> dict[str, Column]:
    """Return indicators by name, each with a value for every part in order.

    Parameters
    ----------
    city : City
    week : int
        The week that has just ended.
    by : {"community", "district", "type", "kind"}
        Communities and districts in the order of places, types in that of the settings, kinds without residents.

    Raises
    ------
    ValueError
        If there are no such parts.
    """
    if by == "kind":
        return _by_kind(city)
    if by == "type":
        found = _cases(city, week, city.cases.type[_here(city)].astype(np.int64), len(city.types.domain))
        persons = float(city.grids.persons.sum())
        found["harm"] = 1000.0 * found.pop("severity") / persons
        for name in ("born", "resolved", "lapsed"):
            found[f"{name}_so_far"] = getattr(city.communities, name).sum(axis=0).astype(np.float64)
        return found
    if by not in PARTS:
        raise ValueError(f"by: {by!r} is not one of {', '.join(PARTS)}")
    return _by_place(city, week, COMMUNITY if by == "community" else DISTRICT)


def _add_up(part: Any, values: Any, parts: int) -> Column:
    return np.bincount(part, weights=values, minlength=parts).astype(np.float64)


def _here(city: City) -> Whole:
    """Return the rows of cases that live."""
    return np.flatnonzero(city.cases.stage[: int(city.cases.used[0])] <= Stage.ON_PAPER)


def _cases(city: City, week: int, part: Whole, parts: int) -> dict[str, Column]:
    """Count the cases that live by part; `part` has the part of each."""
    cases, here = city.cases, _here(city)
    stage = cases.stage[here]
    overdue = week - cases.born[here] > city.types.deadline[cases.type[here]]

    def count(which: Any) -> Column:
        return _add_up(part, which, parts)

    return {
        "latent": count(stage == Stage.LATENT),
        "open_issues": count((stage >= Stage.AT_DESK) & (stage <= Stage.OWNED)),
        "matters_waiting": count(stage == Stage.AWAITING),
        "paper_closed": count(stage == Stage.ON_PAPER),
        "overdue": count(overdue),
        "severity": count(cases.severity[here]),
    }


def _by_place(city: City, week: int, tier: int) -> dict[str, Column]:
    communities, grids, residents = city.communities, city.grids, city.residents
    places, of_community = np.unique(communities.at[:, tier], return_inverse=True)
    parts, of_grid = len(places), of_community[grids.community]
    found = _cases(city, week, of_community[city.cases.community[_here(city)]], parts)
    persons = _add_up(of_grid, grids.persons, parts)
    found["harm"] = 1000.0 * found.pop("severity") / persons
    of_resident, weight = of_grid[residents.grid], grids.ppa[residents.grid]
    everybody = _add_up(of_resident, weight, parts)

    def average(values: Column) -> Column:
        return _add_up(of_resident, weight * values, parts) / everybody

    for name in ("satisfaction", "trust", "motive", "fatigue", "norm", "voice"):
        found[name] = average(getattr(residents, name))
    found["volunteering"] = average(residents.volunteered.astype(np.float64))
    found["participation"] = average((week - residents.took_part < WINDOW).astype(np.float64))
    size = np.bincount(of_community, minlength=parts)
    for name in ("pledge", "cohesion", "attendance"):
        found[name] = _add_up(of_community, getattr(communities, name), parts) / size
    return {"persons": persons, **found}


def _by_kind(city: City) -> dict[str, Column]:
    bodies = city.bodies
    kinds = len(Kind) - 1

    def total(values: Column) -> Column:
        return _add_up(bodies.kind, values * bodies.acts, kinds)

    def share(part: Column, whole: Column) -> Column:
        return np.divide(part, whole, out=np.full(kinds, np.nan), where=whole > 0.0)

    acting, hours = total(np.ones(len(bodies.kind))), total(bodies.hours)
    found = {"acting": acting, "hours": hours}
    for name, column in (("willingness", bodies.w), ("burden", bodies.burden), ("coordination", bodies.coordination)):
        found[name] = share(total(bodies.hours * column), hours)
    for name, column in (
        ("load", bodies.load), ("overtime", bodies.overtime), ("staff_fatigue", bodies.fatigue),
        ("success", bodies.success),
    ):  # fmt: skip
        found[name] = share(total(column), acting)
    found["idle_effort"] = share(total(bodies.left), total(bodies.full))
    return found
