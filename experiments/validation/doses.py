"""Dose curves of every coordination rule at three loads, and how decisions fall (criterion 4).

What is varied is declared in :data:`STUDY`; nothing was chosen after looking at its results. Each rule is put from off
to its largest dose in a city that has a little of every rule, all else the same, on common seeds. The best dose is
chosen by the other seeds (leave one out), so that luck is not counted for it. Beside effectiveness stand the links of
the chain from a problem to its solution: found, passed on, accepted, solved, and the hours that rules take.

``python -m cogov.experiments.validation.dose_tables`` runs it and writes the tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, cast, get_args

import numpy as np
import pandas as pd
from scipy.stats import t as student

from ...model.institution import LeverValue
from ...model.institutions import INSTITUTIONS
from ...model.parameter import quantities
from ...model.parameters.rules import DecisionRule, Rules
from ...model.parameters.settings import Settings, merge
from ...scenarios import from_library, library, load
from .pattern import Values, gain_of_best
from .settings_runs import run_all

Tables = dict[str, Any]

EMERGENCY = "emergency"
"""The variant of a rule that holds while a surge's emergency lasts."""

LAST_YEAR = 52

_MIDDLING = load(from_library("middling"))

MIDDLING: Mapping[str, Mapping[str, LeverValue]] = _MIDDLING.settings.rules.model_dump()
"""A little of every rule."""


def _weeks_unfound(frame: pd.DataFrame) -> Any:
    """Return how many weeks problems stay unknown, by Little's law: those unknown over those that arise a week."""
    return frame["latent"] / frame["arrivals"].clip(lower=1e-9)


def _bound_hours(frame: pd.DataFrame) -> Any:
    return frame["burden"] + frame["show"]


CHAIN: Mapping[str, Callable[[pd.DataFrame], Any]] = {
    "found": _weeks_unfound,
    "passed": itemgetter("passed_on"),
    "accepted": itemgetter("responsibility_assigned"),
    "solved": itemgetter("solved"),
    "hours": _bound_hours,
}
"""Links from a problem to its solution: weeks until it is found; the share of solved cases that were passed on more
than once; of cases that sought an owner and found one; of cases that are truly solved by the quarter in which they fall
due; and of all hours that rules, tasks and show take."""


@dataclass(frozen=True, slots=True)
class DoseStudy:
    """What is varied, and in which city.

    Attributes
    ----------
    city : mapping
        Settings of the city.
    demands : tuple of float
        Arrivals against the usual ones.
    shares : tuple of float
        Doses, as shares of a lever's largest value in sweeps.
    intervals : tuple of int
        Weeks between meetings, from none to most.
    seeds, weeks : int
    """

    city: Mapping[str, Any] = field(
        default_factory=lambda: {
            "urban_districts": 1, "streets_per_district": 2, "communities_per_street": 2, "rural_counties": 1,
            "townships_per_county": 1, "villages_per_township": 2, "grids_per_community": 2, "agents_per_grid": 20,
        }
    )  # fmt: skip
    demands: tuple[float, ...] = (0.7, 1.0, 1.4)
    shares: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    intervals: tuple[int, ...] = (0, 26, 8, 4, 1)
    seeds: int = 8
    weeks: int = 104


STUDY = DoseStudy()

SURGE: Mapping[str, Any] = {"types": ["safety", "refuse", "care"], "factor": 5.0, "weeks": 6}
"""What strikes in an emergency, in the middle of the last year; chosen before any run."""


@dataclass(frozen=True, slots=True)
class DoseCurve:
    """One lever from off to its largest dose.

    Attributes
    ----------
    institution : str
    variant : str
        The word of a rule, or the name of a dial; empty where the rule has one lever alone.
    lever : str
    doses : tuple
    fixed : mapping
        Levers by path under which the dose is varied, beside the study's.
    emergency : bool
        Whether a surge strikes, and the dose holds while its emergency lasts; at other times the lever is as usual.
    """

    institution: str
    variant: str
    lever: str
    doses: tuple[float, ...]
    fixed: Mapping[str, LeverValue]
    emergency: bool = False


