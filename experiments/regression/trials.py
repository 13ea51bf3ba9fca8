"""Trials: which planted changes the comparison finds.

A parameter is moved by a fifth (which must be found) or a tenth (which is told) in all scenarios, the suite is run
again and compared. A comparison is one throw of luck; how probable a find is (its power) is told by comparing again and
again with the seeds resampled (bootstrap), once with the luck of each seed common to old and new, and once with luck of
their own, as after a change of the streams of draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ...model.engine.levers import PATHS, WORDS, Levers
from ...model.parameter import quantities
from ...model.parameters.rules import Rules
from ...model.parameters.settings import Settings
from ...scenarios import load
from ..execution.runs import RunSpec, with_seed
from ..statistics.permutation import shift, student
from .alarms import alarming_stage, margins_of, names_of
from .ensemble import Ensemble, Floats, gather
from .ensemble_result import Result
from .journal import SuiteJournal, make_runs
from .suite import Suite
from .tiers import MEANS


def _is_strength(lever: Levers) -> bool:
    """Tell whether a lever is a number between 0 and 1, which has a strength to be moved."""
    institution, name = PATHS[lever]
    levers: Any = getattr(Rules(), institution)
    return lever not in WORDS and type(getattr(levers, name)) is float


PARAMETERS: tuple[str, ...] = (
    *(f"rules.{institution}.{name}" for lever, (institution, name) in PATHS.items() if _is_strength(lever)),
    "behaviour.arise.rate",
    "behaviour.hours.tasks_committee",
    "behaviour.hours.overtime",
    "behaviour.report.residents_trust",
    "behaviour.report.grid",
    "behaviour.route.knows",
    "behaviour.deliberate.turnout_motive",
    "behaviour.deliberate.losers",
    "behaviour.align.rate",
    "behaviour.volunteer.motive",
    "behaviour.pool.loss_street",
    "behaviour.work.lists_lift",
    "behaviour.work.team_limit",
    "behaviour.work.initiative",
    "behaviour.close.paper",
    "behaviour.experience.lapse_loss",
    "behaviour.adapt.lead",
    "world.actors.capacity_scale",
)
"""Parameters that are moved: the strength of every rule, and of every process one that its equation depends on."""

MUST, TOLD = (1.2, 0.8), (0.9,)
"""Factors: changes that must be found, and one of which it is only told how probably it is."""

POWER = 0.8
"""How probable the find of a change that must be found has to be."""

EditKind = Literal["code", "mutant", "harmless"]

RESAMPLED = 400
_FEW = 1999  # exchanges, where a level is wanted and no verdict
_TOGETHER = 8  # variants whose runs are made and held at a time


@dataclass(frozen=True, slots=True)
class Trial:
    """A planted change and what the comparison makes of it.

    Attributes
    ----------
    kind : str
        ``parameter``, ``code``, ``mutant`` (an edit that was generated) or ``harmless``.
    key : str
        The parameter, or the file of the edit.
    about : str
        How far the parameter is moved, or what the edit says.
    must : bool
        Whether it must be found.
    touched : int
        Scenarios in which it changes anything at all.
    found : bool
        Whether the comparison of the suite alarms.
    stage : int
        In which stage; 0 where it does not.
    power, power_apart : float
        Share of comparisons with resampled seeds that alarm, with common luck and with luck of its own.
    cell : str
        Where it shows most, beyond its margin if there is such a cell.
    effect, margin : float
        How far the mean moves there, and what matters.
    failed : str
        How the runs failed, where they did; that is found too.
    """

    kind: str
    key: str
    about: str
    must: bool
    touched: int
    found: bool
    stage: int
    power: float
    power_apart: float
    cell: str
    effect: float
    margin: float
    failed: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept: found as probably as promised, or harmless and not alarming."""
        if self.kind == "harmless":
            return not self.found
        return not self.must or bool(self.failed) or (self.found and self.power >= POWER)


def evaluate_trial(
    suite: Suite, a: Floats, b: Floats, *, kind: str, key: str, about: str, must: bool, touched: int
) -> Trial:
    """Return what the comparison makes of runs `b` of a changed model against `a`, both (seeds, cells)."""
    margins = margins_of(suite, names_of(suite), a)
    stage = alarming_stage(suite, a, b, margins, 20)
    moved = b.mean(axis=0) - a.mean(axis=0)
    # Where it shows most: the largest |t| of what is beyond its margin, else the largest part of a margin.
    size = np.abs(moved) / np.maximum(margins, 1e-12)
    most = int((student(a, b, paired=suite.paired) * (size > 1.0) if (size > 1.0).any() else size).argmax())
    power, apart = powers(suite, a, b, margins)
    return Trial(
        kind=kind,
        key=key,
        about=about,
        must=must,
        touched=touched,
        found=stage > 0,
        stage=stage,
        power=power,
        power_apart=apart,
        cell=": ".join(names_of(suite)[most]),
        effect=float(moved[most]),
        margin=float(margins[most]),
    )


