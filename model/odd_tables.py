"""The tables of ``ODD.md`` and ``ODD.zh.md`` that are generated: numbers, levers that take a word, single indicators.

``python -m cogov.model.odd_tables --write`` brings both documents up to date; without ``--write`` the tables are
printed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from .file import write_atomically
from .indicators.declaration import Indicator
from .indicators.single import SINGLES
from .parameter import ASSUMED, Quantity, quantities
from .settings import Settings

DocumentLanguage = Literal["en", "zh"]

DOCUMENTS: dict[DocumentLanguage, Path] = {
    "en": Path(__file__).with_name("ODD.md"),
    "zh": Path(__file__).with_name("ODD.zh.md"),
}

# Meanings and sources are declared in both languages; units and the heads of the tables are these few words.
_CHINESE = {
    "key": "键", "default": "默认值", "bounds": "上下限", "sweep": "扫描范围", "unit": "单位", "meaning": "含义",
    "source": "来源", "choices": "可选值", "indicator": "指标", ASSUMED: "假设",
    "agents": "个主体", "communities": "个社区", "counties": "个县", "districts": "个区", "grids": "个网格",
    "organisations": "个组织", "villages": "个村", "rounds": "轮", "weeks": "周", "seed": "种子",
    "share": "比例", "ratio": "倍数", "shape": "形状参数", "exponent": "指数", "distance": "距离", "pressure": "压力",
    "log": "对数", "log-odds": "对数几率", "work units": "工作量单位",
    "work units/1,000 agents/week": "工作量单位/千个主体/周", "issues/agent/week": "件/主体/周",
    "harm/resident": "危害/居民", "severity/1,000 agents": "严重度/千个主体",
    "per solved issue/resident": "每件解决/居民", "per lapse/resident": "每件不了了之/居民",
    "per overdue issue/resident/week": "每件逾期/居民/周",
}  # fmt: skip


def parameters(settings: Settings, language: DocumentLanguage = "en") -> str:
    """Return every declared number as a table in Markdown, in the order of declaration."""
    return _table(
        ("key", "default", "bounds", "sweep", "unit", "meaning", "source"),
        (
            (
                f"`{q.path}`", _number(q, q.default), f"{_number(q, q.low)} … {_number(q, q.high)}",
                f"{_number(q, q.sweep[0])} … {_number(q, q.sweep[1])}", translate(q.unit, language),
                q.meaning if language == "en" else q.meaning_zh, source(q, language),
            )
            for q in quantities(settings)
        ),
        language,
    )  # fmt: skip


def choices(settings: Settings, language: DocumentLanguage = "en") -> str:
    """Return every setting that takes one of a few words, or yes and no, as a table in Markdown."""
    return _table(("key", "default", "choices", "meaning"), _words(settings, "", language), language)


def single_indicators(indicators: Iterable[Indicator], language: DocumentLanguage = "en") -> str:
    """Return the indicators that stand alone as a table in Markdown; empty if there are none."""
    rows = [
        (each.name, each.meaning) if language == "en" else (f"{each.name} {each.zh}", each.meaning_zh)
        for each in indicators
    ]
    return _table(("indicator", "meaning"), iter(rows), language) if rows else ""


def refresh(text: str, language: DocumentLanguage = "en", settings: Settings | None = None) -> str:
    """Return a document with what stands between its markers replaced by the tables of today.

    Raises
    ------
    ValueError
        When the document does not have each pair of markers once.
    """
    settings = Settings() if settings is None else settings
    for name, table in (
        ("indicators", single_indicators((single.indicator for single in SINGLES), language)),
        ("parameters", parameters(settings, language)),
        ("choices", choices(settings, language)),
    ):
        block = f"<!-- {name} -->\n\n{table}\n<!-- /{name} -->"
        text, result = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, new=block: new, text, flags=re.DOTALL)
        if result != 1:
            raise ValueError(f"the document has {result} tables between <!-- {name} --> and <!-- /{name} -->, not one")
    return text


def _words(record: BaseModel, path: str, language: DocumentLanguage) -> Iterator[tuple[str, ...]]:
    for name, field in type(record).model_fields.items():
        key = f"{path}.{name}" if path else name
        value: Any = getattr(record, name)
        about = cast("dict[str, str]", field.json_schema_extra or {})
        meaning = (field.description if language == "en" else about.get("zh")) or ""
        if isinstance(value, BaseModel):
            yield from _words(value, key, language)
        elif isinstance(value, dict):
            for word, item in cast("dict[str, Any]", value).items():
                if isinstance(item, BaseModel):
                    yield from _words(item, f"{key}.{word}", language)
        elif isinstance(value, bool):
            yield f"`{key}`", str(value).lower(), "true, false", meaning
        elif get_origin(field.annotation) is Literal:
            yield f"`{key}`", str(value), ", ".join(get_args(field.annotation)), meaning


def _number(quantity: Quantity, value: float) -> str:
    if not quantity.whole:
        return f"{value:.12g}"
    return "2⁶³ - 1" if value >= 2.0**63 else str(int(value))  # as a float the largest seed is rounded up


def source(quantity: Quantity, language: DocumentLanguage) -> str:
    """Return where a number comes from, in a language."""
    return quantity.source if language == "en" else _CHINESE.get(quantity.source, quantity.source_zh)


def translate(word: str, language: DocumentLanguage) -> str:
    """Return a unit, or a head of these tables, in a language."""
    return word if language == "en" else _CHINESE[word]


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]], language: DocumentLanguage) -> str:
    lines = [tuple(translate(word, language) for word in head), ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def main(arguments: list[str]) -> None:
    """Print the tables in both languages, or write them into the documents."""
    if arguments not in ([], ["--write"]):
        sys.exit("usage: python -m cogov.model.odd_tables [--write]")
    for language, document in DOCUMENTS.items():
        if arguments:
            text = refresh(document.read_text("utf-8"), language)
            write_atomically(document, text.encode())
        else:
            print(parameters(Settings(), language), choices(Settings(), language), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
