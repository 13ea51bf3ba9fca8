"""Designs of every kind with factors that do nothing, and outcomes in which the others do much."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from ..design.sampling import rows
from ..design.study import Factor, FactorValue, Part
from ..design.study_schema import DesignMethod
from .dataset import Floats, Table

Sampled = Callable[[int], Part]
"""A design, by the seed of its sampler."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A design that a study file can express, with its factors: what acts, and what does nothing.

    Attributes
    ----------
    name : str
        Of the design.
    parts : tuple of Part
        ``act…`` are levers or uncertainties that move the outcome; ``idle…`` do nothing.
    replicates : int
    """

    name: str
    parts: tuple[Part, ...]
    replicates: int

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors."""
        return tuple(factor for part in self.parts for factor in part.factors)

    @property
    def idle(self) -> tuple[str, ...]:
        """Names of the factors that do nothing."""
        return tuple(factor.name for factor in self.factors if factor.name.startswith("idle"))


def _lever(name: str, values: tuple[FactorValue, ...] = ("off", "on")) -> Factor:
    return Factor(name, "lever", key=f"rules.{name}", values=values)


def _range(name: str) -> Factor:
    return Factor(name, "uncertainty", key=f"world.{name}", low=0.0, high=1.0)


LEVERS = (_lever("act"), _lever("act2"), _lever("idle"))
STATES = (_range("act3"), _range("act4"), _range("idle2"))
THREE = (
    _lever("act", (1, 2, 3)),
    _lever("idle", ("a", "b", "c", "d")),
    _lever("act2"),
    _lever("idle2", (0, 1, 2, 3, 4)),
)
MIXED = (_lever("act"), _range("act3"), _lever("idle", ("a", "b", "c")), _range("act4"), _range("idle2"))


def _lhs(factors: tuple[Factor, ...], points: int) -> Sampled:
    return lambda seed: Part("lhs", factors, {"points": points, "seed": seed})


def _saltelli(factors: tuple[Factor, ...], exponent: int, second: bool = False) -> Sampled:
    return lambda seed: Part("sobol", factors, {"exponent": exponent, "second_order": second, "seed": seed})


def _screening(factors: tuple[Factor, ...], trajectories: int) -> Sampled:
    return lambda seed: Part("morris", factors, {"trajectories": trajectories, "levels": 4, "seed": seed})


def _list_points(factors: tuple[Factor, ...], points: int) -> Sampled:
    def part(seed: int) -> Part:
        draws = np.random.default_rng(seed).random((points, len(factors)))
        result = tuple(tuple(f.at(share) for f, share in zip(factors, row, strict=True)) for row in draws.tolist())
        return Part("list", factors, {"file": "points.csv"}, result)

    return part


def _fix_points(method: DesignMethod, factors: tuple[Factor, ...]) -> Sampled:
    part = Part(method, factors, {})
    return lambda _: part if method != "list" else Part("list", factors, {}, tuple(rows(Part("grid", factors, {}))))


_SMALL = (_lever("act3", (1, 2, 3)), _lever("idle2", (1, 2, 3)))
_BINARY = (*LEVERS, _lever("act3"), _lever("idle2"))
DESIGNS: Mapping[str, tuple[tuple[Sampled, ...], int]] = {
    "grid": ((_fix_points("grid", THREE),), 6),
    "factorial": ((_fix_points("factorial", _BINARY),), 6),
    "list, every combination": ((_fix_points("list", _BINARY),), 6),
    "list": ((_list_points(MIXED, 40),), 3),
    "lhs 24": ((_lhs(MIXED, 24),), 2),
    "lhs 120": ((_lhs(MIXED, 120),), 2),
    "lhs 240, one seed": ((_lhs(MIXED, 240),), 1),
    "sobol": ((_saltelli(STATES, 7),), 3),
    "sobol, second order": ((_saltelli(MIXED, 5, True),), 3),
    "morris": ((_screening(MIXED, 10),), 4),
    "grid × grid": ((_fix_points("grid", LEVERS), _fix_points("grid", _SMALL)), 5),
    "grid × lhs 12": ((_fix_points("grid", LEVERS), _lhs(STATES, 12)), 5),
    "grid × lhs 13": ((_fix_points("grid", LEVERS), _lhs(STATES, 13)), 5),
    "grid × lhs 24": ((_fix_points("grid", LEVERS), _lhs(STATES, 24)), 3),
    "grid × lhs 60": ((_fix_points("grid", LEVERS), _lhs(STATES, 60)), 2),
    "grid × sobol": ((_fix_points("grid", LEVERS), _saltelli(STATES, 5)), 3),
    "grid × morris": ((_fix_points("grid", LEVERS), _screening(STATES, 8)), 3),
    "grid × list": ((_fix_points("grid", LEVERS), _list_points(STATES, 24)), 3),
    "factorial × lhs 24": ((_fix_points("factorial", LEVERS), _lhs(STATES, 24)), 3),
    "list × lhs 24": ((_fix_points("list", LEVERS), _lhs(STATES, 24)), 3),
    "lhs 16 × lhs 24": ((_lhs(LEVERS, 16), _lhs(STATES, 24)), 2),
    "lhs 24 × grid": ((_lhs(LEVERS, 24), _fix_points("grid", _SMALL)), 3),
}
"""Designs of every method, alone and crossed, and how many seeds each has."""


