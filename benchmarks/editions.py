"""The second edition of the model beside the first: cities of the same size on one machine in one run.

The editions play different weeks, so that no digest is compared: what is told is the price of what the second one plays
beyond the first (organisations that decide, cases with an owner and a way).
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from .paired import ROUNDS, RUNS, lay_out, take_turns
from .section import Section
from .timing import Spread, figure
from .turn import CITIES, WEEKS

FIRST = "62b96e4"
"""The commit that still has the first edition."""
FIRST_CITIES = {
    "1,000 citizens": {
        "urban_districts": 1, "communities_per_district": 2, "rural_counties": 1, "villages_per_county": 2,
        "grids_per_community": 5, "residents_per_grid": 50,
    },
    "default city": {},
    "20,000 citizens": {"urban_districts": 14, "rural_counties": 7},
}  # fmt: skip
"""The same cities as in :data:`~benchmarks.turn.CITIES`, in the words of the first edition."""


def editions() -> Section:
    """Time both editions in turn."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(FIRST, Path(folder))
        sides = {
            "first": ({**os.environ, "PYTHONPATH": folder}, json.dumps(FIRST_CITIES)),
            "second": (dict(os.environ), json.dumps(CITIES)),
        }
        spent = take_turns(sides)
    rows = []
    for name in spent["second"][0]:
        first, second = ([float(each[name][0]) for each in spent[side]] for side in ("first", "second"))
        ratio = Spread(tuple(a / b for a, b in zip(second, first, strict=True)))
        run = Spread(tuple(float(each[name][1]) for each in spent["second"]))
        first, second = (figure(1e6 * Spread(tuple(side)).median) for side in (first, second))
        rows.append((name, first, second, str(ratio), str(run)))
    return Section(
        f"Beside the first edition of the model (commit {FIRST})",
        f"Microseconds of processor time a week: medians of {ROUNDS} pairs of processes in turn (least … most), {RUNS} "
        f"runs of {WEEKS} weeks each. The editions play different weeks; the ratio is the price of what the second "
        "plays beyond the first.",
        ("city", "first (µs)", "second (µs)", "a week: times as long", "a run of the second (s)"),
        rows,
    )
