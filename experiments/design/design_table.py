"""How a study lays out its points: the tables ``[design]``, ``[design.levers]`` and ``[design.uncertainties]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from ...scenarios import Scenario
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import describe_value, enumerate_words
from ...scenarios.message import message
from .distribution_form import read_conditions, read_correlations
from .points_csv import load_points
from .sampling import keep_enough
from .study import Factor, Part
from .study_schema import MAY, NEEDS, DesignForm, DesignMethod, FactorRole

ROLES: dict[str, FactorRole] = {"levers": "lever", "uncertainties": "uncertainty"}
"""Tables of factors, and the role of those in them."""


def check_parts(
    document: Document,
    data: dict[str, Any],
    folder: Path | None,
    factors: dict[FactorRole, tuple[Factor, ...]],
    scenario: Scenario | None,
) -> tuple[Part, ...]:
    """Return the designs of a study, one for all factors or one for each role, and report what is wrong with them.

    Parameters
    ----------
    document : Document
        Receives the problems.
    data : dict
        The whole study, as the parser found it.
    folder : Path or None
        Where it stands.
    factors : dict
        By role.
    scenario : Scenario or None
        What is varied.
    """
    design = data.get("design", {})
    if not isinstance(design, dict):
        document.report(("design",), message("value.not_table", value=describe_value(design)))
        return ()
    table = cast("dict[str, Any]", design)
    every = factors["lever"] + factors["uncertainty"]
    if not set(table) & set(ROLES):
        part = _part(document, data, folder, table, ("design",), every, None, scenario)
        return (part,) if part else ()
    for name in table:
        if name not in ROLES:
            what = message("study.beside")
            document.report(("design", name), what)
    parts: list[Part] = []
    for name, role in ROLES.items():
        if name in table or factors[role]:
            part = _part(document, data, folder, table.get(name, {}), ("design", name), factors[role], role, scenario)
            parts += [part] if part else []
    return tuple(parts)


def _part(
    document: Document,
    data: dict[str, Any],
    folder: Path | None,
    table: Any,
    key: tuple[str, ...],
    factors: tuple[Factor, ...],
    role: FactorRole | None,
    scenario: Scenario | None,
) -> Part | None:
    before = len(document.problems)
    said = check_table(document, DesignForm, table, key)
    if len(document.problems) > before:
        return None
    method = cast(DesignMethod, said.get("method", "grid"))
    for name in NEEDS[method]:
        if name not in said:
            document.report((*key, name), message("study.missing", method=method))
    for name in said:
        if name != "method" and name not in NEEDS[method] + MAY[method]:
            allowed = NEEDS[method] + MAY[method]
            document.report(
                (*key, name), message("study.nothing", method=method), enumerate_words(["method", *allowed])
            )
    options: dict[str, Any] = {
        **DesignForm().model_dump(include=set(MAY[method]) - {"correlations", "conditions"}),
        **{k: list(v) if isinstance(v, tuple) else v for k, v in said.items() if k != "method"},
    }
    if method == "morris" and options["levels"] % 2:
        document.report((*key, "levels"), message("study.odd", value=options["levels"]), message("study.even"))
    rows: tuple[tuple[Any, ...], ...] = ()
    if method == "list" and "file" in said:
        factors, rows = load_points(document, (*key, "file"), said["file"], folder, factors, role, scenario)
    elif not factors and not any(data.get(name) for name, each in ROLES.items() if role in (None, each)):
        document.report(key, message("study.vary"), message("study.tables"))
    _fit(document, method, factors)
    if "correlations" in said:
        pairs = read_correlations(document, (*key, "correlations"), said["correlations"], factors)
        options["correlations"] = [list(pair) for pair in pairs]  # as a manifest gives them back
    if "conditions" in said:
        read_conditions(document, (*key, "conditions"), said["conditions"], factors)
        if len(document.problems) == before and not keep_enough(Part(method, factors, options, rows)):
            document.report((*key, "conditions"), message("study.conditions"))
    return Part(method, factors, options, rows) if len(document.problems) == before else None


def _fit(document: Document, method: DesignMethod, factors: tuple[Factor, ...]) -> None:
    """Report factors that a method cannot vary."""
    for factor in factors:
        key = ("levers" if factor.role == "lever" else "uncertainties", factor.name)
        if method == "grid" and not factor.values and not factor.steps:
            document.report((*key, "steps"), message("study.grid"), message("study.two_more"))
        if method in ("grid", "factorial") and factor.distribution is not None:
            document.report((*key, "distribution"), message("study.not_sampled", method=method))
        if method == "factorial" and len(factor.values) not in (0, 2):
            document.report(key, message("study.values_given", n=len(factor.values)), message("study.two"))
