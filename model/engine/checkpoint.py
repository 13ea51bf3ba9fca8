"""A city on disk: saved at the end of a week, and taken up again to the last bit.

What never changes (who lives where, keys, ties, what bodies can do) is not in the file. It is founded again from the
settings, which are. A digest of the whole state says whether both fit together. Draws need no saving: each is a
function of seed, week and entity.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from pydantic import ValidationError

from ..array_types import Column
from ..column_archive import Array, ColumnArchive, write_columns
from ..file import write_atomically
from ..first_edition import LAST_COMMIT
from ..indicators.single import NAMES as SINGLES
from ..kernel_cache import source_digest
from ..message import message
from ..named_columns import Additions
from ..parameters.settings import EXTENDED, Settings
from .cases import NEVER, Cases, Stage, empty_cases
from .measuring.indicators import NAMES
from .state import NOBODY, City

FORMAT, VERSION, OF_FIRST = "cogov checkpoint", 3, (1, 2)
"""Of the first edition are versions 1 and 2."""

CHANGING: dict[str, tuple[str, ...]] = {
    "places": ("raw", "lever", "need", "need_sum", "government", "burst", "pool", "grid_cut", "task"),
    "communities": (
        "right", "first_desk", "pledge", "agenda", "efficacy", "cohesion", "attendance", "members_serving", "need",
        "given", "need_now", "given_now", "emergency_until", "emergency", "struck", "surge", "surging", "surge_domain",
        "x", "households", "met", "decided", "came_start", "born", "resolved", "lapsed",
    ),
    "grids": (
        "trust", "norm", "day_trust", "linked", "staff", "wage", "hours", "grudge", "harm", "solved", "let_down",
        "seen", "arriving", "luck",
    ),
    "households": ("linked", "x"),
    "bodies": (
        "cut", "hours_full", "hours", "acts", "f", "w", "p", "success", "fatigue", "load", "burden", "coordination",
        "overtime", "mobilised", "show", "paid", "effort", "full", "left", "budget", "queued", "closures", "on_time",
        "luck", "turn", "start",
    ),
    "residents": (
        "trust", "satisfaction", "yearly", "norm", "belief", "voice", "fatigue", "motive", "x", "volunteered",
        "took_part", "reports", "linked",
    ),
    "ledger": ("counts", "durations", "tally"),
}  # fmt: skip
"""Columns that a week may change, working space aside; all others are as they were founded."""

_OF_CASES = Cases._fields[1 : Cases._fields.index("row")]


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says why."""


class Saved(NamedTuple):
    """What a checkpoint says about itself; a branch may have another seed than its city was founded with."""

    settings: Settings
    founded: int
    seed: int
    week: int
    used: int
    active: dict[int, int]
    digest: str


def save(
    path: Path,
    city: City,
    settings: Settings,
    seeds: tuple[int, int],
    week: int,
    active: dict[int, int],
    series: Column,
    digest: str,
    added: Additions | None = None,
) -> None:
    """Write a city, and how it came to be what it is, to a file; `seeds`: that of its founding, the present one."""
    extensions = settings.describe_extensions()
    header = {
        "format": FORMAT,
        "version": VERSION,
        "code": source_digest(),
        "settings": settings.model_dump(mode="json", by_alias=True),
        "founded": seeds[0],
        "seed": seeds[1],
        "week": week,
        "used": int(city.cases.used[0]),
        "active": {str(number): began for number, began in active.items()},
        "digest": digest,
        **({"extensions": extensions} if extensions else {}),
    }
    # What cannot be said is not a number, and the archive takes none: as whole numbers the bits are the same.
    columns = [("series", np.ascontiguousarray(series).view(np.uint64)), *_columns(city)]
    columns += [(name, column.view(np.uint64)) for name, column in (() if added is None else added.columns())]
    write_atomically(path, write_columns(header, columns))


def _columns(city: City) -> Iterator[tuple[str, Array]]:
    for table, names in CHANGING.items():
        for name in names:
            yield f"{table}.{name}", getattr(getattr(city, table), name)
    used = int(city.cases.used[0])
    for name in _OF_CASES:
        yield f"cases.{name}", getattr(city.cases, name)[:used]


