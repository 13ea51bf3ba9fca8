"""Data on its way to the browser, in one piece.

Reacton looks into every list and dictionary that a component is given, for elements in them: on a chart's thousands of
numbers that takes longer than the run that made them. It does not look into this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Payload:
    """Something that goes to the browser as JSON, equal to another if their values are."""

    value: Any


def open_payload(parcel: object, widget: object) -> Any:
    """Return what is inside: the way a trait is written as JSON.

    A browser may send any value of a trait back, and then it is no parcel.
    """
    return parcel.value if isinstance(parcel, Payload) else None
