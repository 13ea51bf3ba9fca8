"""The words of the browser's pages: one file a page in ``wording/en/`` and ``wording/zh/``.

The file's name is the first part of its keys: ``title`` in ``play.toml`` is ``play.title``. What tables and reports say
(:mod:`cogov.visualization.language.translations`) is there too. Both languages hold the same keys with the same
placeholders.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ...scenarios.message import Bilingual
from ..language.translations import LANGUAGES, Language, Words, flat, with_names
from ..language.translations import words as words_of_reports

__all__ = ["LANGUAGES", "TAGS", "WORDING", "Language", "Words", "ask_language", "in_both", "words"]

WORDING = Path(__file__).parent / "wording"

TAGS: Mapping[Language, str] = {"en": "en", "zh": "zh-CN"}
"""What a browser calls the languages."""

SURFACES: Mapping[str, tuple[str, ...]] = {
    "levers.choice": ("choice",),
    "happenings.actor": ("actor",),
    "happenings.type": ("issue",),
    "map.kind": ("actor",),
    "map.domain": ("domain",),
    "map.resource": ("resource",),
}
"""Tables whose Chinese is that of the glossary."""


@cache
def words(language: Language) -> Words:
    """Return the words in a language."""
    own = with_names(_lines("en"), _lines(language), language, SURFACES)
    return Words(language, words_of_reports(language).lines | own)


def in_both(key: str, /, **values: object) -> Bilingual:
    """Return a line to be said in either language."""
    return Bilingual(words("en")(key, **values), words("zh")(key, **values))


def ask_language(accepted: str) -> Language:
    """Return the language that a browser asks for: English if it stands before Chinese, else Chinese.

    Parameters
    ----------
    accepted : str
        The header ``Accept-Language``: browsers name their languages by preference.

    Examples
    --------
    >>> ask_language("en-GB,en;q=0.9,zh;q=0.5"), ask_language("zh-CN,en"), ask_language("")
    ('en', 'zh', 'zh')
    """
    for each in accepted.lower().split(","):
        name = each.split(";")[0].strip().split("-")[0]
        if name == "en" or name == "zh":
            return name
    return "zh"


@cache
def _lines(language: Language) -> dict[str, str]:
    lines: dict[str, str] = {}
    for path in sorted((WORDING / language).glob("*.toml")):
        lines |= flat(tomllib.loads(path.read_text(encoding="utf-8")), f"{path.stem}.")
    return lines
