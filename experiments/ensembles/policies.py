"""Policies in a drawn city: the same numbers, other rules."""

from __future__ import annotations

from ...model.parameters.settings import Settings
from ..multipliers.factorial import settings_of
from .declaration import Declaration

APART, JOINED, ASSESSED = "apart", "joined", "assessed"


def with_weeks(settings: Settings, weeks: int) -> Settings:
    """Return settings with another length of the run."""
    return settings.model_copy(update={"run": settings.run.model_copy(update={"weeks": weeks})})


def with_policy(declaration: Declaration, city: Settings, policy: str) -> Settings:
    """Return a city under a policy.

    Parameters
    ----------
    declaration : Declaration
    city : Settings
        With the rules of each on its own.
    policy : str
        ``apart``, ``joined``, ``assessed`` (joined up, with an assessment of pressure 1), or ``parts-N``: joined up,
        and of the players of the game those whose bits N has; the others are as each on its own.
    """
    if policy == APART:
        return city
    joined = city.model_copy(update={"rules": declaration.joined.settings.rules})
    if policy == JOINED:
        return joined
    if policy == ASSESSED:
        pressed = joined.rules.administration.model_copy(update={"assessment": 1.0})
        return joined.model_copy(update={"rules": joined.rules.model_copy(update={"administration": pressed})})
    return settings_of(int(policy.removeprefix("parts-")), declaration.players, joined, city)


def list_parts(declaration: Declaration) -> tuple[str, ...]:
    """Return the policies that the game needs beside that of all players: nobody, and each alone."""
    return ("parts-0", *(f"parts-{1 << place}" for place in range(len(declaration.players))))
