"""The page, the document and the files of a search of levers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from ...experiments.ensembles.policy_regret import PolicyFront
from ...experiments.execution.provenance import Provenance
from ...experiments.store.result_files import write_text
from ...model.indicators import BY_NAME
from ..charts.policy_front import figures
from ..language.formatting import format_number
from ..language.translations import LANGUAGES, Language, Words, words
from ..narratives.ensemble import percent
from ..narratives.lever_search import (
    context,
    headline,
    lever_title,
    policy_title,
    rows_of,
    show_regret,
    show_value,
)
from . import json_documents
from .blocks import Listing, Section, render_sections
from .latex import write_table
from .markdown import markdown_row

NAMES_OF_PAGES: dict[Language, str] = {"en": "search.html", "zh": "search.zh.html"}
COMMAND = "cogov search"


def objective_table(front: PolicyFront, words: Words) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells: of each policy its objectives and regrets, and its greatest regret as a share."""
    head = [words("search.column.policy"), words("search.column.front")]
    for name in front.plan.objectives:
        title = words.title(BY_NAME[name])
        head += [title, words("search.column.regret", name=title)]
    rows: list[list[str]] = []
    for row in rows_of(front):
        cells = [policy_title(front, row, words), words("search.yes" if row["front"] else "search.no")]
        for name in front.plan.objectives:
            mean, most = (show_regret(row[f"{name}_regret{end}"], name, words) for end in ("", "_max"))
            cells += [show_value(row[name], name, words), words("search.regret", mean=mean, most=most)]
        rows.append([*cells, percent(row["worst"], words)])
    return [*head, words("search.column.worst")], rows


def lever_table(front: PolicyFront, words: Words) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells: where each policy puts the levers."""
    head = [words("search.column.policy"), *(lever_title(each.path, words) for each in front.plan.levers)]
    rows = [
        [
            policy_title(front, row, words),
            *(format_number(row[each.path], 0 if each.whole else 2) for each in front.plan.levers),
        ]
        for row in rows_of(front)
    ]
    return head, rows


def page(front: PolicyFront, language: Language, provenance: Provenance) -> str:
    """Return the page of a search."""
    say = words(language)
    tables = {
        "objectives": objective_table(front, say),
        "levers": lever_table(front, say),
    }
    listings = {
        name: Listing(say(f"search.{name}_note"), head, [place > 0 for place in range(len(head))], rows)
        for name, (head, rows) in tables.items()
    }
    return render_sections(
        say,
        title=say("search.title"),
        findings=[headline(front, say)],
        context=context(front, say),
        sections=[
            Section(say("search.section.front"), figures=figures(front, language), tables=[listings["objectives"]]),
            Section(say("search.section.levers"), tables=[listings["levers"]]),
        ],
        limits=[say(f"search.limit.{name}") for name in ("found", "cities", "robust")],
        origin=dict(provenance),
    )


def markdown(front: PolicyFront, words: Words) -> str:
    """Return a fragment of Markdown: sentences and both tables."""
    lines = [f"<!-- {words('validate.made', command=COMMAND)} -->", "", headline(front, words), ""]
    for sentence in context(front, words):
        lines += [sentence, ""]
    for name, (head, rows) in (
        ("objectives", objective_table(front, words)), ("levers", lever_table(front, words)),
    ):  # fmt: skip
        lines += [markdown_row(head), markdown_row(["---", *("---:" for _ in head[1:])])]
        lines += [*(markdown_row(row) for row in rows), "", words(f"search.{name}_note"), ""]
    return "\n".join(lines).rstrip() + "\n"


def document(front: PolicyFront, provenance: Provenance) -> dict[str, Any]:
    """Return the JSON document of a search; numbers that do not exist are null."""
    plan = front.plan
    return {
        "schema_version": json_documents.SCHEMA_VERSION,
        "kind": "search",
        "scenario": json_documents.identify(plan.scenario, plan.scenario.name),
        "levers": [{"key": each.path, "low": each.sweep[0], "high": each.sweep[1]} for each in plan.levers],
        "objectives": [
            {"indicator": name, "better": "higher" if sign > 0 else "lower"}
            for name, sign in zip(plan.objectives, plan.directions, strict=True)
        ],
        "population": plan.population,
        "generations": plan.generations,
        "seed": plan.seed,
        "tried": front.tried,
        "searched": {"cities": list(front.searched.labels), "seeds": front.searched.seeds},
        "held": {"cities": list(front.held.labels), "seeds": front.held.seeds},
        "provenance": provenance,
        "sentences": {each: [headline(front, words(each)), *context(front, words(each))] for each in LANGUAGES},
        "policies": [{key: _plain(value) for key, value in row.items()} for row in rows_of(front)],
    }


def _plain(value: Any) -> Any:
    item = value.item() if hasattr(value, "item") else value
    return None if isinstance(item, float) and not math.isfinite(item) else item


def write_files(stage: Path, front: PolicyFront, provenance: Provenance) -> None:
    """Write pages, pictures, tables and the document into a folder."""
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(stage / NAMES_OF_PAGES[language], page(front, language, provenance))
        write_text(stage / f"search{end}.md", markdown(front, words(language)))
        for figure in figures(front, language):
            write_text(stage / f"{figure.name}{end}.svg", figure.alone().file())
    write_text(stage / "search.json", json_documents.text(document(front, provenance)))
    write_text(stage / "provenance.json", json_documents.text(dict(provenance)))
    write_table(front.policies, stage / "policies.csv")
    write_table(front.by_city, stage / "by-city.csv")
