"""The engine against the agents' edition: the same model in Mesa, an object for each resident, body and case."""

from __future__ import annotations

import numpy as np

from cogov.model import GovernanceModel, Simulation
from cogov.model.agents.indicators import NAMES as OF_AGENTS

from .cities import THOUSAND, TWENTY, Size
from .section import Section
from .timing import figure, interleaved, ratio

MEASURED: tuple[tuple[Size, int, int], ...] = ((THOUSAND, 10, 7), (TWENTY, 4, 3))


def reference() -> Section:
    """Time founding and weeks of both, after seeing that they agree."""
    rows = []
    for size, weeks, rounds in MEASURED:
        settings = size.settings((rounds + 1) * weeks)
        agents, engine = GovernanceModel(settings), Simulation(settings)

        def live(agents: GovernanceModel = agents, weeks: int = weeks) -> None:
            for _ in range(weeks):
                agents.step()

        def go_on(engine: Simulation = engine, weeks: int = weeks) -> None:
            engine.live(engine.week + weeks)

        live()
        go_on()  # both go on from the same week
        theirs = agents.series[:, [OF_AGENTS.index(name) for name in engine.names]]
        agree = np.allclose(theirs, engine.series, rtol=1e-9, atol=1e-9, equal_nan=True)
        assert agree, "agents and engine must agree"
        spent = interleaved({"live": live, "go on": go_on}, rounds)
        actions = {"agents": lambda s=settings: GovernanceModel(s), "engine": lambda s=settings: Simulation(s)}
        founded = interleaved(actions, 3)
        rows.append((
            f"{size.citizens:,}", figure(1000 * spent["live"].median / weeks),
            figure(1000 * spent["go on"].median / weeks), ratio(spent["live"], spent["go on"]),
            ratio(founded["agents"], founded["engine"]),
        ))  # fmt: skip
    return Section(
        "Against agents in Mesa",
        "The agents' edition is the same model as Mesa agents with methods, written to be read and held to equal the "
        "engine to 1e-9; what is drawn at random for many it draws by the engine's compiled loops, in its favour. Both "
        "run interleaved in one process; ratios are medians over rounds (least … most).",
        ("resident agents", "agents, a week (ms)", "engine, a week (ms)", "a week: times as fast",
         "founding: times as fast"),
        rows,
    )  # fmt: skip
