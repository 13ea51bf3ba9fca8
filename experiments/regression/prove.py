"""What the comparison is worth: how often it alarms without cause, and which planted changes it finds.

False alarms: the seeds of the baseline and as many fresh ones are thrown together and split at random, again and
again; each split is compared as a baseline and new runs would be. Detection: a parameter is moved by a fifth, the suite
is run again and compared, once with the luck of the baseline, and many times with luck reassigned at random, which is
what a change of the streams of draws would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ...model.quantity import quantities
from ...model.settings import Settings
from ...scenarios import ScenarioError, load
from .ensemble import Floats, measured
from .ladder import MEANS, SHAPES
from .statistics import proportion_interval, shape, shift
from .suite import Suite

MUTANTS: tuple[str, ...] = (
    "behaviour.arise.base_rate",
    "behaviour.report.residents_trust",
    "behaviour.report.grid",
    "behaviour.assign.base",
    "behaviour.deliberate.consensus_rate",
    "behaviour.align.rate",
    "behaviour.volunteer.motive",
    "behaviour.commit.tasks_committee",
    "behaviour.produce.handover",
    "behaviour.lapse.patience",
    "behaviour.experience.lapse_loss",
    "world.actors.capacity_scale",
)
"""Parameters that are moved by a fifth; those that this model does not have are left out and told."""

STEP = 1.2
SPLITS = 1000
REASSIGNED = 100
_FLIPS = 999


@dataclass(frozen=True, slots=True)
class Alarms:
    """False alarms: how many of how many comparisons, and the 95 % interval of their share."""

    found: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper and Pearson's."""
        return proportion_interval(self.found, self.of)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A parameter that was moved.

    Attributes
    ----------
    key : str
    old, new : float
    found : bool
        Whether the comparison alarms, with the luck of the baseline.
    drift : bool
        Whether it is significant there, be it inside the margins.
    power : float
        Share of comparisons with luck reassigned that alarm.
    cell : str
        Where it shows most.
    """

    key: str
    old: float
    new: float
    found: bool
    drift: bool
    power: float
    cell: str


def margins_of(suite: Suite, cells: Iterable[tuple[str, str]], a: Floats) -> Floats:
    """Return the margin of each cell, (scenario, indicator), by its mean in `a`."""
    return np.array([suite.margin(word, float(a[:, place].mean())) for place, (_, word) in enumerate(cells)])


def alarm(a: Floats, b: Floats, margins: Floats, alpha: float, luck: int) -> bool:
    """Tell whether two sets of values raise an alarm, as :mod:`.ladder` does."""
    means = shift(a, b, MEANS * alpha, _FLIPS, luck)
    if bool(((means.p <= MEANS * alpha) & (np.abs(means.mean) > margins)).any()):
        return True
    apart = np.abs(np.sort(a, axis=0) - np.sort(b, axis=0)).mean(axis=0)
    return bool(((shape(a, b, _FLIPS, luck).p <= SHAPES * alpha) & (apart > margins)).any())


def false_alarms(
    a: Floats, b: Floats, margins: Floats, alpha: float, splits: int = SPLITS, *, mattering: bool = False
) -> Alarms:
    """Return how often random halves of the same runs raise an alarm.

    Parameters
    ----------
    a, b : ndarray, shape (seeds, cells)
        Runs of the same model with different seeds.
    margins : ndarray
    alpha : float
    splits : int
    mattering : bool
        Count only differences beyond the margins, as the exit code does; else every difference that is significant.
    """
    pool, n = np.vstack((a, b)), len(a)
    least = margins if mattering else np.zeros_like(margins)
    luck = np.random.default_rng(7)
    found = 0
    for split in range(splits):
        order = luck.permutation(2 * n)
        found += alarm(pool[order[:n]], pool[order[n:]], least, alpha, split)
    return Alarms(found, splits)


def mutants(
    suite: Suite, a: Floats, margins: Floats, keys: Sequence[str], *, workers: int, on_done: Callable[[], object]
) -> list[Mutant]:
    """Move each parameter in all scenarios and compare with the unmoved runs `a`, (seeds, cells)."""
    names = [f"{name}: {word}" for name in suite.scenarios for word in suite.indicators]
    found: list[Mutant] = []
    for key in keys:
        settings, old, new = _moved(suite, key)
        b = measured(suite, settings=settings, workers=workers, on_done=on_done).table(
            [*suite.scenarios], suite.indicators
        )
        seen = alarm(a, b, margins, suite.alpha, 20)
        drift = seen or alarm(a, b, np.zeros_like(margins), suite.alpha, 20)
        luck = np.random.default_rng(8)
        times = sum(alarm(a, b[luck.permutation(len(b))], margins, suite.alpha, 20 + i) for i in range(REASSIGNED))
        size = np.abs(b.mean(axis=0) - a.mean(axis=0)) / np.maximum(margins, 1e-12)
        found.append(Mutant(key, old, new, seen, drift, times / REASSIGNED, names[int(size.argmax())]))
    return found


def movable(suite: Suite, keys: Sequence[str] = MUTANTS) -> tuple[list[str], list[str]]:
    """Return the keys that this model has and that can be moved in every scenario of a suite, and the others."""
    good: list[str] = []
    for key in keys:
        try:
            _moved(suite, key)
        except (KeyError, ScenarioError):
            continue
        good.append(key)
    return good, [key for key in keys if key not in good]


def _moved(suite: Suite, key: str) -> tuple[dict[str, Settings], float, float]:
    settings: dict[str, Settings] = {}
    old = new = 0.0
    for name, scenario in suite.scenarios.items():
        quantity = next((each for each in quantities(scenario.settings) if each.path == key), None)
        if quantity is None:
            raise KeyError(key)
        up, down = quantity.default * STEP, quantity.default / STEP
        old, new = quantity.default, up if up <= quantity.high else down
        settings[name] = load(scenario, changes=[f"{key}={new!r}"]).settings
    return settings, old, new
