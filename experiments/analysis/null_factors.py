"""The null-factor test: how often each method calls a factor an effect that does nothing, while others do much.

``python -m cogov.experiments.analysis.null_factors`` prints the table of method, design and points, with exact binomial
intervals (Clopper & Pearson), and how often what does much is found; ``--write FILE`` renews it in a page. No city is
run: outcomes are a function of some factors, a luck of the seed that all points share, and a luck of each run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from scipy.stats import beta

from .null_claims import JUDGES, Claims
from .null_designs import DESIGNS, Luck, laid, outcome, scheme
from .prim import FEWEST

BEGIN, END = "<!-- null-factor table -->", "<!-- end of the null-factor table -->"
HEAD = (
    "| method | design | points × seeds | null factors | called | size | 95 % interval | found of what acts |",
    "|---|---|---:|---:|---:|---:|---|---:|",
)
REPEATS = 400
"""Tables for each line of the page."""


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
        case "contrast" | "contrast map":
            placed = laid(given).layout.placements
            levers = {factor.name for factor in given.factors if factor.role == "lever"}
            return {"act", "idle"} <= levers and all(
                placed[name].structure in ("crossed", "paired") and placed[name].unit in ("seed", "state")
                for name in ("act", "idle")
            )
        case "synergy":
            drawn = made[1:] in (["lhs"], ["sobol"], ["list"])
            return drawn and made[0] in ("grid", "factorial")
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


def tabulate(repeats: int, on_line: Callable[[str], object] = lambda _: None, methods: Sequence[str] = ()) -> list[str]:
    """Return the lines of the table: method, design, points, size with interval, power.

    Parameters
    ----------
    repeats : int
        Tables of each line.
    on_line : callable
        Told each line.
    methods : sequence of str
        Those that are asked; all if empty.
    """
    lines = [*HEAD]
    on_line("\n".join(lines))
    for method in methods or JUDGES:
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


def _renew(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return a table in which the lines of some methods are new ones, method by method in the usual order."""
    found: dict[str, list[str]] = {method: [] for method in JUDGES}
    for lines in (old, new):
        own: dict[str, list[str]] = {}
        for line in lines:
            if (method := line.split("|")[1].strip() if line.startswith("|") else "") in JUDGES:
                own.setdefault(method, []).append(line)
        found |= own
    return [*HEAD, *(line for method in JUDGES for line in found[method])]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it into a page."""
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m cogov.experiments.analysis.null_factors", description=about)
    parser.add_argument("--repeats", type=int, default=REPEATS, help="tables for each line (a quarter for prim)")
    parser.add_argument("--methods", nargs="*", choices=tuple(JUDGES), default=[], help="only these; other lines stay")
    parser.add_argument("--write", type=Path, nargs="*", default=[], help="pages whose table is renewed")
    asked = parser.parse_args(arguments)
    if asked.repeats < 4:
        parser.error("at least 4 repeats are needed")

    def show(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    lines = tabulate(asked.repeats, show, asked.methods)
    for page in asked.write:
        text = page.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        old, _, after = rest.partition(END)
        table = "\n".join(_renew(old.split("\n"), lines) if asked.methods else lines)
        page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
