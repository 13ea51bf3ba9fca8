"""The page of a sweep: question, design, what the analyses say, and how to get the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..analysis import AnalysisError, Finding, analysed, natural
from ..analysis.choosing import Method
from ..analysis.finding import caption, rows
from ..analysis.table import BALANCED
from ..quoting import clean
from ..store.results import IncompleteError
from ..words import Language, Words, words
from .picture import Figure
from .sections import Listing, Section, sectioned

if TYPE_CHECKING:
    from ..store.results import Results

SHOWN = 40
"""Rows of a table on the page; however many runs there are, the page stays small."""

_LESS = ("total_half", "regret_90")
_UNHELPFUL = ("quarters", "states")
"""Tables that are long and that a picture tells better."""


def page(results: Results, language: Language) -> str:
    """Return the page of a sweep, also of one that is not complete."""
    say, manifest = words(language), results.manifest
    identity = manifest["identity"]
    found, refused = _findings(results, say)
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
    return sectioned(
        say,
        title=str(manifest["title"][language] or results.name),
        findings=[found[0].verdict[language]] if found else [say("report.nothing")],
        context=[*(each.verdict[language] for each in found[1:]), *refused],
        sections=[
            Section(
                say("report.question"),
                paragraphs=[clean(str(manifest["question"][language] or manifest["question"]["en"]))],
            ),
            Section(
                say("report.design"),
                paragraphs=[done, *([] if progress.complete else [say("report.sweep.incomplete")])],
                tables=[_factors(results, say)],
            ),
            *(_section(each, say) for each in found),
        ],
        limits=[
            say("page.limits.city"),
            say("page.limits.numbers"),
            say("report.sweep.interval"),
            say("report.sweep.index"),
        ],
        origin=manifest["provenance"],
        facts=[
            (say("report.outcome"), outcome),
            (say("report.scenario"), str(manifest["scenario"]["name"])),
            (say("page.reproduce.digest"), str(manifest["scenario"]["digest"])),
            (say("report.design_digest"), str(manifest["digest"])),
            (say("report.sweep.seeds"), f"{identity['first_seed']} – {last}"),
        ],
    )


def figures(results: Results, language: Language) -> list[Figure]:
    """Return all pictures of a sweep, in the order of the page."""
    say = words(language)
    return [figure for found in _findings(results, say)[0] for figure in _figures(found, say)]


def _findings(results: Results, say: Words) -> tuple[list[Finding], list[str]]:
    """Return what the analyses say, and why others say nothing."""
    methods: list[Method] = [natural(results), "effects"]
    if len(results.factors) > 1:
        methods.append("phase")
    identity = results.manifest["identity"]
    if identity["series"] and any(part["method"] in BALANCED for part in identity["design"]):
        methods.append("timing")
    found: list[Finding] = []
    refused: list[str] = []
    for method in dict.fromkeys(methods):
        try:
            found.append(analysed(results, method))
        except IncompleteError:
            refused.append(say("report.incomplete", method=say(f"report.method.{method}")))
        except AnalysisError:
            refused.append(say("report.refused", method=say(f"report.method.{method}")))
    return found, refused


def _figures(found: Finding, say: Words) -> list[Figure]:
    """Return the picture of a finding, which has a heading of its own."""
    return [Figure(found.method, found.draw(say.language), say(f"report.see.{found.method}"))] if found.draw else []


def _section(found: Finding, say: Words) -> Section:
    tables: list[Listing] = []
    for name in found.tables:
        if name in _UNHELPFUL:
            continue
        headings, numbers, cells = rows(found, name, say, SHOWN, _LESS)
        tables.append(Listing(caption(found, name, say, len(cells)), headings, numbers, cells))
    return Section(
        say(f"report.method.{found.method}"),
        paragraphs=[found.verdict[say.language]],
        figures=_figures(found, say),
        tables=tables,
        notes=[note[say.language] for note in found.notes],
    )


def _factors(results: Results, say: Words) -> Listing:
    cells: list[list[str]] = []
    for part in results.manifest["identity"]["design"]:
        for factor in part["factors"]:
            title = str(factor["title"][say.language] or factor["name"])
            cells.append(
                [
                    clean(title),
                    say(f"report.role.{factor['role']}"),
                    clean(str(factor.get("key") or factor["name"])),
                    clean(_values(factor)),
                    str(part["method"]),
                ]
            )
    headings = [say(f"report.column.{name}") for name in ("factor", "role", "setting", "values", "method")]
    return Listing(say("report.sweep.factors"), headings, [False] * len(headings), cells)


def _values(factor: Mapping[str, Any]) -> str:
    if "low" in factor:
        return f"{factor['low']:g} – {factor['high']:g}{' (log)' if factor.get('log') else ''}"
    found = [
        f"{value:g}" if isinstance(value, float) else str(value)
        for value in factor.get("values", factor.get("levels", ()))
    ]
    return ", ".join(found[:12]) + (f", … ({len(found)})" if len(found) > 12 else "")
