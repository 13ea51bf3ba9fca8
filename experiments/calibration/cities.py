"""The cities of a targets file: scenarios, and variants of them that the file makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from ...scenarios import Problem, Scenario, names
from ...scenarios.checking import Document, check_table
from ...scenarios.errors import Key, describe_value
from ...scenarios.merge import both_languages
from ..design.factors import flat
from ..design.study_file import find_scenario, with_settings
from .targets_schema import VariantForm
from .task import CityVariant


class CityReader:
    """Finds the scenarios that targets name.

    Parameters
    ----------
    document : Document
        Receives what is wrong.
    data : dict
        The file as the parser found it.
    folder : Path or None
        Where it lies.

    Attributes
    ----------
    found : dict of str to Scenario
        By the name in the file, each with the file's settings laid over it.
    variants : dict of str to CityVariant
        Of the table ``[variants]``, those that were looked at.
    others : list of Problem
        What is wrong with other files.
    """

    def __init__(self, document: Document, data: dict[str, Any], folder: Path | None) -> None:
        self._document, self._data, self._folder = document, data, folder
        self.found: dict[str, Scenario] = {}
        self.variants: dict[str, CityVariant] = {}
        self.others: list[Problem] = []

    def find(self, name: str, key: Key) -> Scenario | None:
        """Return the scenario of a name that stands at a key, or None with a report."""
        if name and name not in self.found:
            tables = self._data.get("variants", {})
            variant = isinstance(tables, dict) and name in tables
            scenario = (
                self._vary(name, cast("dict[str, object]", tables)[name]) if variant else self._lay_over(name, key)
            )
            if scenario is not None:
                self.found[name] = scenario
        return self.found.get(name)

    def _lay_over(self, name: str, key: Key) -> Scenario | None:
        scenario = find_scenario(self._document, key, name, self._folder, self.others)
        if scenario is None:
            return None
        return with_settings(self._document, self._data.get("settings", {}), scenario)

    def _vary(self, name: str, content: object) -> Scenario | None:
        """Return a scenario of the table ``[variants]``; what is wrong with it is reported once."""
        if name in self.variants:
            return None
        place, before = ("variants", name), len(self._document.problems)
        if fault := names.fault_of_name(name):
            self._document.report(place, f"{describe_value(name)}: {fault}")
        table = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
        settings = table.get("settings", {})
        head: object = {each: value for each, value in table.items() if each != "settings"} if table else content
        said = check_table(self._document, VariantForm, head, place)
        origin: str = said.get("scenario", "")
        self.variants[name] = CityVariant(origin, flat(settings) if isinstance(settings, dict) else {})
        scenario = self._lay_over(origin, (*place, "scenario")) if origin else None
        if scenario is None or len(self._document.problems) > before:
            return None
        own = with_settings(self._document, settings, scenario, (*place, "settings"))
        title = both_languages(said["title"], name) if "title" in said else own.title
        return own.model_copy(update={"name": name, "title": title})
