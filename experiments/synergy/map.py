"""Where coordination multiplies: the sign of the synergy over load and complementarity, a declared study.

``python -m cogov.experiments.synergy.map`` runs it and writes ``multiplier-map.csv`` and the picture in both languages,
``multiplier-map.svg`` and ``multiplier-map.zh.svg``, into ``docs`` (``--out``). What is varied is declared in
:data:`STUDY`: nothing was chosen after looking at its results.

* load: problems that arise per hour of capacity, against the default city (``world.actors.capacity_scale`` divided);
* elasticity of substitution between kinds of resource, s = 1 / (1 - r), r being ``behaviour.produce.substitution``;
* residents of a grid, at the default elasticity: problems are counted, so a city of few is another than one of many;
* players: the rules of coordination, the institutions, and both together against a city that has neither.

In each of these cities only the cells that D needs are run (nobody, each alone, all), on the same seeds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...model.sources import source_digest
from ...scenarios import Scenario, load
from ..figures import written
from ..outputs import write_frame, write_text
from ..report.drawing import Drawing
from ..report.plane import Panel, Square, planes
from ..runs import prepared, seeds
from ..terminal import progress
from ..words import LANGUAGES, Words, words
from .cells import Plan, made, runs_of
from .controls import loaded
from .experiment import BASELINE, planned
from .games import star
from .players import chosen
from .result import Multiplier, rows_of

NAME = "multiplier-map"


@dataclass(frozen=True)
class Study:
    """What the map varies.

    Attributes
    ----------
    scenario, baseline : str
    players : tuple of str
        Sets of players, one panel each.
    loads : tuple of float
        Against the default city.
    elasticities : tuple of float
        Of substitution; infinite where resources replace each other freely.
    residents : tuple of int
        Of a grid; the first is that of the plane over elasticities.
    seed, replicates : int
    changes : tuple of str
        Settings that differ from the scenario's.
    """

    scenario: str = "synergy"
    baseline: str = BASELINE
    players: tuple[str, ...] = ("rules", "institutions", "sections")
    loads: tuple[float, ...] = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
    elasticities: tuple[float, ...] = (0.2, 0.4, 2 / 3, 2.0, float("inf"))
    residents: tuple[int, ...] = (60, 20, 180)
    seed: int = 1
    replicates: int = 6
    changes: tuple[str, ...] = ()

    def points(self) -> Iterator[Point]:
        """Yield the cities of the plane, then those of other sizes at the scenario's elasticity."""
        for elasticity in self.elasticities:
            for each in self.loads:
                yield Point(each, elasticity, self.residents[0])
        for residents in self.residents[1:]:
            for each in self.loads:
                yield Point(each, None, residents)


@dataclass(frozen=True, slots=True)
class Point:
    """One city: load, elasticity (None for the scenario's own), residents of a grid."""

    load: float
    elasticity: float | None
    residents: int

    @property
    def name(self) -> str:
        """What its arm is called."""
        return f"load {self.load:g}, elasticity {self.elasticity}, residents {self.residents}"

    def city(self, scenario: Scenario) -> Scenario:
        """Return the scenario in this city."""
        changes = [f"world.city.residents_per_grid={self.residents}"]
        if self.elasticity is not None:
            changes.append(f"behaviour.produce.substitution={1.0 - 1.0 / self.elasticity!r}")
        return loaded(load(scenario, changes=changes), 1.0 / self.load)


STUDY = Study()
"""The map of the documentation."""

_SIGNS = {"multiplier": "+", "mending": "±", "substitutes": "−", "harm": "−"}


def plans(study: Study) -> list[Plan]:
    """Return the cells of a study: for each set of players, an arm for each city."""
    scenario, against = prepared(study.scenario, seed=study.seed, changes=study.changes), prepared(study.baseline)
    cities = {point.name: point.city(scenario) for point in study.points()}
    return [
        planned(name, city, against, sides, star(len(sides)))
        for sides in map(chosen, study.players)
        for name, city in cities.items()
    ]


def mapped(study: Study = STUDY, *, workers: int = 1, on_done: Callable[[], object] | None = None) -> pd.DataFrame:
    """Run a study and return a row for each set of players and city.

    Parameters
    ----------
    study : Study
    workers : int
        Processes to run on; results do not depend on it.
    on_done : callable, optional
        Called after each run.

    Returns
    -------
    DataFrame
        ``players``, ``load``, ``elasticity``, ``residents``, ``answer``, ``reason``, then for ``raw`` and ``log`` the
        columns of :attr:`.Multiplier.synergy`, and ``seed``, ``replicates``.
    """
    arms = iter(made(plans(study), study.replicates, workers=workers, on_done=on_done))
    scenario, against = prepared(study.scenario, seed=study.seed, changes=study.changes), prepared(study.baseline)
    luck, weeks = seeds(study.seed, study.replicates), scenario.settings.run.weeks
    rows: list[dict[str, object]] = []
    for players in study.players:
        own = {point: next(arms) for point in study.points()}
        named = {point.name: arm for point, arm in own.items()}
        found = Multiplier(scenario, against, chosen(players), "effectiveness", luck, weeks, named)
        for point in own:
            row: dict[str, object] = {"players": players, "load": point.load}
            row |= {"elasticity": point.elasticity or _usual(study), "residents": point.residents}
            verdict = found.verdicts[point.name]
            row |= {"answer": verdict.answer, "reason": verdict.reason}
            for scale in found.scales:
                (told,) = rows_of(found.synergy, arm=point.name, scale=scale)
                row |= {f"{scale}_{name}": value for name, value in told.items() if name not in ("arm", "scale")}
            rows.append({**row, "seed": study.seed, "replicates": study.replicates})
    return pd.DataFrame(rows)


