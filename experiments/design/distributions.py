"""Distributions of uncertain factors, correlations between them, and conditions that their values must keep.

A sampled design draws shares from 0 to 1; a distribution makes a value of a share, so that every method of sampling
serves every distribution. Correlations put the values of a Latin hypercube in another order (Iman and Conover 1982):
each factor keeps its values. Points that break a condition are left out, and others drawn for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..outcomes.expression import Expression

DistributionKind = Literal["uniform", "triangular", "normal", "beta", "empirical"]
KINDS: tuple[DistributionKind, ...] = get_args(DistributionKind)

NEEDED: Mapping[DistributionKind, tuple[str, ...]] = {
    "uniform": (), "triangular": ("mode",), "normal": ("mean", "sd"), "beta": ("a", "b"), "empirical": ("samples",),
}  # fmt: skip
"""The numbers that each kind cannot do without."""


@dataclass(frozen=True)
class Distribution:
    """How a factor's values are spread over its range.

    Attributes
    ----------
    kind : str
        ``triangular`` (ends `low` and `high`, with a `mode`), ``normal`` (`mean` and `sd`, cut off at both ends and
        scaled to 1 again), ``beta`` (`a` and `b`, over the range) or ``empirical`` (the quantiles of `samples`).
    low, high : float
        Its range.
    numbers : mapping
        Its other numbers, by name.
    samples : tuple of float
        Of ``empirical``, at least two.
    """

    kind: DistributionKind
    low: float
    high: float
    numbers: Mapping[str, float] = field(default_factory=dict[str, float])
    samples: tuple[float, ...] = ()

    def at(self, share: float) -> float:
        """Return the value below which a share of all values lies, from 0 to 1.

        >>> Distribution("triangular", 0.0, 1.0, {"mode": 0.5}).at(0.5)
        0.5
        >>> Distribution("empirical", 1.0, 9.0, samples=(1.0, 2.0, 9.0)).at(0.5)
        2.0
        """
        if self.kind == "empirical":
            return float(np.quantile(self.samples, share))
        value = float(self._frozen.ppf(share))
        return min(max(value, self.low), self.high)

    @cached_property
    def _frozen(self) -> Any:
        from scipy import stats

        low, width, number = self.low, self.high - self.low, self.numbers
        if self.kind == "triangular":
            return stats.triang((number["mode"] - low) / width, low, width)
        if self.kind == "normal":
            ends = ((end - number["mean"]) / number["sd"] for end in (low, self.high))
            return stats.truncnorm(*ends, number["mean"], number["sd"])
        return stats.beta(number["a"], number["b"], low, width)

    def document(self) -> dict[str, Any]:
        """Return what it is, for a manifest."""
        samples = {"samples": list(self.samples)} if self.samples else {}
        return {"distribution": self.kind, **self.numbers, **samples}


Correlation = tuple[str, str, float]
"""Two factors and the rank correlation between them."""


def correlation_matrix(names: Sequence[str], correlations: Sequence[Correlation]) -> NDArray[np.float64]:
    """Return the matrix of correlations; factors that no entry names are independent."""
    matrix = np.eye(len(names))
    for one, other, value in correlations:
        row, column = names.index(one), names.index(other)
        matrix[row, column] = matrix[column, row] = value
    return matrix


def is_possible(matrix: NDArray[np.float64]) -> bool:
    """Tell whether variables can be correlated so: all eigenvalues are above 0."""
    return bool(np.linalg.eigvalsh(matrix).min() > 1e-9)


def correlate(
    cube: NDArray[np.float64], matrix: NDArray[np.float64], generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return a sample with its columns put in another order, so that ranks are correlated as a matrix says.

    Parameters
    ----------
    cube : ndarray, shape (points, factors)
    matrix : ndarray, shape (factors, factors)
        Possible, see :func:`is_possible`.
    generator : numpy.random.Generator

    References
    ----------
    Iman, R. L. and Conover, W. J. (1982). A distribution-free approach to inducing rank correlation among input
    variables. Communications in Statistics B 11 (3): 311-334.
    """
    from scipy.stats import norm

    points, factors = cube.shape
    scores = norm.ppf(np.arange(1, points + 1) / (points + 1))
    mixed = np.column_stack([generator.permutation(scores) for _ in range(factors)])
    # What the permutations are correlated by chance is taken out again.
    own = np.linalg.cholesky(np.corrcoef(mixed, rowvar=False)) if factors > 1 else np.eye(1)
    wanted = np.linalg.cholesky(matrix)
    target = mixed @ np.linalg.solve(own, np.eye(factors)).T @ wanted.T
    ranks = target.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(cube, axis=0), ranks, axis=0)


_SIGNS = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class FactorCondition:
    """What the values of a point must keep, as ``a + b <= 1``.

    Attributes
    ----------
    text : str
        As written.
    left, right : Expression or float
    sign : str
    """

    text: str
    left: Expression | float
    sign: str
    right: Expression | float

    @classmethod
    def parse(cls, text: str, names: Sequence[str]) -> FactorCondition:
        """Read a condition over factors.

        Raises
        ------
        ExpressionError
            If a side is no expression of factors and numbers.
        ValueError
            If there is no comparison, more than one, or no factor in it.
        """
        sign = next((each for each in _SIGNS if each in text), "")
        left, found, right = text.partition(sign) if sign else ("", "", "")
        if not found or any(each in right for each in _SIGNS):
            raise ValueError(text)
        sides = [_side(side, names) for side in (left, right)]
        if all(isinstance(side, float) for side in sides):
            raise ValueError(text)
        return cls(text, sides[0], sign, sides[1])

    def holds(self, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
        """Tell of each point whether it keeps the condition; where a side is no number it does not."""
        one, other = (side.of(columns) if isinstance(side, Expression) else side for side in (self.left, self.right))
        with np.errstate(invalid="ignore"):
            match self.sign:
                case "<=":
                    kept = one <= other
                case ">=":
                    kept = one >= other
                case "<":
                    kept = one < other
                case _:
                    kept = one > other
        return np.asarray(kept, dtype=bool)


def _side(text: str, names: Sequence[str]) -> Expression | float:
    try:
        return float(text)
    except ValueError:
        return Expression.parse(text.strip(), names)
