"""The social organisation (社会组织): an NGO with specialised social resource."""

from __future__ import annotations

from ..state import Kind
from .organisation import Organisation


class SocialOrganisation(Organisation):
    """A social organisation of a community: specialised social resource, enlarged when government buys its services."""

    kind = Kind.SOCIAL_ORGANISATION
    word = "社会组织"
