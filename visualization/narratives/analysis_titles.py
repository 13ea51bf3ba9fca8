"""What factors, policies and states of an analysis are called."""

from __future__ import annotations

from collections.abc import Mapping

from ...experiments.analysis.contrast_result import PolicyContrast
from ...experiments.analysis.dataset import Both
from ...experiments.analysis.result import (
    Combinations,
    Finding,
    PhaseMap,
    PolicyRanking,
    Row,
)
from ..language.translations import LANGUAGES, Language


def titles_of(result: Finding) -> Mapping[str, Both]:
    """Return what factors, policies and states are called, and what ``row`` and ``column`` of a phase map are."""
    match result:
        case PhaseMap():
            axes = {"row": result.titles[result.row], "column": result.titles[result.column]}
            met = title_combinations(result.policies, result.titles) | title_combinations(result.states, result.titles)
            return {**result.titles, **axes, **met}
        case PolicyRanking():
            met = title_combinations(result.policies, result.titles) | title_combinations(result.states, result.titles)
            return {**result.titles, **met}
        case PolicyContrast():
            sides = title_combinations({"of": result.of, "against": result.against}, result.titles)
            axes = {"row": result.titles[result.row], "column": result.titles[result.column]} if result.row else {}
            return {**result.titles, **sides, **axes}
        case _:
            return result.titles


def title_combinations(combinations: Combinations, titles: Mapping[str, Both]) -> dict[str, Both]:
    """Return what policies or states are called in each language, by name."""

    def title(values: Row, language: Language) -> str:
        texts = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in values.items()}
        comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
        return comma.join(f"{titles[key][language]}{colon}{text}" for key, text in texts.items())

    return {name: {each: title(values, each) for each in LANGUAGES} for name, values in combinations.items()}
