"""Which names a column of the results can bear, and which two of them a reader would take for one.

SQL knows no case, Unicode writes one letter in several ways, and people do not see a blank at the end: ``select lists``
would answer with ``Lists``, and a factor ``Trust`` hides the indicator trust. Such names are refused when the study is
read, both of them named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from ...scenarios.checking import Document
from ...scenarios.errors import Key, describe_value
from ...scenarios.form import FORM, Form
from ...scenarios.message import message
from .study_schema import RESERVED

LONGEST = 40

# Words that DuckDB does not take for the name of a column unless they stand in quotation marks; a test asks it.
_SQL = (
    "all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case "
    "cast check collate collation column concurrently constraint create cross default deferrable desc "
    "describe distinct do else end except false fetch for foreign freeze from full glob group having "
    "ilike in initially inner intersect into is isnull join lambda lateral leading left like limit "
    "natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider "
    "placing positional primary qualify references returning right select semi show similar some "
    "summarize symmetric table tablesample then to trailing true union unique unpack unpivot using "
    "variadic verbose when where window with "
)
SQL = frozenset(_SQL.split())

# As pandas, R and Arrow take them where nothing else is said.
_MISSING = frozenset(
    (
        *("", "NA", "<NA>", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA", "NULL", "null", "None", "NaN", "nan", "-NaN"),
        *("-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
    )
)


def read_as(name: str) -> str:
    """Return what a reader takes a name for: without case, in one spelling, without blanks around it.

    >>> read_as("Lists "), read_as("ﬁx")
    ('lists', 'fix')
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


@cache
def _list_columns(form: Form) -> dict[str, str]:
    """Return the names of columns that there are, by what a reader takes them for."""
    return {read_as(name): name for name in (*form.names, *RESERVED)}


def fault_of_name(name: str, form: Form = FORM) -> str:
    """Return why no factor of a study can bear this name, or an empty string."""
    known = _list_columns(form)
    if not name.isidentifier() or len(name) > LONGEST:
        return message("study.factor_name", most=LONGEST)
    if name in known.values():
        return message("study.column")
    if taken := known.get(read_as(name)):
        return message("study.column_read", name=taken)
    if read_as(name) in SQL:
        return message("study.sql")
    return ""


def fault_of_level(name: str) -> str:
    """Return why no level can bear this name, or an empty string: the cells of tables hold it."""
    if name != name.strip():
        return message("study.level_blank", name=describe_value(name))
    if name in _MISSING:
        return message("study.level_missing", name=describe_value(name))
    return ""


def check_levels(document: Document, place: Key, levels: Iterable[str]) -> None:
    """Report levels that a reader of a table would take for something else, or two of them for one."""
    first: dict[str, str] = {}
    for name in levels:
        spelling = unicodedata.normalize("NFKC", name)  # of cells, unlike names of columns, case is a difference
        if fault := fault_of_level(name):
            document.report((*place, name), fault)
        elif other := first.get(spelling):
            document.report((*place, name), message("study.read_same", other=_at(document, (*place, other), other)))
        first.setdefault(spelling, name)


def check_names(document: Document, tables: Mapping[str, Any], columns: Iterable[str]) -> None:
    """Report factors that a reader would take for one.

    Parameters
    ----------
    document : Document
        Receives the problems.
    tables : mapping
        Tables of factors, as the parser found them.
    columns : iterable of str
        Names of factors that are columns of a list only.
    """
    first: dict[str, tuple[Key, str]] = {}
    every = [
        ((table, str(name)), str(name))
        for table, content in tables.items()
        if isinstance(content, dict)
        for name in cast("dict[str, Any]", content)
    ]
    known = {name for _, name in every}
    every += [(("design", "file"), name) for name in columns if name not in known]
    for place, name in every:
        other = first.setdefault(read_as(name), (place, name))
        if other[0] == place and other[1] == name:
            continue
        where = _at(document, other[0], other[1])
        if other[1] == name:
            code = "study.name_lever" if other[0][0] == "levers" else "study.name_factor"
            document.report(place, message(code, place=where))
        else:
            document.report(place, message("study.name_read", name=describe_value(name), other=where))


def _at(document: Document, place: Key, name: str) -> str:
    line = document.line(place)
    return message("study.in_line", name=describe_value(name), line=line) if line else describe_value(name)
