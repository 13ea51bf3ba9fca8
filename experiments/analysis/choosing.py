"""Which analysis a design bears, and the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from .finding import Finding, told
from .table import AnalysisError, read

if TYPE_CHECKING:
    from ..store.results import Results

Method = Literal["effects", "oat", "morris", "sobol", "prim", "regret", "phase", "timing"]
METHODS: tuple[Method, ...] = get_args(Method)
COMPLETE = ("morris", "sobol", "regret")
"""Methods that need every run of the design."""


@dataclass(frozen=True, slots=True)
class Options:
    """What an analysis may be told.

    Attributes
    ----------
    outcome : str
        Indicator; empty for the study's first.
    threshold : float or None
        prim: what is bad enough to be of interest; regret: what satisfies.
    factors : tuple of str
        phase: the two of the map.
    """

    outcome: str = ""
    threshold: float | None = None
    factors: tuple[str, ...] = ()


def natural(results: Results) -> Method:
    """Return the method that a design was made for."""
    made = [str(part["method"]) for part in results.manifest["identity"]["design"]]
    if "sobol" in made:
        return "sobol"
    if "morris" in made:
        return "morris"
    return "regret" if len(made) == 2 else "effects"


def analysed(results: Results, method: Method | None = None, options: Options | None = None) -> Finding:
    """Return what a method finds in a folder of results: a sentence that can be "no", tables, a picture, cautions.

    ``cogov.experiments.analyse`` is this function; in a notebook its value shows itself.

    Parameters
    ----------
    results : Results
    method : str, optional
        One of :data:`METHODS`; what the design was made for if not given.
    options : Options, optional

    Raises
    ------
    AnalysisError
        If design or outcome cannot bear it.
    IncompleteError
        If it needs every run, and some have no result.
    """
    how, told_options = method or natural(results), options or Options()
    outcome = told_options.outcome or str(results.manifest["outcomes"][0])
    if how in COMPLETE:
        results.require_complete(f"--method {how}")
    from .ranking import COMPONENTS

    weighed = how == "regret" and outcome == "effectiveness"
    table = read(results, outcome, COMPONENTS if weighed else ())
    if table.gaps == table.values.size:
        raise AnalysisError(f"{table.name}: there are no results yet")
    if unknown := [name for name in told_options.factors if name not in table.names]:
        raise AnalysisError(f"{unknown[0]!r} is no factor of {table.name}; it varies {', '.join(table.names)}")
    if how in COMPLETE:
        table.require_finite(f"--method {how}")
    found = _found(how, results, table, told_options)
    if table.gaps:
        found = found.noted(told("analysis.runs_missing", count=table.gaps, all=table.values.size))
    if table.stale:
        found = found.noted(told("analysis.stale", count=table.stale))
    return found


def _found(how: Method, results: Results, table: Any, options: Options) -> Finding:
    match how:
        case "effects":
            from .effects import effects

            return effects(table)
        case "oat":
            from .effects import oat

            return oat(table)
        case "morris":
            from .morris import morris

            return morris(table)
        case "sobol":
            from .sobol import sobol

            return sobol(table)
        case "prim":
            from .prim import prim

            return prim(table, options.threshold)
        case "regret":
            from .ranking import regret

            measuring = results.manifest["identity"]["scenario"]["behaviour"]["index"] if table.components else None
            return regret(table, options.threshold, measuring)
        case "phase":
            from .phase import phase

            return phase(table, options.factors)
        case "timing":
            from .timing import timing

            return timing(results, table)
