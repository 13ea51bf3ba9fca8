"""How records look in a notebook: a sentence, a table with units and intervals; in the language of the locale.

Jupyter asks an object for ``_repr_html_``. Every text is escaped: names and stories are written by strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from markupsafe import escape

from ...experiments.calibration.document import document
from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ...experiments.statistics.paired import HEADLINE
from ...scenarios.errors import nearest, visible
from ..charts import calibration as calibration_charts
from ..charts import comparison as comparison_charts
from ..charts import multiplier as multiplier_charts
from ..charts.analysis import draw, figure
from ..charts.axes import has_chinese_font, new_axes, plot
from ..language.formatting import change, interval, level, probability
from ..language.translations import Language, Words, preferred_language, words
from ..narratives import analysis as analysis_sentences
from ..narratives import comparison as comparison_sentences
from ..narratives import multiplier as multiplier_sentences
from ..narratives.analysis_tables import caption, rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiments.analysis.dataset import Both
    from ...experiments.analysis.result import Finding
    from ...experiments.calibration import Calibration
    from ...experiments.comparison import Comparison
    from ...experiments.store.results import Results


def of_comparison(result: Comparison) -> str:
    """Return a comparison as HTML: what it says of each scenario, and the headline differences."""
    say = words(preferred_language())
    names = comparison_sentences.titles(result, say)
    parts: list[str] = []
    for label, name in zip(result.labels[1:], names[1:], strict=True):
        parts.append(
            _sentence(comparison_sentences.headline(result, label, say))
            + _paragraphs([comparison_sentences.context(result, label, say)])
        )
        cells: list[list[str]] = []
        for each in HEADLINE:
            indicator, gap = result.form.by_name[each], result.paired[label, each]
            cells.append(
                [
                    f"{say.title(indicator)}, {say.unit(indicator)}",
                    level(result.means[result.labels[0]][each], indicator),
                    level(result.means[label][each], indicator),
                    change(gap.mean, indicator),
                    interval(gap, indicator),
                    probability(result.holm_p.get((label, each))),
                ]
            )
        heads = [say("table.indicator"), names[0], name, say("table.difference"), say("table.interval"), say("table.p")]
        parts.append(_table(heads, cells))
    return "".join(parts)


def plot_comparison(result: Comparison, ax: Axes | None, indicator: str) -> Axes:
    """Draw an indicator of a comparison over weeks; see :meth:`.Comparison.plot`."""
    if indicator not in (known := result.form.names):
        raise ValueError(_unknown("indicator", indicator, known))
    ax = ax or _new_axes()
    comparison_charts.plot(result, indicator, ax, _plot_language())
    return ax


def of_multiplier(result: FactorialResult) -> str:
    """Return a multiplier experiment as HTML: the verdict, what is behind it, and every arm."""
    say = words(preferred_language())
    cells = [
        [
            say(f"multiplier.arm.{row['arm']}"),
            multiplier_sentences.measure_title(result, result.measures[row["scale"]], say),
            *(multiplier_sentences.figure(result, row[part], row["scale"]) for part in ("whole", "parts", "synergy")),
            multiplier_sentences.between(result, row["low"], row["high"], row["scale"]),
            multiplier_sentences.answer_of(result, str(row["arm"]), say) if row["judged"] else "",
        ]
        for row in rows_of(result.synergy)
    ]
    columns = ("arm", "scale", "whole", "parts", "synergy", "interval", "answer")
    told = [*multiplier_sentences.context(result, say), multiplier_sentences.design(result, say)]
    heads = [say(f"multiplier.column.{each}") for each in columns]
    return _sentence(multiplier_sentences.headline(result, say)) + _paragraphs(told) + _table(heads, cells)


def plot_multiplier(
    result: FactorialResult, ax: Axes | None, table: Literal["contributions", "shapley", "dividends"]
) -> Axes:
    """Draw the gains of a multiplier experiment; see :meth:`.Multiplier.plot`."""
    known = multiplier_charts.Gains.of(result).tables
    if table not in known:
        raise ValueError(_unknown("player_table", table, known))
    ax = ax or _new_axes()
    multiplier_charts.plot(result, table, ax, _plot_language())
    return ax


def plot_calibration(result: Calibration, ax: Axes | None, parameter: str | None) -> Axes:
    """Draw the profile of a parameter; see :meth:`.Calibration.plot`."""
    keys = [each.key for each in result.task.parameters]
    key = keys[0] if parameter is None else parameter
    if key not in keys:
        raise ValueError(_unknown("parameter", key, keys))
    profile = calibration_charts.profiles(document(result)).get(key)
    if profile is None:
        raise ValueError(words(preferred_language())("plot.no_profile", name=key))
    ax = ax or _new_axes()
    calibration_charts.plot(profile, ax, _plot_language())
    return ax


def of_results(result: Results) -> str:
    """Return a folder of results as HTML: its question, how far it is, and what is varied."""
    say, language = words(preferred_language()), preferred_language()
    title, question = (str(result.manifest[key][language]) for key in ("title", "question"))
    cells = [
        [
            str(factor["name"]),
            str(factor["title"][language] or factor["name"]),
            say(f"report.role.{factor['role']}"),
        ]
        for factor in result.factors
    ]
    heads = [say(f"notebook.{each}") for each in ("column", "factor", "role")]
    return _sentence(title) + _paragraphs([question, _runs(result, say)]) + _table(heads, cells)


def _runs(result: Results, say: Words) -> str:
    progress = result.progress
    return say(
        "report.sweep.runs",
        ok=progress.ok,
        failed=progress.failed,
        all=progress.total,
        points=progress.points,
        replicates=progress.replicates,
        weeks=int(result.manifest["weeks"]),
    )


def of_finding(result: Finding) -> str:
    """Return a finding as HTML: the sentence, the picture, its first table, and what to be careful about."""
    say = words(preferred_language())
    drawing = draw(result, say.language)
    parts = [_sentence(result.verdict[say.language]), drawing.markup() if drawing else ""]
    for first in list(result.tables)[:1]:  # an outcome that is constant has none
        heads, _, cells = rows(result, first, say, 40)
        parts += [_paragraphs([caption(result, first, say, len(cells))]), _table(heads, cells)]
    parts.append(_paragraphs(note[say.language] for note in result.notes))
    return "".join(parts)


def verdict_of(result: Finding) -> Both:
    """Return what a finding says, in each language."""
    return analysis_sentences.verdict(result)


def notes_of(result: Finding) -> tuple[Both, ...]:
    """Return what to be careful about with a finding, in each language."""
    return analysis_sentences.notes(result)


def plot_finding(result: Finding, ax: Axes | None) -> Axes:
    """Return the picture of a finding on Matplotlib axes.

    Raises
    ------
    ImportError
        If Matplotlib is not installed.
    ValueError
        If there is no picture.
    """
    shown = figure(result, preferred_language())
    if shown is None:
        raise ValueError(f"there is nothing to plot: {result.verdict[preferred_language()]}")
    return plot(shown, ax)


def _new_axes() -> Axes:
    return new_axes(words(preferred_language())("plot.missing"))


def _plot_language() -> Language:
    """Return the language of the locale; English if that is Chinese and no font here has its signs."""
    return "en" if preferred_language() == "en" or not has_chinese_font() else "zh"


def _unknown(kind: str, name: str, allowed: Sequence[str]) -> str:
    say = words(preferred_language())
    near = nearest(name, allowed)
    text = say(f"plot.unknown_{kind}", name=visible(name), allowed=", ".join(allowed))
    gap = "" if say.language == "zh" else " "
    return text + (gap + say("plot.nearest", name=near) if near else "")


def _sentence(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>"


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
