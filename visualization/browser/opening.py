"""What the opening page shows before anything is compiled: runs of the two cities that were made beforehand.

They stand in ``assets/opening.json.gz``, which ``python -m cogov.visualization.browser.opening`` writes; a test makes
them again. Runs that are made on the page take their place, with the same figures.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from ...experiments.execution.runs import RunSpec, run_one, seeds, with_seed
from ...model.parameters.settings import Settings
from ...scenarios.form import FORM
from .configuration import Setup, scenario_compared, scenario_played
from .measures import NAMES
from .potential import LeverPotential, choose_front, judge, plan_trials
from .run_cache import CachedRun

FILE = Path(__file__).parent / "assets" / "opening.json.gz"

SHOWN = "effectiveness"
"""The indicator whose weeks are kept; of all others the last year is."""

REPLICATES = 12
"""Runs of each city: as many as a page makes."""

_STEPS = 100  # parts of a point of the index that weeks are kept in


@dataclass(frozen=True, slots=True)
class ShippedFront:
    """The levers that stand in front in the opening city.

    Attributes
    ----------
    keys : tuple of str
    potentials : tuple of LeverPotential
        What each could bring of :data:`SHOWN`.
    """

    keys: tuple[str, ...]
    potentials: tuple[LeverPotential, ...]


def cities() -> tuple[Settings, Settings]:
    """Return the settings of the opening page: of the city played and of the one compared with."""
    setup = Setup()
    return scenario_played(setup, {}).settings, scenario_compared(setup, {}).settings


def make() -> dict[str, Any]:
    """Make the runs, and return what is kept of them."""
    both = cities()
    rows: list[dict[str, Any]] = []
    for settings in both:
        runs = [run_one(RunSpec("", with_seed(settings, seed))) for seed in seeds(settings.run.seed, REPLICATES)]
        weeks = np.array([run.series[:, NAMES.index(SHOWN)] for run in runs])
        rows.append(
            {
                "digest": settings.digest(),
                "finals": [[run.final[name] for name in FORM.names] for run in runs],
                "digests": [run.digest for run in runs],
                "weeks": b64encode(np.rint(_STEPS * weeks).astype("<i2").tobytes()).decode(),
            }
        )
    trials = plan_trials(both[0])
    now = run_one(RunSpec("", both[0])).final[SHOWN]
    found = judge(trials, [run_one(RunSpec("", trial.settings)).final[SHOWN] - now for trial in trials])
    keys = choose_front(found)
    front = [[each.key, each.up, each.down] for key in keys for each in found if each.key == key]
    return {"names": FORM.names, "cities": rows, "front": front}


def write(content: dict[str, Any], file: Path = FILE) -> None:
    """Keep what was made."""
    text = json.dumps(content, separators=(",", ":")).encode()
    file.write_bytes(gzip.compress(text, 9, mtime=0))


@cache
def read() -> dict[str, Any]:
    """Return what is kept; nothing if it cannot be read, or is of other cities or indicators."""
    try:
        content: Any = json.loads(gzip.decompress(FILE.read_bytes()))
    except (OSError, ValueError, EOFError):
        return {}
    expected = [settings.digest() for settings in cities()]
    same = content["names"] == list(FORM.names) and [row["digest"] for row in content["cities"]] == expected
    return cast("dict[str, Any]", content) if same else {}


@cache
def runs_as_shipped() -> dict[str, tuple[CachedRun, ...]]:
    """Return the runs of each opening city, by the digest of its settings; of their weeks :data:`SHOWN` is known."""
    result: dict[str, tuple[CachedRun, ...]] = {}
    for settings, row in zip(cities(), read().get("cities", ()), strict=False):
        weeks = np.frombuffer(b64decode(row["weeks"]), "<i2").reshape(len(row["finals"]), -1) / _STEPS
        made: list[CachedRun] = []
        for place, seed in enumerate(seeds(settings.run.seed, len(row["finals"]))):
            series = np.full((settings.run.weeks, len(NAMES)), np.nan)
            series[:, NAMES.index(SHOWN)] = weeks[place]
            series.setflags(write=False)
            final = dict.fromkeys(NAMES, float("nan")) | dict(zip(FORM.names, row["finals"][place], strict=True))
            made.append(CachedRun(with_seed(settings, seed), row["digests"][place], series, final))
        result[row["digest"]] = tuple(made)
    return result


def front_as_shipped(settings: Settings) -> ShippedFront | None:
    """Return the levers in front of the opening city; None of any other."""
    content = read()
    if not content or content["cities"][0]["digest"] != settings.digest():
        return None
    potentials = tuple(LeverPotential(*each) for each in content["front"])
    return ShippedFront(tuple(each.key for each in potentials), potentials)


if __name__ == "__main__":
    write(make())
    print(f"{FILE}: {FILE.stat().st_size:,} B")