def powers(suite: Suite, a: Floats, b: Floats, margins: Floats, times: int = RESAMPLED) -> tuple[float, float]:
    """Return the share of comparisons with resampled seeds that alarm by their means: luck common, and luck apart.

    Shapes are left out, so that the true power is no less. The critical |t| of a stage is that of one resample.
    """
    luck, most = np.random.default_rng(8), suite.stages[-1][0]
    shares: list[float] = []
    for common in (True, False):
        first = luck.integers(len(a), size=(times, most))
        second = first if common else luck.integers(len(a), size=(times, most))
        bars: list[float] = []
        for number, level in suite.stages:
            old, new = a[first[0][:number]], b[second[0][:number]]
            bars.append(shift(old, new, MEANS * level, paired=suite.paired, exchanges=_FEW).critical)
        result = 0
        for one, other in zip(first, second, strict=True):
            for bar, (number, _) in zip(bars, suite.stages, strict=True):
                old, new = a[one[:number]], b[other[:number]]
                beyond = np.abs(new.mean(axis=0) - old.mean(axis=0)) > margins
                if bool((beyond & (student(old, new, paired=suite.paired) > bar)).any()):
                    result += 1
                    break
        shares.append(result / times)
    return shares[0], shares[1]


def move_parameter(suite: Suite, key: str, factor: float) -> dict[str, Settings]:
    """Return the settings of those scenarios in which a parameter can be moved by a factor within its bounds."""
    settings: dict[str, Settings] = {}
    for name, scenario in suite.scenarios.items():
        quantity = next((each for each in quantities(scenario.settings) if each.path == key), None)
        if quantity is None:
            continue
        new = min(max(quantity.default * factor, quantity.low), quantity.high)
        if new != quantity.default:
            settings[name] = load(scenario, changes=[f"{key}={new!r}"]).settings
    return settings


@dataclass(frozen=True, slots=True)
class _Variant:
    key: str
    factor: float
    settings: dict[str, Settings]

    def cases(self, place: int, names: Iterable[str], seeds: Sequence[int]) -> list[RunSpec]:
        return [RunSpec(f"{place} {name}", with_seed(self.settings[name], seed)) for name in names for seed in seeds]


def parameter_trials(
    suite: Suite,
    old: Ensemble,
    keys: Sequence[str],
    *,
    journal: SuiteJournal | None = None,
    workers: int,
    on_done: Callable[[], object],
    on_trial: Callable[[Trial], object],
) -> list[Trial]:
    """Move each parameter by each factor, run what that touches, and compare with the unmoved runs.

    A scenario whose first seed ends as if nothing had been moved is taken for untouched, which can only hide a change.
    As in the comparison itself the seeds of the second stage are run where the first finds nothing.
    """
    variants = [_Variant(key, factor, move_parameter(suite, key, factor)) for key in keys for factor in (*MUST, *TOLD)]
    looks = [case for i, each in enumerate(variants) for case in each.cases(i, each.settings, suite.seeds[:1])]
    runs: dict[str, list[Result]] = {}
    made = make_runs(looks, own=suite.own, journal=journal, workers=workers, on_done=on_done)
    for case, run in zip(looks, made, strict=True):
        if run.digest != old.digests[case.label.split()[1]][0]:
            runs[case.label] = [run]
    trials: dict[int, Trial] = {}
    for start in range(0, len(variants), _TOGETHER):
        here = dict([*enumerate(variants)][start : start + _TOGETHER])
        done = 1
        for number, _ in suite.stages:
            touched = {i: [name for name in each.settings if f"{i} {name}" in runs] for i, each in here.items()}
            rest = [case for i, each in here.items() for case in each.cases(i, touched[i], suite.seeds[done:number])]
            more = make_runs(rest, own=suite.own, journal=journal, workers=workers, on_done=on_done)
            for case, run in zip(rest, more, strict=True):
                runs[case.label].append(run)
            for i, each in here.items():
                changed = {name: runs[f"{i} {name}"] for name in touched[i]}
                trials[i] = _parameter_trial(suite, old.first(number), changed, each)
            here = {i: each for i, each in here.items() if not trials[i].found}
            done = number
        for i in range(start, min(start + _TOGETHER, len(variants))):
            on_trial(trials[i])
            for label in [label for label in runs if label.startswith(f"{i} ")]:
                del runs[label]
    return [trials[i] for i in range(len(variants))]


def _parameter_trial(suite: Suite, old: Ensemble, runs: dict[str, list[Result]], variant: _Variant) -> Trial:
    values = dict(old.values)
    for name, made in runs.items():
        values.update(gather([name], suite.indicators, made).values)
    return evaluate_trial(
        suite,
        old.table([*suite.scenarios], suite.indicators),
        Ensemble(values, old.digests).table([*suite.scenarios], suite.indicators),
        kind="parameter",
        key=variant.key,
        about=f"{100 * (variant.factor - 1):+.0f} %",
        must=variant.factor in MUST,
        touched=len(runs),
    )


def code_trial(suite: Suite, old: Ensemble, new: Ensemble | str, *, kind: EditKind, key: str, about: str) -> Trial:
    """Return what the comparison makes of runs of edited code, or of how they failed."""
    must = kind == "code"
    names = [*suite.scenarios]
    if isinstance(new, str):
        return Trial(kind, key, about, must, len(names), True, 1, 1.0, 1.0, "", 0.0, 0.0, new)
    number = len(new.digests[names[0]])
    a, b = (each.table(names, suite.indicators) for each in (old.first(number), new))
    touched = sum(new.digests[name] != old.digests[name][:number] for name in names)
    return evaluate_trial(suite, a, b, kind=kind, key=key, about=about, must=must, touched=touched)
