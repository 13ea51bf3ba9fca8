"""The engine against the same model in plain Mesa: one object for each resident, organisation and problem."""

from __future__ import annotations

import numpy as np
from tests.reference.city import City

from cogov.model import Simulation
from cogov.model.indicators import NAMES

from .cities import THOUSAND, TWENTY, Size
from .section import Section
from .timing import figure, interleaved, ratio

MEASURED: tuple[tuple[Size, int, int], ...] = ((THOUSAND, 20, 7), (TWENTY, 4, 3))


def reference() -> Section:
    """Time founding and weeks of both, after seeing that they agree."""
    rows = []
    for size, weeks, rounds in MEASURED:
        settings = size.settings(weeks)
        plain, quick = City(settings), Simulation(settings).run()
        for _ in range(weeks):
            plain.step()
        theirs = np.array([[week[name] for name in NAMES] for week in plain.indicators])
        assert np.allclose(theirs, quick.series, rtol=1e-9, atol=1e-9), "reference and engine must agree"

        def live(plain: City = plain, weeks: int = weeks) -> None:
            for _ in range(weeks):
                plain.step()

        engine = Simulation(size.settings((rounds + 1) * weeks))
        for _ in range(weeks):  # both go on from the same week
            engine.step()

        def go_on(engine: Simulation = engine, weeks: int = weeks) -> None:
            for _ in range(weeks):
                engine.step()

        spent = interleaved({"live": live, "go on": go_on}, rounds)
        founded = interleaved({"plain": lambda s=settings: City(s), "quick": lambda s=settings: Simulation(s)}, 3)
        rows.append((
            f"{size.citizens:,}", figure(1000 * spent["live"].median / weeks),
            figure(1000 * spent["go on"].median / weeks), ratio(spent["live"], spent["go on"]),
            ratio(founded["plain"], founded["quick"]),
        ))  # fmt: skip
    return Section(
        "Against plain Mesa",
        "The reference is `tests/reference/`: the whole model as Mesa objects with methods, written to be read and "
        "held to equal the engine to 1e-9; its random draws are the engine's compiled ones, in its favour. Both run "
        "interleaved in one process; ratios are medians over rounds (least … most).",
        ("citizens", "plain Mesa, a week (ms)", "engine, a week (ms)", "a week: times as fast",
         "founding: times as fast"),
        rows,
    )  # fmt: skip
