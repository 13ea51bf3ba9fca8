"""Which runs to make, and what they say.

``simulate``, ``compare`` and ``multiplier`` take a scenario's name, the path of a scenario file or a record from
:mod:`cogov.scenarios`, and give tidy data frames. ``sweep`` runs a study into a folder, and ``Results`` reads one, also
while the sweep runs. ``calibrate`` fits declared parameters to declared targets. The command ``cogov`` is :mod:`.cli`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .calibration import Calibration, calibrate
    from .comparison import Comparison, compare
    from .runs import RunError, simulate
    from .store.results import Results
    from .sweeps.sweep import sweep
    from .synergy import Multiplier, multiplier

__all__ = [
    "Calibration",
    "Comparison",
    "Multiplier",
    "Results",
    "RunError",
    "calibrate",
    "compare",
    "multiplier",
    "simulate",
    "sweep",
]

# Looked up when asked for: `cogov --help` shall not wait for pandas and numba.
_HOMES = {
    "Calibration": ".calibration",
    "Comparison": ".comparison",
    "Multiplier": ".synergy",
    "Results": ".store.results",
    "RunError": ".runs",
    "calibrate": ".calibration",
    "compare": ".comparison",
    "multiplier": ".synergy",
    "simulate": ".runs",
    "sweep": ".sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
