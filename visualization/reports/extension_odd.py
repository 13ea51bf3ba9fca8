"""An extension in the form of ODD, as Markdown: what a paper's appendix says of it, from what it declares itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

from ...model.extensions.bundle import ExtendedSettings
from ...model.extensions.declaration import DataFile, Extension, Number, OwnColumn, OwnMeasure, Process, Stream
from ...model.extensions.declaration import list_declared as declared
from ...model.extensions.modules import load_source
from ...model.named_columns import STEPS
from ...model.parameters.tables import CHINESE
from ..language.translations import Words
from .markdown import markdown_row

CellRows = list[list[str]]


def describe_extensions(settings: ExtendedSettings, say: Words) -> str:
    """Return a document: each extension of a scenario under a heading of its own, with the scenario's values."""
    parts = [_describe(load_source(source).kind, settings, say) for source in settings.bundle.sources]
    return "\n\n".join(parts) + "\n"


def _describe(kind: type[Extension], settings: ExtendedSettings, say: Words) -> str:
    called = {"en": kind.en, "zh": kind.zh}[say.language] or kind.en or kind.name
    purpose = _read_docstring(kind)
    sections = [
        ("purpose", [purpose] if purpose else []),
        ("state", _table(("column", "entity", "start"), _columns(kind), say)),
        ("actors", _table(("kind", "class", "meaning"), _actors(kind), say)),
        ("week", _table(("place", "process", "edition", "meaning"), [*_processes(kind, say)], say)),
        ("decisions", _table(("kind", "class", "methods", "meaning"), [*_decisions(kind)], say)),
        ("draws", [", ".join(f"`{name}`" for name in declared(kind, Stream))] if declared(kind, Stream) else []),
        ("founding", [_read_docstring(kind.found)] if kind.found is not Extension.found else []),
        ("input", _table(("name", "file"), _files(kind), say)),
        ("measured", _table(("indicator", "name", "range", "unit", "better", "meaning"), [*_measures(kind, say)], say)),
        ("numbers", _table(
            ("key", "name", "role", "value", "default", "range", "sweep", "unit", "meaning", "source"),
            [*_numbers(kind, settings, say)], say,
        )),
    ]  # fmt: skip
    lines = [f"# {say('odd.title', name=called, module=kind.name)}"]
    for name, content in sections:
        if content:
            lines += ["", f"## {say(f'odd.{name}')}", "", *content]
    return "\n".join(lines)


def _actors(kind: type[Extension]) -> CellRows:
    return [[str(getattr(each, "kind", "")), each.__name__, _read_docstring(each)] for each in kind.actors]


def _files(kind: type[Extension]) -> CellRows:
    return [[f"`{name}`", f"`{each.file}`"] for name, each in declared(kind, DataFile).items()]


def _columns(kind: type[Extension]) -> CellRows:
    return [[f"`{name}`", each.entity, f"{each.start:g}"] for name, each in declared(kind, OwnColumn).items()]


def _processes(kind: type[Extension], say: Words) -> Iterator[list[str]]:
    for name, each in sorted(declared(kind, Process).items(), key=lambda pair: pair[1].place):
        last = each.place == len(STEPS)
        place = say("odd.after", step=STEPS[-1]) if last else say("odd.before", step=STEPS[each.place])
        edition = say("odd.two_texts" if each.told_by_agents is not None else f"odd.edition_{each.edition}")
        yield [place, f"`{name}`", edition, _read_docstring(each.function)]


def _decisions(kind: type[Extension]) -> Iterator[list[str]]:
    for each in kind.kinds:
        methods = [f"`{name}`" for name, value in vars(each).items() if inspect.isfunction(value)]
        yield [str(getattr(each, "kind", "")), each.__name__, ", ".join(methods), _read_docstring(each)]


def _measures(kind: type[Extension], say: Words) -> Iterator[list[str]]:
    for name, each in declared(kind, OwnMeasure).items():
        words, better = each.words, ("lower", "none", "higher")[each.better + 1]
        yield [
            f"`{name}`", _of(words.en, words.zh, say), _range((each.low, each.high)), say(f"unit.{each.unit}"),
            say(f"odd.better_{better}"), _of(words.meaning, words.meaning_zh, say),
        ]  # fmt: skip


def _numbers(kind: type[Extension], settings: ExtendedSettings, say: Words) -> Iterator[list[str]]:
    values: Any = getattr(settings.extensions, kind.name)
    for name, each in declared(kind, Number).items():
        words = each.words
        role = (
            say("odd.carried", carrier=each.carrier)
            if each.carrier
            else say("odd.lever" if each.decided else "odd.number")
        )
        source = each.source if say.language == "en" else CHINESE.get(each.source, each.source_zh or each.source)
        yield [
            f"`extensions.{kind.name}.{name}`", _of(words.en, words.zh, say), role, f"{getattr(values, name):g}",
            f"{each.default:g}", _range(each.bounds), _range(each.sweep or each.bounds), _unit(each.unit, say),
            _of(words.meaning, words.meaning_zh, say), source,
        ]  # fmt: skip


def _table(heads: Sequence[str], rows: CellRows, say: Words) -> list[str]:
    if not rows:
        return []
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    named = [say(f"odd.head_{head}") for head in heads]
    return [markdown_row(named), markdown_row(["---"] * len(heads)), *map(markdown_row, cells)]


def _read_docstring(thing: object) -> str:
    """Return the first paragraph of a docstring of its own, on one line."""
    text = inspect.cleandoc(getattr(thing, "__doc__", None) or "")
    return " ".join(text.split("\n\n")[0].split())


def _of(en: str, zh: str, say: Words) -> str:
    return zh if say.language == "zh" else en


def _unit(unit: str, say: Words) -> str:
    return CHINESE.get(unit, unit) if say.language == "zh" else unit


def _range(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:g} … {'∞' if high == float('inf') else f'{high:g}'}"
