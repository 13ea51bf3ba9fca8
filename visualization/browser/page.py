"""What a page of the browser declares about itself: its name in both languages, its place, and what shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .translations import Language

if TYPE_CHECKING:
    from .session import Visitor


@dataclass(frozen=True, slots=True)
class PageDeclaration:
    """A page, declared as ``PAGE`` at the end of its module.

    Attributes
    ----------
    place : int
        Pages stand in this order in the heading.
    names : dict
        What the page is called, by language.
    show : callable
        The component that shows it.
    headed : bool
        Whether it begins with a heading of its own; else the shell gives it its name as one.
    """

    place: int
    names: dict[Language, str]
    show: Callable[[Visitor], object]
    headed: bool = False
