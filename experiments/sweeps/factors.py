"""What a study varies, checked value by value against the scenario that it is varied in."""

from __future__ import annotations

from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from ...model.indicators import NAMES
from ...model.quantity import Quantity, quantities
from ...scenarios import Problem, Scenario, ScenarioError, load
from ...scenarios.checking import Document, checked_table
from ...scenarios.draft import both_languages
from ...scenarios.problems import Key, dotted, listed, shown
from .form import RESERVED, FactorForm, Role
from .study import Factor, Value

ROOTS: dict[Role, tuple[str, ...]] = {"lever": ("rules", "events"), "uncertainty": ("world", "behaviour", "events")}
"""Where the settings of a role stand."""

MOST = 1000
"""Values of a factor at most."""


def flat(table: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return nested tables as dotted keys.

    >>> flat({"rules": {"goals": {"strength": 0.5}}})
    {'rules.goals.strength': 0.5}
    """
    found: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value:
            found |= flat(cast("dict[str, Any]", value), key)
        else:
            found[key] = value
    return found


def retold(document: Document, place: Key, problem: Problem) -> None:
    """Report at a place of a study what was found wrong with the scenario it makes."""
    words = problem.what if dotted(place).endswith(problem.key) else f"{problem.key}: {problem.what}"
    document.problems.append(
        Problem(document.file, document.line(place), dotted(place), words, problem.allowed, problem.suggestion)
    )


def checked_factors(
    document: Document, tables: dict[str, Any], table: str, role: Role, scenario: Scenario | None
) -> tuple[Factor, ...]:
    """Return the factors of ``[levers]`` or ``[uncertainties]``, and report what is wrong with them.

    Parameters
    ----------
    document : Document
        Receives the problems.
    tables : dict
        What the parser found.
    table : str
        Its name.
    role : str
        Of its factors.
    scenario : Scenario or None
        What they are varied in; None if it could not be read, and then values are not looked at.
    """
    found: list[Factor] = []
    for name, content in tables.items():
        place = (table, name)
        if fault := fault_of_name(name):
            document.report(place, fault)
        elif not isinstance(content, dict):
            document.report(
                place, f"{shown(content)} is not a table", f"a table of {listed(list(FactorForm.model_fields))}"
            )
        else:
            factor = _factor(document, cast("dict[str, Any]", content), place, name, role, scenario)
            found += [factor] if factor else []
    return tuple(found)


def fault_of_name(name: str) -> str:
    """Return why no factor can bear this name, or an empty string."""
    if not name.isidentifier() or len(name) > 40:
        return "a factor's name is a word of at most 40 letters, digits and _, which does not begin with a digit"
    if name in RESERVED or name in NAMES:
        return "is the name of a column of the results; choose another"
    return ""


def _factor(
    document: Document, table: dict[str, Any], place: Key, name: str, role: Role, scenario: Scenario | None
) -> Factor | None:
    before = len(document.problems)
    rest = {key: value for key, value in table.items() if key not in ("values", "levels")}
    said = checked_table(document, FactorForm, rest, place)
    title = both_languages(said.get("title", {}))
    key: str = said.get("key", "")
    if "levels" in table:
        for other in ("key", "values", "low", "high", "steps", "scale"):
            if other in table:
                document.report((*place, other), "means nothing beside levels")
        levels = _levels(document, table["levels"], (*place, "levels"), role, scenario)
        if len(document.problems) > before:
            return None
        return Factor(name, role, title, values=tuple(levels), levels=levels)
    if not key:
        document.report((*place, "key"), "is missing", "the setting that it varies, or levels")
        return None
    _check_root(document, (*place, "key"), key, role)
    _check_key(document, (*place, "key"), key, scenario)
    declared = declaration(scenario, key) if scenario else None
    if len(document.problems) > before:
        return None
    if "values" in table:
        for other in ("low", "high", "steps", "scale"):
            if other in table:
                document.report((*place, other), "means nothing beside values")
        values = _values(document, table["values"], (*place, "values"))
        for number, value in enumerate(values):
            try_change(document, (*place, "values", number), {key: value}, scenario)
        return Factor(name, role, title, key, values) if len(document.problems) == before else None
    if isinstance(declared, tuple) and not {"low", "high"} & set(table):
        return Factor(name, role, title, key, declared)
    quantity = declared if isinstance(declared, Quantity) else None
    low = said.get("low", quantity.sweep[0] if quantity else None)
    high = said.get("high", quantity.sweep[1] if quantity else None)
    if low is None or high is None:
        if scenario is not None and not try_change(document, (*place, "key"), {key: 0}, scenario):
            return None
        document.report(place, "needs values, levels, or low and high")
        return None
    log = said.get("scale") == "log"
    if not low < high:
        document.report((*place, "high"), f"{high:g} is not above low, {low:g}")
    elif log and low <= 0:
        document.report((*place, "low"), f"{low:g} has no logarithm", 'a number above 0, or scale = "linear"')
    whole = bool(quantity and quantity.whole)
    for end, value in (("low", low), ("high", high)):
        if whole and not float(value).is_integer():
            document.report((*place, end), f"{value:g} is not a whole number")
        else:
            number = int(value) if whole else value
            try_change(document, (*place, end) if end in table else place, {key: number}, scenario)
    if len(document.problems) > before:
        return None
    return Factor(name, role, title, key, low=low, high=high, steps=said.get("steps", 0), log=log, whole=whole)


def _check_root(document: Document, place: Key, key: str, role: Role) -> None:
    if key.split(".")[0] not in ROOTS[role]:
        other = next((each for each, roots in ROOTS.items() if key.split(".")[0] in roots), None)
        where = {"lever": "[levers]", "uncertainty": "[uncertainties]"}
        hint = f"{where[other]}" if other else ""
        document.report(place, f"{shown(key)} is no {role}", f"keys below {listed(ROOTS[role])}", hint)


def _check_key(document: Document, place: Key, key: str, scenario: Scenario | None) -> None:
    """Report a key that no setting has: once, and not for each of its values."""
    if scenario is None:
        return
    try:
        load(scenario, changes={key: 0})
    except ScenarioError as error:
        for problem in error.problems:
            if problem.what.startswith(("unknown key", "not a dotted key", "a dotted key")):
                retold(document, place, problem)


def _levels(
    document: Document, value: Any, place: Key, role: Role, scenario: Scenario | None
) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not 2 <= len(cast("dict[str, Any]", value)) <= MOST:
        document.report(place, "has no two levels", f"a table of 2 to {MOST} tables, each with the settings of a level")
        return {}
    found: dict[str, dict[str, Any]] = {}
    for name, content in cast("dict[str, Any]", value).items():
        if not isinstance(content, dict):
            document.report((*place, name), f"{shown(content)} is not a table of settings")
            continue
        changes = flat(cast("dict[str, Any]", content))
        for key in changes:
            _check_root(document, (*place, name), key, role)
        try_change(document, (*place, name), changes, scenario)
        found[name] = changes
    return found


def _values(document: Document, value: Any, place: Key) -> tuple[Value, ...]:
    if not isinstance(value, list | tuple) or not 1 <= len(cast("list[Any]", value)) <= MOST:
        document.report(place, f"{shown(value)} is no list of values", f"a list of 1 to {MOST}")
        return ()
    found: list[Value] = []
    for number, item in enumerate(cast("list[Any]", value)):
        if not isinstance(item, bool | int | float | str):
            document.report((*place, number), f"{shown(item)} is not a number, word or truth value")
        elif any(item == other and isinstance(item, bool) == isinstance(other, bool) for other in found):
            document.report((*place, number), f"{shown(item)} is given twice")
        else:
            found.append(item)
    return tuple(found)


def try_change(document: Document, place: Key, changes: dict[str, Any], scenario: Scenario | None) -> bool:
    """Apply settings to a scenario, report what is wrong with them, and tell whether nothing is."""
    if scenario is None:
        return True
    try:
        load(scenario, changes=changes)
    except ScenarioError as error:
        for problem in error.problems:
            retold(document, place, problem)
        return False
    return True


def declaration(scenario: Scenario, key: str) -> Quantity | tuple[Value, ...] | None:
    """Return how the model declares a setting: a number with its range, or the words it may be; None if neither."""
    for quantity in quantities(scenario.settings):
        if quantity.path == key:
            return quantity
    record: Any = scenario.settings
    for part in key.split("."):
        if isinstance(record, dict):
            record = cast("dict[str, Any]", record).get(part)
        elif isinstance(record, BaseModel) and part in type(record).model_fields:
            annotation = type(record).model_fields[part].annotation
            record = getattr(record, part)
            if get_origin(annotation) is Literal:
                return cast("tuple[Value, ...]", get_args(annotation))
            if annotation is bool:
                return (False, True)
        else:
            return None
    return None
