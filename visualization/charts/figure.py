"""A picture of a page: what is drawn, what to see in it, and how it looks when it stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import Drawing


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture.

    Attributes
    ----------
    name : str
        Of its file, without an ending: never a text from a scenario or a study.
    drawing : Drawing
    caption : str
        What to see in it.
    title : str
        Set above it where it stands alone; empty if the drawing has one of its own.
    keys : sequence of (Drawing, str)
        Legend, of a drawing that has none of its own.
    """

    name: str
    drawing: Drawing
    caption: str = ""
    title: str = ""
    keys: Sequence[tuple[Drawing, str]] = ()

    @property
    def picture(self) -> Markup:
        """The picture as it stands inside a page."""
        return Markup(self.drawing.markup())

    def alone(self) -> Drawing:
        """Return the picture with all that it needs without a page around it."""
        return self.drawing.with_heading(self.title, self.keys) if self.title else self.drawing
