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

from .locator import PART
from .problems import Problem, ScenarioError, visible

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
        raise refusal(name, "no such file") from None
    except IsADirectoryError:
        raise refusal(name, "is a folder, not a file") from None
    except PermissionError:
        what = "is a folder, not a file" if path.is_dir() else "may not be read (permission denied)"
        raise refusal(name, what) from None
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable file name"
        raise refusal(name, f"cannot be opened: {what}") from None
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        what = "is a folder, not a file" if stat.S_ISDIR(kind) else "is not a regular file (a pipe or a device)"
        raise refusal(name, what)
    with os.fdopen(handle, "rb") as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise refusal(name, f"cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise refusal(name, f"is larger than {limit >> 20} MiB")
    return data


def decoded(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 file, with or without byte order mark; line ends become LF.

    Raises
    ------
    ScenarioError
        If the bytes are not UTF-8; the message names GBK or UTF-16 when they look like it.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(data):
        raise refusal(name, "is not UTF-8 (it looks like UTF-16); save it again as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        looks = " (it looks like GBK)" if _looks_like_gbk(data) else ""
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(name, f"is not UTF-8{looks}; save it again as UTF-8", line) from None
    if "\0" in text:
        raise refusal(name, "holds a NUL character", text.count("\n", 0, text.index("\0")) + 1)
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise refusal(name, "has line ends of CR alone; save it again with line ends LF or CRLF", line)
    return text


def parsed(text: str, name: str) -> dict[str, Any]:
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
        raise refusal(name, f"brackets are nested more than {NESTING} deep") from None
    except ValueError:  # an integer of more digits than Python converts, or an impossible date
        long = _LONG.search(text)
        line = text.count("\n", 0, long.start()) + 1 if long else None
        raise refusal(name, "not valid TOML: a number that is too long or a date that does not exist", line) from None


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
            raise refusal(name, f"a dotted key of more than {DEPTH} parts", line)
        if depth > NESTING:
            raise refusal(name, f"brackets are nested more than {NESTING} deep", text.count("\n", 0, token.start()) + 1)


def _syntax(text: str, name: str, message: str) -> Problem:
    """Put the parser's message into words and lines."""
    where = _WHERE.search(message)
    what = message[: where.start()] if where else message
    column = ""
    line = text.count("\n") + (not text.endswith("\n"))
    if where and where[1]:
        line, column = int(where[1]), f" (column {where[2]})"
    elif where:
        column = " (at the end of the file)"
    known = text.split("\n")[line - 1].strip() if 0 < line <= text.count("\n") + 1 else ""
    if what == "Cannot overwrite a value":
        return Problem(name, line, visible(known.split("=")[0].strip()), "is given twice")
    if what.startswith("Cannot declare") or what == "Cannot mutate immutable namespace":
        return Problem(name, line, visible(known.strip("[] \t")), "this table is given twice")
    what = f"not valid TOML: {visible(what[:1].lower() + what[1:], 120)}{column}"
    return Problem(name, line, "", what, suggestion=_hint(text.split("\n")[line - 1], where))


def _hint(line: str, where: re.Match[str] | None) -> str:
    """Say what Chinese input methods do to TOML: names need quotation marks, punctuation must be ASCII."""
    column = int(where[2]) if where and where[2] else 1
    mark = next((mark for mark in line[column - 1 :].lstrip()[:1] if mark > "~"), "")
    if mark in _FULL_WIDTH:
        return f"{_FULL_WIDTH[mark]} (half-width) instead of {mark}" if mark else ""
    return "quotation marks around names and text that are not ASCII" if mark.isalpha() else ""


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


def mistaken(text: str) -> tuple[int, str, str] | None:
    """Return the line of a word of valid UTF-8 that was probably saved as GBK, the word, and what was meant.

    Characters of GBK can be signs of UTF-8: those of 目录 read as Ŀ¼. A word is taken for that if all its signs are
    everyday Chinese in GBK, and no word of one script otherwise.
    """
    found = None
    for word in _BEYOND.finditer(text):
        try:
            meant = word[0].encode().decode("gb2312")
        except UnicodeDecodeError:
            return None
        scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in word[0]}
        if all("\u4e00" <= sign <= "\u9fff" for sign in meant) and (len(scripts) > 1 or not word[0].isalpha()):
            found = found or (text.count("\n", 0, word.start()) + 1, word[0], meant)
    return found
