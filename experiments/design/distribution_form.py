"""What a study file says of distributions, correlations and conditions, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest
from ...scenarios.message import message
from ..outcomes.expression import ExpressionError
from .distributions import (
    NEEDED,
    Correlation,
    Distribution,
    DistributionKind,
    FactorCondition,
    correlation_matrix,
    is_possible,
)

if TYPE_CHECKING:
    from .study import Factor

_CORRELATION = re.compile(r"\s*(\w+)\s*,\s*(\w+)\s*=\s*([+-]?[0-9.]+)\s*")
NUMBERS = ("mode", "mean", "sd", "a", "b", "samples")


def read_distribution(
    document: Document, place: Key, said: Mapping[str, Any], low: float, high: float
) -> Distribution | None:
    """Return the distribution that a factor's table asks for; None for an even one, or with a report of what is wrong.

    Parameters
    ----------
    document : Document
        Receives the problems.
    place : tuple
        Of the factor.
    said : mapping
        Its table, as far as it is well formed.
    low, high : float
        Its range.
    """
    kind = cast(DistributionKind, said.get("distribution", "uniform"))
    before = len(document.problems)
    for name in NUMBERS:
        if name in said and name not in NEEDED[kind]:
            what = message("study.not_of_distribution", kind=kind)
            document.report((*place, name), what, enumerate_words(NEEDED[kind]))
    for name in NEEDED[kind]:
        if name not in said:
            document.report((*place, name), message("study.missing_of_distribution", kind=kind))
    if kind != "uniform" and said.get("scale") == "log":
        document.report((*place, "scale"), message("study.log_or_distribution"))
    if "mode" in said and not low <= said["mode"] <= high:
        ends = {"low": f"{low:g}", "high": f"{high:g}"}
        document.report((*place, "mode"), message("study.mode", value=f"{said['mode']:g}", **ends))
    if kind == "uniform" or len(document.problems) > before:
        return None
    numbers = {name: float(said[name]) for name in NEEDED[kind] if name != "samples"}
    return Distribution(kind, low, high, numbers, tuple(said.get("samples", ())))


def read_correlations(
    document: Document, key: Key, texts: Sequence[str], factors: Sequence[Factor]
) -> list[Correlation]:
    """Return the correlations between factors that a design asks for, with a report of what is wrong."""
    numeric = [factor.name for factor in factors if not factor.values]
    found: list[Correlation] = []
    for number, text in enumerate(texts):
        place = (*key, number)
        if not (match := _CORRELATION.fullmatch(text)):
            document.report(place, message("study.no_correlation", value=describe_value(text)))
            continue
        one, other, value = match[1], match[2], float(match[3])
        if unknown := [name for name in (one, other) if name not in numeric]:
            what = message("study.not_correlated", name=describe_value(unknown[0]))
            document.report(place, what, enumerate_words(numeric), nearest(unknown[0], numeric))
        elif one == other or {one, other} in [{a, b} for a, b, _ in found]:
            document.report(place, message("study.correlated_twice", value=describe_value(text)))
        elif not -1.0 < value < 1.0:
            document.report(place, message("study.correlation", value=f"{value:g}"))
        else:
            found.append((one, other, value))
    if found and not is_possible(correlation_matrix(numeric, found)):
        document.report(key, message("study.correlations"))
    return found


def read_conditions(
    document: Document, key: Key, texts: Sequence[str], factors: Sequence[Factor]
) -> list[FactorCondition]:
    """Return the conditions that points keep, with a report of what is wrong."""
    numeric = [factor.name for factor in factors if not any(isinstance(value, str) for value in factor.values)]
    found: list[FactorCondition] = []
    for number, text in enumerate(texts):
        try:
            found.append(FactorCondition.parse(text, numeric))
        except ExpressionError as error:
            what = message("study.condition_part", part=describe_value(error.part))
            document.report((*key, number), what, enumerate_words(numeric), error.nearest)
        except ValueError:
            document.report((*key, number), message("study.no_condition", value=describe_value(text)))
    return found
