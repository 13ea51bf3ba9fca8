"""The tables of ``ODD.md`` and ``ODD.zh.md`` that are generated: types of case, numbers, settings that take a word.

``python -m cogov.model.parameters.tables --write`` brings both up to date; without ``--write`` it prints the tables.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from ..parameter import ASSUMED, ASSUMED_ZH, Quantity, quantities
from .declaration import names
from .settings import Settings
from .world import IssueType

DocumentLanguage = Literal["en", "zh"]

_TYPE = "world.issues.<type>."

DOCUMENTS: dict[DocumentLanguage, Path] = {
    "en": Path(__file__).parents[1] / "ODD.md",
    "zh": Path(__file__).parents[1] / "ODD.zh.md",
}

CHINESE = {
    "key": "键", "name": "名称", "default": "默认值", "bounds": "上下限", "sweep": "变动范围", "unit": "单位",
    "meaning": "含义", "by type": "按类型", "source": "来源", "choices": "可选值", ASSUMED: ASSUMED_ZH,
    "agents": "个主体",
    "bodies": "个组织", "cases": "件", "communities": "个社区", "counties": "个县", "districts": "个区",
    "grids": "个网格", "hops": "次", "persons": "人", "requests": "次", "rounds": "轮", "seed": "种子",
    "streets": "个街道（乡镇）", "weeks": "周", "share": "比例", "ratio": "倍数", "shape": "形状参数",
    "exponent": "指数", "distance": "距离", "pressure": "压力", "pressure²": "压力²", "log": "对数",
    "log-odds": "对数几率", "work units": "工作量单位", "work units/person": "工作量单位/人",
    "work units/5,000 persons/week": "工作量单位/5,000 人/周",
    "work units/1,000 persons/week": "工作量单位/1,000 人/周", "cases/person/week": "件/人/周",
    "harm/5 persons": "危害/5 人", "severity/1,000 persons": "严重度/1,000 人",
    "per solved case/5 persons": "每件解决/5 人", "per lapse/5 persons": "每件不了了之/5 人",
    "per overdue case/5 persons/week": "每件逾期/5 人/周",
}  # fmt: skip
"""Units and heads of tables in Chinese."""


def parameters(settings: Settings, language: DocumentLanguage = "en") -> str:
    """Return every declared number as a table in Markdown, in the order of declaration."""
    title = _titles(settings, language)
    return _table(
        ("key", "name", "default", "bounds", "sweep", "unit", *(("meaning",) if language == "en" else ()), "source"),
        (
            (
                f"`{q.path}`", title[q.path], _default(q, language), f"{_format(q, q.low)} … {_format(q, q.high)}",
                f"{_format(q, q.sweep[0])} … {_format(q, q.sweep[1])}", say(q.unit, language),
                *((q.meaning,) if language == "en" else ()),
                q.source if language == "en" else CHINESE.get(q.source, q.source_zh),
            )
            for q in _once(settings)
        ),
        language,
    )  # fmt: skip


def types(settings: Settings, language: DocumentLanguage = "en") -> str:
    """Return the types of case as a table in Markdown, a type a column."""
    issues = settings.world.issues
    title = {key.removeprefix(_TYPE): called[language] for key, called in names(IssueType, _TYPE.rstrip("."))}
    rows = [
        (title[path], *(_value(issue, path) for issue in issues.values())) for path in title
    ]  # fmt: skip
    return _table(("name", *issues), rows, language, free=len(issues))


def choices(settings: Settings, language: DocumentLanguage = "en") -> str:
    """Return every setting that takes one of a few words, or yes and no, as a table in Markdown."""
    title = _titles(settings, language)
    head = ("key", "name", "default", "choices", *(("meaning",) if language == "en" else ()))
    return _table(head, _words(settings, "", title, language), language)


def refresh(text: str, language: DocumentLanguage = "en", settings: Settings | None = None) -> str:
    """Return a document with what stands between its markers replaced by the tables of today.

    Raises
    ------
    ValueError
        When the document does not have each pair of markers once.
    """
    settings = Settings() if settings is None else settings
    tables = {"types": types, "parameters": parameters, "choices": choices}
    for name, table in tables.items():
        block = f"<!-- {name} -->\n\n{table(settings, language)}\n<!-- /{name} -->"
        text, times = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, new=block: new, text, flags=re.DOTALL)
        if times != 1:
            raise ValueError(f"the document has {times} tables between <!-- {name} --> and <!-- /{name} -->, not one")
    return text


def say(text: str, language: DocumentLanguage) -> str:
    """Return a unit, or a head of these tables, in a language."""
    return text if language == "en" else CHINESE[text]


def _titles(settings: Settings, language: DocumentLanguage) -> dict[str, str]:
    return {key: called[language] for key, called in (*names(settings), *names(IssueType, _TYPE.rstrip(".")))}


def _once(settings: Settings) -> Iterator[Quantity]:
    """Yield every number, those of a type of case once for all types: their values stand in a table of their own."""
    for quantity in quantities(settings):
        if not quantity.path.startswith("world.issues."):
            yield quantity
    yield from quantities(IssueType, _TYPE.rstrip("."))


def _default(quantity: Quantity, language: DocumentLanguage) -> str:
    return say("by type", language) if quantity.path.startswith(_TYPE) else _format(quantity, quantity.default)


def _value(record: BaseModel, path: str) -> str:
    value: Any = reduce(getattr, path.split("."), record)
    return value if isinstance(value, str) else f"{value:.12g}"


def _words(
    record: BaseModel, path: str, title: dict[str, str], language: DocumentLanguage
) -> Iterator[tuple[str, ...]]:
    for name, field in type(record).model_fields.items():
        key = f"{path}.{name}" if path else name
        value: Any = getattr(record, name)
        if isinstance(value, BaseModel):
            yield from _words(value, key, title, language)
        elif isinstance(value, bool) or get_origin(field.annotation) is Literal:
            allowed = ("true", "false") if isinstance(value, bool) else get_args(field.annotation)
            meaning = (field.description or "",) if language == "en" else ()
            yield f"`{key}`", title[key], str(value).lower(), ", ".join(allowed), *meaning


def _format(quantity: Quantity, value: float) -> str:
    if not quantity.whole:
        return f"{value:.12g}"
    return "2⁶³ - 1" if value >= 2.0**63 else str(int(value))  # as a float the largest seed is rounded up


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], language: DocumentLanguage, free: int = 0) -> str:
    """Return a table; its last `free` heads are names that are said as they are."""
    said = (*(say(part, language) for part in head[: len(head) - free]), *head[len(head) - free :])
    lines = [said, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def main(arguments: list[str]) -> None:
    """Print the tables in both languages, or write them into the documents."""
    if arguments not in ([], ["--write"]):
        sys.exit("usage: python -m cogov.model.parameters.tables [--write]")
    if arguments:
        for language, document in DOCUMENTS.items():
            document.write_text(refresh(document.read_text("utf-8"), language), "utf-8", newline="\n")
        return
    for language in get_args(DocumentLanguage):
        print(*(table(Settings(), language) for table in (types, parameters, choices)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
