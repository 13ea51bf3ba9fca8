"""The places of a table: names and persons, what is no place told apart, and every fault with its line and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import names
from ..errors import Problem, ScenarioError, describe_value, gather_alike, visible
from ..message import Enumeration, message
from .heading_row import (
    HEADINGS,
    NEEDED,
    empty_columns,
    find_headings,
    guess_columns,
    holds_numbers,
    join_merged,
    unit_above,
)
from .headings import (
    HEADING,
    PLACES,
    name_meaning,
    place_columns,
    plain_heading,
    read_mapping,
    report_empty,
    report_missing,
    report_no_headings,
)
from .listed_place import ListedPlace
from .subtotals import SumRow, compare_sums, is_sum, separate_groups
from .tables import Sheet, is_blank, read_sheets
from .units import unit_of, unknown_units

COMMAND = '--column "{meaning}={heading}"'
"""What is typed to name a column."""

MOST_PERSONS = 10_000_000
"""Persons of one place."""

MOST = 100_000
"""Places."""

_NOTE = re.compile(
    r"(备?注|说明|数据来源|来源|资料来源|填表|制表|统计|单位|审核|note|source|remark|prepared|updated)s?\b.*|.*[:：].{20,}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"([0-9]{1,3}(?:[,， '’][0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_POINTED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+人?")
_URBAN = {
    "城市", "城镇", "城区", "社区", "居委会", "城镇社区", "urban", "town", "city", "c", "u",
    "主城区", "城乡结合区", "镇中心区", "镇乡结合区", "特殊区域", "镇区", "城中村", "111", "112", "121", "122", "123",
}  # fmt: skip
_RURAL = {
    "农村", "乡村", "村", "村委会", "行政村", "rural", "village", "country", "r",
    "乡中心区", "村庄", "210", "220",
}  # fmt: skip
"""With the names and codes of the statistical division of towns and villages."""


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """What a file says of a city.

    Attributes
    ----------
    file : str
        As its user named it.
    encoding, sheet : str
    columns : dict
        Heading by meaning.
    places : tuple of ListedPlace
    aside : tuple of (int, str)
        Rows that are no places: line, and what they are.
    notices : tuple of str
        What a user should look at.
    """

    file: str
    encoding: str
    sheet: str
    columns: dict[str, str]
    places: tuple[ListedPlace, ...]
    aside: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]


def read_places(path: Path, name: str, columns: Sequence[str] = ()) -> PlaceTable:
    """Return the places of a table of communities.

    Parameters
    ----------
    path : Path
    name : str
        The file as its user named it.
    columns : sequence of str
        ``persons=人口数`` and the like, for headings that are not known.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    mapping, problems = read_mapping(columns, PLACES)
    if problems:
        raise ScenarioError(problems)
    sheets = tuple(join_merged(sheet) for sheet in read_sheets(path, name))
    for number, sheet in enumerate(sheets):
        if (row := find_headings(sheet, mapping)) is not None:
            reading = _Reading(name, sheet, row, mapping)
            others = [each.name for each in sheets[number + 1 :] if find_headings(each, mapping) is not None]
            if others:
                left = Enumeration(visible(each) for each in others)
                reading.notices.append(message("city.sheets_left", sheet=visible(sheet.name), others=left))
            return reading.table()
    sheet = sheets[0]
    row = max(range(min(HEADINGS, len(sheet.rows))), key=lambda at: len([cell for cell in sheet.rows[at] if cell]))
    headings, line = sheet.rows[row], sheet.lines[row]
    if not mapping and holds_numbers(headings):
        raise ScenarioError([report_no_headings(name, line, PLACES)])
    found, missing = place_columns(headings, mapping, PLACES, empty_columns(sheet, row))
    with_empty, _ = place_columns(headings, mapping, PLACES)
    needed = [meaning for meaning in NEEDED if meaning not in found]
    empty = [meaning for meaning in needed if meaning in with_empty]
    raise ScenarioError(
        [
            *report_missing(
                name, line, headings, [each for each in needed if each not in empty], missing, PLACES, COMMAND,
                guess_columns(sheet, row),
            ),
            *(
                report_empty(name, line, meaning, headings[with_empty[meaning]], headings, COMMAND)
                for meaning in empty
            ),
        ]
    )  # fmt: skip


