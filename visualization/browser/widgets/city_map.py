"""The city on a canvas: places of all tiers, residents as dots, actors at their desks, cases on their way.

With a second film the map is split by a divider that is dragged: the city before on its left, the city after on its
right, in the same week.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict, cast

import anywidget
import traitlets
from reacton import component, use_memo

from ....model.parameters.places import COMMUNITY, DISTRICT, STREET
from ....scenarios.outlines import Outlines
from ...language.part_names import issue_name, place_name
from ..film_packet import pack
from ..inspection import KINDS
from ..recording import Colour, Film
from ..translations import Language, Words, words
from .messages import WidgetMessage, use_messages, whole
from .scripts import script

BEFORE, AFTER = 0, 1
"""Cities of a split map; one that is alone is AFTER."""


class Selection(TypedDict):
    """What was clicked on: one of :data:`.inspection.KINDS`, a row of the model's columns, and in which city."""

    kind: str
    row: int
    city: int


class CityMap(anywidget.AnyWidget):
    """The browser's part."""

    _esm = script(
        "words.js", "city_shapes.js", "city_plan.js", "city_film.js", "city_actors.js", "city_ground.js",
        "city_people.js", "city_week.js", "city_movers.js", "city_divider.js", "city_list.js", "city_length.js",
        "city_record.js", "city_map.js",
    )  # fmt: skip
    _css = script("city_map.css")

    packet = traitlets.Bytes(b"").tag(sync=True)
    against = traitlets.Bytes(b"").tag(sync=True)
    titles = traitlets.List(traitlets.Unicode()).tag(sync=True)
    week = traitlets.Int(0).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)
    selected = traitlets.Dict().tag(sync=True)
    followed = traitlets.Dict().tag(sync=True)
    shapes = traitlets.Dict().tag(sync=True)
    height = traitlets.Unicode("400px").tag(sync=True)


@component
def CityMapView(
    film: Film,
    week: int,
    colour: Colour,
    language: Language,
    on_select: Callable[[Selection], None],
    *,
    against: Film | None = None,
    titles: tuple[str, str] = ("", ""),
    on_follow: Callable[[int], None] | None = None,
    selected: Selection | None = None,
    followed: int | None = None,
    outlines: Outlines | None = None,
    height: str = "min(58vh, 640px)",
) -> None:
    """Show a film of the city, or of two.

    A film goes to the browser once. Which week is drawn follows the event ``cogov-week`` of the tab's window, and
    `week` where no such event comes.

    Parameters
    ----------
    film : Film
    week : int
        Row of the film.
    colour : str
        What colours the residents.
    on_select : callable
        Called with the actor or place that was clicked on.
    against : Film, optional
        The city before: of as many weeks, and with the same places; another is not shown.
    titles : tuple of str
        What the city before and the city after are called.
    on_follow : callable, optional
        Called with the key of a case that was clicked on.
    selected : Selection, optional
        What is marked.
    followed : int, optional
        Key of a case whose way is drawn.
    outlines : Outlines, optional
        Of communities, by name; those that have none are drawn in blocks.
    height : str
        CSS height of map and what stands below it; not a percentage, since the elements around have no height.
    """
    say = words(language)
    pair = against if against is not None and can_be_split(against, film) else None
    packet = use_memo(lambda: pack(film, colour), [id(film), colour])
    other = use_memo(lambda: pack(pair, colour) if pair is not None else b"", [id(pair), colour])
    names = use_memo(lambda: names_on_map(film, say), [id(film), language])
    shapes = use_memo(lambda: shapes_on_map(film, outlines), [id(film), id(outlines)])
    element = cast(Any, CityMap).element(
        packet=packet,
        against=other,
        titles=list(titles),
        week=week,
        words={key.removeprefix("map."): line for key, line in say.lines.items() if _is_of_map(key)},
        names=names,
        selected=dict(selected or {}),
        followed=_rows_of(followed, (pair or film, film)),
        shapes=shapes,
        height=height,
    )

    def receive(message: WidgetMessage) -> None:
        city = whole(message, "city", BEFORE, AFTER)
        of = pair if city == BEFORE and pair is not None else film
        kind, row, case = message.get("kind"), whole(message, "row", 0, 2**31), whole(message, "case", 0, 2**31)
        if case is not None and on_follow is not None and case < len(of.stories.key):
            on_follow(int(of.stories.key[case]))
        elif kind in KINDS and row is not None and city is not None:
            on_select({"kind": kind, "row": row, "city": city})

    use_messages(element, receive)


def can_be_split(one: Film, other: Film) -> bool:
    """Tell whether two films can share a map: the same places and bodies, and as many weeks and dots."""
    a, b = one.layout, other.layout
    same = a.places == b.places and one.trust.shape == other.trust.shape
    return same and one.willingness.shape == other.willingness.shape


def names_on_map(film: Film, say: Words) -> dict[str, list[str]]:
    """Return what places and types of problem are called, by table in order of their rows, in full and short."""
    layout = film.layout
    tables: dict[str, Sequence[str]] = {
        name: [node.name for node in layout.places.tiers[tier]]
        for name, tier in (("communities", COMMUNITY), ("streets", STREET), ("districts", DISTRICT))
    }
    names = {
        f"{table}{form}": [place_name(name, say, short=bool(form)) for name in places]
        for table, places in tables.items()
        for form in ("", "_short")
    }
    names["city"] = [say("map.city")]
    names["types"] = [issue_name(name, say) for name in film.settings.world.issues]
    return names


def shapes_on_map(film: Film, outlines: Outlines | None) -> dict[str, Any]:
    """Return the outlines of communities in order of their rows, each ring a flat list; nothing if there is none."""
    names = [node.name for node in film.layout.places.tiers[COMMUNITY]]
    if outlines is None or not any(name in outlines.rings for name in names):
        return {}
    rings = [
        [[value for point in ring for value in point] for ring in outlines.rings[name]]
        if name in outlines.rings
        else None
        for name in names
    ]
    return {"width": outlines.width, "height": outlines.height, "rings": rings}


def _rows_of(key: int | None, films: tuple[Film, Film]) -> dict[str, list[int]]:
    """Return the rows of a case in the city before and after; -1 where it is not told."""
    return {} if key is None else {"cases": [film.stories.find(key) for film in films]}


def _is_of_map(key: str) -> bool:
    """Tell whether the browser needs a line; what inspection says stays here."""
    return key.startswith("map.") and not key.startswith("map.inspect.")
