"""Files from anywhere, made safe to parse: size, kind, encoding, depth.

The standard parser is correct but trusting: nested brackets exhaust its stack, a dotted key of ten thousand
parts takes it seconds, and what a Chinese Windows saves as GBK fails without a word about the encoding.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from ..errors import Problem, ScenarioError, visible
from ..message import message, reason_of
from .positions import PART

SIZE = 1 << 20
DEPTH = 16
NESTING = 32

# Strings that are not closed match too: otherwise each quotation mark in one would start a search to its end.
_TOKEN = re.compile(
    r"""\"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5})?+"""
    r"""|'{3}(?:[^']++|'(?!''))*+(?:'{3,5})?+"""
    rf"|(?P<key>{PART}(?:[ \t]*+\.[ \t]*+{PART})*+)"
    r"""|"(?:[^"\\\n]|\\[^\n])*+|'[^'\n]*+"""
    r"|\#[^\n]*+"
    r"|(?P<open>[\[{])|(?P<close>[\]}])",
    re.DOTALL,
)
_PART = re.compile(PART)
_BEYOND = re.compile("[\u0080-\U0010ffff]{2,}")
_LONG = re.compile(r"[0-9_]{400,}")
_FULL_WIDTH = {
    "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\uff02": '"', "\uff0c": ",", "\uff0e": ".",
    "\u3002": ".", "\uff1d": "=", "\u3010": "[", "\u3011": "]", "\uff3b": "[", "\uff3d": "]", "\uff03": "#",
}  # fmt: skip
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_bytes(path: Path, name: str, limit: int = SIZE) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; never waits on a pipe or a device.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is not a regular file, too large, or not readable.
    """
    try:
        # Not blocking: opening a pipe that nobody writes to would hang.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise refusal(name, message("toml.missing")) from None
    except IsADirectoryError:
        raise refusal(name, message("toml.folder")) from None
    except PermissionError:
        what = message("toml.folder") if path.is_dir() else message("toml.forbidden")
        raise refusal(name, what) from None
    except (OSError, ValueError) as error:
        what = reason_of(error) if isinstance(error, OSError) and error.strerror else message("toml.bad_name")
        raise refusal(name, message("toml.not_opened", reason=what)) from None
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        what = message("toml.folder") if stat.S_ISDIR(kind) else message("toml.not_regular")
        raise refusal(name, what)
    with os.fdopen(handle, "rb") as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise refusal(name, message("toml.not_read", reason=reason_of(error))) from None
    if len(data) > limit:
        raise refusal(name, message("toml.too_large", size=limit >> 20))
    return data


PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks of Excel and LibreOffice begin, and packed files."""


