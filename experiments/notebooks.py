"""How records look in a notebook: a sentence, a table with units and intervals; in the language of the locale.

Jupyter asks an object for ``_repr_html_``. Every text is escaped: names and stories are written by strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import escape

from ..model.indicators import INDICATORS
from .differences import HEADLINE
from .figures import change, interval, level, probability
from .quoting import clean
from .words import Words, spoken, words

if TYPE_CHECKING:
    from .analysis.finding import Finding
    from .comparison import Comparison
    from .store.results import Results
    from .synergy.result import Multiplier


def indicators() -> pd.DataFrame:
    """Return what is measured, a row for each indicator, by name.

    Columns: ``group``, ``unit`` (``share`` and ``index`` lie between 0 and 1), ``low``, ``high``, ``better`` (1: more
    is, -1: less is, 0: neither), titles ``en``, ``zh``, and meanings ``meaning``, ``meaning_zh``.

    >>> indicators().loc["coordination_cost", ["unit", "en"]].tolist()
    ['share', 'Coordination cost']
    """
    columns = ["name", "group", "unit", "low", "high", "better", "en", "zh", "meaning", "meaning_zh"]
    rows = [[getattr(each, column) for column in columns] for each in INDICATORS]
    return pd.DataFrame(rows, columns=columns).set_index("name")


def of_comparison(found: Comparison) -> str:
    """Return a comparison as HTML: what it says of each scenario, and the headline differences."""
    from . import findings

    say = words(spoken())
    names = findings.titles(found, say)
    parts: list[str] = []
    for label, name in zip(found.labels[1:], names[1:], strict=True):
        parts.append(
            _sentence(findings.headline(found, label, say)) + _paragraphs([findings.context(found, label, say)])
        )
        rows: list[list[str]] = []
        for each in HEADLINE:
            indicator, gap = findings.BY_NAME[each], found.paired[label, each]
            rows.append(
                [
                    f"{say.title(indicator)}, {say.unit(indicator)}",
                    level(found.means[found.labels[0]][each], indicator),
                    level(found.means[label][each], indicator),
                    change(gap.mean, indicator),
                    interval(gap, indicator),
                    probability(found.adjusted.get((label, each))),
                ]
            )
        heads = [say("table.indicator"), names[0], name, say("table.difference"), say("table.interval"), say("table.p")]
        parts.append(_table(heads, rows))
    return "".join(parts)


def of_multiplier(found: Multiplier) -> str:
    """Return a multiplier experiment as HTML: the verdict, what is behind it, and every arm."""
    from .synergy import sentences
    from .synergy.result import rows_of

    say = words(spoken())
    rows = [
        [
            say(f"multiplier.arm.{row['arm']}"),
            say(f"multiplier.column.{'logarithmic' if row['scale'] == 'log' else 'raw'}"),
            *(sentences.figure(found, row[part], str(row["scale"])) for part in ("whole", "parts", "synergy")),
            sentences.between(found, row["low"], row["high"], str(row["scale"])),
            sentences.answer_of(found, str(row["arm"]), say) if row["scale"] == "raw" else "",
        ]
        for row in rows_of(found.synergy)
    ]
    columns = ("arm", "scale", "whole", "parts", "synergy", "interval", "answer")
    told = [*sentences.context(found, say), sentences.design(found, say)]
    heads = [say(f"multiplier.column.{each}") for each in columns]
    return _sentence(sentences.headline(found, say)) + _paragraphs(told) + _table(heads, rows)


def of_results(found: Results) -> str:
    """Return a folder of results as HTML: its question, how far it is, and what is varied."""
    say, language = words(spoken()), spoken()
    title, question = (clean(str(found.manifest[key][language])) for key in ("title", "question"))
    rows = [
        [
            clean(str(factor["name"])),
            clean(str(factor["title"][language] or factor["name"])),
            say(f"report.role.{factor['role']}"),
        ]
        for factor in found.factors
    ]
    heads = [say(f"notebook.{each}") for each in ("column", "factor", "role")]
    return _sentence(title) + _paragraphs([question, _runs(found, say)]) + _table(heads, rows)


def _runs(found: Results, say: Words) -> str:
    progress = found.progress
    return say(
        "report.sweep.runs",
        ok=progress.ok,
        failed=progress.failed,
        all=progress.total,
        points=progress.points,
        replicates=progress.replicates,
        weeks=int(found.manifest["weeks"]),
    )


def of_finding(found: Finding) -> str:
    """Return a finding as HTML: the sentence, the picture, its first table, and what to be careful about."""
    from .analysis.finding import caption, rows

    say = words(spoken())
    picture = found.draw(say.language).markup() if found.draw else ""
    first = next(iter(found.tables))
    heads, _, cells = rows(found, first, say, 40)
    notes = [note[say.language] for note in found.notes]
    return (
        _sentence(found.verdict[say.language])
        + picture
        + _paragraphs([caption(found, first, say, len(cells))])
        + _table(heads, cells)
        + _paragraphs(notes)
    )


def _sentence(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>"


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
