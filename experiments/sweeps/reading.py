"""Read a study: a shipped one, a file or tables from a notebook, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...scenarios import Problem, Scenario, ScenarioError, names
from ...scenarios.checking import Document, checked_table
from ...scenarios.draft import both_languages
from ...scenarios.problems import shown
from . import designs
from .factors import checked_factors
from .form import POINTS, VERSION, Heading, OutputForm, PrecisionForm, Role, Seeds
from .layout import ROLES, checked_parts
from .outline import check_indicators, check_outline, named_scenario, opened, shipped, with_settings
from .study import Factor, Precision, Study

STUDIES = Path(__file__).parents[1] / "studies"
TABLES = ("schema_version", "study", "settings", "design", "levers", "uncertainties", "seeds", "precision", "output")


def studies() -> tuple[str, ...]:
    """Return the names of the shipped studies, in alphabetical order."""
    return shipped(STUDIES)


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
    document, data, folder, text = opened(source, STUDIES, "study")
    if replicates is not None:
        seeds = data.get("seeds", {})
        data = {
            **data,
            "seeds": {**(cast("dict[str, Any]", seeds) if isinstance(seeds, dict) else {}), "replicates": replicates},
        }
    return _Reading(document, data, folder, text).study()


class _Reading:
    """One document on its way to a study."""

    def __init__(self, document: Document, data: dict[str, Any], folder: Path | None, text: str) -> None:
        self.document, self.data, self.folder, self.text = document, data, folder, text
        self.others: list[Problem] = []  # of other files

    def study(self) -> Study:
        check_outline(self.document, self.data, VERSION, TABLES)
        heading = self._table(Heading, "study")
        scenario = self._scenario(heading.get("scenario", ""))
        factors: dict[Role, tuple[Factor, ...]] = {
            role: self._factors(table, role, scenario) for table, role in ROLES.items()
        }
        parts = checked_parts(self.document, self.data, self.folder, factors, scenario)
        seeds = self._made(Seeds, "seeds")
        precision = self._precision(seeds)
        outcomes = tuple(heading.get("outcomes", ("effectiveness",)))
        check_indicators(self.document, ("study", "outcomes"), outcomes)
        name = heading.get("name") or names.fitted(Path(self.document.file).name.removesuffix(".toml"))
        if fault := names.fault_of_name(name):
            self.document.report(("study", "name"), f"{shown(name)}: {fault}")
        output = self._made(OutputForm, "output")
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
        )
        self._check_size(study)
        return study

    def _finish(self) -> None:
        if self.document.problems or self.others:
            raise ScenarioError([*sorted(self.document.problems, key=lambda each: each.line or 0), *self.others])

    def _table(self, record: type, name: str) -> dict[str, Any]:
        if name not in self.data and name == "study":
            self.document.report((), "has no [study] table", "a file that begins with schema_version = 1 and [study]")
            self._finish()
        return checked_table(self.document, record, self.data.get(name, {}), (name,))

    def _made(self, record: type, name: str) -> Any:
        try:
            return record.model_validate(self._table(record, name))
        except ValidationError:
            return None  # a consequence of what was reported

    def _scenario(self, name: str) -> Scenario | None:
        if not name:
            return None
        scenario = named_scenario(self.document, ("study", "scenario"), name, self.folder, self.others)
        return scenario and with_settings(self.document, self.data.get("settings", {}), scenario)

    def _factors(self, table: str, role: Role, scenario: Scenario | None) -> tuple[Factor, ...]:
        found = self.data.get(table, {})
        if not isinstance(found, dict):
            self.document.report(
                (table,), f"{shown(found)} is not a table", "a table of factors under names of your own"
            )
            return ()
        return checked_factors(self.document, cast("dict[str, Any]", found), table, role, scenario)

    def _precision(self, seeds: Seeds | None) -> Precision | None:
        if "precision" not in self.data:
            return None
        table = self.data["precision"]
        if not isinstance(table, dict):
            self.document.report(("precision",), f"{shown(table)} is not a table")
            return None
        rest = {key: value for key, value in cast("dict[str, Any]", table).items() if key != "half_width"}
        said = checked_table(self.document, PrecisionForm, rest, ("precision",))
        widths = cast("dict[str, Any]", table).get("half_width")
        key = ("precision", "half_width")
        if not isinstance(widths, dict) or not widths:
            self.document.report(key, "is missing", "a table such as { effectiveness = 0.5 }")
            return None
        for name, width in cast("dict[str, Any]", widths).items():
            check_indicators(self.document, (*key, name), (name,))
            if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < 1e9:
                self.document.report((*key, name), f"{shown(width)} is no half-width", "a number above 0")
        form = PrecisionForm.model_validate(said)
        if seeds is not None and seeds.replicates < form.minimum + form.look_ahead:
            what = f"{seeds.replicates} is below minimum + look_ahead of [precision], {form.minimum + form.look_ahead}"
            self.document.report(("seeds", "replicates"), what)
        return Precision(cast("dict[str, float]", widths), form.minimum, form.look_ahead)

    def _check_size(self, study: Study) -> None:
        number = 1
        for part in study.parts:
            number *= designs.count(part)
        if number > POINTS:
            self.document.report(("design",), f"has {number:,} points", f"at most {POINTS:,}")
            self._finish()
