"""The enterprise (经济组织)."""

from __future__ import annotations

from ..state import Kind
from .organisation import Organisation


class Enterprise(Organisation):
    """An enterprise or cooperative of a community.

    It brings economic resource, less willingly than others at first, and cooperates as far as its partners do. It is
    neither graded nor given tasks.
    """

    kind = Kind.ENTERPRISE
    word = "经济组织"
