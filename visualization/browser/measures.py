"""What the cities that the browser plays are measured by: by the model, and by extensions of the files it was given."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.indicators import Indicator
from ...model.parameters.settings import Settings
from ...scenarios.form import FORM, form_of
from .opened import opened_scenarios


def _list_own() -> tuple[Indicator, ...]:
    found = [form_of(scenario.settings).indicators[len(FORM.indicators) :] for scenario in opened_scenarios().values()]
    return tuple(dict.fromkeys(each for one in found for each in one))


OWN: tuple[Indicator, ...] = _list_own()
"""Those of extensions; not every city is measured by them."""

INDICATORS: tuple[Indicator, ...] = (*FORM.indicators, *OWN)
"""In the order of a run's series."""

NAMES: tuple[str, ...] = tuple(each.name for each in INDICATORS)

BY_NAME: Mapping[str, Indicator] = {each.name: each for each in INDICATORS}


def is_measured(name: str, settings: Settings) -> bool:
    """Tell whether the runs of settings are measured by an indicator."""
    return name in form_of(settings).names
