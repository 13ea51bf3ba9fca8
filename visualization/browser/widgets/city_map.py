"""The city on a canvas: districts, communities, residents as dots, organisations as symbols, open problems."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypedDict, cast

import anywidget
import numpy as np
import traitlets
from reacton import component, use_memo

from ....model.state import Kind
from ..inspection import KINDS
from ..labels import place_name
from ..recording import Colour, Film
from ..translations import Language, words
from .messages import WidgetMessage, use_messages, whole
from .scripts import script


class Selection(TypedDict):
    """What was clicked on: one of :data:`.inspection.KINDS`, and a row of the model's columns."""

    kind: str
    row: int


class CityMap(anywidget.AnyWidget):
    """The browser's part."""

    _esm = script("city_plan.js", "city_film.js", "city_drawing.js", "city_map.js")
    _css = script("city_map.css")

    packet = traitlets.Bytes(b"").tag(sync=True)
    week = traitlets.Int(0).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)
    selected = traitlets.Dict().tag(sync=True)
    height = traitlets.Unicode("400px").tag(sync=True)


@component
def CityMapView(
    film: Film,
    week: int,
    colour: Colour,
    language: Language,
    on_select: Callable[[Selection], None],
    selected: Selection | None = None,
    height: str = "min(58vh, 640px)",
) -> None:
    """Show a film of the city.

    The film goes to the browser once. Which week is drawn follows the event ``cogov-week`` of the tab's window, and
    `week` where no such event comes.

    Parameters
    ----------
    film : Film
    week : int
        Row of the film.
    colour : str
        What colours the residents.
    on_select : callable
        Called with what was clicked on.
    selected : dict, optional
        What is marked.
    height : str
        CSS height of map and legend together; not a percentage, since the elements around the widget have no height.
    """
    say = words(language)
    packet = use_memo(lambda: pack(film, colour), [id(film), colour])
    names = use_memo(
        lambda: {
            f"{table}{form}": [place_name(name, say, short=bool(form)) for name in places]
            for table, places in (("districts", film.layout.districts), ("communities", film.layout.communities))
            for form in ("", "_short")
        },
        [id(film), language],
    )
    element = cast(Any, CityMap).element(
        packet=packet,
        week=week,
        words={key.removeprefix("map."): line for key, line in say.lines.items() if _is_of_map(key)},
        names=names,
        selected=dict(selected or {}),
        height=height,
    )

    def receive(message: WidgetMessage) -> None:
        kind, row = message.get("kind"), whole(message, "row", 0, 2**31)
        if kind in KINDS and row is not None:
            on_select({"kind": kind, "row": row})

    use_messages(element, receive)


def _is_of_map(key: str) -> bool:
    """Tell whether the browser needs a line; what inspection says stays here."""
    return key.startswith("map.") and not key.startswith("map.inspect.")


def pack(film: Film, colour: Colour) -> bytes:
    """Return a film in one piece for the browser.

    A whole number of 32 bits (all numbers little-endian): the length of what follows, the layout as JSON, padded by
    spaces to a multiple of 4; then bytes of the residents (weeks, dots), willingness and effort (weeks, organisations)
    each, nothing to an even address, and unresolved problems (weeks, communities, 5) of 16 bits.
    """
    layout = film.layout
    dots = np.zeros((len(layout.communities), int(layout.grids.max())), dtype=np.int64)
    np.add.at(dots, (layout.home_of, layout.grid_of), 1)
    header: dict[str, Any] = {
        "colour": colour,
        "weeks": film.weeks,
        "dots": len(layout.citizens),
        "citizens": int(layout.residents.sum()),
        "districts": len(layout.districts),
        "communities": [
            {
                "district": int(layout.district_of[c]),
                "rural": bool(layout.rural[c]),
                "residents": int(layout.residents[c]),
                "grids": cast("list[int]", dots[c, : layout.grids[c]].tolist()),
            }
            for c in range(len(layout.communities))
        ],
        "organisations": [
            {"kind": Kind(int(kind)).name.lower(), "community": int(community), "district": int(district)}
            for kind, community, district in zip(
                layout.kinds, layout.organisation_community, layout.organisation_district, strict=True
            )
        ],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    columns = film.shades(colour).tobytes() + film.willingness.tobytes() + film.effort.tobytes()
    columns += b"\0" * (len(columns) % 2)
    return len(text).to_bytes(4, "little") + text + columns + film.issues.astype("<u2").tobytes()
