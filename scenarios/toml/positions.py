"""Lines of keys in TOML text, which the standard parser does not tell.

The text has been parsed before, so it is known to be valid; the scan below only has to find where keys stand,
and steps over values.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from ..errors import Key

PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\[^\n])*+"|'[^'\n]*+')"""
_PART = re.compile(PART)
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]++|\#[^\n]*+)*+")
_STRING = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'''
    r"""|'{3}(?:[^']++|'(?!''))*+'{3,5}"""
    r'''|"(?:[^"\\\n]|\\.)*+"'''
    r"""|'[^'\n]*+'""",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\r\n]*+")


def key_lines(text: str) -> dict[Key, int]:
    """Return the line, from 1, of every table, key and list item of a valid TOML text."""
    return _Scan(text).lines


class _Scan:
    """One walk over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.lines: dict[Key, int] = {}
        self._starts = [match.end() for match in re.finditer(r"\n", text)]
        self._counts: dict[Key, int] = {}
        self._document()

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match.group()

    def _next_is(self, mark: str) -> bool:
        """Step over `mark` if it comes next."""
        if self.text.startswith(mark, self.position):
            self.position += len(mark)
            return True
        return False

    def _note(self, path: Key, position: int) -> None:
        # setdefault: a table opened by the first of several dotted keys stands where that key stands.
        line = bisect_right(self._starts, position) + 1
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], line)

    def _document(self) -> None:
        table: Key = ()
        while True:
            self._skip(_BLANK)
            start = self.position
            if start >= len(self.text):
                return
            if self._next_is("[["):
                table = self._header(start, many=True)
            elif self._next_is("["):
                table = self._header(start, many=False)
            else:
                self._pair(table)
            if self.position == start:  # not valid TOML after all: what was found so far is what is known
                return

    def _header(self, start: int, *, many: bool) -> Key:
        self._skip(_SPACE)
        names = self._names()
        path: Key = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if many and place == len(names) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        self._skip(_SPACE)
        self._next_is("]]" if many else "]")
        self._note(path, start)
        return path

    def _names(self) -> list[str]:
        names: list[str] = []
        while raw := self._skip(_PART):
            names.append(tomllib.loads(f"k = {raw}")["k"] if raw[0] in "\"'" else raw)
            if not self._skip(_DOT):
                break
        return names

    def _pair(self, table: Key) -> None:
        start = self.position
        path = (*table, *self._names())
        if path == table:
            return
        self._note(path, start)
        self._skip(_SPACE)
        self._next_is("=")
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Key) -> None:
        if self._next_is("["):
            place = 0
            while True:
                self._skip(_BLANK)
                start = self.position
                if self._next_is("]") or start >= len(self.text):
                    return
                self._note((*path, place), start)
                self._value((*path, place))
                self._skip(_BLANK)
                self._next_is(",")
                place += 1
                if self.position == start:
                    return
        elif self._next_is("{"):
            while True:
                self._skip(_BLANK)
                start = self.position
                if self._next_is("}") or start >= len(self.text):
                    return
                self._pair(path)
                self._skip(_BLANK)
                self._next_is(",")
                if self.position == start:
                    return
        elif not self._skip(_STRING):
            self._skip(_PLAIN)
