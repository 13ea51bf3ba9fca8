"""Text that comes from files, made safe once, where it is read; and what each medium must escape besides.

Scenario names and stories are written by strangers, and folders of results are passed on. Files of TOML with escapes,
controls or direction marks are refused (:mod:`cogov.scenarios.names`); documents of JSON and tables lose them here, by
:func:`load_json` and :func:`scrub`. What is read is plain text from then on. Writers escape what their own medium gives
a meaning to: a terminal's and a log's commands, XML, formulas in spreadsheets, data inside a page.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, cast

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]P^_X].*?(?:\x1b\\|\x07|$)"  # OSC, DCS, …: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]?"  # two-character escapes
    r"|\x9b[0-?]*[ -/]*[@-~]",  # CSI in one byte
    re.DOTALL,
)
_LAYOUT = {"\n": " ", "\r": " ", "\t": " ", "\u2028": " ", "\u2029": " ", "\x85": " "}
_KEPT_FORMATS = {"\u200c", "\u200d"}  # joiners, which some scripts need
# The wide forms too: spreadsheets take them for the narrow ones where Chinese is written.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def disarm_commands(text: str) -> str:
    r"""Return `text` without commands to the runner of GitHub Actions: lines that begin with ``::``, and ``##[``.

    >>> disarm_commands("all is well\n ::error::x")
    'all is well\n : :error::x'
    """
    return re.sub(r"^(\s*):(?=:)", r"\1: ", text, flags=re.MULTILINE).replace("##[", "# #[")


def clean(text: str) -> str:
    r"""Return `text` in one line, without escapes, controls, direction marks, surrogates, noncharacters.

    >>> clean("a\x1b[31mb\x1b[0m\nc\u202e")
    'ab c'
    """
    text = _ESCAPES.sub("", text)
    kept: list[str] = []
    for sign in text:
        category = unicodedata.category(sign)
        if sign in _LAYOUT:
            kept.append(_LAYOUT[sign])
        elif (
            category in ("Cc", "Cs") or (category == "Cf" and sign not in _KEPT_FORMATS) or ord(sign) & 0xFFFE == 0xFFFE
        ):
            continue
        elif not 0xFDD0 <= ord(sign) <= 0xFDEF:
            kept.append(sign)
    return "".join(kept)


def scrub(value: Any) -> Any:
    r"""Return a document in which no text holds escapes, controls or direction marks; line ends and tabs stay.

    >>> scrub({"a\x1b[31m": ["b\u202e", 1, "c\nd"]})
    {'a': ['b', 1, 'c\nd']}
    """
    if isinstance(value, str):
        if value.isprintable():
            return value
        return "".join(mark if mark in "\n\t" else clean(mark) for mark in _ESCAPES.sub("", value))
    if isinstance(value, dict):
        return {scrub(key): scrub(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [scrub(item) for item in cast("list[Any]", value)]
    return value


def load_json(content: bytes | str) -> Any:
    """Return what JSON from a file says, :func:`scrub`.

    Raises
    ------
    ValueError
        If it is none.
    """
    return scrub(json.loads(content))


def one_line(text: str) -> str:
    r"""Return a text in one line.

    >>> one_line("a\nb")
    'a b'
    """
    return "".join(_LAYOUT.get(mark, mark) for mark in text)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a story, each :func:`clean`; an empty line parts them."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(clean(part).split()) for part in parts if part.strip()]


def first_sentence(text: str) -> str:
    """Return the first sentence of a story, in one line.

    >>> first_sentence("One thing. Another."), first_sentence("一件事。另一件。")
    ('One thing.', '一件事。')
    """
    line = " ".join(paragraphs(text))
    end = re.search(r"[.!?](?= )|[。!?]", line)
    return line[: end.end()] if end else line


def csv_cell(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not compute it.

    >>> csv_cell("=1+1"), csv_cell("flood")
    ("'=1+1", 'flood')
    """
    return "'" + text if text.startswith(_FORMULA) else text


def page_data(document: Any) -> str:
    r"""Return `document` as JSON that may stand inside a ``script`` element of type ``application/json``.

    >>> print(page_data("</script>"))
    "\u003c/script\u003e"
    """
    data = escape_unprintable(json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    for sign in "<>&":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return data


def escape_unprintable(data: str) -> str:
    """Return JSON with every sign that does not print escaped: controls, direction marks, line separators.

    Layout between the strings stays, since JSON itself escapes line ends inside them.
    """
    return "".join(sign if sign.isprintable() or sign in " \n" else json.dumps(sign)[1:-1] for sign in data)