def decode(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 file, with or without byte order mark; line ends become LF.

    Raises
    ------
    ScenarioError
        If the bytes are not UTF-8; the message names GBK or UTF-16 when they look like it.
    """
    if data.startswith(PACKED):
        raise ScenarioError([Problem(name, None, "", message("toml.workbook"), message("toml.workbook_allowed"))])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(data):
        raise refusal(name, message("toml.utf16"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = message("toml.gbk" if _looks_like_gbk(data) else "toml.not_utf8")
        raise refusal(name, what, data.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        raise refusal(name, message("toml.nul"), text.count("\n", 0, text.index("\0")) + 1)
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise refusal(name, message("toml.line_ends"), line)
    return text


def holds_nothing(text: str) -> bool:
    r"""Tell whether a text is empty but for blanks, line ends and marks of its encoding.

    >>> holds_nothing("\ufeff \n"), holds_nothing("a,b")
    (True, False)
    """
    return not text.replace("\ufeff", "").strip()


def parse(text: str, name: str) -> dict[str, Any]:
    """Return the tables of a TOML text that is shallow enough to parse.

    Raises
    ------
    ScenarioError
        If it is nested too deeply, has a number too long, or is not TOML.
    """
    _refuse_depth(text, name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(text, name, str(error))]) from None
    except RecursionError:
        raise refusal(name, message("toml.nested", most=NESTING)) from None
    except ValueError:  # an integer of more digits than Python converts, or an impossible date
        long = _LONG.search(text)
        line = text.count("\n", 0, long.start()) + 1 if long else None
        raise refusal(name, message("toml.number"), line) from None


def refusal(name: str, what: str, line: int | None = None, suggestion: str = "") -> ScenarioError:
    """Return an error about a file as a whole."""
    return ScenarioError([Problem(name, line, "", what, suggestion=suggestion)])


def _refuse_depth(text: str, name: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(0, depth - 1)
        elif token["key"] and "." in token["key"] and len(_PART.findall(token["key"])) > DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise refusal(name, message("toml.deep_key", most=DEPTH), line)
        if depth > NESTING:
            raise refusal(name, message("toml.nested", most=NESTING), text.count("\n", 0, token.start()) + 1)


_REASONS = {
    r"Invalid value": "value",
    r"Invalid statement": "statement",
    r"Expected '=' after a key in a key/value pair": "equals",
    r"Expected newline or end of document after a statement": "newline",
    r"Unclosed array": "unclosed_array",
    r"Unclosed inline table": "unclosed_table",
    r"Unterminated string": "string",
    r"Expected (.)": "expected",
    r"Expected '(.+)'": "expected",
    r"Invalid initial character for a key part": "key",
    r"(?:Illegal|Found invalid) character (.+)": "character",
    r"Expected '\]' at the end of a table declaration": "header",
    r"Expected '\]\]' at the end of an array declaration": "headers",
    r"Unescaped '\\' in a string": "escape",
    r"Invalid hex value": "hex",
    r"Escaped character is not a Unicode scalar value": "scalar",
    r"Invalid date or datetime": "date",
    r"Duplicate inline table key (.+)": "inline",
    r"Cannot mutate immutable namespace (.+)": "extend",
    r"Cannot redefine namespace (.+)": "redefine",
}
"""What Python's parser of TOML says, and the codes of the same."""


def _reason(text: str) -> str:
    """Return what the parser says as a message; as it says it, if it is new."""
    for pattern, name in _REASONS.items():
        if known := re.fullmatch(pattern, text):
            return message(f"toml.reason_{name}", **({"mark": visible(known[1])} if known.groups() else {}))
    return visible(text[:1].lower() + text[1:], 120)


def _syntax(text: str, name: str, said: str) -> Problem:
    """Put the parser's message into words and lines."""
    where = _WHERE.search(said)
    what = said[: where.start()] if where else said
    line = int(where[1]) if where and where[1] else text.count("\n") + (not text.endswith("\n"))
    known = text.split("\n")[line - 1].strip() if 0 < line <= text.count("\n") + 1 else ""
    if what == "Cannot overwrite a value":
        return Problem(name, line, visible(known.split("=")[0].strip()), message("toml.twice"))
    if what.startswith("Cannot declare") or what == "Cannot mutate immutable namespace":
        return Problem(name, line, visible(known.strip("[] \t")), message("toml.table_twice"))
    values = {"reason": _reason(what)}
    if where and where[1]:
        sentence = message("toml.invalid_at", **values, column=where[2])
    else:
        sentence = message("toml.invalid_end" if where else "toml.invalid", **values)
    return Problem(name, line, "", sentence, suggestion=_hint(text.split("\n")[line - 1], where))


def _hint(line: str, where: re.Match[str] | None) -> str:
    """Say what Chinese input methods do to TOML: names need quotation marks, punctuation must be ASCII."""
    column = int(where[2]) if where and where[2] else 1
    mark = next((mark for mark in line[column - 1 :].lstrip()[:1] if mark > "~"), "")
    if mark in _FULL_WIDTH:
        return message("toml.half_width", mark=_FULL_WIDTH[mark], wide=mark)
    return message("toml.quotation") if mark.isalpha() else ""


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:2000]
    return len(head) >= 4 and max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 4


def _looks_like_gbk(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [mark for mark in text if ord(mark) > 127]
    usual = sum("\u4e00" <= mark <= "\u9fff" or "\u2010" <= mark <= "\u303f" or mark > "\uff00" for mark in beyond)
    return usual > len(beyond) // 2


def find_mojibake(text: str) -> tuple[int, str, str] | None:
    """Return the line of a word of valid UTF-8 that was probably saved as GBK, the word, and what was meant.

    Characters of GBK can be signs of UTF-8: those of 目录 read as Ŀ¼. A word is taken for that if all its signs are
    everyday Chinese in GBK, and no word of one script otherwise.
    """
    result = None
    for word in _BEYOND.finditer(text):
        try:
            meant = word[0].encode().decode("gb2312")
        except UnicodeDecodeError:
            return None
        scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in word[0]}
        if all("\u4e00" <= sign <= "\u9fff" for sign in meant) and (len(scripts) > 1 or not word[0].isalpha()):
            result = result or (text.count("\n", 0, word.start()) + 1, word[0], meant)
    return result
