"""Where a piece acts: what each street has with it and without it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.engine.measuring.parts import measure_parts
from ...model.engine.simulation import YEAR, Simulation
from ...model.parameters.places import COMMUNITY, STREET, lay_out
from ...model.parameters.settings import Settings
from ..execution.runs import seeds, with_seed
from ..statistics.paired import Difference, paired_difference
from .pieces import Piece, PieceUnit, combine, find_pieces

EACH = 13
"""Weeks of the last year between two looks at the streets."""

PLACED = ("harm", "satisfaction")
"""What is looked at: severity of unsolved cases per 1,000 persons, and satisfaction."""


@dataclass(frozen=True, slots=True)
class StreetEffect:
    """What a piece does in one street or township.

    Attributes
    ----------
    address : str
        As the city is laid out: district and street.
    harm, satisfaction : Difference
        With the piece minus without it, over the last year.
    """

    address: str
    harm: Difference
    satisfaction: Difference


async def find_street_effects(
    before: Settings, after: Settings, piece: Piece, *, replicates: int, pause: Callable[[], Awaitable[object]]
) -> tuple[StreetEffect, ...]:
    """Return what the city after has through a piece, street by street; the largest fall of harm first.

    Parameters
    ----------
    before, after : Settings
    piece : Piece
        One in which they differ.
    replicates : int
        Pairs of runs.
    pause : callable
        Awaited now and then, so that the work can be cancelled there.
    """
    others = [other for other in find_pieces(before, after, _unit(piece)) if other != piece]
    without = combine(before, after, others)
    sides: list[list[NDArray[np.float64]]] = [[], []]
    for seed in seeds(before.run.seed, replicates):
        for side, settings in zip(sides, (without, after), strict=True):
            side.append(await _live(with_seed(settings, seed), pause))
    old, new = (np.stack(side) for side in sides)
    result = [
        StreetEffect(node.address, *(paired_difference(new[:, row, k], old[:, row, k]) for k in range(len(PLACED))))
        for row, node in enumerate(lay_out(after.world.city).tiers[STREET])
    ]
    return tuple(sorted(result, key=lambda street: street.harm.mean))


def _unit(piece: Piece) -> PieceUnit:
    return "institution" if piece.key.startswith("institution.") else "section"


async def _live(settings: Settings, pause: Callable[[], Awaitable[object]]) -> NDArray[np.float64]:
    """Return what streets had in the last year, (streets, 2): means over their communities by persons."""
    layout = lay_out(settings.world.city)
    persons = np.array([node.persons for node in layout.tiers[COMMUNITY]], dtype=np.float64)
    street = np.array([node.parent for node in layout.tiers[COMMUNITY]])
    weight = np.bincount(street, weights=persons)
    simulation = Simulation(settings)
    looks: list[NDArray[np.float64]] = []
    while simulation.week < settings.run.weeks:
        simulation.step()
        left = settings.run.weeks - simulation.week
        if left < YEAR and left % EACH == 0:
            found = measure_parts(simulation.city, simulation.week - 1, "community")
            looks.append(
                np.stack([np.bincount(street, weights=persons * found[name]) / weight for name in PLACED], axis=1)
            )
        if simulation.week % EACH == 0:
            await pause()
    return np.mean(looks, axis=0)
