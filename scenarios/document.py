"""What a TOML file says, with the lines of its keys: read, decoded, parsed, its version known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .checking import Document
from .errors import Problem, ScenarioError, describe_value, visible
from .message import message
from .toml.positions import key_lines
from .toml.safe_toml import SIZE, decode, find_mojibake, parse, read_bytes, refusal


def read_tables(document: Document, path: Path, version: int, content: bytes | None = None) -> dict[str, Any] | None:
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
            raise refusal(document.file, message("toml.too_large", size=SIZE >> 20))
        text = decode(content, document.file)
        data = parse(text, document.file)
    except ScenarioError as error:
        document.problems += error.problems
        return None
    document.lines = key_lines(text)
    if doubt := find_mojibake(text):
        line, word, meant = doubt
        what = message("toml.mojibake", word=visible(word), meant=meant)
        document.warnings.append(Problem(document.file, line, "", what))
    written = data.get("schema_version", version)
    if isinstance(written, float):  # settings may be written 1.0, but a version is a label
        document.report(("schema_version",), message("toml.version_odd", value=describe_value(written), most=version))
        return None
    if isinstance(written, int) and not isinstance(written, bool) and written > version:
        # Only this is said: what else looks wrong may be right in the newer form.
        what = message("toml.version_new", value=describe_value(written), most=version)
        document.report(("schema_version",), what)
        return None
    return data
