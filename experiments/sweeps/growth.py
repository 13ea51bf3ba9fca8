"""A grid that grows: its new levels are run, and the points that a folder has keep their numbers.

A run's row names its point by number, so the points of a folder stay first, in their order, and new ones follow. Where
that is the order of the grid too (a level behind the others of the first factor), the final table has the bytes of a
fresh sweep; where it is not, it has the same rows in another order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...scenarios.message import message
from ..store.atomic_files import StoreError
from ..store.store import DESIGN, load_design
from .plan import Plan


def arrange(plan: Plan, folder: Path) -> str:
    """Put the points of a plan behind those that a folder has already, if all of those are points of the plan.

    Returns
    -------
    str
        What to say about it; empty if nothing grows.
    """
    if any(part.method != "grid" for part in plan.study.parts) or not (folder / DESIGN).exists():
        return ""
    try:
        there: Any = load_design(folder)
    except StoreError:
        return ""  # told where the folder is opened
    names = [factor.name for factor in plan.study.factors]
    if not set(names) <= set(there.column_names):
        return ""
    places = {point: place for place, point in enumerate(zip(*plan.columns(), strict=True))}
    known = list(zip(*(there.column(name).to_pylist() for name in names), strict=True))
    order = [places[point] for point in known if point in places]
    if not len(order) == len(known) == len(set(order)):
        return ""
    first = set(order)
    plan.reorder([*order, *(place for place in range(len(plan.points)) if place not in first)])
    if not 0 < len(known) < len(plan.points):
        return ""
    table = message("sweep.same_table") if plan.in_order else message("sweep.other_order")
    return message("sweep.grows", old=f"{len(known):,}", new=f"{len(plan.points):,}", then=table)
