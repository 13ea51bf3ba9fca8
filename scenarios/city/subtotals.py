"""Rows of a table of communities that stand for other rows: streets above or below their communities, and totals.

Such a row counts the persons of other rows again. It is known by its name, by standing where a street stands, or by
its persons: they are the sum of the rows below it, or above it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from ..errors import visible
from ..message import message
from .listed_place import ListedPlace

CalledAs = Literal["community", "street", "district", ""]

_COMMUNITY = re.compile(
    r".*(社区|居委会|居民委员会|居委|村|村委会|村民委员会|嘎查|小区|花园|家园|苑|community|village|neighbou?rhood)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r".*(街道|街道办事处|街道办|办事处|镇|乡|苏木|sub-?district|\b(street|town|township))", re.IGNORECASE
)
_DISTRICT = re.compile(r".*(区|县|市|旗|(?<!sub)(?<!sub-)district|county|borough)", re.IGNORECASE)

_SUM = "合计|总计|小计|共计|累计|总数|汇总"
_WHOLE = re.compile(
    r"(全市|全区|全县|全域)?(合计|总计|共计|累计|总数|汇总)[:：]?|全市|全区|全县|(grand ?)?totals?:?|sums?:?|all:?",
    re.IGNORECASE,
)
_PART = re.compile(rf".*({_SUM})[:：]?|({_SUM}).*|(.+\b)?sub-? ?totals?\b.*|totals?\b.+|.+\btotals?:?", re.IGNORECASE)
_WORDS = re.compile(rf"{_SUM}|\b(sub-? ?|grand ?)?totals?\b|[:：()（）]", re.IGNORECASE)

ROUND = 100
"""Persons rounded to so many add up to each other by chance."""

NEAR = 0.05
"""Part by which a street's persons may differ from the sum of its rows, where their names do not tell communities."""

