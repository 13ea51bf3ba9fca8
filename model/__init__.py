"""What the city does: actors, processes, the week, and what is measured.

Names are loaded when they are first used, so that reading a scenario file does not wait for Mesa or Numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .actors import (
        Citizen,
        Enterprise,
        GovernmentAgency,
        MassOrganisation,
        PartyBranch,
        SelfGoverningGroup,
        SocialOrganisation,
    )
    from .governance_model import GovernanceModel
    from .indicators import INDICATORS
    from .settings import Settings
    from .simulation import Simulation
    from .week import WEEK, with_process

_HOME = {
    "Citizen": "actors",
    "Enterprise": "actors",
    "GovernanceModel": "governance_model",
    "GovernmentAgency": "actors",
    "INDICATORS": "indicators",
    "MassOrganisation": "actors",
    "PartyBranch": "actors",
    "SelfGoverningGroup": "actors",
    "Settings": "settings",
    "Simulation": "simulation",
    "SocialOrganisation": "actors",
    "WEEK": "week",
    "with_process": "week",
}

__all__ = [
    "INDICATORS",
    "WEEK",
    "Citizen",
    "Enterprise",
    "GovernanceModel",
    "GovernmentAgency",
    "MassOrganisation",
    "PartyBranch",
    "SelfGoverningGroup",
    "Settings",
    "Simulation",
    "SocialOrganisation",
    "with_process",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(__all__) | set(globals()))
