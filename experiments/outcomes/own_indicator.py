"""An outcome of one's own as what tables, sentences and pictures ask an indicator for: title, unit, direction."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...model.indicators import Indicator
from ...scenarios.scenario import Text
from .outcome import NO_UNIT, WITH_LEVEL, Outcome


@dataclass(frozen=True, slots=True)
class OwnIndicator(Indicator):
    """What is declared about an outcome of a study.

    Attributes
    ----------
    own_unit : Text
        Where `unit` is none that indicators have.
    of_unit : str
        Of an area: the unit of what is lost, if indicators have it; its own is that times weeks.
    """

    own_unit: Text = NO_UNIT
    of_unit: str = ""


def as_indicator(outcome: Outcome) -> OwnIndicator:
    """Return what is declared about an outcome's value."""
    unit, own, of_unit = outcome.unit, outcome.own_unit, ""
    if outcome.measure in WITH_LEVEL:
        unit, own = "share", NO_UNIT
    elif outcome.measure == "weeks_to_recovery":
        unit, own = "weeks", NO_UNIT
    elif outcome.measure == "area_lost":
        unit, of_unit = "area", outcome.unit
    return _declare(outcome, outcome.direction, unit or "own", own, of_unit)


def weekly(outcome: Outcome) -> OwnIndicator:
    """Return what is declared about an outcome's expression, week by week, its window and measure aside."""
    return _declare(outcome, outcome.better, outcome.unit or "own", outcome.own_unit, "")


def _declare(outcome: Outcome, better: int, unit: str, own: Text, of_unit: str) -> OwnIndicator:
    said = f"{outcome.expression.text}; {outcome.measure}"
    return OwnIndicator(
        outcome.name, "state", -math.inf, math.inf, unit, better, outcome.title.en, outcome.title.zh, said, said,
        own_unit=own, of_unit=of_unit,
    )  # fmt: skip
