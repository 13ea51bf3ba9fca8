"""Targets from a known truth, in a small quick city."""

import numpy as np

from cogov.experiments import simulate

SCALE = "world.actors.capacity_scale"
LOAD = "behaviour.arise.rate"
REWARD = "behaviour.volunteer.reward"  # moves nothing where nobody is rewarded, as in `fragmented`

CITY = {
    "streets_per_district": 1, "communities_per_street": 1, "townships_per_county": 1, "villages_per_township": 1,
    "agents_per_grid": 10,
}  # fmt: skip
WEEKS = 30


def tables(parameters, targets, *, search=None, profile=None, name="small"):
    """A targets file, as tables."""
    return {
        "schema_version": 1,
        "calibration": {"name": name, "question": {"en": "Is the truth found?", "zh": "能找回真值吗？"}},
        "settings": {"run": {"weeks": WEEKS}, "world": {"city": CITY}},
        "parameters": {key: {} for key in parameters} if not isinstance(parameters, dict) else parameters,
        "targets": targets,
        "search": {"trials": 15, "seeds": 6, "refine": 8, **(search or {})},
        "profile": {"points": 7, "inner": 5, "draws": 500, **(profile or {})},
    }


def made_by(truth, indicators, *, runs=40):
    """Targets that a city with known values gave, with other luck than any calibration meets.

    A tolerance is the standard error of the mean over as many runs as a trial has.
    """
    changes = [f"run.weeks={WEEKS}", *(f"world.city.{key}={value}" for key, value in CITY.items())]
    changes += [f"{key}={value}" for key, value in truth.items()]
    series = simulate("fragmented", seed=1000, changes=changes, replicates=runs)
    means = series.groupby("seed")[list(indicators)].mean()
    errors = means.std(ddof=1) / np.sqrt(6)
    return [
        {
            "scenario": "fragmented",
            "indicator": name,
            "value": float(means[name].mean()),
            "tolerance": float(error),
        }
        for name, error in errors.items()
    ]
