"""The words of the browser's pages: one file a page in ``wording/en/`` and ``wording/zh/``.

The file's name is the first part of its keys: ``title`` in ``play.toml`` is ``play.title``. What tables and reports say
(:mod:`cogov.experiments.words`) is there too. Both languages hold the same keys with the same placeholders.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from ..experiments.words import LANGUAGES, Language, Words, flat
from ..experiments.words import words as words_of_reports

__all__ = ["LANGUAGES", "WORDING", "Language", "Words", "words"]

WORDING = Path(__file__).parent / "wording"


@cache
def words(language: Language) -> Words:
    """Return the words in a language."""
    lines = dict(words_of_reports(language).lines)
    for path in sorted((WORDING / language).glob("*.toml")):
        lines |= flat(tomllib.loads(path.read_text(encoding="utf-8")), f"{path.stem}.")
    return Words(language, lines)
