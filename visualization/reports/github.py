"""A comparison for GitHub Actions: annotations as workflow commands, and the summary of the step.

Names come from files. In commands a line end would begin another command and `%0A` would become one; in Markdown they
would be read as markup. Both are escaped.
"""

from __future__ import annotations

import html

from ...experiments.regression.comparison import BaselineComparison, Cell
from ...experiments.regression.exercise import Exercise
from ...scenarios.toml.sanitize import clean
from ..narratives.exercise import statement
from ..narratives.regression import (
    ENGLISH,
    about_cell,
    about_claim,
    about_earlier,
    about_ends,
    about_gone,
    about_parting,
    last_line,
    promise,
    verdict,
)

MOST = 20
"""Annotations; GitHub shows ten of a kind for a step."""


def workflow_commands(comparison: BaselineComparison, file: str) -> list[str]:
    """Return workflow commands, the worst first.

    Parameters
    ----------
    comparison : BaselineComparison
    file : str
        The suite's file, to which they are pinned.
    """
    lines = [command("error", about_claim(claim), file) for claim in comparison.claims if claim.fails]
    lines += [command("error", about_gone(word), file) for word in comparison.gone]
    lines += [
        command("error", about_earlier(name, runs, comparison.seeds), file) for name, runs in comparison.earlier.items()
    ]
    lines += [command("error", about_cell(cell), file) for cell in comparison.cells if cell.fails]
    if lines:
        lines += [
            command("notice", about_parting(name, parting), file) for name, parting in comparison.partings.items()
        ]
    lines += [command("warning", f"declared: {line}", file) for line in comparison.declared]
    if comparison.open and not comparison.failed:
        lines.append(command("warning", f"{verdict(comparison)} {last_line(comparison)}", file))
    lines += [command("warning", about_claim(claim), file) for claim in comparison.claims if claim.lost]
    lines += [command("warning", about_cell(cell), file) for cell in comparison.cells if cell.verdict == "drift"]
    lines += [command("notice", notice, file) for notice in comparison.notices]
    return lines[:MOST]


def command(kind: str, message: str, file: str) -> str:
    r"""Return one workflow command.

    >>> command("error", "50%: a\n::stop-commands::x", "a,b.toml")
    '::error file=a%2Cb.toml::50%25: a ::stop-commands::x'
    """
    return f"::{kind} file={_escape(file).replace(':', '%3A').replace(',', '%2C')}::{_escape(message)}"


def _escape(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def report_missing(suite: str, message: str, code: int) -> str:
    """Return the summary of the step where there was no comparison, in Markdown."""
    lines = [f"- {_plain(line)}" for line in message.splitlines() if line.strip()]
    return "\n".join([f"## cogov regress: {_plain(suite)}", "", f"**No comparison** (exit {code})", "", *lines]) + "\n"


def summary(comparison: BaselineComparison, exercise: Exercise | None = None, most: int = 40) -> str:
    """Return the summary of the step, in Markdown."""
    lines = [f"## cogov regress: {_plain(comparison.suite)}", "", f"**{_plain(verdict(comparison))}**", ""]
    lines += [_plain(last_line(comparison)), "", _plain(promise(comparison)), ""]
    told = [about_claim(claim) for claim in comparison.claims if claim.fails or claim.lost]
    told += [about_gone(word) for word in comparison.gone]
    told += [about_parting(name, parting) for name, parting in comparison.partings.items()]
    told += [about_earlier(name, runs, comparison.seeds) for name, runs in comparison.earlier.items()]
    told += about_ends(comparison)
    lines += [f"- {_plain(each)}" for each in (*told, *comparison.notices)]
    lines += _table(
        [cell for cell in comparison.cells if cell.verdict not in ("identical", "numeric", "equivalent")], most
    )
    if comparison.declared:
        lines += ["", f"### {_plain(ENGLISH('regress.declared_heading'))}", ""]
        lines += [f"- {_plain(line)}" for line in comparison.declared[:most]]
        lines += _table([cell for cell in comparison.declared_cells if cell.largest], most)
    if exercise is not None:
        first, *rest = statement(exercise, ENGLISH)
        lines += ["", f"### {_plain(ENGLISH('regress.exercise_heading'))}", "", _plain(first), ""]
        lines += [f"- {_plain(line.strip())}" for line in rest]
    return "\n".join(lines) + "\n"


def _table(cells: list[Cell], most: int) -> list[str]:
    lines: list[str] = []
    if cells:
        lines += [
            "",
            "| scenario | indicator | old | new | ± | largest run | margin | p | verdict |",
            "|---|---|--:|--:|--:|--:|--:|--:|---|",
        ]
    for cell in cells[:most]:
        means, size = f"{cell.old:.5g} | {cell.new:.5g} | {cell.half:.2g}", f"{cell.largest:+.2g} | {cell.margin:.2g}"
        numbers = f"{means} | {size} | {cell.p:.2g}"
        lines.append(f"| {_plain(cell.scenario)} | {cell.indicator} | {numbers} | {cell.verdict} |")
    return lines


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    text = html.escape(clean(text), quote=False)
    return "".join("\\" + mark if mark in "\\`*_{}[]()#+!|~" else mark for mark in text)
