"""What a map of a multiplier's answer says, in sentences."""

from __future__ import annotations

from ...experiments.multipliers.answer_map import AnswerMap, MapAxis
from ..language.translations import Words
from .ensemble import number_title
from .multiplier import part

_COMMA = {"en": ", ", "zh": "、"}


def name_of_axis(axis: MapAxis, words: Words) -> str:
    """Return what a number of the world is called."""
    return number_title(axis.key, words)


def title(found: AnswerMap, words: Words) -> str:
    """Return what the map is of."""
    players = _COMMA[words.language].join(part(name, words) for name in found.names)
    return words("multiplier.map.title", players=players)


def caption(found: AnswerMap, words: Words) -> str:
    """Return in how many cells the parts multiply, and in how many they stand in for each other."""
    return words(
        "multiplier.map.caption",
        cells=found.mean.size,
        more=found.count("more"),
        less=found.count("less"),
        open=found.count("open"),
        seeds=found.seeds,
        scenario=words.of(found.scenario.title) or found.scenario.name,
        baseline=words.of(found.baseline.title) or found.baseline.name,
    )