def list_curves(study: DoseStudy = STUDY) -> tuple[DoseCurve, ...]:
    """Return a curve for each rule, for each word of a rule, and for each number that says how a rule works."""
    numbers = {f"rules.{number.path}": number for number in quantities(Rules())}
    curves: list[DoseCurve] = []
    for institution in INSTITUTIONS:
        if not institution.gates:
            continue
        first, last = institution.gates[0], institution.gates[-1]
        rests = {key: word for key, word in institution.seen_in.items() if key.startswith("rules.")}
        fixed = rests if institution.within else {}
        if first.path == "rules.deliberation.interval_weeks":
            doses: tuple[float, ...] = study.intervals
        else:
            doses = tuple(share * numbers[last.path].sweep[1] for share in study.shares)
        _, group, name = first.path.split(".")
        words = get_args(type(getattr(Rules(), group)).model_fields[name].annotation)
        for word in (word for word in words if word != first.off):
            curves.append(DoseCurve(institution.name, word, last.path, doses, {**fixed, first.path: word}))
        if not words:
            curves.append(DoseCurve(institution.name, "", last.path, doses, fixed))
        for dial in institution.dials:
            if dial.path in numbers:
                low, high = numbers[dial.path].sweep
                steps = [low + share * (high - low) for share in study.shares]
                whole = numbers[dial.path].whole
                values = tuple(dict.fromkeys(round(step) if whole else step for step in steps))
                curves.append(DoseCurve(institution.name, dial.path.rsplit(".", 1)[1], dial.path, values, fixed))
        if institution.name == "command":  # the one whose strength is in an emergency
            curves.append(DoseCurve(institution.name, EMERGENCY, last.path, doses, {}, emergency=True))
    return tuple(curves)


