"""What the browser tells a widget, passed on to whoever rendered it last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from reacton import get_widget, use_effect, use_ref
from reacton.core import Element

Message = dict[str, Any]


def use_messages(element: Element[Any], receive: Callable[[Message], None]) -> None:
    """Call `receive` with each message that the widget of `element` gets from the browser (a hook).

    The function of the latest rendering is called, so that it sees present values.
    """
    latest = use_ref(receive)
    latest.current = receive

    def listen() -> Callable[[], None]:
        widget = cast(Any, get_widget(element))

        def on_message(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict):
                latest.current(cast(Message, content))

        widget.on_msg(on_message)
        return lambda: widget.on_msg(on_message, remove=True)

    use_effect(listen, [])


def whole(message: Message, name: str, low: int, high: int) -> int | None:
    """Return a whole number of a message within bounds; None if there is none: a browser may send anything."""
    value = message.get(name)
    return value if type(value) is int and low <= value <= high else None
