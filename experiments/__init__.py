"""Which runs to make, and what they say.

``simulate``, ``compare`` and ``multiplier`` take a scenario's name, the path of a scenario file or a record from
:mod:`cogov.scenarios`, and give tidy data frames. ``sweep`` runs a study into a folder, and ``Results`` reads one, also
while the sweep runs; ``analyse`` says what such a folder shows. ``calibrate`` fits declared parameters to declared
targets. ``indicators`` tells what the columns mean and their units. The command ``cogov`` is :mod:`.terminal.cli`.

>>> from cogov.experiments import simulate
>>> frame = simulate("synergy", weeks=4, replicates=2)
>>> list(frame.columns[:5]), len(frame)
(['scenario', 'seed', 'week', 'effectiveness', 'effectiveness_with_cost'], 8)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis.methods import analyse
    from .calibration import Calibration, calibrate
    from .comparison import Comparison
    from .execution.indicator_table import indicators
    from .execution.runs import RunError
    from .multipliers import Multiplier, multiplier
    from .paired_runs import compare
    from .simulation import simulate
    from .store.results import Results
    from .sweeps.city_runs import CityRuns as CityRuns
    from .sweeps.sweep import sweep

__all__ = [
    "Calibration",
    "CityRuns",
    "Comparison",
    "Multiplier",
    "Results",
    "RunError",
    "analyse",
    "calibrate",
    "compare",
    "indicators",
    "multiplier",
    "simulate",
    "sweep",
]

# Looked up when asked for: `cogov --help` shall not wait for pandas and numba.
_HOMES = {
    "Calibration": ".calibration",
    "CityRuns": ".sweeps.city_runs",
    "Comparison": ".comparison",
    "Multiplier": ".multipliers",
    "Results": ".store.results",
    "RunError": ".execution.runs",
    "analyse": ".analysis.methods",
    "calibrate": ".calibration",
    "compare": ".paired_runs",
    "indicators": ".execution.indicator_table",
    "multiplier": ".multipliers",
    "simulate": ".simulation",
    "sweep": ".sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, inside = _HOMES[name].partition(":")
    return getattr(import_module(module, __name__), inside or name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
