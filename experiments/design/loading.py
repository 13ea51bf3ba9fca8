"""Read a study: a shipped one, a file or tables from a notebook, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...scenarios import Problem, Scenario, ScenarioError, names
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import describe_value
from ...scenarios.form import Form
from ...scenarios.merge import both_languages
from ...scenarios.message import message
from ...scenarios.scenario import form_of_scenario
from ..outcomes.declaration import check_outcomes
from ..outcomes.of_runs import UNDEFINED_SUFFIX
from ..outcomes.outcome import Outcome
from . import sampling
from .coherence import StudyOutline, check_whole
from .columns import check_names, fault_of_name, read_as
from .design_table import ROLES, check_parts
from .factors import check_factors
from .inertness import idle_factors
from .study import Factor, Part, Precision, Study
from .study_file import check_indicators, check_outline, find_scenario, open_file, shelf_names, with_settings
from .study_schema import POINTS, VERSION, FactorRole, OutputForm, PrecisionForm, Seeds, StudyHeading

STUDIES = Path(__file__).parents[1] / "studies"
TABLES = (
    *("schema_version", "study", "settings", "design", "levers", "uncertainties", "outcomes", "seeds", "precision"),
    "output",
)


def studies() -> tuple[str, ...]:
    """Return the names of the shipped studies, in alphabetical order."""
    return shelf_names(STUDIES)


def load_study(source: str | Path | Mapping[str, Any] | Study, *, replicates: int | None = None) -> Study:
    """Return a study.

    Parameters
    ----------
    source : str, Path, mapping or Study
        A shipped study's name, a file, or tables as they would stand in a file.
    replicates : int, optional
        Instead of what it says.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in the study and in the scenario it names.
    """
    if isinstance(source, Study):
        return source if replicates is None else replace(source, replicates=replicates)
    document, data, folder, text = open_file(source, STUDIES, "study")
    if replicates is not None:
        seeds = data.get("seeds", {})
        data = {
            **data,
            "seeds": {**(cast("dict[str, Any]", seeds) if isinstance(seeds, dict) else {}), "replicates": replicates},
        }
    return parse_study(document, data, folder, text)


def parse_study(document: Document, data: dict[str, Any], folder: Path | None, text: str) -> Study:
    """Return the study of tables that were parsed.

    Parameters
    ----------
    document : Document
        Receives the problems.
    data : dict
        The tables.
    folder : Path or None
        Where files that it names lie.
    text : str
        As it was written.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    return _StudyReader(document, data, folder, text).study()


