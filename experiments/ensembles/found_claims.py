"""What was found of the shipped cities that are plausible, as other rooms say it beside one city's answer."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache

from .claims import GAME
from .declaration import FOUND, RESULT, load_ensemble

PLAUSIBLE = "plausible"


@dataclass(frozen=True, slots=True)
class FoundGame:
    """In how many plausible cities the parts multiply each other.

    Attributes
    ----------
    joined, apart : str
        Scenarios whose rules are those of all together and of nobody.
    players : tuple of str
    indicator : str
        On which D was looked at.
    holds, cities : int
        Cities in which D is above 0, of so many.
    effective : float
        Independent cities that tell as much.
    share, low, high : float
        Share of plausible cities, and its 95 % interval; cities count by how often they came up.
    """

    joined: str
    apart: str
    players: tuple[str, ...]
    indicator: str
    holds: int
    cities: int
    effective: float
    share: float
    low: float
    high: float


@cache
def found_game() -> FoundGame | None:
    """Return what the shipped cities say of the multiplier, or None where nothing is shipped."""
    path = FOUND / PLAUSIBLE / RESULT
    if not path.is_file():
        return None
    document = json.loads(path.read_text("utf-8"))
    declaration = load_ensemble(PLAUSIBLE)
    claim = next((each for each in document["claims"] if each["name"] == GAME), None)
    if claim is None or not claim["kept"]["cities"]:
        return None
    kept = claim["kept"]
    return FoundGame(
        joined=declaration.heading.joined,
        apart=declaration.heading.apart,
        players=tuple(each.name for each in declaration.players),
        indicator=str(claim["indicator"]),
        holds=int(kept["holds"]),
        cities=int(kept["cities"]),
        effective=math.nan if kept.get("effective") is None else float(kept["effective"]),
        share=float(kept["share"]),
        low=float(kept["low"]),
        high=float(kept["high"]),
    )
