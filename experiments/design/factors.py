"""What a study varies, checked value by value against the scenario that it is varied in."""

from __future__ import annotations

from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from ...model.parameter import Quantity, quantities
from ...model.parameters.settings import Settings
from ...scenarios import Problem, Scenario, ScenarioError, load
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import Key, describe_value, enumerate_words, format_key
from ...scenarios.form import EXTENSIONS
from ...scenarios.merge import both_languages
from ...scenarios.message import Message, message
from ...scenarios.overrides import look_up_setting, read_changes
from ...scenarios.scenario import form_of_scenario
from .columns import check_levels, fault_of_name
from .distribution_form import NUMBERS, read_distribution
from .study import Factor, FactorValue
from .study_schema import FactorForm, FactorRole

_FAULTS_OF_KEYS = {"value.unknown", "study.not_dotted", "toml.deep_key"}
"""Codes of what may be wrong with a key, whatever its value."""

ROOTS: dict[FactorRole, tuple[str, ...]] = {
    "lever": ("rules", "events", EXTENSIONS),
    "uncertainty": ("world", "behaviour", "events", EXTENSIONS),
}
"""Where the settings of a role stand."""

MOST = 1000
"""Values of a factor at most."""


def flat(table: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return nested tables as dotted keys.

    >>> flat({"rules": {"goals": {"strength": 0.5}}})
    {'rules.goals.strength': 0.5}
    """
    result: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value:
            result |= flat(cast("dict[str, Any]", value), key)
        else:
            result[key] = value
    return result


def report_at(document: Document, place: Key, problem: Problem) -> None:
    """Report at a place of a study what was found wrong with the scenario it makes."""
    words = problem.what if format_key(place).endswith(problem.key) else problem.about
    document.problems.append(
        Problem(document.file, document.line(place), format_key(place), words, problem.allowed, problem.suggestion)
    )


_RANGE = ("low", "high", "steps", "scale", "distribution", *NUMBERS)
"""What is said of a range."""


def check_factors(
    document: Document, tables: dict[str, Any], table: str, role: FactorRole, scenario: Scenario | None
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
    result: list[Factor] = []
    form = form_of_scenario(scenario)
    for name, content in tables.items():
        place = (table, name)
        if fault := fault_of_name(name, form):
            document.report(place, fault)
        elif not isinstance(content, dict):
            document.report(
                place,
                message("value.not_table", value=describe_value(content)),
                message("value.table_of", names=enumerate_words(list(FactorForm.model_fields))),
            )
        else:
            factor = _factor(document, cast("dict[str, Any]", content), place, name, role, scenario)
            result += [factor] if factor else []
    return tuple(result)


def _factor(
    document: Document, table: dict[str, Any], place: Key, name: str, role: FactorRole, scenario: Scenario | None
) -> Factor | None:
    before = len(document.problems)
    rest = {key: value for key, value in table.items() if key not in ("values", "levels")}
    said = check_table(document, FactorForm, rest, place)
    title = both_languages(said.get("title", {}))
    key: str = said.get("key", "")
    if "levels" in table:
        for other in ("key", "values", *_RANGE):
            if other in table:
                document.report((*place, other), message("study.beside_levels"))
        levels = _levels(document, table["levels"], (*place, "levels"), role, scenario)
        if len(document.problems) > before:
            return None
        return Factor(name, role, title, values=tuple(levels), levels=levels)
    if not key:
        document.report((*place, "key"), message("value.missing"), message("study.setting"))
        return None
    _check_root(document, (*place, "key"), key, role)
    _check_key(document, (*place, "key"), key, scenario)
    declared = declaration(scenario, key) if scenario else None
    if len(document.problems) > before:
        return None
    if "values" in table:
        for other in _RANGE:
            if other in table:
                document.report((*place, other), message("study.beside_values"))
        values = _values(document, table["values"], (*place, "values"))
        for number, value in enumerate(values):
            try_change(document, (*place, "values", number), {key: value}, scenario)
        if scenario is not None and len(document.problems) == before:
            values = tuple(as_set(load(scenario, changes={key: value}).settings, key, value) for value in values)
        return Factor(name, role, title, key, values) if len(document.problems) == before else None
    if isinstance(declared, tuple) and not {"low", "high"} & set(table):
        return Factor(name, role, title, key, declared)
    quantity = declared if isinstance(declared, Quantity) else None
    observed = said.get("samples") if said.get("distribution") == "empirical" else None
    low = min(observed) if observed else said.get("low", quantity.sweep[0] if quantity else None)
    high = max(observed) if observed else said.get("high", quantity.sweep[1] if quantity else None)
    if low is None or high is None:
        if scenario is not None and not try_change(document, (*place, "key"), {key: 0}, scenario):
            return None
        document.report(place, message("study.needs"))
        return None
    log = said.get("scale") == "log"
    if not low < high:
        document.report((*place, "high"), message("study.above", high=f"{high:g}", low=f"{low:g}"))
    elif log and low <= 0:
        document.report((*place, "low"), message("study.log", low=f"{low:g}"), message("study.above_0"))
    whole = bool(quantity and quantity.whole) or _is_counted(scenario, key)
    for end, value in (("low", low), ("high", high)):
        if whole and not float(value).is_integer():
            document.report((*place, end), message("value.not_whole", value=f"{value:g}"))
        else:
            number = int(value) if whole else value
            try_change(document, (*place, end) if end in table else place, {key: number}, scenario)
    spread = read_distribution(document, place, said, low, high) if low < high else None
    if len(document.problems) > before:
        return None
    steps = said.get("steps", 0)
    return Factor(name, role, title, key, low=low, high=high, steps=steps, log=log, whole=whole, distribution=spread)


def as_set(settings: Settings, key: str, value: FactorValue) -> FactorValue:
    """Return a value as settings hold it where that is a whole number and `value` says so with a point."""
    if not isinstance(value, float) or not key:
        return value
    (change,) = read_changes({key: 0})  # one spelling, whatever quotation marks stand in the key
    taken = look_up_setting(settings, ".".join(map(str, change.key)))
    return taken if type(taken) is int else value


def _is_counted(scenario: Scenario | None, key: str) -> bool:
    """Tell whether a setting holds a whole number, also where none of its bounds is declared, as an event's week."""
    if scenario is None:
        return False
    try:
        return type(look_up_setting(scenario.settings, key)) is int
    except KeyError:
        return False


def _check_root(document: Document, place: Key, key: str, role: FactorRole) -> None:
    if key.split(".")[0] not in ROOTS[role]:
        other = next((each for each, roots in ROOTS.items() if key.split(".")[0] in roots), None)
        where = {"lever": "[levers]", "uncertainty": "[uncertainties]"}
        hint = f"{where[other]}" if other else ""
        document.report(
            place,
            message("study.no_factor", value=describe_value(key), noun=message(f"study.{role}")),
            message("value.keys_below", names=enumerate_words(ROOTS[role])),
            hint,
        )


def _check_key(document: Document, place: Key, key: str, scenario: Scenario | None) -> None:
    """Report a key that no setting has: once, and not for each of its values."""
    if scenario is None:
        return
    try:
        load(scenario, changes={key: 0})
    except ScenarioError as error:
        for problem in error.problems:
            if isinstance(problem.what, Message) and problem.what.code in _FAULTS_OF_KEYS:
                report_at(document, place, problem)


def _levels(
    document: Document, value: Any, place: Key, role: FactorRole, scenario: Scenario | None
) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not 2 <= len(cast("dict[str, Any]", value)) <= MOST:
        document.report(place, message("study.no_levels"), message("study.level_tables", most=MOST))
        return {}
    result: dict[str, dict[str, Any]] = {}
    check_levels(document, place, cast("dict[str, Any]", value))
    for name, content in cast("dict[str, Any]", value).items():
        if not isinstance(content, dict):
            document.report((*place, name), message("study.not_settings", value=describe_value(content)))
            continue
        changes = flat(cast("dict[str, Any]", content))
        for key in changes:
            _check_root(document, (*place, name), key, role)
        try_change(document, (*place, name), changes, scenario)
        result[name] = changes
    return result


def _values(document: Document, value: Any, place: Key) -> tuple[FactorValue, ...]:
    if not isinstance(value, list | tuple) or not 1 <= len(cast("list[Any]", value)) <= MOST:
        document.report(
            place, message("study.no_list", value=describe_value(value)), message("study.values", most=MOST)
        )
        return ()
    result: list[FactorValue] = []
    for number, item in enumerate(cast("list[Any]", value)):
        if not isinstance(item, bool | int | float | str):
            document.report((*place, number), message("study.not_plain", value=describe_value(item)))
        elif any(item == other and isinstance(item, bool) == isinstance(other, bool) for other in result):
            document.report((*place, number), message("study.given_twice", value=describe_value(item)))
        else:
            result.append(item)
    return tuple(result)


def try_change(document: Document, place: Key, changes: dict[str, Any], scenario: Scenario | None) -> bool:
    """Apply settings to a scenario, report what is wrong with them, and tell whether nothing is."""
    if scenario is None:
        return True
    try:
        load(scenario, changes=changes)
    except ScenarioError as error:
        for problem in error.problems:
            report_at(document, place, problem)
        return False
    return True


def declaration(scenario: Scenario, key: str) -> Quantity | tuple[FactorValue, ...] | None:
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
                return cast("tuple[FactorValue, ...]", get_args(annotation))
            if annotation is bool:
                return (False, True)
        else:
            return None
    return None
