"""Make ``commons.csv``: another model with each of its two mechanisms on and off, on the same 20 seeds.

Usage: ``python docs/tables/commons.py CPRSIM.PY > docs/tables/commons.csv``, a few minutes.

The model is CommonsGovernanceSimulation by Adrian Stein (https://github.com/adriansteinj/CommonsGovernanceSimulation),
file ``cprsim.py`` at commit 314fc34. Its repository states no licence, so that nothing of it is shipped here: fetch the
file yourself. It needs networkx and matplotlib beside NumPy and SciPy. What this script and its table say is ours.

One line is mended: with either mechanism the number of observations could exceed that of neighbours, and the program
stopped; it is capped there. Two more only save time: draws of a loop are made at once, which gives the same numbers,
and the binomial probability is written out.
"""

from __future__ import annotations

import hashlib
import random
import sys
import types
import warnings
from pathlib import Path

import numpy as np
import scipy.integrate
from scipy.special import comb

SHA256 = "cf3afb8ea7f41f3b9d7924ed6bd85abc59d5720cd4d06540fe32540e64c48269"
"""Of the file that is meant."""

SEEDS = range(1, 21)
STEPS = 20
EDITS = (
    (
        "int((cooperators+self.graph.nodes[node]['identity_loss'])*self.identification[node])",
        "min(len(neighbors),int((cooperators+self.graph.nodes[node]['identity_loss'])*self.identification[node]))",
    ),
    *(
        (
            f"            for _ in range(1000):\n                {name}.append(np.random.choice(self.lambdas,p=",
            f"            {name}.extend(np.random.choice(self.lambdas,size=1000,p=",
        )
        for name in ("expected_var", "expected_norm")
    ),
)
"""What is replaced by what, everywhere."""


def likelihood(_city: object, chance: np.ndarray, data: np.ndarray) -> np.ndarray:
    """Return what scipy.stats.binom(n, chance).pmf(data) does, at a hundredth of its time."""
    n, whole = len(data), (data == np.floor(data)) & (data >= 0) & (data <= len(data))
    return np.where(whole, comb(n, data) * chance**data * (1 - chance) ** (n - data), 0.0)


def load(path: Path) -> types.ModuleType:
    """Return the model, mended."""
    text = path.read_text("utf-8")
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{path} is not the file that is meant (its SHA-256 would be {SHA256})")
    for was, now in EDITS:
        if was not in text:
            sys.exit(f"{path} has no line with {was!r}")
        text = text.replace(was, now)
    scipy.integrate.trapz = scipy.integrate.trapezoid  # its name in SciPy today
    module = types.ModuleType("cprsim")
    exec(compile(text, str(path), "exec"), module.__dict__)
    module.CPRSim.likelihood = likelihood
    return module


def main() -> int:
    """Write the table."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {sys.argv[0]} CPRSIM.PY")
    warnings.simplefilter("ignore")
    model = load(Path(sys.argv[1]))
    sys.stdout.write("reputation,identity,seed,resource,commitment\n")
    for seed in SEEDS:
        for reputation in (0, 1):
            for identity in (0, 1):
                random.seed(seed)
                np.random.seed(seed)  # noqa: NPY002, the model draws from it
                commons = model.CPRSim()
                commons.reputation_mechanism, commons.identity_mechanism = bool(reputation), bool(identity)
                commons.simulate(STEPS)
                row = (reputation, identity, seed, commons.resource_over_time[-1], commons.ac_over_time[-1])
                sys.stdout.write(",".join(map(str, row)) + "\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
