"""The timeline under the chart: which week is shown, playing, and interventions that can be dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

import anywidget
import traitlets
from reacton import component, use_ref

from ..translations import Language, words
from .messages import WidgetMessage, use_messages, use_reports, whole
from .scripts import script


class Chip(TypedDict):
    """An intervention on the timeline.

    `index` names it in what the timeline reports; `weeks` is how long it lasts, 0 or nothing: from then on.
    """

    index: int
    week: int
    label: str
    kind: Literal["rules", "surge", "capacity"]
    weeks: NotRequired[int]


class CurveRead(TypedDict):
    """A curve above the timeline, as it is read at the playhead: its colour, and its value in each week as text."""

    colour: str
    values: list[str]


class TimelineWidget(anywidget.AnyWidget):
    """The browser's part."""

    _esm = script("words.js", "timeline_chips.js", "timeline.js")
    _css = script("timeline.css")

    weeks = traitlets.Int(1).tag(sync=True)
    week = traitlets.Int(0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    chips = traitlets.List().tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)
    heard = traitlets.Int(0).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    margins = traitlets.List([0, 0]).tag(sync=True)
    reach = traitlets.Int(0).tag(sync=True)
    curves = traitlets.List().tag(sync=True)


@component
def Timeline(
    weeks: int,
    week: int,
    on_week: Callable[[int], None],
    playing: bool,
    on_playing: Callable[[bool], None],
    events: Sequence[Chip],
    on_move: Callable[[int, int], None],
    on_select: Callable[[int], None],
    on_add: Callable[[int], None],
    on_remove: Callable[[int], None],
    selected: int | None = None,
    language: Language = "en",
    margins: tuple[int, int] = (48, 16),
    on_drag: Callable[[int, int], None] | None = None,
    reach: int = 0,
    curves: Sequence[CurveRead] = (),
) -> None:
    """Show the timeline.

    Playing and scrubbing happen in the browser, which dispatches ``cogov-week`` on its window (``detail.week`` whole,
    ``detail.at`` between weeks) and tells `on_week` at most twice a second, and once more at the end. Setting `week`
    to another week goes there.

    Parameters
    ----------
    weeks : int
        Weeks of the run; the line goes from week 0 at the left to ``weeks - 1`` at the right.
    week, on_week, playing, on_playing
        What is shown, and whether it advances.
    events : sequence of dict
        See :class:`Chip`.
    on_move, on_drag : callable
        Called with an event's index and week: `on_drag` while it is dragged (at most 5 times a second), `on_move` when
        it is let go. An event that is sorted to another place while it is dragged is followed there.
    on_select, on_remove : callable
        Called with an event's index; a click or Enter selects, Delete removes.
    on_add : callable
        Called with the week in which an intervention is wanted.
    margins : (int, int)
        Pixels left and right of the chart's axis above, so that both share it.
    reach : int
        Pixels by which the playhead reaches up over the chart.
    curves : sequence of dict
        What is read at the playhead, beside it; see :class:`CurveRead`.
    """
    say = words(language)
    take, heard = use_reports()
    element = cast(Any, TimelineWidget).element(
        weeks=weeks,
        week=min(max(week, 0), weeks - 1),
        playing=playing,
        chips=[dict(event) for event in events],
        selected=-1 if selected is None else selected,
        heard=heard,
        words={key.removeprefix("timeline."): line for key, line in say.lines.items() if key.startswith("timeline.")},
        margins=list(margins),
        reach=reach,
        curves=[dict(curve) for curve in curves],
    )
    held = use_ref(cast("tuple[int, Chip] | None", None))

    def act(message: WidgetMessage) -> None:
        what, at = message.get("what"), whole(message, "week", 0, weeks - 1)
        index = whole(message, "index", 0, 1_000_000)
        chip = None if index is None else follow(index, held.current, events)
        if what == "playing" and isinstance(message.get("playing"), bool):
            on_playing(message["playing"])
        elif what == "week" and at is not None:
            on_week(at)
        elif what == "add" and at is not None:
            on_add(at)
        elif index is None or chip is None:
            return
        elif what == "drag" and at is not None:
            held.current = (index, cast(Chip, {**chip, "week": at}))
            if on_drag is not None:
                on_drag(chip["index"], at)
        elif what == "move" and at is not None:
            held.current = None
            on_move(chip["index"], at)
        elif what == "select":
            on_select(chip["index"])
        elif what == "remove":
            on_remove(chip["index"])

    use_messages(element, lambda message: take(message, lambda: act(message)))


def follow(index: int, held: tuple[int, Chip] | None, events: Sequence[Chip]) -> Chip | None:
    """Return the event that the browser means by an index, None if there is none.

    While a chip is dragged the browser keeps to the index that it had at first; `held` is that index and the chip as it
    was last reported, so that it is found again wherever its week has put it.
    """
    named = next((event for event in events if event["index"] == index), None)
    if held is None or held[0] != index:
        return named
    chip = held[1]
    same = [event for event in events if (event["label"], event["kind"]) == (chip["label"], chip["kind"])]
    return next((event for event in same if event["week"] == chip["week"]), named)
