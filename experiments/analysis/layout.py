"""The layout of a design: what replicates what, for each factor of a study.

A comparison is as sure as its experimental units are many, and a unit is what was chosen anew each time: a seed, a
state of the world that was sampled, a base row of Saltelli's scheme, a trajectory of Morris. Points that share a unit
repeat it, and are no further evidence (pseudoreplication: Hurlbert 1984, Ecol. Monogr. 54:187). Four structures cover
all designs of a study file (Milliken & Johnson 2009, Analysis of Messy Data, chapters 4 and 5):

* *crossed*: each level meets the same values of all else, none of which was sampled, as in a grid. Units are seeds;
* *paired*: each level meets each sampled unit of the other part, as levers do that are crossed with sampled states.
  Units are those, and levels are compared within them;
* *sampled*: the factor was drawn together with the others of its part (Latin hypercube), or listed with them. Units
  are the rows of that part, one each after averaging over seeds and over the other part;
* *nested*: the factor alone is moved within a base row (Sobol') or a trajectory (Morris). Units are these.

The layout follows from how points were chosen, and never from how many distinct values a column has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from ...model.array_types import Whole

Structure = Literal["crossed", "paired", "sampled", "nested"]
Unit = Literal["seed", "state", "policy", "point", "base_row", "trajectory"]

COLUMNS = ("lever_point", "uncertainty_point")
"""Columns of a crossed design: which point of its first and of its second part each point has."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a factor stands in a design.

    Attributes
    ----------
    structure : str
    unit : str
        What replicates a comparison of its levels.
    units : ndarray of int, shape (points,), or None
        The unit of each point; None where units are seeds, each of which meets every point.
    count : int
        Units; 0 where they are seeds, whose number the results tell.
    together : tuple of str
        Factors that were drawn with it, itself among them.
    """

    structure: Structure
    unit: Unit
    units: Whole | None
    count: int
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a design, by the names of its factors."""

    placements: Mapping[str, Placement]

    def __getitem__(self, name: str) -> Placement:
        """Return where a factor stands."""
        return self.placements[name]

    @property
    def sampled(self) -> bool:
        """Whether any part was sampled, so that points are not all there is to say."""
        return any(each.structure != "crossed" for each in self.placements.values())

    def clusters(self) -> list[tuple[Placement, tuple[str, ...]]]:
        """Return each way to divide the points into independent units, and the factors that are judged by it.

        Where nothing was sampled, every point is one of its own.
        """
        result: list[tuple[Placement, tuple[str, ...]]] = []
        for name, each in self.placements.items():
            for place, (other, names) in enumerate(result):
                if other.units is each.units:
                    result[place] = other, (*names, name)
                    break
            else:
                result.append((each, (name,)))
        return result


def layout(parts: Sequence[Mapping[str, Any]], design: pd.DataFrame) -> Layout:
    """Return the layout of a design.

    Parameters
    ----------
    parts : sequence of mapping
        The one or two designs of a study, as in a manifest: ``method``, options, ``factors``.
    design : DataFrame
        A row for each point.
    """
    rows = [
        design[column].to_numpy(dtype=np.int64) if len(parts) > 1 else np.arange(len(design), dtype=np.int64)
        for column in COLUMNS[: len(parts)]
    ]
    drawn = [_sample_units(part, row, design) for part, row in zip(parts, rows, strict=True)]
    result: dict[str, Placement] = {}
    for place, part in enumerate(parts):
        names = tuple(str(factor["name"]) for factor in part["factors"])
        own = drawn[place]
        other = drawn[1 - place] if len(parts) > 1 else None
        if own is not None:
            structure: Structure = "nested" if own[0] in ("base_row", "trajectory") else "sampled"
            placement = Placement(structure, *own, names)
        elif other is not None and other[2] > 1:
            placement = Placement("paired", *other, names)
        else:
            placement = Placement("crossed", "seed", None, 0, names)
        result |= dict.fromkeys(names, placement)
    return Layout(result)


def _sample_units(part: Mapping[str, Any], rows: Whole, design: pd.DataFrame) -> tuple[Unit, Whole, int] | None:
    """Return what of a part was drawn: unit, the unit of each point, how many; None where every level meets all."""
    names = [str(factor["name"]) for factor in part["factors"]]
    method, width = part["method"], 1
    match method:
        case "grid" | "factorial":
            return None
        case "list" if _complete(design, names, rows):
            return None
        case "sobol":
            unit: Unit = "base_row"
            width = 2 * len(names) + 2 if part.get("second_order", False) else len(names) + 2
        case "morris":
            unit, width = "trajectory", len(names) + 1
        case _:
            roles = {str(factor["role"]) for factor in part["factors"]}
            alone = len(rows) == int(rows.max(initial=-1)) + 1
            unit = "point" if alone and len(roles) > 1 else "policy" if roles == {"lever"} else "state"
    units = rows // width
    return unit, units, int(units.max(initial=-1)) + 1


def _complete(design: pd.DataFrame, names: Sequence[str], rows: Whole) -> bool:
    """Tell whether the rows of a list are every combination of its values once, as those of a grid are."""
    first = np.unique(rows, return_index=True)[1].tolist()
    columns = [[design[name].tolist()[place] for place in first] for name in names]
    listed = set(zip(*columns, strict=True))
    return len(listed) == len(first) == math.prod(len(set(column)) for column in columns)
