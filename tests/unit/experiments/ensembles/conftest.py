"""A toy ensemble, and results made without a single run."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cogov.experiments.ensembles import EnsembleRuns, load_ensemble
from cogov.experiments.ensembles.drawing import CityDraws
from cogov.experiments.ensembles.experiment import KeptCities
from cogov.experiments.ensembles.policies import APART, JOINED, list_parts
from cogov.experiments.ensembles.result import STATES
from cogov.experiments.ensembles.selection import CityFigures

TOY = Path(__file__).parents[3] / "integration" / "toy_ensemble.toml"
FIGURES = {"closing_apart": 0.5, "closing_joined": 0.9, "circulating": 0.1, "shape": 1.0, "type_over_place": 3.0}


@pytest.fixture
def tables():
    return tomllib.loads(TOY.read_text("utf-8"))


@pytest.fixture
def toy():
    return load_ensemble(TOY)


def invent(declaration, gain, *, cities=40, seeds=8, noise=1.0, luck=1, parts=False):
    """Return an ensemble's runs whose gain in effectiveness a function tells of a city's number."""
    draws = np.random.default_rng(luck)
    judged = tuple(CityFigures(number, FIGURES, "" if number % 2 == 0 else "shape") for number in range(2 * cities))
    kept = [each.draw for each in judged if each.kept]

    def runs(numbers):
        rows = []
        for number in numbers:
            for seed in range(seeds):
                base = 40.0 + draws.normal()
                gained = gain(number) + noise * draws.normal() if noise else gain(number)
                common = {"draw": number, "seed": seed, **dict.fromkeys(STATES, float(draws.random()))}
                rows.append({**common, "policy": APART, "effectiveness": base, "log_harm": 1.0})
                rows.append(
                    {**common, "policy": JOINED, "effectiveness": base + gained, "log_harm": 1.0 - gained / 100.0}
                )
                if parts:
                    for name in list_parts(declaration):
                        rows.append({**common, "policy": name, "effectiveness": base, "log_harm": 1.0})
        return pd.DataFrame(rows)

    figures = tuple(each for each in judged if each.kept)
    cities = KeptCities(figures, (1,) * len(kept), tuple(kept))
    contrast = runs(kept)
    of_parts = contrast[contrast["policy"].str.startswith("parts")] if parts else contrast.iloc[:0]
    contrast = contrast[~contrast["policy"].str.startswith("parts")]
    first = judged[:20]
    reference = runs([each.draw for each in first])
    reference = reference[~reference["policy"].str.startswith("parts")]
    return EnsembleRuns(
        declaration, CityDraws(declaration), judged, len(judged), cities, (), first, contrast, reference, of_parts
    )
