"""Which analysis a design bears, and the analysis itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from ...scenarios.arguments import NAMES, TEXT, ArgumentKind, check_arguments, faults_of_repetition
from ...scenarios.coercion import fault_of_number, fit, plain
from ...scenarios.errors import Problem, enumerate_words, nearest
from ...scenarios.message import Enumeration, MessageLanguage, message, say_error
from .dataset import AnalysisError, load_table
from .effects import effects, oat
from .payback import load_weekly, timing
from .phase_diagram import phase
from .policy_contrast import contrast, has_two_policies
from .prim import prim
from .result import Finding
from .robustness import COMPONENTS, regret

if TYPE_CHECKING:
    from ..store.results import Results

AnalysisMethod = Literal["effects", "morris", "sobol", "prim", "regret", "timing", "contrast", "oat", "phase"]
FORMER: tuple[AnalysisMethod, ...] = ("oat", "phase")
"""Words of methods that are parts of ``contrast`` now; they still give what they gave."""

METHODS: tuple[AnalysisMethod, ...] = tuple(each for each in get_args(AnalysisMethod) if each not in FORMER)
RESULTS = ArgumentKind(lambda value: hasattr(value, "manifest"), message("argument.results"))
POLICY = ArgumentKind(lambda value: isinstance(value, str | Mapping), message("argument.policy"))

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
        contrast: the two of the map.
    of, against : mapping
        contrast: the two policies, levers by name at a level.
    over : tuple of str
        contrast: uncertainties to look at; all if empty.
    """

    outcome: str = ""
    threshold: float | None = None
    factors: tuple[str, ...] = ()
    of: Mapping[str, Any] = field(default_factory=dict[str, Any])
    against: Mapping[str, Any] = field(default_factory=dict[str, Any])
    over: tuple[str, ...] = ()


def analyse(
    results: Results,
    method: AnalysisMethod | None = None,
    *,
    outcome: str = "",
    threshold: float | None = None,
    factors: str | Sequence[str] = (),
    of: str | Mapping[str, Any] = "",
    against: str | Mapping[str, Any] = "",
    over: str | Sequence[str] = (),
    lang: MessageLanguage = "en",
) -> Finding:
    """Return what a method finds in a folder of results; in a notebook its value shows itself.

    Parameters
    ----------
    results : Results
    method : str, optional
        One of :data:`METHODS`; what the design was made for if not given.
    outcome : str
        Indicator, or outcome of the study's own; the study's first if not given.
    threshold : float, optional
        prim: outcomes worse than this are of interest; regret: what satisfies.
    factors : str or sequence of str
        contrast: the two factors of the map, as ``"a,b"`` or ``["a", "b"]``.
    of, against : str or mapping
        contrast: the two policies, as ``"convening=hub"`` or ``{"convening": "hub"}``; of several levers
        ``"convening=hub,share=0.5"``. The last and the first level of the first lever if not given.
    over : str or sequence of str
        contrast: the uncertainties to look at; all if not given.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Raises
    ------
    AnalysisError
        With every argument that means nothing; or if one means nothing, or design or outcome cannot bear the method.
    IncompleteError
        If it needs every run, and some have no result.
    """
    check_arguments(
        lang,
        results=(results, RESULTS),
        outcome=(outcome, TEXT),
        factors=(factors, NAMES),
        of=(of, POLICY),
        against=(against, POLICY),
        over=(over, NAMES),
    )
    limit = None if threshold is None else fit(plain(threshold), float)
    wrong: list[Problem] = []
    if method is not None and method not in (*METHODS, *FORMER):
        wrong.append(_unknown("method", message("analysis.no_method", method=repr(method)), method, METHODS))
    if outcome and outcome not in results.columns:
        said = message("analysis.no_outcome", outcome=repr(outcome))
        wrong.append(_unknown("outcome", said, outcome, results.columns))
    if limit is not None and (fault := fault_of_number(limit, whole=False)):
        wrong.append(Problem("threshold", None, "", fault))
    if wrong:
        raise AnalysisError(Enumeration([problem.sentence for problem in wrong], "\n", "\n").say(lang))
    try:
        options = Options(
            outcome, limit, name_factors(factors), read_policy(of), read_policy(against), name_factors(over, "over")
        )  # fmt: skip
        return apply_method(results, method, options)
    except AnalysisError as error:
        raise AnalysisError(say_error(error, lang)) from None


