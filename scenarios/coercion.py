"""One edge for values: what people and programs write becomes what a scenario file could say.

Values come through several doors: a scenario file, the table of a list design, a link of the browser, ``--set`` on the
command line, a keyword in Python. All of them go through here and then through :mod:`.checking`, so that a value
means the same at each. Doors made of text read it with :func:`parse_text`; what Python, NumPy, pandas and SALib hand
over becomes plain with :func:`plain`; :func:`fit` makes the one change of type that loses nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, cast

from .errors import ScenarioError, describe_value
from .message import Message, message
from .toml.safe_toml import parse

EXACT = 2**53
"""From here on not every whole number is a float."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[,'’ \u00a0\u2009\u202f][0-9]{3})+(?:\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_PERCENT = re.compile(r"([+-]?[0-9.]+) ?%")


def plain(value: Any) -> Any:
    """Turn what Python callers hand over into what a TOML parser would give.

    Records, mappings, arrays and series of any library; NumPy's scalars; fractions and decimals. Entries of a table
    that are None are left out. What it does not know stays as it is, and is refused by the check.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if hasattr(value, "model_dump"):
        return plain(value.model_dump())
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {str(key): plain(item) for key, item in items if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, str):
        return str(value)  # np.str_ and enumerations of words
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real | Decimal):
        return float(value)
    module = type(value).__module__.partition(".")[0]
    if module in ("numpy", "pandas"):
        return _foreign(value)
    return value


def _foreign(value: Any) -> Any:
    """Return what NumPy and pandas hold; their missing values as None."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    for way in ("tolist", "item"):
        if hasattr(value, way):
            result = getattr(value, way)()
            return result if type(result) is type(value) else plain(result)
    return value


def parse_text(text: str) -> Any:
    """Read a cell, or what stands behind an equals sign: as TOML, as a spreadsheet writes it, or as a word.

    >>> [parse_text(text) for text in ("0.8", ".8", "TRUE", "4.0", "hub", "[1, 2]", "007", "1,000")]
    [0.8, 0.8, True, 4.0, 'hub', [1, 2], '007', '1,000']
    """
    text = text.strip()
    if "\n" not in text and "\r" not in text:
        try:
            result = parse(f"value = {text}", "value")
            if list(result) == ["value"]:
                return result["value"]
        except ScenarioError:
            pass
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    # Full-width digits, and the minus sign that cogov itself writes.
    narrow = unicodedata.normalize("NFKC", text).replace("−", "-")
    if len(narrow) < 40 and _NUMBER.fullmatch(narrow) and not re.match(r"[+-]?0[0-9]", narrow):
        return float(narrow) if re.search(r"[.eE]", narrow) else int(narrow)
    return text


def fit(value: Any, annotation: Any) -> Any:
    """Return a value in its declared type where that loses nothing: 4.0 for a whole number is 4.

    >>> fit(4.0, int), fit(4.5, int), fit(4, float)
    (4, 4.5, 4.0)
    """
    if annotation is int and isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if annotation is float and type(value) is int and abs(value) < EXACT:
        return float(value)
    return value


def fault_of_number(value: Any, *, whole: bool) -> Message | None:
    """Return why a value is no number, or no whole one; None if it is one.

    Text is never a number here: doors made of text have read it before, and what they could not read is told.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        if value is None or (isinstance(value, str) and not value.strip()):
            return message("value.empty")
        what = message("value.not_whole" if whole else "value.not_number", value=describe_value(value))
        hint, number = _hint(value) if isinstance(value, str) else ("", "")
        return message(f"number.{hint}", what=what, number=number) if hint else what
    if isinstance(value, float) and not math.isfinite(value):
        return message("value.not_finite", value=describe_value(value))
    if whole and isinstance(value, float):
        if value.is_integer():
            return message("value.not_exact", value=describe_value(value))
        return message("value.not_whole", value=describe_value(value))
    return None


def _hint(text: str) -> tuple[str, str]:
    """Return what is strange about text that was meant as a number, and the number; empty strings if nothing is."""
    text = unicodedata.normalize("NFKC", text.strip())
    if _THOUSANDS.fullmatch(text):
        return "thousands", re.sub(r"[^0-9.+-]", "", text)
    if _COMMA.fullmatch(text):
        return "point", text.replace(",", ".")
    if result := _PERCENT.fullmatch(text):
        try:
            return "share", f"{float(result[1]) / 100:g}"
        except ValueError:
            return "", ""
    return "", ""
