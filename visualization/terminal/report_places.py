"""Where the reports of a comparison may be written: not over what is compared, and one at most on standard output."""

from __future__ import annotations

from os.path import realpath
from pathlib import Path

import typer

from ...scenarios.message import message


def keep_reports_apart(suite: Path, junit: Path | None, html: Path | None) -> None:
    """Refuse reports that would take the place of what is compared, or of each other."""
    # realpath, unlike Path.resolve, has an answer for a link to itself too.
    taken = {
        realpath(suite): message("usage.the_suite"),
        realpath(suite.with_name(f"{suite.name.removesuffix('.toml')}.baseline.json")): message("usage.the_baseline"),
        realpath(suite.with_name("HISTORY.jsonl")): message("usage.the_history"),
    }
    for option, path in (("--junit", junit), ("--html", html)):
        if path is None:
            continue
        if (place := realpath(path)) in taken:
            raise typer.BadParameter(message("usage.taken", name=path, what=taken[place]), param_hint=option)
        taken[place] = message("usage.the_report", option=option)


def is_report_on_standard_output(asked: dict[str, bool]) -> bool:
    """Return whether a report is on standard output, where it then stands alone; refuse a second one."""
    there = [option for option, chosen in asked.items() if chosen]
    if len(there) > 1:
        raise typer.BadParameter(message("usage.standard_output", option=there[0]), param_hint=there[1])
    return bool(there)
