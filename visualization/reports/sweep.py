"""The page of a sweep: question, design, what the analyses say, and how to get the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...experiments.analysis import AnalysisError, Finding, Options, apply_method, natural_method
from ...experiments.analysis.layout import layout
from ...experiments.analysis.methods import AnalysisMethod
from ...experiments.store.results import IncompleteError
from ...scenarios.form import FORM
from ..charts.analysis import draw_all
from ..charts.figure import Figure
from ..language.translations import Language, Words, words
from ..narratives.analysis import explain
from ..narratives.analysis_tables import caption, rows
from ..narratives.methods import describe_methods
from .blocks import Listing, Section, render_sections

if TYPE_CHECKING:
    from ...experiments.store.results import Results

SHOWN = 40
"""Rows of a table on the page; however many runs there are, the page stays small."""

_LESS = ("total_half", "regret_90")
_UNHELPFUL = ("quarters", "states", "map", "gaps")
"""Tables that are long and that a picture tells better."""


def page(results: Results, language: Language, found: Finding | None = None) -> str:
    """Return the page of a sweep, also of one that is not complete.

    Parameters
    ----------
    results : Results
    language : str
    found : Finding, optional
        What the page is about, in place of what the analyses of the design say.
    """
    say, manifest = words(language), results.manifest
    identity = manifest["identity"]
    result, refused = _findings(results, say) if found is None else ([found], [])
    outcome = str(manifest["outcomes"][0])
    progress = results.progress
    done = say(
        "report.sweep.runs",
        ok=progress.ok,
        failed=progress.failed,
        all=progress.total,
        points=progress.points,
        replicates=progress.replicates,
        weeks=int(manifest["weeks"]),
    )
    last = int(identity["first_seed"]) + progress.replicates - 1
    return render_sections(
        say,
        title=str(manifest["title"][language] or results.name),
        findings=[result[0].verdict[language]] if result else [say("report.nothing")],
        context=[*(each.verdict[language] for each in result[1:]), *refused],
        sections=[
            Section(
                say("report.question"),
                paragraphs=[str(manifest["question"][language] or manifest["question"]["en"])],
            ),
            Section(
                say("report.design"),
                paragraphs=[done, *([] if progress.complete else [say("report.sweep.incomplete")])],
                tables=[_factors(results, say)],
            ),
            *(_section(each, say) for each in result),
            *(_others(results, say) if found is None else ()),
            Section(say("methods.title"), paragraphs=[_join(describe_methods(results, say), say)]),
        ],
        limits=[
            say("page.limits.city"),
            say("page.limits.numbers" if results.form.version == FORM.version else "page.limits.numbers_of_first"),
            say("report.sweep.interval"),
            say("report.sweep.index"),
        ],
        origin=manifest["provenance"],
        facts=[
            (say("report.outcome"), outcome),
            (say("report.scenario"), str(manifest["scenario"]["name"])),
            *([] if results.form.version == FORM.version else [(say("edition.name"), say("edition.first"))]),
            (say("page.reproduce.digest"), str(manifest["scenario"]["digest"])),
            (say("report.design_digest"), str(manifest["digest"])),
            (say("report.sweep.seeds"), f"{identity['first_seed']} – {last}"),
        ],
    )


def _join(sentences: list[str], say: Words) -> str:
    return ("" if say.language == "zh" else " ").join(sentences)


def figures(results: Results, language: Language) -> list[Figure]:
    """Return all pictures of a sweep, in the order of the page."""
    say = words(language)
    return [figure for result in _findings(results, say)[0] for figure in _figures(result, say)]


def _findings(results: Results, say: Words) -> tuple[list[Finding], list[str]]:
    """Return what the analyses say, and why others say nothing."""
    methods: list[AnalysisMethod] = [natural_method(results)]
    if len(results.manifest["identity"]["design"]) == 2 and methods[0] == "contrast":
        methods.append("regret")
    methods.append("effects")
    if len(results.factors) > 1 and methods[0] != "contrast":
        methods.append("phase")
    identity = results.manifest["identity"]
    laid = layout(identity["design"], results.design)
    levers = [str(factor["name"]) for factor in results.factors if factor["role"] == "lever"]
    if 0 < len(levers) < len(results.factors) and laid[levers[0]].structure in ("crossed", "paired"):
        methods.append("contrast")  # whether what a lever does depends on the load, and on all else that is uncertain
    if identity["series"] and any(each.structure in ("crossed", "paired") for each in laid.placements.values()):
        methods.append("timing")
    result: list[Finding] = []
    refused: list[str] = []
    for method in dict.fromkeys(methods):
        try:
            result.append(apply_method(results, method))
        except IncompleteError:
            refused.append(say("report.incomplete", method=say(f"report.method.{method}")))
        except AnalysisError as error:
            refused.append(
                say("report.refused", method=say(f"report.method.{method}"), why=explain(error)[say.language])
            )
    return result, refused


def _figures(result: Finding, say: Words) -> list[Figure]:
    """Return the picture of a finding, which has a heading of its own."""
    drawn = draw_all(result, say.language)
    return [Figure(name, drawing, say(f"report.see.{name.replace('-', '_')}")) for name, drawing in drawn.items()]


def _section(result: Finding, say: Words) -> Section:
    tables: list[Listing] = []
    for name in result.tables:
        if name in _UNHELPFUL:
            continue
        headings, numbers, cells = rows(result, name, say, SHOWN, _LESS)
        tables.append(Listing(caption(result, name, say, len(cells)), headings, numbers, cells))
    return Section(
        say(f"report.method.{result.method}"),
        paragraphs=[result.verdict[say.language]],
        figures=_figures(result, say),
        tables=tables,
        notes=[note[say.language] for note in result.notes],
    )


def _others(results: Results, say: Words) -> Iterator[Section]:
    """Yield a section for each further outcome: what each factor does to it."""
    for name in map(str, results.manifest["outcomes"][1:]):
        heading = say("report.sweep.other", outcome=say.title(results.indicator(name)))
        try:
            found = apply_method(results, "effects", Options(name))
        except AnalysisError as error:
            yield Section(heading, paragraphs=[explain(error)[say.language]])
            continue
        yield replace(_section(found, say), title=heading, figures=[])


def _factors(results: Results, say: Words) -> Listing:
    cells: list[list[str]] = []
    for part in results.manifest["identity"]["design"]:
        for factor in part["factors"]:
            title = str(factor["title"][say.language] or factor["name"])
            cells.append(
                [
                    title,
                    say(f"report.role.{factor['role']}"),
                    str(factor.get("key") or factor["name"]),
                    _values(factor),
                    str(part["method"]),
                ]
            )
    headings = [say(f"report.column.{name}") for name in ("factor", "role", "setting", "values", "method")]
    return Listing(say("report.sweep.factors"), headings, [False] * len(headings), cells)


def _values(factor: Mapping[str, Any]) -> str:
    if "low" in factor:
        return f"{factor['low']:g} – {factor['high']:g}{' (log)' if factor.get('log') else ''}"
    result = [
        f"{value:g}" if isinstance(value, float) else str(value)
        for value in factor.get("values", factor.get("levels", ()))
    ]
    return ", ".join(result[:12]) + (f", … ({len(result)})" if len(result) > 12 else "")
