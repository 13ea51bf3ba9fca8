"""The words of tables and pages, in English and Chinese.

They live in ``wording/en.toml`` and ``wording/zh.toml``; both hold the same keys with the same placeholders,
which a test compares. What indicators and levers mean is said where they are declared, in :mod:`cogov.model`.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from ..model.indicators import Indicator
from ..scenarios.scenario import Text

Language = Literal["en", "zh"]
WORDING = Path(__file__).parent / "wording"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


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

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with its placeholders filled in; a missing key is an error.

        In English a plural behind a placeholder becomes a singular where that is 1.
        """
        line = self.lines[key]
        for name, value in values.items():
            if value == 1 and self.language == "en":
                line = re.sub(rf"(\{{{name}\}} \w+)s\b", r"\1", line)
        return line.format(**values)

    def title(self, indicator: Indicator) -> str:
        """Return the short title of an indicator."""
        return indicator.zh if self.language == "zh" else indicator.en

    def meaning(self, indicator: Indicator) -> str:
        """Return what an indicator measures, in a sentence without a full stop."""
        return indicator.meaning_zh if self.language == "zh" else indicator.meaning

    def unit(self, indicator: Indicator) -> str:
        """Return the unit of an indicator."""
        return self.lines[f"unit.{indicator.unit}"]

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
    text = (WORDING / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, flat(tomllib.loads(text)))


def spoken(environment: dict[str, str] | None = None) -> Language:
    """Return the language that the user's locale asks for: Chinese if it says so, else English."""
    environment = dict(os.environ) if environment is None else environment
    for variable in ("COGOV_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
