"""The null-factor test: how often each method calls a factor an effect that does nothing, while others do much.

``python -m cogov.experiments.analysis.null_factors`` prints the table of method, design and points, with exact binomial
intervals (Clopper & Pearson), and how often what does much is found; ``--write FILE`` renews it in a page. No city is
run: outcomes are a function of some factors, a luck of the seed that all points share, and a luck of each run.

A method's claim is what it puts forward as more than luck: p of at most 0.05, "told from a dummy", a quasi-p of at
most 0.05, a sign in a phase map over two factors that do nothing, a policy that is called the most robust though it
has a twin, a rule that is said to pay.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
from scipy.stats import beta

from ..design.sampling import rows
from ..design.study import Factor, FactorValue, Part
from ..design.study_schema import DesignMethod
from ..statistics.paired import ALPHA
from .dataset import Floats, Table
from .effects import main_effects, oat
from .morris import morris
from .payback import EffectCourse, quarters
from .phase_diagram import phase
from .prim import FEWEST, prim
from .result import PolicyRanking
from .robustness import regret
from .sobol import sobol

BEGIN, END = "<!-- null-factor table -->", "<!-- end of the null-factor table -->"
REPEATS = 400
"""Tables for each line of the page."""


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


@dataclass(frozen=True, slots=True)
class Claims:
    """How many were called an effect: of what does nothing, and of what acts."""

    idle: int
    idle_of: int
    acting: int
    acting_of: int

    def __add__(self, other: Claims) -> Claims:
        """Return both together."""
        return Claims(
            self.idle + other.idle,
            self.idle_of + other.idle_of,
            self.acting + other.acting,
            self.acting_of + other.acting_of,
        )


def _count_claims(shown: set[str], names: Sequence[str]) -> Claims:
    idle = [name for name in names if name.startswith("idle")]
    acting = [name for name in names if not name.startswith("idle")]
    return Claims(len(shown & set(idle)), len(idle), len(shown & set(acting)), len(acting))


def _effects(table: Table) -> Claims:
    spans, _, _ = main_effects(table)  # what is refused is not claimed
    return _count_claims(set(spans.loc[spans["p"] <= ALPHA, "factor"]), list(spans["factor"]))


def _oat(table: Table) -> Claims:
    curves = oat(table).tables["curves"]
    return _count_claims(set(curves.loc[curves["p"] <= ALPHA, "factor"]), list(dict.fromkeys(curves["factor"])))


def _morris(table: Table) -> Claims:
    frame = morris(table).tables["effects"]
    return _count_claims(set(frame.loc[frame["p"] <= ALPHA, "factor"]), list(frame["factor"]))


def _sobol(table: Table) -> Claims:
    frame = sobol(table).tables["indices"].iloc[:-1]
    return _count_claims(set(frame.loc[frame["distinct"], "factor"]), list(frame["factor"]))


def _prim(table: Table) -> Claims:
    box = prim(table).tables["box"]
    return _count_claims(set(box.loc[box["quasi_p"] <= ALPHA, "factor"]), table.names)


def _phase(table: Table) -> Claims:
    """Return whether a cell has a sign: over what does nothing, and over what acts."""
    result: list[bool] = []
    for start in ("idle", "act"):
        one, other = [name for name in table.names if name.startswith(start)][:2]
        result.append(bool(phase(table, (one, other)).tables["cells"]["sign"].isin(["+", "−"]).any()))
    return Claims(int(result[0]), 1, int(result[1]), 1)


def _regret(table: Table) -> Claims:
    """Return whether a policy is called the most robust that has a twin, and one that has none.

    The second table has the policies that differ in what acts alone.
    """
    kept = np.ones(table.points, dtype=bool)
    for name in table.named("lever"):
        if name.startswith("idle"):
            kept &= table.levels(name)[0] == 0
    design = cast("pd.DataFrame", table.design[kept]).reset_index(drop=True)
    alone = Table(table.name, table.outcome, design, table.factors, table.parts, table.values[kept])
    sure = [
        isinstance(each, PolicyRanking) and not each.doubts
        for each in (regret(table, resamples=100), regret(alone, resamples=100))
    ]
    return Claims(int(sure[0]), 1, int(sure[1]), 1)


def _timing(table: Table) -> Claims:
    """Return which levels are said to pay; each quarter's luck is that of the runs, carried on from week to week."""
    draws = np.random.default_rng(zlib.crc32(table.values.tobytes()))
    names = [name for name in table.names if table.compared(name)]
    result: set[str] = set()
    for name in names:
        units = table.layout[name].count or table.replicates
        luck = draws.normal(0.0, 1.0, (units, 1)) + draws.normal(0.0, 1.0, (units, 52))
        gap = luck + (0.0 if name.startswith("idle") else 5.0)
        if any(quarters(EffectCourse(name, "on", "off", gap), 1.0, len(names))["pays"]):
            result.add(name)
    return _count_claims(result, names)


