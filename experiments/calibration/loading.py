"""Read a targets file: a shipped one, a file or tables from a notebook, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...model.extensions.source import ExtensionError
from ...model.parameter import Quantity, quantities
from ...scenarios import Scenario, ScenarioError, names
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import Key, describe_value, enumerate_words, nearest
from ...scenarios.form import EXTENSIONS, FORM, Form, form_of
from ...scenarios.merge import both_languages
from ...scenarios.message import Enumeration, message
from ..design.columns import read_as
from ..design.factors import flat, try_change
from ..design.outcome_file import check_tables
from ..design.study_file import check_indicators, check_outline, open_file, shelf_names
from ..execution.extensions import document_extensions
from .cities import CityReader
from .targets_schema import (
    ONLY,
    VERSION,
    CalibrationHeading,
    ParameterForm,
    ProfileForm,
    SearchForm,
    TargetForm,
)
from .task import Parameter, Target, Task

SHELF = Path(__file__).parents[1] / "targets"
TABLES = (
    "schema_version", "calibration", "settings", "variants", "outcomes", "parameters", "targets", "search", "profile",
)  # fmt: skip
ROOTS = ("world", "behaviour", "rules", EXTENSIONS)
"""Where parameters stand."""

MOST = 20
"""Parameters, at most: a profile of more would take too long."""

TARGETS = 200


def targets() -> tuple[str, ...]:
    """Return the names of the shipped targets files, in alphabetical order."""
    return shelf_names(SHELF)


def load_task(source: str | Path | Mapping[str, Any] | Task, *, trials: int | None = None) -> Task:
    """Return a calibration.

    Parameters
    ----------
    source : str, Path, mapping or Task
        A shipped targets file's name, a file, or tables as they would stand in a file.
    trials : int, optional
        Instead of what it says.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in the file and in the scenarios it names.
    """
    if isinstance(source, Task):
        if trials is None:
            return source
        return replace(source, search=source.search.model_copy(update={"trials": trials}))
    document, data, folder, text = open_file(source, SHELF, "targets")
    if trials is not None:
        search = data.get("search", {})
        data = {**data, "search": {**cast("dict[str, Any]", search), "trials": trials}} if _is_table(search) else data
    return _TargetsReader(document, data, folder, text).task()


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


class _TargetsReader:
    """One document on its way to a calibration."""

    def __init__(self, document: Document, data: dict[str, Any], folder: Path | None, text: str) -> None:
        self.document, self.data, self.folder, self.text = document, data, folder, text
        self.cities = CityReader(document, data, folder)

    def task(self) -> Task:
        check_outline(self.document, self.data, VERSION, TABLES)
        if "calibration" not in self.data:
            self.document.report((), message("calibration.no_table"), message("calibration.form"))
            self._finish()
        heading = check_table(self.document, CalibrationHeading, self.data["calibration"], ("calibration",))
        result = self._with_outcomes(self._targets())
        self._check_extensions()
        parameters = self._parameters()
        search, profile = self._search(), self._build(ProfileForm, "profile")
        name = heading.get("name") or names.fit_name(Path(self.document.file).name.removesuffix(".toml"))
        if fault := names.fault_of_name(name):
            self.document.report(("calibration", "name"), f"{describe_value(name)}: {fault}")
        self._finish()
        return Task(
            name=name,
            title=both_languages(heading.get("title", {}), name),
            question=both_languages(heading["question"]),
            scenarios=self.cities.found,
            settings=flat(self.data.get("settings", {})),
            variants=self.cities.variants,
            parameters=parameters,
            targets=result,
            search=cast(SearchForm, search),
            profile=cast(ProfileForm, profile),
            source=self.text,
        )

    def _finish(self) -> None:
        if self.document.problems or self.cities.others:
            # The settings are laid over each scenario, and a fault of theirs is one fault.
            problems = list(dict.fromkeys(self.document.problems))
            raise ScenarioError(
                [*sorted(problems, key=lambda each: each.line or 0), *dict.fromkeys(self.cities.others)]
            )

    def _build(self, record: type, name: str) -> Any:
        said = check_table(self.document, record, self.data.get(name, {}), (name,))
        try:
            return record.model_validate(said)
        except ValidationError:
            return None  # a consequence of what was reported

    def _search(self) -> SearchForm | None:
        search = cast("SearchForm | None", self._build(SearchForm, "search"))
        if search is not None:
            known = ONLY[search.method]
            for key in ("accept", "refine"):
                if key in search.model_fields_set and key not in known:
                    self.document.report(("search", key), message("study.nothing", method=search.method))
        return search

    def _targets(self) -> tuple[Target, ...]:
        listing = self.data.get("targets", [])
        if not isinstance(listing, list) or not 1 <= len(cast("list[Any]", listing)) <= TARGETS:
            what = (
                message("calibration.targets")
                if listing == []
                else message("calibration.no_list", value=describe_value(listing))
            )
            self.document.report(("targets",), what, message("calibration.tables", most=TARGETS))
            return ()
        result: list[Target] = []
        for place, item in enumerate(cast("list[Any]", listing)):
            target = self._target(item, ("targets", place))
            if target and target.name in {each.name for each in result}:
                self.document.report(("targets", place), message("calibration.twice", name=target.name))
            elif target:
                result.append(target)
        return tuple(result)

    def _check_extensions(self) -> None:
        """Refuse two extensions of one name: their texts are kept side by side in one folder."""
        try:
            document_extensions(*(each.settings for each in self.cities.found.values()))
        except ExtensionError as error:
            self.document.report(("targets",), error.args[0])

    def _with_outcomes(self, found: tuple[Target, ...]) -> tuple[Target, ...]:
        """Return targets with the outcomes that they name; each is checked for every city, whose events may differ."""
        if "outcomes" not in self.data:
            return found
        own = {
            name: check_tables(self.document, self.data["outcomes"], scenario)
            for name, scenario in self.cities.found.items()
        }
        return tuple(replace(each, own=own[each.scenario].get(each.indicator)) for each in found)

    def _is_own(self, indicator: str) -> bool:
        tables = self.data.get("outcomes", {})
        return isinstance(tables, dict) and indicator in tables

    def _target(self, item: object, key: Key) -> Target | None:
        before = len(self.document.problems)
        said = check_table(self.document, TargetForm, item, key)
        scenario = self.cities.find(said.get("scenario", ""), (*key, "scenario"))
        indicator = said.get("indicator")
        if indicator is not None and self._is_own(indicator):
            for each in ("first_week", "weeks"):
                if each in said:
                    self.document.report((*key, each), message("calibration.own_window", name=indicator))
        elif indicator is not None:
            form = FORM if scenario is None else form_of(scenario.settings)
            check_indicators(self.document, (*key, "indicator"), (indicator,), form=form)
            self._check_value(form, indicator, said.get("value"), (*key, "value"))
        if scenario is not None and not self._is_own(indicator or ""):
            self._check_window(said, scenario, key)
        if scenario is None or len(self.document.problems) > before:
            return None
        asked = TargetForm.model_validate(said)
        return Target(
            asked.scenario, asked.indicator, asked.value, asked.tolerance,
            asked.first_week if "first_week" in said else None, asked.weeks,
            both_languages(said.get("title", {})), both_languages(said.get("source", {})),
        )  # fmt: skip

    def _check_value(self, form: Form, indicator: str, value: float | None, key: Key) -> None:
        about = form.by_name.get(indicator)
        if about and value is not None and not about.low <= value <= about.high:
            what = message("calibration.no_value", value=f"{value:g}", name=indicator)
            self.document.report(
                key, what, message("calibration.range", low=f"{about.low:g}", high=f"{about.high:g}", unit=about.unit)
            )

    def _check_window(self, said: dict[str, Any], scenario: Scenario, key: Key) -> None:
        length = scenario.settings.run.weeks
        first, weeks = said.get("first_week"), said.get("weeks")
        if first is None and weeks is not None and weeks > length:
            self.document.report((*key, "weeks"), message("calibration.weeks", value=weeks, weeks=length))
        elif first is not None and first + (weeks or TargetForm.model_fields["weeks"].default) > length:
            what = message("calibration.window", first=first, weeks=length)
            self.document.report((*key, "first_week"), what)

    def _parameters(self) -> tuple[Parameter, ...]:
        tables = self.data.get("parameters", {})
        if not isinstance(tables, dict) or not tables:
            what = (
                message("calibration.fit") if tables == {} else message("value.not_table", value=describe_value(tables))
            )
            self.document.report(("parameters",), what, message("calibration.keys"))
            return ()
        if not self.cities.found:
            return ()  # which keys there are depends on them
        known = self._declarations()
        result = [
            parameter
            for key, content in _leaves(cast("dict[str, Any]", tables), ("parameters",), known)
            if (parameter := self._parameter(key, content, known))
        ]
        first: dict[str, str] = {}
        for parameter in result:  # columns of the trials, which SQL tells apart without case
            if (other := first.setdefault(read_as(parameter.key), parameter.key)) != parameter.key:
                what = message("calibration.read_same", name=other)
                self.document.report(("parameters", *parameter.key.split(".")), what)
        if len(result) > MOST:
            what = message("calibration.parameters_given", n=len(result))
            self.document.report(("parameters",), what, message("value.at_most", most=MOST))
        return tuple(result)

    def _declarations(self) -> dict[str, Quantity]:
        """Return the numbers that every scenario declares."""
        tables = [{each.path: each for each in quantities(one.settings)} for one in self.cities.found.values()]
        return {
            path: each
            for path, each in tables[0].items()
            if path.split(".")[0] in ROOTS and all(path in table for table in tables)
        }

    def _parameter(self, place: Key, content: object, known: Mapping[str, Quantity]) -> Parameter | None:
        key = ".".join(str(part) for part in place[1:])
        before = len(self.document.problems)
        declared = known.get(key)
        if declared is None:
            last = key.rpartition(".")[2]
            near = [path for path in known if path.rpartition(".")[2] == last][:3]
            what = message("calibration.undeclared")
            self.document.report(
                place,
                what,
                message("value.keys_below", names=enumerate_words(ROOTS)),
                Enumeration(near, " or ", " 或 ") or nearest(key, known, 0.7),
            )
            return None
        if key in flat(cast("dict[str, Any]", self.data.get("settings", {}))):
            self.document.report(place, message("calibration.fixed"))
        said = check_table(self.document, ParameterForm, content, place)
        low, high = said.get("low", declared.sweep[0]), said.get("high", declared.sweep[1])
        log = said.get("scale") == "log"
        for end, value in (("low", low), ("high", high)):
            at = (*place, end) if end in said else place
            if not declared.low <= value <= declared.high:
                self.document.report(at, message("calibration.outside", value=f"{value:g}"), _range(declared))
            elif declared.whole and not float(value).is_integer():
                self.document.report(at, message("value.not_whole", value=f"{value:g}"), _range(declared))
        if not low < high:
            self.document.report(
                (*place, "high"), message("study.above", high=f"{high:g}", low=f"{low:g}"), _range(declared)
            )
        elif log and low <= 0:
            self.document.report((*place, "low"), message("study.log", low=f"{low:g}"), message("study.above_0"))
        if len(self.document.problems) > before:
            return None
        parameter = Parameter(declared, both_languages(said.get("title", {})), float(low), float(high), log)
        for value in (low, high):
            for scenario in self.cities.found.values():
                try_change(self.document, place, {key: parameter.setting(value)}, scenario)
        return parameter if len(self.document.problems) == before else None


def _range(declared: Quantity) -> str:
    bounds = {"low": f"{declared.low:g}", "high": f"{declared.high:g}"}
    swept = {"from_low": f"{declared.sweep[0]:g}", "to_high": f"{declared.sweep[1]:g}"}
    return message("calibration.declared", **bounds, **swept)


def _leaves(tables: dict[str, Any], place: Key, known: Mapping[str, Quantity]) -> Iterator[tuple[Key, object]]:
    """Yield the place and content of each parameter: a declared key, or a table that holds no further tables."""
    for name, content in tables.items():
        key = (*place, name)
        path = ".".join(str(part) for part in key[1:])
        inner = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
        above = any(each.startswith(f"{path}.") for each in known)
        if path not in known and inner and (above or all(isinstance(each, dict) for each in inner.values())):
            yield from _leaves(inner, key, known)
        else:
            yield key, content
