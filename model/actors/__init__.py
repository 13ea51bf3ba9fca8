"""The seven kinds of actor of the seed text, one file each."""

from __future__ import annotations

from ..state import Kind
from .actor import Actor
from .citizen import Citizen
from .enterprise import Enterprise
from .government import GovernmentAgency
from .mass_organisation import MassOrganisation
from .organisation import Organisation
from .party_branch import PartyBranch
from .self_governing import SelfGoverningGroup
from .social_organisation import SocialOrganisation

BY_KIND: dict[Kind, type[Organisation]] = {
    actor.kind: actor
    for actor in (PartyBranch, GovernmentAgency, SelfGoverningGroup, Enterprise, MassOrganisation, SocialOrganisation)
}
"""The class of each kind of organisation."""

__all__ = [
    "BY_KIND",
    "Actor",
    "Citizen",
    "Enterprise",
    "GovernmentAgency",
    "MassOrganisation",
    "Organisation",
    "PartyBranch",
    "SelfGoverningGroup",
    "SocialOrganisation",
]