JUDGES: Mapping[str, Callable[[Table], Claims]] = {
    "effects": _effects,
    "oat": _oat,
    "morris": _morris,
    "sobol": _sobol,
    "prim": _prim,
    "phase": _phase,
    "regret": _regret,
    "timing": _timing,
}


def bears(method: str, name: str) -> bool:
    """Tell whether a method can be asked of a design of :data:`DESIGNS`."""
    given = scheme(name)
    made = [part.method for part in given.parts]
    every = name.startswith("list, every") or name.startswith("list ×")
    match method:
        case "morris" | "sobol":
            return method in made and given.replicates > 1
        case "oat" | "timing":
            return bool(set(made) & {"grid", "factorial"}) or every or (method == "oat" and made == ["morris"])
        case "regret":
            return len(made) == 2 and (made[0] in ("grid", "factorial") or every)
        case "phase":
            return len(given.idle) > 1
        case "prim":
            return all(
                each.units is None or each.count >= 2 * FEWEST for each, _ in laid(given).layout.clusters()
            )  # with fewer units it refuses
        case _:
            return True


def judge(method: str, name: str, repeats: int, luck: Luck | None = None, seed: int = 1) -> Claims:
    """Return what a method claims over many tables of a design, each drawn anew.

    Parameters
    ----------
    method, name : str
        Of :data:`JUDGES` and of :data:`DESIGNS`.
    repeats : int
        Tables.
    luck : Luck, optional
    seed : int
    """
    draws = np.random.default_rng([seed, len(name), *name.encode()])
    result = Claims(0, 0, 0, 0)
    for repeat in range(repeats):
        table = laid(scheme(name, seed * 100_000 + repeat))
        table.values[:] = outcome(table, luck or Luck(), draws)
        result += JUDGES[method](table)
    return result


def ends(called: int, of: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper & Pearson 1934).

    >>> [round(end, 3) for end in ends(0, 100)]
    [0.0, 0.036]
    """
    low = float(beta.ppf(0.025, called, of - called + 1)) if called else 0.0
    high = float(beta.ppf(0.975, called + 1, of - called)) if called < of else 1.0
    return low, high


def tabulate(repeats: int, on_line: Callable[[str], object] = lambda _: None) -> list[str]:
    """Return the lines of the table: method, design, points, size with interval, power."""
    lines = ["| method | design | points × seeds | null factors | called | size | 95 % interval | found of what acts |"]
    lines.append("|---|---|---:|---:|---:|---:|---|---:|")
    on_line("\n".join(lines))
    for method in JUDGES:
        for name in DESIGNS:
            if not bears(method, name):
                continue
            times = repeats if method != "prim" else max(1, repeats // 4)
            own = judge(method, name, times)
            low, high = ends(own.idle, own.idle_of)
            table = laid(scheme(name))
            points = f"{table.points} × {table.replicates}"
            lines.append(
                f"| {method} | {name} | {points} | {own.idle_of} | {own.idle} | {own.idle / own.idle_of:.1%} | "
                f"{low:.1%} to {high:.1%} | {own.acting / max(own.acting_of, 1):.0%} |"
            )
            on_line(lines[-1])
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it into a page."""
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m cogov.experiments.analysis.null_factors", description=about)
    parser.add_argument("--repeats", type=int, default=REPEATS, help="tables for each line (a quarter for prim)")
    parser.add_argument("--write", type=Path, nargs="*", default=[], help="pages whose table is renewed")
    asked = parser.parse_args(arguments)
    if asked.repeats < 4:
        parser.error("at least 4 repeats are needed")

    def show(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    table = "\n".join(tabulate(asked.repeats, show))
    for page in asked.write:
        text = page.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
