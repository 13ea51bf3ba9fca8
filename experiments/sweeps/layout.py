"""How a study lays out its points: the tables ``[design]``, ``[design.levers]`` and ``[design.uncertainties]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from ...scenarios import Scenario
from ...scenarios.checking import Document, checked_table
from ...scenarios.problems import listed, shown
from .form import MAY, NEEDS, DesignForm, Method, Role
from .lists import listed_points
from .study import Factor, Part

ROLES: dict[str, Role] = {"levers": "lever", "uncertainties": "uncertainty"}
"""Tables of factors, and the role of those in them."""


def checked_parts(
    document: Document,
    data: dict[str, Any],
    folder: Path | None,
    factors: dict[Role, tuple[Factor, ...]],
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
        document.report(("design",), f"{shown(design)} is not a table")
        return ()
    table = cast("dict[str, Any]", design)
    every = factors["lever"] + factors["uncertainty"]
    doubled = [
        factor.name for factor in factors["uncertainty"] if factor.name in {each.name for each in factors["lever"]}
    ]
    for name in doubled:
        document.report(("uncertainties", name), "is the name of a lever too")
    if not set(table) & set(ROLES):
        part = _part(document, data, folder, table, ("design",), every, None, scenario)
        return (part,) if part else ()
    for name in table:
        if name not in ROLES:
            what = "stands beside [design.levers] or [design.uncertainties], which say it for each"
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
    role: Role | None,
    scenario: Scenario | None,
) -> Part | None:
    before = len(document.problems)
    said = checked_table(document, DesignForm, table, key)
    if len(document.problems) > before:
        return None
    method = cast(Method, said.get("method", "grid"))
    for name in NEEDS[method]:
        if name not in said:
            document.report((*key, name), f"is missing: the method {method} needs it")
    for name in said:
        if name != "method" and name not in NEEDS[method] + MAY[method]:
            allowed = NEEDS[method] + MAY[method]
            document.report((*key, name), f"means nothing to the method {method}", listed(["method", *allowed]))
    options = {
        **DesignForm().model_dump(include=set(MAY[method])),
        **{k: v for k, v in said.items() if k != "method"},
    }
    if method == "morris" and options["levels"] % 2:
        document.report((*key, "levels"), f"{options['levels']} is odd", "an even number")
    rows: tuple[tuple[Any, ...], ...] = ()
    if method == "list" and "file" in said:
        factors, rows = listed_points(document, (*key, "file"), said["file"], folder, factors, role, scenario)
    elif not factors and not any(data.get(name) for name, each in ROLES.items() if role in (None, each)):
        document.report(key, "there is nothing to vary", "factors as tables below [levers] or [uncertainties]")
    _fit(document, method, factors)
    return Part(method, factors, options, rows) if len(document.problems) == before else None


def _fit(document: Document, method: Method, factors: tuple[Factor, ...]) -> None:
    """Report factors that a method cannot vary."""
    for factor in factors:
        key = ("levers" if factor.role == "lever" else "uncertainties", factor.name)
        if method == "grid" and not factor.values and not factor.steps:
            document.report((*key, "steps"), "is missing: a grid needs it, or values", "a whole number of 2 or more")
        if method == "factorial" and len(factor.values) not in (0, 2):
            document.report(key, f"has {len(factor.values)} values", "two, for a factorial")