def name_factors(given: str | Sequence[str], option: str = "factors") -> tuple[str, ...]:
    """Return names of factors that were given as ``a,b`` or one by one.

    Parameters
    ----------
    given : str or sequence of str
    option : str
        How to call them in messages.

    Raises
    ------
    AnalysisError
        If a name comes twice.
    """
    names = given.split(",") if isinstance(given, str) else [str(name) for name in given]
    result = tuple(name.strip() for name in names if name.strip())
    if twice := faults_of_repetition(result, option):
        raise AnalysisError(Enumeration([problem.sentence for problem in twice], "\n", "\n"))
    return result


def read_policy(given: str | Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy that was given as ``lever=level,…`` or as a mapping.

    Raises
    ------
    AnalysisError
        If a part is no pair, or a lever is given twice.
    """
    if not isinstance(given, str):
        return dict(given)
    policy: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in given.split(","))):
        name, equals, level = (piece.strip() for piece in part.partition("="))
        if not (name and equals and level):
            raise AnalysisError(message("analysis.no_pair", part=repr(part)))
        if name in policy:
            raise AnalysisError(message("analysis.twice", name=repr(name)))
        policy[name] = level
    return policy


def _unknown(argument: str, what: str, word: object, words: Sequence[str]) -> Problem:
    near = nearest(str(word), words)
    return Problem(argument, None, "", what, "" if near else enumerate_words(words), near)


def natural_method(results: Results) -> AnalysisMethod:
    """Return the method that a design was made for."""
    made = [str(part["method"]) for part in results.manifest["identity"]["design"]]
    if "sobol" in made:
        return "sobol"
    if "morris" in made:
        return "morris"
    if has_two_policies(results.manifest["identity"]["design"]):
        return "contrast"
    return "regret" if len(made) == 2 else "effects"


def apply_method(results: Results, method: AnalysisMethod | None = None, options: Options | None = None) -> Finding:
    """Return what a method finds in a folder of results: a sentence that can be "no", tables, a picture, cautions.

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
    how, told_options = method or natural_method(results), options or Options()
    outcome = told_options.outcome or str(results.manifest["outcomes"][0])
    if how in COMPLETE:
        results.require_complete(f"--method {how}")
    weighed = how == "regret" and outcome == "effectiveness"
    if how == "timing" and outcome in results.own:
        return timing(results, load_weekly(results, outcome))
    table = load_table(results, outcome, COMPONENTS if weighed else ())
    if table.gaps == table.values.size:
        raise AnalysisError(message("analysis.no_results", name=table.name))
    if unknown := [name for name in told_options.factors if name not in table.names]:
        raise AnalysisError(
            message("analysis.no_factor", factor=repr(unknown[0]), name=table.name, names=Enumeration(table.names))
        )
    if how in COMPLETE:
        table.require_finite(f"--method {how}")
    return _run_method(how, results, table, told_options)


def _run_method(how: AnalysisMethod, results: Results, table: Any, options: Options) -> Finding:
    match how:
        case "effects":
            return effects(table)
        case "oat":
            return oat(table)
        case "morris":
            from .morris import morris

            return morris(table)
        case "sobol":
            from .sobol import sobol

            return sobol(table)
        case "prim":
            return prim(table, options.threshold)
        case "regret":
            measuring = results.manifest["identity"]["scenario"]["behaviour"]["index"] if table.components else None
            return regret(table, options.threshold, measuring)
        case "phase":
            return phase(table, options.factors)
        case "timing":
            return timing(results, table)
        case "contrast":
            return contrast(table, options.of, options.against, options.over, options.factors)
