"""Moves of levers that a room can choose between: one lever, and where it is put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....model.parameters.settings import Settings
from ..configuration import SettingValue
from ..panels.levers import describe_levers
from ..translations import LANGUAGES, Language, words

USUAL = (
    "rules.mechanism.strength", "rules.goals.strength", "rules.resources.share", "rules.deliberation.inclusiveness",
    "rules.mechanism.responsibility_lists", "rules.participation.volunteer_service", "rules.administration.assessment",
)  # fmt: skip
"""Levers that are proposed first: the three of the seed's claim, and one from each group. A matter of choice."""

PROPOSED = 4
"""Choices that a vote begins with."""


@dataclass(frozen=True, slots=True)
class LeverMove:
    """A lever and the value it is put to.

    Attributes
    ----------
    key : str
        The lever, such as ``rules.mechanism.strength``.
    value : float, int, str or bool
    names : dict
        What the move is called, by language.
    """

    key: str
    value: SettingValue
    names: Mapping[Language, str]


def list_moves(settings: Settings) -> tuple[LeverMove, ...]:
    """Return the moves that change a city: each lever to either end, or to another choice; idle levers are left out.

    Parameters
    ----------
    settings : Settings
        Of the city as it is.
    """
    shown = {language: _levers(settings, language) for language in LANGUAGES}
    result: list[LeverMove] = []
    for key, lever in shown["en"].items():
        both: dict[Language, dict[str, Any]] = {"en": lever, "zh": shown["zh"][key]}
        if lever["idle"]:
            continue
        if lever["choices"]:
            for place, choice in enumerate(lever["choices"]):
                if choice["value"] != lever["value"]:
                    texts: dict[Language, str] = {
                        language: both[language]["choices"][place]["text"] for language in LANGUAGES
                    }
                    result.append(LeverMove(key, choice["value"], _names(both, texts)))
            continue
        for end in ("high", "low"):
            if abs(lever[end] - lever["value"]) > 1e-9:
                texts: dict[Language, str] = {language: _span(both[language], lever[end]) for language in LANGUAGES}
                value = int(lever[end]) if isinstance(lever["value"], int) else float(lever[end])
                result.append(LeverMove(key, value, _names(both, texts)))
    return tuple(result)


def propose(moves: tuple[LeverMove, ...]) -> tuple[LeverMove, ...]:
    """Return the moves that a vote begins with: of the usual levers the first move each, then whatever there is."""
    first: dict[str, LeverMove] = {}
    for move in moves:
        first.setdefault(move.key, move)
    usual = [first[key] for key in USUAL if key in first]
    others = [move for key, move in first.items() if key not in USUAL]
    return tuple((usual + others)[:PROPOSED])


def _levers(settings: Settings, language: Language) -> dict[str, dict[str, Any]]:
    groups = describe_levers(settings, settings, words(language))
    return {lever["key"]: lever for group in groups for lever in group["levers"]}


def _names(levers: Mapping[Language, Mapping[str, Any]], texts: Mapping[Language, str]) -> dict[Language, str]:
    return {
        language: words(language)("room.move", lever=levers[language]["label"], to=texts[language])
        for language in LANGUAGES
    }


def _span(lever: Mapping[str, Any], end: float) -> str:
    """Return from where to where, in the lever's unit."""
    return f"{_figure(lever, lever['value'])} → {_figure(lever, end)}"


def _figure(lever: Mapping[str, Any], value: float) -> str:
    if lever["share"]:
        return f"{value:.0%}"
    return f"{value:g}" + (f" {lever['unit']}" if lever["unit"] else "")
