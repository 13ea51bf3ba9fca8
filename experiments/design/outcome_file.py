"""A file of outcomes alone, for runs that are no study: tables ``[outcomes.NAME]``, as a study has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from ...scenarios import Problem, Scenario, ScenarioError, library, load
from ...scenarios.checking import Document
from ...scenarios.form import form_of
from ...scenarios.message import MessageLanguage, message
from ..outcomes.declaration import check_outcomes
from ..outcomes.of_runs import UNDEFINED_SUFFIX
from ..outcomes.outcome import Outcome
from .columns import fault_of_name, read_as
from .loading import STUDIES, TABLES
from .study_file import check_outline, open_file
from .study_schema import VERSION

OutcomeSource = str | Path | Mapping[str, Any]


def load_outcomes(
    source: OutcomeSource, scenarios: Sequence[Scenario], *, lang: MessageLanguage = "en"
) -> dict[str, Outcome]:
    """Return the outcomes that a file declares, for runs of scenarios of one edition.

    Parameters
    ----------
    source : str, Path or mapping
        A file with tables ``[outcomes.NAME]``, a study, or tables as they would stand in one.
    scenarios : sequence of Scenario
        Whose indicators expressions name, and whose events windows name.
    lang : str
        Language of the error's message.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with its line.
    """
    found: dict[str, Outcome] = {}
    problems: dict[Problem, None] = {}  # what is wrong for each of the scenarios is told once
    try:
        for scenario in scenarios:
            document, data, _, _ = open_file(source, STUDIES, "outcomes")
            check_outline(document, data, VERSION, TABLES if "study" in data else ("schema_version", "outcomes"))
            tables: Any = data.get("outcomes", {})
            if tables == {}:
                document.report(("outcomes",), message("outcome.none_declared"), message("outcome.form"))
            found = check_tables(document, tables, scenario)
            problems |= dict.fromkeys(sorted(document.problems, key=lambda each: each.line or 0))
    except ScenarioError as error:
        raise ScenarioError(error.problems, lang) from None
    if problems:
        raise ScenarioError(problems, lang)
    return found


def load_fitting_outcomes(
    source: OutcomeSource, scenarios: Sequence[Scenario], *, lang: MessageLanguage = "en"
) -> dict[str, Outcome]:
    """Return the outcomes that a file declares, for runs of some scenarios, or of any of the library if none is named.

    Raises
    ------
    ScenarioError
        With everything that is wrong; where none of the library fits, for the last one.
    """
    if scenarios:
        return load_outcomes(source, scenarios, lang=lang)
    *others, last = library()
    for name in others:
        with suppress(ScenarioError):
            return load_outcomes(source, [load(name)], lang=lang)
    return load_outcomes(source, [load(last)], lang=lang)


def outcome_tables(source: OutcomeSource) -> dict[str, Any]:
    """Return the tables ``[outcomes.NAME]`` of a file as the parser found them; see :func:`load_outcomes`."""
    _, data, _, _ = open_file(source, STUDIES, "outcomes")
    return cast("dict[str, Any]", data.get("outcomes", {}))


def check_tables(document: Document, tables: Any, scenario: Scenario) -> dict[str, Outcome]:
    """Return the outcomes of a file that is no study, for runs of a scenario, and report what is wrong with them.

    Parameters
    ----------
    document : Document
        Receives the problems.
    tables : object
        What the parser found below ``outcomes``.
    scenario : Scenario
    """
    names = tuple(cast("dict[str, Any]", tables)) if isinstance(tables, dict) else ()
    columns = {read_as(f"{name}{UNDEFINED_SUFFIX}"): name for name in names}
    for name in names:
        if fault := fault_of_name(name, form_of(scenario.settings)):
            document.report(("outcomes", name), fault)
        if other := columns.get(read_as(name)):
            document.report(("outcomes", name), message("outcome.column", name=other))
    return check_outcomes(document, tables, scenario)
