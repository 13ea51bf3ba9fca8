"""Tables of functions whose answers are known, through the designs that studies use."""

import numpy as np
import pandas as pd
import pytest

from cogov.experiments.analysis import Table
from cogov.experiments.design import sampling
from cogov.experiments.design.study import Factor, Part


@pytest.fixture(scope="session")
def tabled():
    """Return a function that makes the table of a function of the factors; with `noise`, of several replicates."""

    def tabled(function, factors, method, options, *, outcome="effectiveness", noise=0.0, replicates=1):
        part = Part(method, tuple(factors), options)
        design = pd.DataFrame(sampling.rows(part), columns=[factor.name for factor in factors])
        values = function(design).to_numpy(dtype=float)[:, None]
        luck = np.random.default_rng(3).normal(0.0, noise, (len(design), replicates)) if noise else 0.0
        document = part.document()
        return Table(
            "golden",
            outcome,
            design,
            tuple(document["factors"]),
            (document,),
            values + luck + np.zeros((1, replicates)),
        )

    return tabled


@pytest.fixture(scope="session")
def crossed():
    """Return a function that makes the table of policies in states, from values by policy, state and replicate."""

    def crossed(values, outcome="effectiveness"):
        policies, states, replicates = values.shape
        one, other = np.divmod(np.arange(policies * states), states)
        levers = [{"name": "policy", "role": "lever", "title": {}, "key": "a", "values": list(range(policies))}]
        world = [{"name": "world", "role": "uncertainty", "title": {}, "key": "b", "values": list(range(states))}]
        return Table(
            "crossed",
            outcome,
            pd.DataFrame({"lever_point": one, "uncertainty_point": other, "policy": one, "world": other}),
            (*levers, *world),
            ({"method": "grid", "factors": levers}, {"method": "grid", "factors": world}),
            values.reshape(policies * states, replicates),
        )

    return crossed


@pytest.fixture(scope="session")
def ranged():
    """Return factors with names, all over one range."""

    def ranged(names, low, high):
        return [Factor(name, "lever", key=f"rules.{name}", low=low, high=high) for name in names]

    return ranged
