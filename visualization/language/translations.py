"""The words of tables and pages, in English and Chinese.

They live in ``wording/en.toml`` and ``wording/zh.toml``; both hold the same keys with the same placeholders,
which a test compares. What indicators and levers mean is said where they are declared, in :mod:`cogov.model`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from ...model.glossary import chinese
from ...model.indicators import Indicator
from ...scenarios.scenario import Text

if TYPE_CHECKING:
    from ...experiments.outcomes.own_indicator import OwnIndicator

Language = Literal["en", "zh"]
WORDING = Path(__file__).parent / "wording"
LANGUAGES: tuple[Language, ...] = ("en", "zh")

SURFACES: Mapping[str, tuple[str, ...]] = {
    "player": ("actor", "institution"),
    "piece": ("institution",),
    "choice": ("choice",),
    "kind": ("actor",),
    "issue": ("issue",),
}
"""Tables of the wording whose Chinese is that of the glossary, :mod:`cogov.model.glossary`."""

_FORMS = re.compile(r"\[\[(\w+)\?(.*?)\|(.*?)\]\]")


@dataclass(frozen=True, slots=True)
class Words:
    """All words in one language.

    Attributes
    ----------
    language : str
        ``en`` or ``zh``.
    lines : dict
        Text by dotted key, with ``{placeholders}``.
    """

    language: Language
    lines: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with its placeholders filled in; a missing key is an error.

        ``[[n?run|runs]]`` is the first where `n` is one, and the second otherwise. English has these two forms and
        Chinese one, so that this is all the grammar of numbers that is needed.
        """
        line = self.lines[key]
        if "[[" in line:
            line = _FORMS.sub(lambda form: form[2] if str(values[form[1]]) == "1" else form[3], line)
        return line.format(**values)

    def title(self, indicator: Indicator) -> str:
        """Return the short title of an indicator."""
        return indicator.zh if self.language == "zh" else indicator.en

    def meaning(self, indicator: Indicator) -> str:
        """Return what an indicator measures, in a sentence without a full stop."""
        return indicator.meaning_zh if self.language == "zh" else indicator.meaning

    def unit(self, indicator: Indicator) -> str:
        """Return the unit of an indicator."""
        if indicator.unit not in ("own", "area"):
            return self.lines[f"unit.{indicator.unit}"]
        own = cast("OwnIndicator", indicator)  # no indicator of the model has these units
        unit = self.lines[f"unit.{own.of_unit}"] if own.of_unit else self.of(own.own_unit)
        return unit if indicator.unit == "own" else self("unit.area", unit=unit)

    def axis(self, indicator: Indicator) -> str:
        """Return the unit in which an indicator is drawn: shares in per cent."""
        return self.lines["unit.percent"] if indicator.unit == "share" else self.unit(indicator)

    def gap(self, indicator: Indicator) -> str:
        """Return the unit of a difference: percentage points where the indicator is a share."""
        return self.lines["unit.pp"] if indicator.unit == "share" else self.unit(indicator)

    def of(self, text: Text) -> str:
        """Return what a scenario says in this language, or in the other if it says nothing in this one."""
        return (text.zh or text.en) if self.language == "zh" else (text.en or text.zh)


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested tables as one dictionary with dotted keys."""
    lines: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            lines |= flat(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            lines[prefix + key] = str(value)
    return lines


@cache
def words(language: Language) -> Words:
    """Return the words in a language."""
    return Words(language, with_names(_lines("en"), _lines(language), language, SURFACES))


def with_names(
    english: dict[str, str], lines: dict[str, str], language: Language, surfaces: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return lines with the Chinese names of the glossary in their places, in the order of the English ones.

    Parameters
    ----------
    english, lines : dict
        Lines by key, in English and in the language.
    language : str
    surfaces : mapping
        By table of the lines the kinds of names that stand in it.
    """
    if language == "en":
        return lines
    names = {f"{table}.{key}": name for table, kinds in surfaces.items() for key, name in chinese(*kinds).items()}
    known = {key: name for key, name in names.items() if key in english} | lines
    return {key: known[key] for key in english if key in known} | known


@cache
def _lines(language: Language) -> dict[str, str]:
    text = (WORDING / f"{language}.toml").read_text(encoding="utf-8")
    return flat(tomllib.loads(text))


def preferred_language(environment: dict[str, str] | None = None) -> Language:
    """Return the language that the user's locale asks for: Chinese if it says so, else English."""
    environment = dict(os.environ) if environment is None else environment
    for variable in ("COGOV_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
