"""A turn of one side of :mod:`.paired` or :mod:`.editions`: it times cities with whichever ``cogov`` it finds.

``python -P turn.py RUNS`` times :data:`CITIES`; ``python -P turn.py RUNS JSON`` times the layouts by name in the text.
It imports nothing of its own folder, since the other side's ``cogov`` may lack what that wants.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time

from cogov.model import Simulation
from cogov.scenarios import load

CITIES: dict[str, dict[str, int]] = {
    "1,000 citizens": {
        "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 1,
        "townships_per_county": 1, "villages_per_township": 2, "grids_per_community": 5, "agents_per_grid": 50,
    },
    "default city": {},
    "20,000 citizens": {"urban_districts": 14, "rural_counties": 7},
}  # fmt: skip
LARGE = {
    f"{5_000 * blocks:,} citizens": {
        "weeks": weeks, "urban_districts": 9, "streets_per_district": 1, "communities_per_street": blocks,
        "rural_counties": 1, "townships_per_county": 1, "villages_per_township": blocks, "grids_per_community": 10,
        "agents_per_grid": 50,
    }
    for blocks, weeks in ((40, 26), (200, 12))
}  # fmt: skip
"""Cities of fewer weeks, each lived once."""
SCENARIOS = ("fragmented", "synergy", "flood")
"""They stand in every edition of the model."""
WEEKS = 260


def time_city(scenario: str, layout: dict[str, int], runs: int) -> tuple[float, float, str]:
    """Return seconds of processor time a week, seconds of a run that meets a city founded before, and its digest."""
    city = dict(layout)
    lived = city.pop("weeks", WEEKS)
    changes = {"run.weeks": lived, **{f"world.city.{key}": value for key, value in city.items()}}
    settings = load(scenario, changes=changes).settings
    weeks, nexts, digest = [], [], ""
    for seed in range(runs):
        Simulation(settings, seed=seed)
        gc.collect()
        start = time.process_time()
        simulation = Simulation(settings, seed=seed)
        founded = time.process_time()
        digest = simulation.run().digest()
        end = time.process_time()
        weeks.append((end - founded) / lived)
        nexts.append(end - start)
    return sorted(weeks)[runs // 2], sorted(nexts)[runs // 2], digest


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # one processor, on which a large city is lived by one thread
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    cities = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {**CITIES, **LARGE}
    found = {
        f"{city}, `{scenario}`": time_city(scenario, layout, 1 if "weeks" in layout else int(sys.argv[1]))
        for city, layout in cities.items()
        for scenario in SCENARIOS
    }
    print(json.dumps(found))
