"""How many persons one of a column is: 万人, (thousand) and '000 in a heading, or 单位：万人 in a title above."""

from __future__ import annotations

import re
import unicodedata

_FACTORS = (
    (1_000_000, r"百万|\bmillions?\b"),
    (100_000, r"十万(?!\w)|十万\s*[人口名]|\b100[, ]?000s?\b"),
    # 万 alone may be part of a name, as in 万州区人口.
    (10_000, r"万(?!\w)|万\s*[人口名]|\bten[ -]thousands?\b|\b10[, ]?000s?\b"),
    (1_000, r"千(?!\w)|千\s*[人口名]|\bthousands?\b|(?<![\w,.])'?000'?s?\b|\b1[, ]?000s?\b|\bk\b"),
    (100, r"百(?!\w)|百\s*[人口名]|\bhundreds?\b|\b100s?\b"),
)
_ONE = re.compile(
    r"(单位|units?)?\s*:?\s*(人|个|名|口|人数|persons?|people|residents|inhabitants|heads?|numbers?|no\.?|#)"
)
_NO_UNIT = re.compile(
    r"(19|20)[0-9]{2}|常住|户籍|实有|普查|七普|年末|年底|总|合计|全部"
    r"|registered|permanent|resident|total|census|estimate|usual|\ball\b|\byear\b"
)
"""What brackets say that is no unit: a year, or who is counted."""

_BRACKETS = re.compile(r"[(\[【](.*?)(?:[)\]】]|$)")


def unit_of(heading: str) -> int:
    """Return how many persons one of a column is, as its heading says.

    >>> unit_of("人口（万人）"), unit_of("Population ('000)"), unit_of("Population, thousands"), unit_of("万州区人口")
    (10000, 1000, 1000, 1)
    """
    plain = _plain(heading)
    parts = [*_BRACKETS.findall(plain), _unit_after(_BRACKETS.sub("", plain).strip())]
    return next((factor for part in parts if (factor := _factor(part)) > 1), 1)


def unknown_units(heading: str) -> tuple[str, ...]:
    """Return what stands in the brackets of a heading of persons and is not known.

    >>> unknown_units("人口（户）"), unknown_units("人口（2023年）（百人）"), unknown_units("Population (persons)")
    (('户',), (), ())
    """
    parts = [part.strip() for part in _BRACKETS.findall(_plain(heading))]
    return tuple(
        part for part in parts if part and _factor(part) == 1 and not _ONE.fullmatch(part) and not _NO_UNIT.search(part)
    )


def unit_said(cell: str) -> int | None:
    """Return the unit that a cell above the headings says; None if it says none.

    >>> unit_said("单位：万人"), unit_said("Population by community (in thousands)"), unit_said("Thousand Oaks")
    (10000, 1000, None)
    """
    plain = _plain(cell)
    if "单位" in plain or re.search(r"\bunits?\s*:|\bin (ten |10[, ]?)?(thousands|hundreds|millions|000s?)\b", plain):
        return _factor(plain)
    return None


def _plain(text: str) -> str:
    return re.sub("[’‘′`]", "'", unicodedata.normalize("NFKC", text).casefold()).strip()


def _factor(text: str) -> int:
    return next((factor for factor, words in _FACTORS if re.search(words, text)), 1)


def _unit_after(text: str) -> str:
    """Return the end of a heading without brackets, where a unit may stand: 常住人口万人, Population in thousands."""
    found = re.search(
        r"((百万|十万|万|千|百)\s*人?|单位.*|\bin [\w ,]*"
        r"|(ten )?(thousand|hundred|million)s?( persons| people)?|'?000'?s?)$",
        text,
    )
    return found[0] if found else ""
