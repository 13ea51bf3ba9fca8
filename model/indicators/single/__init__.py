"""Indicators that stand alone: one file each, with the declaration and the measuring side by side.

A file declares ``INDICATOR`` and defines ``measure``, from the week and the columns of the city at its end to a number;
both editions give it theirs. It is found by being here: no list names it. ``cogov new indicator NAME`` writes one.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from ..declaration import Indicator

if TYPE_CHECKING:
    from ...named_columns import NamedColumns


class SingleIndicator(NamedTuple):
    """What a file here defines."""

    indicator: Indicator
    measure: Callable[[int, NamedColumns], float]


def load_singles() -> tuple[SingleIndicator, ...]:
    """Return the indicators of this folder, by name.

    Raises
    ------
    ValueError
        If a file declares another name than its own: it could not be found by what tables call it.
    """
    result: list[SingleIndicator] = []
    for name in sorted(module.name for module in iter_modules(__path__)):
        module = import_module(f".{name}", __name__)
        if module.INDICATOR.name != name:
            raise ValueError(f"model/indicators/single/{name}.py declares the indicator {module.INDICATOR.name}")
        result.append(SingleIndicator(module.INDICATOR, module.measure))
    return tuple(result)


SINGLES = load_singles()

NAMES: tuple[str, ...] = tuple(single.indicator.name for single in SINGLES)


def measure_singles(week: int, city: NamedColumns) -> list[float]:
    """Return what the indicators of this folder are at the end of a week, by name in order.

    Parameters
    ----------
    week : int
        The week that ends, the first is 0.
    city : NamedColumns
        Of either edition; nothing in it is written.
    """
    return [float(single.measure(week, city)) for single in SINGLES]
