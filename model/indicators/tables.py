"""The table of ``ODD.md`` and ``ODD.zh.md`` that holds the indicators of the folder ``single``: one row each.

``python -m cogov.model.indicators.tables --write`` brings both up to date; without ``--write`` it prints the tables.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from ..parameters.tables import DOCUMENTS, DocumentLanguage
from . import Indicator
from .single import SINGLES

_BLOCK = re.compile(r"<!-- indicators -->.*?<!-- /indicators -->", re.DOTALL)


def single_indicators(indicators: Iterable[Indicator], language: DocumentLanguage = "en") -> str:
    """Return indicators and their meanings as a table in Markdown; empty if there are none."""
    rows = [
        (each.name, each.meaning) if language == "en" else (f"{each.name} {each.zh}", each.meaning_zh)
        for each in indicators
    ]
    head = ("indicator", "meaning") if language == "en" else ("指标", "含义")
    lines = (head, ("---", "---"), *rows) if rows else ()
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def refresh(text: str, language: DocumentLanguage = "en") -> str:
    """Return a document with what stands between its markers replaced by the table of today.

    Raises
    ------
    ValueError
        When the document does not have the pair of markers once.
    """
    table = single_indicators((single.indicator for single in SINGLES), language)
    text, times = _BLOCK.subn(lambda _: f"<!-- indicators -->\n\n{table}\n<!-- /indicators -->", text)
    if times != 1:
        raise ValueError(
            f"the document has {times} tables between <!-- indicators --> and <!-- /indicators -->, not one"
        )
    return text


def main(arguments: list[str]) -> None:
    """Print the table in both languages, or write it into the documents."""
    if arguments not in ([], ["--write"]):
        sys.exit("usage: python -m cogov.model.indicators.tables [--write]")
    for language, document in DOCUMENTS.items():
        if arguments:
            document.write_text(refresh(document.read_text("utf-8"), language), "utf-8", newline="\n")
        else:
            print(single_indicators((single.indicator for single in SINGLES), language))


if __name__ == "__main__":
    main(sys.argv[1:])