MEMBERS = 3
"""Rows whose sum one row alone is taken for; two add up by chance."""


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row that says that it is a sum.

    Attributes
    ----------
    line : int
    name : str
    persons : int
    street, district : str
        Whose sum it is, where cells of the row say so.
    """

    line: int
    name: str
    persons: int
    street: str = ""
    district: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is called the sum of everything: a 小计 is that of its block."""
        return is_whole(self.name) and not self.street and not self.district

    def is_of(self, place: ListedPlace) -> bool:
        """Tell whether the row names the street or the district of a place."""
        if self.street or self.district:
            return self.street in ("", place.street) and self.district in ("", place.district)
        own = _WORDS.sub("", self.name).strip()
        return bool(own) and own in (place.street, place.district)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row that stands for other rows without saying so.

    Attributes
    ----------
    place : ListedPlace
        The row as it was read.
    level : str
        ``street``, ``district``, or empty for the whole.
    members : tuple of ListedPlace
        The rows that it stands for.
    """

    place: ListedPlace
    level: CalledAs
    members: tuple[ListedPlace, ...]

    @property
    def sum(self) -> int:
        """Persons of the rows that it stands for."""
        return sum(place.persons for place in self.members)

    @property
    def about(self) -> dict[str, object]:
        """Its name and lines, for a sentence."""
        lines = [place.line for place in self.members]
        return {"line": self.place.line, "name": visible(self.place.name), "first": min(lines), "last": max(lines)}


@dataclass(frozen=True, slots=True)
class SeparatedPlaces:
    """The places of a table, and the rows that stand for others.

    Attributes
    ----------
    places : tuple of ListedPlace
        With the streets and districts that those rows name.
    groups : tuple of GroupRow
    doubts : tuple of GroupRow
        Rows that add up others, of which nothing tells whether that is chance.
    lone : tuple of ListedPlace
        Places called as a street is, although others are called communities.
    """

    places: tuple[ListedPlace, ...]
    groups: tuple[GroupRow, ...] = ()
    doubts: tuple[GroupRow, ...] = ()
    lone: tuple[ListedPlace, ...] = ()


def is_sum(name: str) -> bool:
    """Tell whether a name says that its row is a sum.

    >>> is_sum("合 计"), is_sum("东风街道小计"), is_sum("Total North"), is_sum("Summertown")
    (True, True, True, False)
    """
    plain = " ".join(name.split())
    return is_whole(plain) or bool(_PART.fullmatch(plain) or _PART.fullmatch(plain.replace(" ", "")))


def is_whole(name: str) -> bool:
    """Tell whether a row is called the sum of everything.

    >>> is_whole("合 计"), is_whole("小计"), is_whole("东区合计"), is_whole("Grand Total")
    (True, False, False, True)
    """
    return bool(_WHOLE.fullmatch(name.replace(" ", "")) or _WHOLE.fullmatch(name))


def level_of(name: str) -> CalledAs:
    """Return what a name is called as.

    >>> level_of("老码头社区"), level_of("东风街道"), level_of("临港区"), level_of("Old Quay")
    ('community', 'street', 'district', '')
    >>> level_of("North Street"), level_of("Hill Town"), level_of("Summertown")
    ('street', 'street', '')
    """
    if _COMMUNITY.fullmatch(name):
        return "community"
    if _STREET.fullmatch(name):
        return "street"
    return "district" if _DISTRICT.fullmatch(name) else ""


def separate_groups(places: Sequence[ListedPlace]) -> SeparatedPlaces:
    """Return the places of a table apart from the rows that stand for others."""
    groups = _by_names(places) or _by_sums(places)
    standing = {group.place.line for group in groups}
    own: dict[int, dict[str, str]] = defaultdict(dict)
    for group in groups:
        if group.level:
            for member in group.members:
                own[member.line][group.level] = group.place.name
    kept = tuple(
        replace(
            place,
            street=place.street or own[place.line].get("street", ""),
            district=place.district or own[place.line].get("district", ""),
        )
        for place in places
        if place.line not in standing
    )
    called = [level_of(place.name) for place in kept]
    mixed = "community" in called and called.count("street") < len(called)
    above = {group.place.line for group in _by_size(kept)}
    lone = tuple(
        place for place, level in zip(kept, called, strict=True)
        if level == "street" and (mixed or place.line in above)
    )  # fmt: skip
    return SeparatedPlaces(kept, tuple(groups), tuple(_doubts(kept)), lone)


def _by_names(places: Sequence[ListedPlace]) -> list[GroupRow]:
    """Return the rows that are called streets or districts and stand for rows that are not."""
    levels: list[CalledAs] = [level_of(place.name) for place in places]
    upper = [at for at, level in enumerate(levels) if level in ("street", "district")]
    if not upper or len(upper) == len(places):
        return []
    found = {way: _blocks(places, levels, way) for way in (1, -1)}

    def fits(way: int) -> tuple[int, bool]:
        return sum(group.place.persons == group.sum for group in found[way]), (upper[0] == 0) == (way == 1)

    return [group for group in found[max(found, key=fits)] if _stands(group)]


def _by_size(places: Sequence[ListedPlace]) -> Iterator[GroupRow]:
    """Yield rows called as streets are that have more persons than each of the rows beside them, as a street has."""
    levels: list[CalledAs] = [level_of(place.name) for place in places]
    for way in (1, -1):
        for group in _blocks(places, levels, way):
            members = [place.persons for place in group.members]
            if group.level == "street" and len(members) > 1 and group.place.persons > max(members):
                yield group


def _blocks(places: Sequence[ListedPlace], levels: Sequence[CalledAs], way: int) -> list[GroupRow]:
    """Return each street and district with the rows that follow it in a direction, down to the next of its kind."""
    found: list[tuple[ListedPlace, CalledAs, list[ListedPlace]]] = []
    current: dict[CalledAs, list[ListedPlace]] = {}
    for place, level in list(zip(places, levels, strict=True))[::way]:
        if level not in ("street", "district"):
            for members in current.values():
                members.append(place)
            continue
        current = {level: []} if level == "district" else {**current, level: []}
        found.append((place, level, current[level]))
    return [GroupRow(place, level, tuple(members)) for place, level, members in found]


def _stands(group: GroupRow) -> bool:
    """Tell whether a row that is called a street or district stands for the rows beside it, and is no place itself."""
    if not group.members:
        return False
    if group.sum == group.place.persons:
        return True
    near = len(group.members) > 1 and abs(group.sum - group.place.persons) <= NEAR * group.place.persons
    communities = sum(level_of(place.name) == "community" for place in group.members)
    elsewhere = any(place.street not in ("", group.place.name) for place in group.members)
    return group.level == "street" and (near or 2 * communities >= len(group.members)) and not elsewhere


def _by_sums(places: Sequence[ListedPlace]) -> list[GroupRow]:
    """Return the rows that are the sums of all others, block by block, whatever they are called."""
    for way in (1, -1):
        rows = list(places)[::way]
        for start in (0, 1):
            blocks = _tile(rows[start:])
            if blocks is None or (len(blocks) == 1 and len(blocks[0].members) < MEMBERS):
                continue
            inside = [member for block in blocks for member in block.members]
            if start == 0:
                return [replace(blocks[0], level="")] if len(blocks) == 1 else blocks
            if rows[0].persons == sum(member.persons for member in inside):
                return [GroupRow(rows[0], "", tuple(inside)), *blocks]
    return []


def _tile(rows: Sequence[ListedPlace]) -> list[GroupRow] | None:
    """Return rows as blocks, each a sum and two rows or more that add up to it; None if they are not such blocks."""
    result: list[GroupRow] = []
    at = 0
    while at < len(rows):
        end, left = at + 1, rows[at].persons
        while end < len(rows) and left > 0:
            left -= rows[end].persons
            end += 1
        if left != 0 or end - at < 3:
            return None
        result.append(GroupRow(rows[at], "street", tuple(rows[at + 1 : end])))
        at = end
    return result or None


def _doubts(places: Sequence[ListedPlace]) -> Iterator[GroupRow]:
    """Yield places that have as many persons as three or more rows below or above them together."""
    for way in (1, -1):
        rows = list(places)[::way]
        sums = list(accumulate((row.persons for row in rows), initial=0))
        ends = {value: place for place, value in enumerate(sums)}
        for at, row in enumerate(rows):
            end = ends.get(sums[at + 1] + row.persons, 0)
            if end - at - 1 >= MEMBERS and row.persons % ROUND:
                yield GroupRow(row, "", tuple(rows[at + 1 : end]))


def compare_sums(sums: Sequence[SumRow], places: Sequence[ListedPlace]) -> Iterator[str]:
    """Yield where a row that says that it is a sum is none: a 小计 that of its block, a 合计 that of everything.

    Parameters
    ----------
    sums : sequence of SumRow
        In the order of the table.
    places : sequence of ListedPlace
        In the same order.
    """
    lines = [place.line for place in places]
    edges = [0, *(bisect(lines, each.line) for each in sums), len(places)]
    last = 0  # edge of the last sum of everything
    for number, each in enumerate(sums):
        here = edges[number + 1]
        above, below = places[edges[number] : here], places[here : edges[number + 2]]
        named = [place for place in places if each.is_of(place)]
        # The sum of a district follows those of its streets: then it is that of some whole blocks above it.
        blocks = [named, above, below, *(places[edge:here] for edge in edges[: number + 1] if edge >= last)]
        if each.whole or not (named or above or below):
            blocks += [places, places[:here]]
        if each.persons not in {sum(place.persons for place in block) for block in blocks}:
            yield _tell_difference(each, places if each.whole else named or above or below or places, len(places))
        if each.whole:
            last = here


def _tell_difference(total: SumRow, block: Sequence[ListedPlace], count: int) -> str:
    about = {
        "line": total.line, "name": visible(total.name), "persons": f"{total.persons:,}",
        "sum": f"{sum(place.persons for place in block):,}",
    }  # fmt: skip
    if len(block) == count:
        return message("city.line_says", **about)
    lines = [place.line for place in block]
    return message("city.line_says_block", **about, first=min(lines), last=max(lines))