def strike(study: DoseStudy, demand: float, lever: str, dose: float) -> Tables:
    """Return the settings of one point of a curve in an emergency: a surge, and the dose while its emergency lasts."""
    week = max(0, study.weeks - LAST_YEAR // 2)
    _, group, name = lever.split(".")
    weeks = SURGE["weeks"] + Settings().behaviour.hours.mobilise_weeks
    order = {"week": week, "for_weeks": weeks, "rules": {group: {name: dose}}}
    return {**settle(study, demand, {}), "events": [order, {"week": week, "surge": dict(SURGE)}]}


def settle(study: DoseStudy, demand: float, levers: Mapping[str, LeverValue]) -> Tables:
    """Return the settings of one point of a curve, as tables."""
    rate = Settings().behaviour.arise.rate
    table: Tables = {
        "world": {"city": dict(study.city)},
        "behaviour": {"arise": {"rate": rate * demand}},
        "rules": {group: dict(levers_) for group, levers_ in MIDDLING.items()},
        "run": {"weeks": study.weeks},
    }
    for path, value in levers.items():
        _, group, name = path.split(".")
        table = merge(table, {"rules": {group: {name: value}}})
    return table


def draw_curves(
    study: DoseStudy = STUDY, workers: int = 1, on_done: Callable[[], object] | None = None
) -> pd.DataFrame:
    """Run all curves.

    Returns
    -------
    DataFrame
        A row for each curve, load, dose and seed: ``institution``, ``variant``, ``demand``, ``dose``, ``seed``,
        ``effectiveness``, ``log_harm`` and the links of :data:`CHAIN`.
    """
    curves, seeds = list_curves(study), range(1, study.seeds + 1)
    laid = [
        (
            curve,
            demand,
            dose,
            strike(study, demand, curve.lever, dose)
            if curve.emergency
            else settle(study, demand, {**curve.fixed, curve.lever: dose}),
        )
        for curve in curves
        for demand in study.demands
        for dose in curve.doses
    ]
    found = run_all(((table, seed) for *_, table in laid for seed in seeds), workers, on_done)
    rows = [
        {
            **found[json.dumps(table, sort_keys=True), seed],
            "institution": curve.institution, "variant": curve.variant, "demand": demand, "dose": dose, "seed": seed,
        }
        for curve, demand, dose, table in laid
        for seed in seeds
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    for name, take in CHAIN.items():
        frame[name] = take(frame)
    return frame.loc[:, ["institution", "variant", "demand", "dose", "seed", "effectiveness", "log_harm", *CHAIN]]


@dataclass(frozen=True, slots=True)
class DoseChange:
    """A mean paired difference with its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class CurveShape:
    """What a curve does at one load.

    Attributes
    ----------
    best : float
        Dose of the highest mean effectiveness.
    gain : DoseChange
        Effectiveness at the best dose less that at the first.
    beyond : DoseChange or None
        Effectiveness at the last dose less that at the best; None where the best is the last.
    up, down : dict of str to DoseChange
        What changed along the chain up to the best dose, and beyond it.
    """

    institution: str
    variant: str
    demand: float
    best: float
    gain: DoseChange
    beyond: DoseChange | None
    up: Mapping[str, DoseChange]
    down: Mapping[str, DoseChange]

    @property
    def turns(self) -> bool:
        """Whether it is shown that the last dose is worse than the best."""
        return self.beyond is not None and self.beyond.high < 0.0


def change_of(differences: Values) -> DoseChange:
    """Return the mean of paired differences with its interval."""
    n, mean = len(differences), float(differences.mean())
    half = float(student.ppf(0.975, n - 1) * differences.std(ddof=1) / np.sqrt(n))
    return DoseChange(mean, mean - half, mean + half)


def read_shapes(frame: pd.DataFrame) -> list[CurveShape]:
    """Return what each curve does at each load, in the order of the frame."""
    shapes: list[CurveShape] = []
    for key, part in frame.groupby(["institution", "variant", "demand"], sort=False):
        institution, variant, demand = cast("tuple[str, str, float]", key)
        by = {name: part.pivot(index="dose", columns="seed", values=name) for name in ("effectiveness", *CHAIN)}
        order = list(dict.fromkeys(part["dose"]))
        values = {name: table.loc[order].to_numpy() for name, table in by.items()}
        effect = values["effectiveness"]
        place = int(effect.mean(axis=1).argmax())
        last = len(order) - 1
        gain = change_of(gain_of_best(effect, effect[0]))
        beyond = None if place == last else change_of(-gain_of_best(effect, effect[-1]))
        shapes.append(
            CurveShape(
                institution, variant, demand, float(order[place]), gain, beyond,
                {name: change_of(values[name][place] - values[name][0]) for name in CHAIN} if place else {},
                {name: change_of(values[name][-1] - values[name][place]) for name in CHAIN} if place != last else {},
            )
        )  # fmt: skip
    return shapes


# ---- decisions: criterion 4

SMALL: Mapping[str, int] = {"urban_districts": 1, "streets_per_district": 2, "rural_counties": 0}
"""A district of six communities with the usual 160 agents each, so that meetings are not tiny."""

ADOPTION, ACCEPTANCE = (0.3, 0.98), (0.2, 0.9)
"""Within which shares decisions are to fall: of general meetings that adopt, and of requests for help that are met."""


def judge_decisions(seeds: int = 4, weeks: int = 78, workers: int = 1) -> pd.DataFrame:
    """Return how decisions fall in the scenarios of the library, in the default city.

    Returns
    -------
    DataFrame
        A row for each scenario and seed: ``scenario``, ``seed``, ``adoption``, ``matters_passed``,
        ``requests_accepted`` (NaN where nothing was put or asked).
    """
    laid = [(name, {"rules": _read_rules(name), "run": {"weeks": weeks}}) for name in library()]
    return _decide(laid, seeds, workers)


def compare_rules(seeds: int = 10, weeks: int = 104, workers: int = 1) -> pd.DataFrame:
    """Return how the three rules of decision differ, in ``middling`` and in a city where half of all is contested.

    Returns
    -------
    DataFrame
        A row for each city, rule and seed, with ``effectiveness`` and the columns of :func:`judge_decisions`.
    """
    issues = {
        name: {**table, "contestability": 0.5} for name, table in Settings().model_dump()["world"]["issues"].items()
    }
    laid: list[tuple[str, Tables]] = []
    for city, world in (("middling", {}), ("contested", {"issues": issues})):
        for rule in get_args(DecisionRule):
            meeting = {**MIDDLING["deliberation"], "interval_weeks": 4, "inclusiveness": 0.4, "decision_rule": rule}
            rules = {**MIDDLING, "deliberation": meeting}
            laid.append(
                (f"{city}/{rule}", {"world": {**world, "city": SMALL}, "rules": rules, "run": {"weeks": weeks}})
            )
    return _decide(laid, seeds, workers)


def _read_rules(name: str) -> Tables:
    """Return the levers of a scenario of the library; legal service stands in a place of its own."""
    rules = load(name).settings.rules.model_dump(mode="json")
    if "law" in rules["administration"]:
        rules["law"] = {"service": rules["administration"].pop("law")}
    return rules


def _decide(laid: Sequence[tuple[str, Tables]], seeds: int, workers: int) -> pd.DataFrame:
    found = run_all(((table, seed) for _, table in laid for seed in range(1, seeds + 1)), workers)
    columns = ("effectiveness", "adoption", "matters_passed", "requests_accepted")
    return pd.DataFrame(
        [
            {"scenario": name, "seed": seed}
            | {column: found[json.dumps(table, sort_keys=True), seed][column] for column in columns}
            for name, table in laid
            for seed in range(1, seeds + 1)
        ]
    )
