"""What the city does: actors, processes, the week, and what is measured.

Names are loaded when they are first used, so that reading a scenario file does not wait for Mesa or Numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agents.citizen import Citizen
    from .agents.enterprise import Enterprise
    from .agents.government import GovernmentBody
    from .agents.mass_organisation import MassOrganisation
    from .agents.model import GovernanceModel
    from .agents.party import PartyBody
    from .agents.self_governing import Committee
    from .agents.social_organisation import SocialOrganisation
    from .engine.simulation import Simulation
    from .indicators import INDICATORS
    from .parameters.settings import Settings

_HOME = {
    "Citizen": "agents.citizen",
    "Committee": "agents.self_governing",
    "Enterprise": "agents.enterprise",
    "GovernanceModel": "agents.model",
    "GovernmentBody": "agents.government",
    "INDICATORS": "indicators",
    "MassOrganisation": "agents.mass_organisation",
    "PartyBody": "agents.party",
    "Settings": "parameters.settings",
    "Simulation": "engine.simulation",
    "SocialOrganisation": "agents.social_organisation",
}

__all__ = [
    "INDICATORS",
    "Citizen",
    "Committee",
    "Enterprise",
    "GovernanceModel",
    "GovernmentBody",
    "MassOrganisation",
    "PartyBody",
    "Settings",
    "Simulation",
    "SocialOrganisation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(__all__) | set(globals()))
