"""A film on its way to the browser: layout as JSON, then columns, those that change little as differences, deflated."""

from __future__ import annotations

import json
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.engine.history import CaseEvent
from ...model.engine.state import NOBODY
from ...model.parameters.places import COMMUNITY, DISTRICT, STREET
from ...model.parameters.world import DOMAINS, KINDS
from .recording import Colour, Film

SHADE_BITS = 3
"""Bits of trust and satisfaction that no eye tells apart: of 256 values 32 are shown."""

COARSE = 0xF8
"""Bits of effort and severity that are sent."""

LOTS = 4_096
"""Parts of one in which a lot is sent."""

IN_PLANES = {"case", "body", "lot"}
"""Columns whose first bytes are sent before all second ones, and so on: so they deflate to a fifth less."""

SentColumn = tuple[str, NDArray[Any], int]
"""A name, values, and how far apart values stand whose difference is sent; 0 where they are sent as they are."""


def pack(film: Film, colour: Colour) -> bytes:
    """Return a film in one piece for the browser.

    One stream of zlib (all numbers little-endian): a whole number of 32 bits, the length of the header; the header as
    JSON; then the columns that it names with their types, lengths, steps and whether they are sent in planes of bytes.
    Header and columns are filled to multiples of four bytes.
    """
    layout, stories = film.layout, film.stories
    communities, streets, districts = (layout.places.tiers[tier] for tier in (COMMUNITY, STREET, DISTRICT))
    dots = np.bincount(layout.grid_of, minlength=len(layout.grids_home))
    columns = _columns(film, colour)
    header: dict[str, Any] = {
        "colour": colour,
        "weeks": film.weeks,
        "dots": len(layout.citizens),
        "citizens": int(layout.residents.sum()),
        "districts": [{"rural": node.rural} for node in districts],
        "streets": [{"district": node.parent, "rural": node.rural} for node in streets],
        "communities": [
            {
                "street": node.parent,
                "district": streets[node.parent].parent,
                "rural": node.rural,
                "residents": int(layout.residents[c]),
                "grids": dots[layout.grids_home == c].tolist(),
            }
            for c, node in enumerate(communities)
        ],
        "gridHome": layout.grids_home.tolist(),
        "domains": list(DOMAINS),
        "bodies": [
            {"kind": KINDS[kind], "tier": tier, "domain": domain, "where": where}
            for kind, tier, domain, where in zip(
                layout.kinds.tolist(),
                layout.tiers.tolist(),
                layout.domains.tolist(),
                layout.where.tolist(),
                strict=True,
            )
        ],
        "shown": stories.share,
        "told": int(np.ceil(stories.share * LOTS)),
        "columns": [
            [name, values.dtype.str[1:], values.size, step, int(name in IN_PLANES)] for name, values, step in columns
        ],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    body = b"".join(_pad(_lay_out(name, _take_differences(values.ravel(), step))) for name, values, step in columns)
    return zlib.compress(len(text).to_bytes(4, "little") + text + body, 6)


def _columns(film: Film, colour: Colour) -> list[SentColumn]:
    stories, shades = film.stories, film.shades(colour)
    if colour != "participation":
        shades = shades >> SHADE_BITS
    reported = stories.what == CaseEvent.REPORTED
    usual = float(np.median(stories.severity)) if len(stories.severity) else 1.0
    severity = np.clip(127.0 * stories.severity / max(usual, 1e-9), 0.0, 255.0)
    every = len(film.layout.kinds), film.open[0].size
    columns: list[SentColumn] = [
        ("shades", shades, shades.shape[1]),
        ("willingness", film.willingness, every[0]),
        ("effort", film.effort & COARSE, every[0]),
        ("queue", film.queue, every[0]),
        ("open", film.open, every[1]),
        ("signs", film.signs, 0),
        ("attendance", film.attendance, 0),
        ("totals", stories.totals, 0),
        ("grid", stories.grid.astype(np.int32), 1),
        ("type", stories.type.astype(np.uint8), 0),
        ("severity", severity.astype(np.uint8) & COARSE, 0),
        ("lot", (stories.lot * LOTS).astype(np.uint16), 0),
        ("born", _births(film).astype(np.int16), 1),
        ("week", stories.week.astype(np.int16), 1),
        ("what", stories.what.astype(np.uint8), 0),
        ("case", stories.case.astype(np.int32), 1),
        # Where a case reported lies first is its body: the history names none.
        ("body", np.where(reported, stories.desk, stories.body).astype(np.int16 if every[0] < 32_000 else np.int32), 0),
        ("person", np.where(stories.person == NOBODY, -1, stories.person).astype(np.int32), 0),
        ("detail", stories.detail.astype(np.uint8), 0),
    ]
    return columns


def _births(film: Film) -> NDArray[Any]:
    """Return the week in which each case was born."""
    stories = film.stories
    born = np.zeros(len(stories.key), np.int16)
    here = stories.what == CaseEvent.BORN
    born[stories.case[here]] = stories.week[here]
    return born


def _take_differences(values: NDArray[Any], step: int) -> NDArray[Any]:
    """Return differences between values that stand `step` apart, the first as they are."""
    if not step:
        return values
    changes = values.copy()
    changes[step:] -= values[:-step]
    return changes


def _lay_out(name: str, values: NDArray[Any]) -> bytes:
    """Return the bytes of a column, in planes where it is sent so."""
    if name in IN_PLANES:
        return values.view(np.uint8).reshape(-1, values.itemsize).T.tobytes()
    return values.tobytes()


def _pad(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
