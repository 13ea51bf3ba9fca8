"""What the browser tells a widget, passed on to whoever rendered it last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from reacton import get_widget, use_effect, use_ref
from reacton.core import Element

from ..hooks import use_state

WidgetMessage = dict[str, Any]


def use_messages(element: Element[Any], receive: Callable[[WidgetMessage], None]) -> None:
    """Call `receive` with each message that the widget of `element` gets from the browser (a hook).

    The function of the latest rendering is called, so that it sees present values.
    """
    latest = use_ref(receive)
    latest.current = receive

    def listen() -> Callable[[], None]:
        widget = cast(Any, get_widget(element))

        def on_message(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict):
                latest.current(cast(WidgetMessage, content))

        widget.on_msg(on_message)
        return lambda: widget.on_msg(on_message, remove=True)

    use_effect(listen, [])


def use_reports() -> tuple[Callable[[WidgetMessage, Callable[[], object]], None], int]:
    """Return what deals with a report of the browser once, and the number of the last one that was dealt with (a hook).

    The browser numbers what a hand does, from that number on. It sends a report again until it knows that it has come,
    and until then does not let what is shown here turn back the hand.
    """
    heard, set_heard = use_state(0)
    latest = use_ref(0)

    def take(message: WidgetMessage, act: Callable[[], object]) -> None:
        number = whole(message, "report", 1, 1 << 53)
        if number is None:
            act()
        elif number > latest.current:
            latest.current = number
            try:
                act()
            finally:
                set_heard(number)

    return take, heard


def whole(message: WidgetMessage, name: str, low: int, high: int) -> int | None:
    """Return a whole number of a message within bounds; None if there is none: a browser may send anything."""
    value = message.get(name)
    return value if type(value) is int and low <= value <= high else None
