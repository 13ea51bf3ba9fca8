"""A comparison for GitHub Actions: annotations as workflow commands, and the summary of the step.

Names come from files. In commands a line end would begin another command and `%0A` would become one; in Markdown they
would be read as markup. Both are escaped.
"""

from __future__ import annotations

import html

from ..quoting import clean
from .ladder import Comparison
from .sentences import about_cell, about_claim, about_gone, about_parting, last_line, promise

MOST = 20
"""Annotations; GitHub shows ten of a kind for a step."""


def workflow_commands(comparison: Comparison, file: str) -> list[str]:
    """Return workflow commands, the worst first.

    Parameters
    ----------
    comparison : Comparison
    file : str
        The suite's file, to which they are pinned.
    """
    lines = [command("error", about_claim(claim), file) for claim in comparison.claims if claim.fails]
    lines += [command("error", about_gone(word), file) for word in comparison.gone]
    lines += [command("error", about_cell(cell), file) for cell in comparison.cells if cell.fails]
    if lines:
        lines += [
            command("notice", about_parting(name, parting), file) for name, parting in comparison.partings.items()
        ]
    lines += [command("warning", about_claim(claim), file) for claim in comparison.claims if claim.lost]
    lines += [command("warning", about_cell(cell), file) for cell in comparison.cells if cell.verdict == "drift"]
    lines += [command("notice", notice, file) for notice in comparison.notices]
    return lines[:MOST]


def command(kind: str, message: str, file: str) -> str:
    r"""Return one workflow command.

    >>> command("error", "50%: a\n::stop-commands::x", "a,b.toml")
    '::error file=a%2Cb.toml::50%25: a ::stop-commands::x'
    """
    return f"::{kind} file={_escaped(file).replace(':', '%3A').replace(',', '%2C')}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def summary(comparison: Comparison, most: int = 40) -> str:
    """Return the summary of the step, in Markdown."""
    lines = [f"## cogov regress: {_plain(comparison.suite)}", "", _plain(last_line(comparison)), ""]
    lines += [_plain(promise(comparison)), ""]
    told = [about_claim(claim) for claim in comparison.claims if claim.fails or claim.lost]
    told += [about_gone(word) for word in comparison.gone]
    told += [about_parting(name, parting) for name, parting in comparison.partings.items()]
    lines += [f"- {_plain(each)}" for each in (*told, *comparison.notices)]
    shown = [cell for cell in comparison.cells if cell.verdict not in ("identical", "numeric", "equivalent")][:most]
    if shown:
        lines += [
            "",
            "| scenario | indicator | old | new | ± | margin | p | verdict |",
            "|---|---|--:|--:|--:|--:|--:|---|",
        ]
    for cell in shown:
        numbers = f"{cell.old:.5g} | {cell.new:.5g} | {cell.half:.2g} | {cell.margin:.2g} | {cell.p:.2g}"
        lines.append(f"| {_plain(cell.scenario)} | {cell.indicator} | {numbers} | {cell.verdict} |")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    text = html.escape(clean(text), quote=False)
    return "".join("\\" + mark if mark in "\\`*_{}[]()#+!|~" else mark for mark in text)
