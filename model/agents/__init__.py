"""The agents' edition: the model told by its actors, one file for each kind. See ``model/ODD.md``.

:mod:`.week` says what happens in a week and in which order; what each kind decides stands in its own file.
"""

from __future__ import annotations

from .body import Body
from .case import Case
from .citizen import Citizen
from .columns import columns
from .enterprise import Enterprise
from .government import GovernmentBody
from .indicators import NAMES
from .mass_organisation import MassOrganisation
from .model import KIND_CLASSES, GovernanceModel
from .owner import Owner
from .party import PartyBody
from .self_governing import Committee, GridWorker
from .social_organisation import SocialOrganisation

__all__ = [
    "KIND_CLASSES",
    "NAMES",
    "Body",
    "Case",
    "Citizen",
    "Committee",
    "Enterprise",
    "GovernanceModel",
    "GovernmentBody",
    "GridWorker",
    "MassOrganisation",
    "Owner",
    "PartyBody",
    "SocialOrganisation",
    "columns",
]