class _Reading:
    """A sheet on its way to places."""

    def __init__(self, file: str, sheet: Sheet, row: int, mapping: Mapping[str, str]) -> None:
        self.file, self.sheet, self.row = file, sheet, row
        self.headings = sheet.rows[row]
        self.columns, _ = place_columns(self.headings, mapping, PLACES, empty_columns(sheet, row))
        said = unit_of(self.headings[self.columns["persons"]])
        self.unit = said if said > 1 else unit_above(sheet.rows[:row])
        self.points = self._find_points()
        self.problems: list[Problem] = []
        self.aside: list[tuple[int, str]] = []
        self.notices: list[str] = []
        known, _ = place_columns(self.headings, mapping, PLACES)
        for meaning in known.keys() - self.columns.keys():
            heading = visible(self.headings[known[meaning]])
            self.notices.append(message("city.empty_passed", meaning=name_meaning(meaning), heading=heading))
        if self.points:
            heading, number = visible(self.headings[self.columns["persons"]]), self.points.removesuffix("人")
            read = f"{int(number.replace('.', '')):,}"
            self.notices.append(message("city.points_thousands", heading=heading, number=number, read=read))
        for words in unknown_units(self.headings[self.columns["persons"]]):
            heading = visible(self.headings[self.columns["persons"]])
            self.notices.append(message("city.unknown_unit", heading=heading, words=visible(words)))
        self.sums: list[SumRow] = []
        self.above: dict[str, str] = {}

    def _find_points(self) -> str:
        """Return the first number whose points part thousands, as in 3.401, or an empty string if none has such.

        A person has no decimals, and all of these have three.
        """
        place = self.columns["persons"]
        cells = [row[place].strip() for row in self.sheet.rows[self.row + 1 :] if place < len(row)]
        pointed = [cell for cell in cells if "." in cell]
        text = bool(self.sheet.encoding)  # in a workbook a number with a point is one with decimals
        all_parted = all(_POINTED.fullmatch(cell) for cell in pointed)
        return pointed[0] if text and self.unit == 1 and pointed and all_parted else ""

    def table(self) -> PlaceTable:
        places: list[ListedPlace] = []
        rows = list(zip(self.sheet.rows, self.sheet.lines, strict=True))
        for line in self.sheet.lines[: self.row]:
            if any(self.sheet.rows[self.sheet.lines.index(line)]):
                self.aside.append((line, message("city.title_above")))
        for row, line in rows[self.row + 1 :]:
            if (place := self._place(row, line)) is not None:
                places.append(place)
        places = self._separate(places)
        self._check_twice(places)
        if not places and not self.problems:
            what = message("city.lists_places_persons")
            self.problems.append(Problem(self.file, None, "", what))
        if len(places) > MOST:
            what = message("city.lists_places", count=len(places))
            self.problems.append(Problem(self.file, None, "", what, message("city.most_2", most=MOST)))
        if self.problems:
            raise ScenarioError(gather_alike(self.problems))
        self.notices += compare_sums(self.sums, places)
        return PlaceTable(
            self.file, self.sheet.encoding, self.sheet.name,
            {meaning: self.headings[place] for meaning, place in self.columns.items()},
            tuple(places), tuple(self.aside), tuple(self.notices),
        )  # fmt: skip

    def _place(self, row: Sequence[str], line: int) -> ListedPlace | None:
        cells = {
            meaning: "" if place >= len(row) or is_blank(row[place]) else row[place]
            for meaning, place in self.columns.items()
        }
        if not any(row):
            return None
        if [plain_heading(cell) for cell in row[: len(self.headings)]] == [
            plain_heading(cell) for cell in self.headings
        ]:
            return self._set_aside(line, message("city.headings_again"))
        if len(row) > len(self.headings) and any(row[len(self.headings) :]):
            allowed = message("city.cell_comma")
            what = message("city.cells_where", count=len(row), wanted=len(self.headings))  # fmt: skip
            self.problems.append(Problem(self.file, line, "", what, allowed))
            return None
        first = next((cell for cell in row if cell), "")
        said = cells["name"] or first
        if is_sum(cells["name"]) or is_sum(first):
            return self._set_sum_aside(line, said, cells)
        self._fill_down(cells)
        if not cells["name"] and (cells.get("street") or cells.get("district")) and self._number(cells["persons"]):
            return self._set_sum_aside(line, cells.get("street") or cells.get("district") or said, cells)
        if not cells["persons"]:
            alone = sum(1 for cell in row if cell) == 1
            if _NOTE.fullmatch(said) or (alone and len(said) > 12):
                return self._set_aside(line, message("city.note", name=visible(said, 30)))
            if not cells["name"]:
                return self._set_aside(line, message("city.row_without"))
            if alone:
                return self._set_aside(line, message("city.row_name", name=visible(said)))
            self._report(line, "persons", message("city.empty"), message("city.number_persons_2"))
            return None
        return self._build(cells, line)

    def _set_aside(self, line: int, what: str) -> None:
        self.aside.append((line, what))

    def _set_sum_aside(self, line: int, said: str, cells: Mapping[str, str]) -> None:
        if (persons := self._number(cells["persons"])) is not None:
            street, district = (
                "" if is_sum(cells.get(meaning, "")) else cells.get(meaning, "") for meaning in ("street", "district")
            )
            self.sums.append(SumRow(line, said, persons, street, district))
        return self._set_aside(line, message("city.total", name=visible(said)))

    def _separate(self, places: Sequence[ListedPlace]) -> list[ListedPlace]:
        """Set aside rows that stand for others without saying so, and say what was made of them."""
        found = separate_groups(places)
        for group in found.groups:
            self.aside.append((group.place.line, message(f"city.is_{group.level or 'whole'}", **group.about)))
            if group.place.persons != group.sum:
                about = {"persons": f"{group.place.persons:,}", "sum": f"{group.sum:,}"}
                self.notices.append(message("city.line_says_block", **group.about, **about))
        self.aside.sort(key=lambda each: each[0])
        if (named := [group for group in found.groups if group.level]) and not self.problems:
            self.notices.append(
                message("city.groups_taken", count=len(named), persons=f"{sum(each.place.persons for each in named):,}")
            )
        for place in found.lone:
            self.notices.append(message("city.perhaps_street", line=place.line, name=visible(place.name)))
        for group in found.doubts:
            if len(found.doubts) == 1:
                self.notices.append(message("city.perhaps_sum", **group.about))
            else:
                what = message("city.adds_up", **group.about)
                self._report(group.place.line, "persons", what, message("city.call_it_sum"))
        return list(found.places)

    def _fill_down(self, cells: dict[str, str]) -> None:
        """Carry a district and street down to the empty cells below them, as merged cells of a workbook mean it."""
        for meaning in ("district", "street"):
            if meaning not in cells:
                continue
            if cells[meaning]:
                if meaning == "district" and cells[meaning] != self.above.get("district"):
                    self.above.pop("street", None)
                self.above[meaning] = cells[meaning]
            elif cells["name"]:
                cells[meaning] = self.above.get(meaning, "")

    def _build(self, cells: Mapping[str, str], line: int) -> ListedPlace | None:
        before = len(self.problems)
        name, district, street = (self._name(cells, meaning, line) for meaning in ("name", "district", "street"))
        persons = self._number(cells["persons"])
        if persons is None:
            what = message("city.number_persons", value=describe_value(cells["persons"]))
            self._report(
                line,
                "persons",
                what,
                message("city.whole_number_such"),
            )
        elif persons > MOST_PERSONS:
            what = message("city.persons_too", count=persons)
            self._report(line, "persons", what, message("city.most", most=MOST_PERSONS))
        grids = self._grids(cells, line)
        kind = self._kind(cells, line)
        if len(self.problems) > before or persons is None:
            return None
        if persons == 0:
            return self._set_aside(line, message("city.nobody_lives", name=visible(name)))
        return ListedPlace(line, name, persons, district, street, kind, grids)

    def _name(self, cells: Mapping[str, str], meaning: str, line: int) -> str:
        word = names.normalise(cells.get(meaning, "")).replace("/", "-").replace("\\", "-").replace("\n", " ")
        if word != cells.get(meaning, "") and "/" in cells.get(meaning, ""):
            said = visible(cells[meaning])
            self.notices.append(message("city.line_written", line=line, said=said, word=word))
        if (meaning == "name" or word) and (fault := names.fault_of_word(word)):
            self._report(line, meaning, fault, message("city.characters", most=names.LONGEST))
        return word

    def _number(self, cell: str) -> int | None:
        """Return the persons of a cell; None if it is no number of persons."""
        text = (
            unicodedata.normalize("NFKC", cell)
            .strip()
            .removeprefix("约")
            .removesuffix("人")
            .removesuffix("persons")
            .strip()
        )
        factor = self.unit
        if self.points and _POINTED.fullmatch(text):
            text = text.replace(".", "")
        if text.endswith("万"):
            text, factor = text.removesuffix("万").strip(), 10_000
        if not (match := _NUMBER.fullmatch(text)):
            return None
        whole = re.sub(r"[^0-9]", "", match[1])
        value = float(f"{whole}{match[2] or ''}") * factor
        if abs(value - round(value)) > 1e-6 or value > 1e12:
            return None
        return round(value)

    def _grids(self, cells: Mapping[str, str], line: int) -> int | None:
        text = unicodedata.normalize("NFKC", cells.get("grids", "")).strip().removesuffix("个").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000:
            return int(text)
        what = message("city.number_grids", value=describe_value(text))
        self._report(line, "grids", what, message("city.whole_number"))
        return None

    def _kind(self, cells: Mapping[str, str], line: int) -> str:
        word = cells.get("kind", "").casefold()
        if word in _URBAN or not word:
            return "urban" if word else ""
        if word in _RURAL:
            return "rural"
        what = message("city.neither_urban", value=describe_value(cells["kind"]))
        self._report(
            line,
            "kind",
            what,
            message("city.urban_rural"),
        )
        return ""

    def _report(self, line: int, meaning: str, what: str, allowed: str) -> None:
        heading = visible(self.headings[self.columns[meaning]]) if meaning in self.columns else name_meaning(meaning)
        self.problems.append(Problem(self.file, line, heading, what, allowed))

    def _check_twice(self, places: Sequence[ListedPlace]) -> None:
        seen: dict[tuple[str, str, str], int] = {}
        for place in places:
            key = (place.district, place.street, place.name)
            if key in seen:
                what = message("city.listed_twice", name=describe_value(place.name), line=seen[key])  # fmt: skip
                allowed = message("city.one_row", heading=HEADING)
                self._report(place.line, "name", what, allowed)
            seen.setdefault(key, place.line)
