"""Lines in each language at once, and what stands in them: outcomes, differences, units."""

from __future__ import annotations

from ...experiments.analysis.dataset import Both
from ...experiments.analysis.result import (
    Finding,
)
from ...model.indicators import Indicator
from ..language.formatting import scale, significant
from ..language.translations import LANGUAGES, words


def translate(key: str, **values: object) -> Both:
    """Return a line of the wording in each language; a value that is a text in each language is taken in the same."""
    return {
        each: words(each)(
            key, **{name: value[each] if isinstance(value, dict) else value for name, value in values.items()}
        )
        for each in LANGUAGES
    }


def format_level(indicator: Indicator, value: float) -> str:
    """Return an outcome as text to three digits, a share in per cent."""
    return significant(scale(indicator) * value) + (" %" if scale(indicator) > 1 else "")


def format_gap(indicator: Indicator, value: float, sign: bool = False) -> str:
    """Return a difference of an outcome as text to three digits, of a share in percentage points, without its unit."""
    return significant(scale(indicator) * value, sign)


def gap_unit(result: Finding) -> Both:
    """Return the unit of a difference of the outcome."""
    return {each: words(each).gap(result.indicator) for each in LANGUAGES}


def unit_names(unit: str) -> Both:
    """Return what units are called, several of them."""
    return {language: words(language)(f"analysis.units.{unit}") for language in LANGUAGES}