class Checkpoint:
    """A checkpoint that was opened: its header is read and makes sense.

    Parameters
    ----------
    path : Path

    Raises
    ------
    CheckpointError
        If the file is none, or was saved by other sources of the model.
    """

    def __init__(self, path: Path) -> None:
        self._archive = ColumnArchive(path, CheckpointError)
        self.name = self._archive.name
        self.saved = self._check_header()

    def refusal(self, what: str) -> Exception:
        """Return the exception that says why the file cannot be used."""
        return self._archive.refusal(what)

    def restore(self, city: City, added: Additions | None = None) -> tuple[City, Column]:
        """Write the columns into a city founded from the settings and the seed; return it, and the series so far.

        Columns of extensions are written into `added`.

        Raises
        ------
        CheckpointError
            If the columns are not those of such a city.
        """
        saved = self.saved
        city = city._replace(cases=empty_cases(max(len(city.cases.key), saved.used)))
        city.cases.used[:] = saved.used
        for name, column in _columns(city):
            column[...] = self._archive.column(name, column)
        self._check_rows(city)
        for name, column in () if added is None else added.columns():
            column[...] = self._archive.column(name, column.view(np.uint64)).view(np.float64)
        series = np.empty((saved.week, len(NAMES) + len(SINGLES) + (0 if added is None else len(added.names))))
        series[...] = self._archive.column("series", series.view(np.uint64)).view(np.float64)
        return city, series

    def _check_header(self) -> Saved:
        said: Any = self._archive.header()
        if not isinstance(said, dict) or cast("dict[str, Any]", said).get("format") != FORMAT:
            raise self._archive.refusal(message("checkpoint.not_one"))
        header = cast("dict[str, Any]", said)
        if header.get("version") in OF_FIRST:
            raise self._archive.refusal(message("checkpoint.first_edition", commit=LAST_COMMIT))
        if header.get("version") != VERSION:
            raise self._archive.refusal(message("checkpoint.version", version=repr(header.get("version")), own=VERSION))
        if header.get("code") != source_digest():
            raise self._archive.refusal(
                message("checkpoint.code", code=str(header.get("code"))[:12], own=source_digest()[:12])
            )
        kind = self._find_settings(header.get("extensions"))
        try:
            settings = kind.model_validate_json(json.dumps(header["settings"]))
            week = _whole(header["week"], settings.run.weeks)
            last = max(0, week - 1)
            active = {int(number): _whole(began, last) for number, began in header["active"].items()}
            if not set(active) <= set(range(len(settings.events))):
                raise ValueError
            saved = Saved(
                settings, _whole(header["founded"], 2**63 - 1), _whole(header["seed"], 2**63 - 1), week,
                _whole(header["used"], self._archive.size), active, str(header["digest"]),
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError, ValidationError, ValueError, OverflowError) as error:
            raise self._archive.refusal(message("checkpoint.senseless")) from error
        city = settings.world.city
        towns = city.urban_districts * city.streets_per_district * city.communities_per_street
        villages = city.rural_counties * city.townships_per_county * city.villages_per_township
        agents = sum(place.agents for place in city.places) or (
            (towns + villages) * city.grids_per_community * city.agents_per_grid
        )
        if 8 * agents > self._archive.size:
            raise self._archive.refusal(message("checkpoint.not_fit"))
        return saved

    def _find_settings(self, extensions: Any) -> type[Settings]:
        """Return the settings that hold the numbers of the extensions of a run: those that a scenario brought here.

        Nothing of a checkpoint is ever run.
        """
        if extensions is None:
            return Settings
        try:
            key = tuple((str(name), str(each["digest"])) for name, each in extensions.items())
            texts = {name: str(each["text"]).splitlines() for name, each in extensions.items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise self._archive.refusal(message("checkpoint.senseless")) from error
        if key in EXTENDED:
            return EXTENDED[key]
        known = {name: each for kind in EXTENDED.values() for name, each in kind.describe_extensions().items()}
        lines: list[str] = []
        for name in texts.keys() & known.keys():
            now = known[name]["text"].splitlines()
            lines += [*unified_diff(texts[name], now, f"{name}.py", f"{name}.py", n=0, lineterm="")][:20]
        code = "checkpoint.extension_edited" if lines else "checkpoint.extension_unknown"
        raise self._archive.refusal(message(code, names=", ".join(texts), lines="\n".join(["", *lines])))

    def _check_rows(self, city: City) -> None:
        """See that cases lie in this city and in its past: kernels do not look before they reach for a row."""
        cases, used, last = city.cases, self.saved.used, self.saved.week - 1
        bodies, grids = len(city.bodies.key), len(city.grids.key)
        ranges: list[tuple[Array, int, int]] = [
            (cases.grid, 0, grids - 1), (cases.type, 0, len(city.types.domain) - 1), (cases.size, 0, 2),
            (cases.stage, 0, max(Stage)), (cases.born, 0, last), (cases.reporter, NOBODY, len(city.residents.key) - 1),
        ]  # fmt: skip
        ranges += [(column, NOBODY, bodies - 1) for column in (cases.desk, cases.owner, cases.solver, cases.helper)]
        ranges += [(column, NEVER, last) for column in (cases.reported, cases.first_reported, cases.accepted)]
        fits = all(
            used == 0 or low <= int(np.min(column[:used])) <= int(np.max(column[:used])) <= high
            for column, low, high in ranges
        )
        fits = fits and bool(np.array_equal(cases.community[:used], city.grids.community[cases.grid[:used]]))
        owned = (cases.stage[:used] == Stage.AWAITING) | (cases.stage[:used] == Stage.OWNED)
        fits = fits and bool((cases.owner[:used][owned] >= 0).all())
        for column in (cases.reported[:used], cases.first_reported[:used]):
            fits = fits and bool(((column == NEVER) | (column >= 0)).all())
        for column in (city.communities.right, city.communities.first_desk, city.bodies.turn):
            fits = fits and NOBODY <= int(column.min()) <= int(column.max()) < bodies
        if not fits:
            raise self._archive.refusal(message("checkpoint.cases"))


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value