def _usual(study: Study) -> float:
    """Return the elasticity of substitution of the scenario itself."""
    exponent = prepared(study.scenario, changes=study.changes).settings.behaviour.produce.substitution
    return float("inf") if exponent == 1.0 else 1.0 / (1.0 - exponent)


def picture(table: pd.DataFrame, study: Study, say: Words) -> Drawing:
    """Draw the map of a study.

    Parameters
    ----------
    table : DataFrame
        From :func:`mapped`.
    study : Study
        The same.
    say : Words
        In which language.
    """
    largest = max(abs(row["raw_synergy"]) for row in rows_of(table)) or 1.0
    usual = study.residents[0]
    by_elasticity: list[Panel] = []
    by_size: list[Panel] = []
    comma = "；" if say.language == "zh" else "; "
    own = _usual(study)
    for players in study.players:
        title = say(f"multiplier.map.{players}")
        every = rows_of(table, players=players)
        rows = [row for row in every if row["residents"] == usual]
        plane = [
            (
                "∞" if s == float("inf") else f"{s:.2g}",
                _squares([row for row in rows if row["elasticity"] == s], largest),
            )
            for s in sorted(study.elasticities, reverse=True)
        ]
        columns = [f"×{each:g}" for each in study.loads]
        by_elasticity.append(Panel(title, columns, plane))
        rows = [row for row in every if row["elasticity"] == own or abs(row["elasticity"] - own) < 1e-9]
        sizes = [
            (str(size), _squares([row for row in rows if row["residents"] == size], largest))
            for size in sorted(study.residents)
        ]
        by_size.append(Panel(title, columns, [row for row in sizes if row[1]]))
    scenario, against = (prepared(each) for each in (study.scenario, study.baseline))
    about = {
        "seeds": study.replicates,
        "first": study.seed,
        "weeks": prepared(study.scenario, changes=study.changes).settings.run.weeks,
        "scenario": say.of(scenario.title),
        "baseline": say.of(against.title),
        "code": source_digest()[:12],
    }
    return planes(
        [
            (say("multiplier.map.elasticity"), by_elasticity),
            (say("multiplier.map.sizes", elasticity=f"{own:.2g}"), by_size),
        ],
        heading=say("multiplier.map.title"),
        x=say("multiplier.map.load"),
        notes=[
            comma.join(say(f"multiplier.map.{kind}") for kind in ("yes", "mends")),
            comma.join(say(f"multiplier.map.{kind}") for kind in ("no", "open")),
            say("multiplier.map.caption", **about),
        ],
    )


def _squares(rows: Sequence[dict[str, object]], largest: float) -> list[Square]:
    squares: list[Square] = []
    for row in rows:
        synergy = float(str(row["raw_synergy"]))
        shown = _SIGNS.get(str(row["reason"]), "·")
        shade = (abs(synergy) / largest) ** 0.5 * (1.0 if synergy > 0 else -1.0)
        squares.append(Square(shown, written(synergy, 1, sign=True), shade))
    return squares


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the map and write its files."""
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m cogov.experiments.synergy.map", description=about)
    parser.add_argument("--replicates", type=int, default=STUDY.replicates, help="seeds of each city, at least 5")
    parser.add_argument("--workers", type=int, default=1, help="processes; results do not depend on it")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder for the files")
    asked = parser.parse_args(arguments)
    if asked.replicates < 5 or asked.workers < 1:
        parser.error("at least 5 replicates and 1 worker are needed")
    study = Study(replicates=asked.replicates)
    asked.out.mkdir(parents=True, exist_ok=True)
    runs = runs_of(plans(study), study.replicates)
    with progress(study.scenario, runs, words("en")("run.runs")) as advance:
        table = mapped(study, workers=asked.workers, on_done=advance)
    write_frame(table, asked.out / f"{NAME}.csv")
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(asked.out / f"{NAME}{end}.svg", picture(table, study, words(language)).file())
    counts = table.groupby(["players", "reason"], sort=False).size().unstack(fill_value=0)
    sys.stdout.write(counts.to_string() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
