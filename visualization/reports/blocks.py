"""A page of sections: a finding, then paragraphs, figures and tables, limits, and how to get the same numbers."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..charts.figure import Figure
from ..language.translations import Words
from .layout import render


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: caption, headings, which columns hold numbers, cells."""

    caption: str
    headings: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; `beside` sets its figures side by side, three in a row."""

    title: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[Listing] = ()
    notes: Sequence[str] = ()
    beside: bool = False


def render_sections(
    say: Words,
    *,
    title: str,
    findings: Sequence[str],
    context: Sequence[str],
    sections: Sequence[Section],
    limits: Sequence[str],
    origin: Mapping[str, Any],
    facts: Sequence[tuple[str, str]] = (),
) -> str:
    """Return a page that needs nothing but itself: no script, no request, one style sheet named by its hash.

    Parameters
    ----------
    say : Words
    title : str
    findings, context : sequence of str
        What was found, in large letters, and what belongs to it.
    sections : sequence of Section
    limits : sequence of str
        What this cannot say.
    origin : mapping
        Provenance of the numbers.
    facts : sequence of (str, str)
        What else is needed to get them again.
    """
    return render(
        "sections.html",
        say.language,
        title=title,
        findings=findings,
        context=context,
        sections=sections,
        limits=limits,
        command=shlex.join(origin.get("command", [])),
        facts=[(name, value) for name, value in (*facts, *_origin(say, origin))],
    )


def _origin(say: Words, origin: Mapping[str, Any]) -> list[tuple[str, str]]:
    git = origin.get("git")
    versions = ", ".join(f"{name} {number}" for name, number in origin.get("versions", {}).items())
    commit = f"{git['commit']}{' ' + say('page.reproduce.dirty') if git['dirty'] else ''}" if git else ""
    told = (
        ("code", str(origin.get("code", ""))),
        ("commit", commit),
        ("versions", versions),
        ("platform", str(origin.get("platform", ""))),
        ("time", str(origin.get("time", ""))),
    )
    return [(say(f"page.reproduce.{key}"), value) for key, value in told if value]
