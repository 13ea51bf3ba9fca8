"""Designs: how the points of a study are chosen, each one a row of values.

Sampling is by SciPy and SALib; what they draw lies in the unit cube, and each factor makes its value of it. Grids are
in the order of nested loops with the last factor innermost; a Sobol design has the rows of Saltelli's scheme (A, then
A with column i of B for each i, then with second order B with column i of A, then B), a Morris design those of its
trajectories, so that SALib's analyses take the results as they stand.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .distributions import FactorCondition, correlate, correlation_matrix
from .study import FactorValue, Part, Study

DesignRow = tuple[FactorValue, ...]


def count(part: Part) -> int:
    """Return how many points a design has, without making them.

    Cost: a grid the product of its levels; Latin hypercube as asked; Sobol 2^m (k + 2), or 2^m (2k + 2) with second
    order; Morris r (k + 1); factorial 2^k.
    """
    factors, options = len(part.factors), part.options
    match part.method:
        case "grid" if "conditions" in options:
            return len(rows(part))
        case "grid":
            return math.prod(len(factor.grid()) for factor in part.factors)
        case "lhs":
            return int(options["points"])
        case "sobol":
            return 2 ** int(options["exponent"]) * (2 * factors + 2 if options["second_order"] else factors + 2)
        case "morris":
            return int(options["trajectories"]) * (factors + 1)
        case "factorial":
            return 2**factors
        case "list":
            return len(part.rows)


def rows(part: Part) -> list[DesignRow]:
    """Return the points of a design.

    Sampled designs depend on their seed alone. Points that break a condition are left out of a grid; in a Latin
    hypercube others are drawn for them, in further hypercubes of the same size.
    """
    match part.method:
        case "grid":
            return _keep(part, list(itertools.product(*(factor.grid() for factor in part.factors))))
        case "lhs" if "conditions" in part.options:
            return _draw_enough(part)
        case "factorial":
            return list(itertools.product(*(factor.ends() for factor in part.factors)))
        case "list":
            return list(part.rows)
        case _:
            return _sample(part)


TRIES = 100
"""Hypercubes that are drawn for points that keep all conditions, before a design is called impossible."""


def keep_enough(part: Part) -> bool:
    """Tell whether a design has points that keep its conditions, and a sample as many as it asks for."""
    return len(rows(part)) >= (int(part.options["points"]) if part.method == "lhs" else 1)


def _keep(part: Part, points: list[DesignRow]) -> list[DesignRow]:
    names = [factor.name for factor in part.factors]
    numeric = [name for name, factor in zip(names, part.factors, strict=True) if factor.is_number]
    columns = {name: np.array([row[names.index(name)] for row in points], dtype=float) for name in numeric}
    kept = np.ones(len(points), dtype=bool)
    for text in part.options.get("conditions", ()):
        kept &= FactorCondition.parse(text, numeric).holds(columns)
    return [row for row, keeps in zip(points, kept.tolist(), strict=True) if keeps]


def _draw_enough(part: Part) -> list[DesignRow]:
    wanted, found = int(part.options["points"]), list[DesignRow]()
    for further in range(TRIES):
        if len(found) < wanted:
            found += _keep(part, _sample(part, further))
    return found[:wanted]


def _sample(part: Part, further: int = 0) -> list[DesignRow]:
    names = [factor.name for factor in part.factors if not factor.values]
    drawn = cube(part.method, len(part.factors), part.options, further)
    if wanted := part.options.get("correlations"):
        places = [place for place, factor in enumerate(part.factors) if not factor.values]
        luck = np.random.default_rng((int(part.options["seed"]), 1, further))
        drawn[:, places] = correlate(drawn[:, places], correlation_matrix(names, wanted), luck)
    return [tuple(factor.at(share) for factor, share in zip(part.factors, row, strict=True)) for row in drawn.tolist()]


def cube(method: str, factors: int, options: Mapping[str, Any], further: int = 0) -> NDArray[np.float64]:
    """Return the points of a sampled design in the unit cube, (points, factors); a manifest knows the same options.

    `further` numbers Latin hypercubes that are drawn beside the first.
    """
    seed: Any = int(options["seed"])
    if further:
        seed = (seed, 0, further)
    if method == "lhs":
        from scipy.stats import qmc

        return qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(int(options["points"]))
    problem = {
        "num_vars": factors,
        "names": [f"x{number}" for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    if method == "sobol":
        from SALib.sample import sobol

        base = 2 ** int(options["exponent"])
        return sobol.sample(problem, base, calc_second_order=bool(options["second_order"]), scramble=True, seed=seed)
    from SALib.sample import morris

    return morris.sample(problem, int(options["trajectories"]), num_levels=int(options["levels"]), seed=seed)


def points(study: Study) -> list[DesignRow]:
    """Return the points of a study: those of its design, or each of the first with each of the second."""
    if len(study.parts) == 1:
        return rows(study.parts[0])
    first, second = (rows(part) for part in study.parts)
    return [one + other for one, other in itertools.product(first, second)]


def places(study: Study) -> Iterator[tuple[int, int]]:
    """Yield for each point of a crossed design its number among the levers' and among the uncertainties' points."""
    first, second = (count(part) for part in study.parts)
    yield from itertools.product(range(first), range(second))