class _StudyReader:
    """One document on its way to a study."""

    def __init__(self, document: Document, data: dict[str, Any], folder: Path | None, text: str) -> None:
        self.document, self.data, self.folder, self.text = document, data, folder, text
        self.others: list[Problem] = []  # of other files

    def study(self) -> Study:
        check_outline(self.document, self.data, VERSION, TABLES)
        heading = self._table(StudyHeading, "study")
        scenario = self._scenario(heading.get("scenario", ""))
        factors: dict[FactorRole, tuple[Factor, ...]] = {
            role: self._factors(table, role, scenario) for table, role in ROLES.items()
        }
        parts = check_parts(self.document, self.data, self.folder, factors, scenario)
        check_names(
            self.document,
            {table: self.data.get(table) for table in (*ROLES, "outcomes")},
            [factor.name for part in parts for factor in part.factors],
        )
        own = self._own(scenario, [factor.name for part in parts for factor in part.factors])
        seeds = self._build(Seeds, "seeds")
        precision = self._precision(seeds, form_of_scenario(scenario))
        outcomes = tuple(heading.get("outcomes", self._declared or ("effectiveness",)))
        form = form_of_scenario(scenario)
        check_indicators(self.document, ("study", "outcomes"), outcomes, self._declared, form)
        name = heading.get("name") or names.fit_name(Path(self.document.file).name.removesuffix(".toml"))
        if fault := names.fault_of_name(name):
            self.document.report(("study", "name"), f"{describe_value(name)}: {fault}")
        output = self._build(OutputForm, "output")
        whole = self._whole(parts, scenario)
        self._finish()
        study = Study(
            name=name,
            title=both_languages(heading.get("title", {}), name),
            question=both_languages(heading["question"]),
            scenario=cast(Scenario, scenario),
            parts=parts,
            first=cast(Seeds, seeds).first,
            replicates=cast(Seeds, seeds).replicates,
            precision=precision,
            outcomes=outcomes,
            series=cast(OutputForm, output).series,
            minutes=float(heading.get("minutes", 0.0)),
            source=self.text,
            warnings=tuple(idle_factors(whole)) if whole else (),
            own=own,
        )
        self._check_size(study)
        return study

    def _whole(self, parts: tuple[Part, ...], scenario: Scenario | None) -> StudyOutline | None:
        """Check the study as a whole, if each of its parts is right."""
        if scenario is None or self.document.problems or self.others:
            return None
        whole = StudyOutline(self.document, parts, self.data.get("settings", {}), scenario)
        check_whole(whole)
        return whole

    def _finish(self) -> None:
        if self.document.problems or self.others:
            raise ScenarioError([*sorted(self.document.problems, key=lambda each: each.line or 0), *self.others])

    def _table(self, record: type, name: str) -> dict[str, Any]:
        if name not in self.data and name == "study":
            self.document.report((), message("study.no_table"), message("study.form"))
            self._finish()
        return check_table(self.document, record, self.data.get(name, {}), (name,))

    def _build(self, record: type, name: str) -> Any:
        try:
            return record.model_validate(self._table(record, name))
        except ValidationError:
            return None  # a consequence of what was reported

    def _scenario(self, name: str) -> Scenario | None:
        if not name:
            return None
        place = ("study", "scenario")
        scenario = find_scenario(self.document, place, name, self.folder, self.others)
        return scenario and with_settings(self.document, self.data.get("settings", {}), scenario)

    def _factors(self, table: str, role: FactorRole, scenario: Scenario | None) -> tuple[Factor, ...]:
        result = self.data.get(table, {})
        if not isinstance(result, dict):
            self.document.report(
                (table,), message("value.not_table", value=describe_value(result)), message("study.factor_table")
            )
            return ()
        return check_factors(self.document, cast("dict[str, Any]", result), table, role, scenario)

    @property
    def _declared(self) -> tuple[str, ...]:
        """Names of the outcomes that the study declares, rightly or not."""
        tables = self.data.get("outcomes", {})
        return tuple(cast("dict[str, Any]", tables)) if isinstance(tables, dict) else ()

    def _own(self, scenario: Scenario | None, factors: list[str]) -> dict[str, Outcome]:
        """Return the outcomes that the study declares."""
        form = form_of_scenario(scenario)
        columns = {read_as(f"{name}{UNDEFINED_SUFFIX}"): name for name in self._declared}
        for name in self._declared:
            if fault := fault_of_name(name, form):
                self.document.report(("outcomes", name), fault)
        every = [*(("outcomes", name) for name in self._declared), *(("design", name) for name in factors)]
        for place in every:
            if other := columns.get(read_as(place[1])):
                self.document.report(place, message("outcome.column", name=other))
        return check_outcomes(self.document, self.data.get("outcomes", {}), scenario)

    def _precision(self, seeds: Seeds | None, form: Form) -> Precision | None:
        if "precision" not in self.data:
            return None
        table = self.data["precision"]
        if not isinstance(table, dict):
            self.document.report(("precision",), message("value.not_table", value=describe_value(table)))
            return None
        rest = {key: value for key, value in cast("dict[str, Any]", table).items() if key != "half_width"}
        said = check_table(self.document, PrecisionForm, rest, ("precision",))
        widths = cast("dict[str, Any]", table).get("half_width")
        key = ("precision", "half_width")
        if not isinstance(widths, dict) or not widths:
            self.document.report(key, message("value.missing"), message("study.such_table"))
            return None
        for name, width in cast("dict[str, Any]", widths).items():
            check_indicators(self.document, (*key, name), (name,), self._declared, form)
            if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < 1e9:
                self.document.report(
                    (*key, name), message("study.half_width", value=describe_value(width)), message("study.positive")
                )
        rule = PrecisionForm.model_validate(said)
        if seeds is not None and seeds.replicates < rule.minimum + rule.look_ahead:
            what = message("study.below", value=seeds.replicates, sum=rule.minimum + rule.look_ahead)
            self.document.report(("seeds", "replicates"), what)
        return Precision(cast("dict[str, float]", widths), rule.minimum, rule.look_ahead)

    def _check_size(self, study: Study) -> None:
        number = 1
        for part in study.parts:
            number *= sampling.count(part)
        if number > POINTS:
            self.document.report(
                ("design",),
                message("study.points_given", n=f"{number:,}"),
                message("value.at_most", most=f"{POINTS:,}"),
            )
            self._finish()
