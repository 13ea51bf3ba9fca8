"""What a TOML file says, with the lines of its keys: read, decoded, parsed, its version known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .checking import Document
from .guard import SIZE, decoded, mistaken, parsed, read_bytes, refusal
from .locator import key_lines
from .problems import Problem, ScenarioError, shown, visible


def contents(document: Document, path: Path, version: int, content: bytes | None = None) -> dict[str, Any] | None:
    """Return the tables of a file, or None if they cannot be used; the document takes its lines and what is wrong.

    Parameters
    ----------
    document : Document
        Names the file in messages.
    path : Path
        Where it is.
    version : int
        The newest version of its form that is understood.
    content : bytes, optional
        What stands in it, where it came without a file.
    """
    try:
        if content is None:
            content = read_bytes(path, document.file)
        elif len(content) > SIZE:
            raise refusal(document.file, f"is larger than {SIZE >> 20} MiB")
        text = decoded(content, document.file)
        data = parsed(text, document.file)
    except ScenarioError as error:
        document.problems += error.problems
        return None
    document.lines = key_lines(text)
    if doubt := mistaken(text):
        line, word, meant = doubt
        what = f"reads {visible(word)} as UTF-8, and looks like GBK: {meant}; save it again as UTF-8 if that is meant"
        document.warnings.append(Problem(document.file, line, "", what))
    written = data.get("schema_version", version)
    if isinstance(written, int) and not isinstance(written, bool) and written > version:
        # Only this is said: what else looks wrong may be right in the newer form.
        what = f"{shown(written)} was written by a newer version of cogov; this one reads up to {version}"
        document.report(("schema_version",), what)
        return None
    return data