def scheme(name: str, seed: int = 1) -> Scheme:
    """Return a design of :data:`DESIGNS`, drawn with a seed."""
    parts, replicates = DESIGNS[name]
    return Scheme(name, tuple(part(seed) for part in parts), replicates)


def laid(given: Scheme) -> Table:
    """Return the table of a design, without outcomes yet."""
    result = [rows(part) for part in given.parts]
    names = [factor.name for factor in given.factors]
    design = pd.DataFrame([sum(each, ()) for each in product(*result)], columns=names)
    if len(result) > 1:
        one, other = np.divmod(np.arange(len(design)), len(result[1]))
        design = design.assign(lever_point=one, uncertainty_point=other)
    documents = tuple(part.document() for part in given.parts)
    factors = tuple(factor for document in documents for factor in document["factors"])
    return Table("null", "effectiveness", design, factors, documents, np.zeros((len(design), given.replicates)))


def shares(table: Table) -> Mapping[str, Floats]:
    """Return each factor from 0 to 1 over its levels or its range, by point."""
    result: dict[str, Floats] = {}
    for name in table.names:
        codes, levels = table.levels(name)
        at = table.design[name].to_numpy(dtype=float) if table.numeric(name) else codes.astype(float)
        result[name] = (at - at.min()) / max(float(at.max() - at.min()), 1e-9) if len(levels) > 1 else 0.0 * at
    return result


@dataclass(frozen=True, slots=True)
class Luck:
    """How outcomes are drawn: what acts, the luck of a run, and whether outcomes are alike at all levels of nothing.

    Attributes
    ----------
    strength : float
        Of what acts.
    noise : float
        Standard deviation of the luck of a run.
    own : bool
        Each point has luck of its own; otherwise only the seed and what acts decide, as in the model, where a factor
        that does nothing leaves every bit.
    """

    strength: float = 10.0
    noise: float = 2.0
    own: bool = True


def outcome(table: Table, luck: Luck, draws: np.random.Generator) -> Floats:
    """Return outcomes of the runs of a design, in which only ``act…`` do anything: slopes, a curve, a product."""
    own = shares(table)
    acting = [name for name in table.names if name.startswith("act")]
    weights = draws.uniform(0.5, 1.5, len(acting)) * draws.choice([-1.0, 1.0], len(acting))
    worth = sum((weight * own[name] for name, weight in zip(acting, weights, strict=True)), np.zeros(table.points))
    if len(acting) > 1:
        worth = worth + draws.uniform(-1, 1) * own[acting[0]] * own[acting[-1]] + 0.5 * own[acting[-1]] ** 2
    seeds = draws.normal(0.0, 1.0, table.replicates)
    values = 50.0 + luck.strength * worth[:, None] + luck.noise * seeds
    if luck.own:
        return values + draws.normal(0.0, luck.noise, values.shape)
    _, same = np.unique(np.stack([own[name] for name in acting], axis=1), axis=0, return_inverse=True)
    return values + draws.normal(0.0, luck.noise, (int(same.max()) + 1, table.replicates))[same.reshape(-1)]
