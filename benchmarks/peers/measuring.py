"""Time the residents' week of each way, in the Python that has it, and see that all end in the same state."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cogov.model import Simulation
from cogov.model import random_draws as draws
from cogov.model.processes.experience import experience
from cogov.model.processes.volunteer import mobilisation, volunteer

from ..cities import THOUSAND, TWENTY, Size
from ..section import Section
from ..timing import Spread, figure, interleaved, ratio

OTHERS = "COGOV_PEERS"
"""Environment variable: a Python that has AgentPy and mesa-frames."""

COLUMNS = ("trust", "satisfaction", "yearly_satisfaction", "motive", "motive_anchor", "fatigue", "norm", "belief",
    "voice", "link_rank", "priorities", "priority_anchor", "contributor", "party_member", "volunteered", "near",
    "far")  # fmt: skip
COMPARED = ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "priorities", "volunteered")
WAYS = ("columns", "agents", "frames")
NAMES = {"columns": "NumPy", "agents": "AgentPy", "frames": "mesa-frames"}
WEEK = 40


def peers() -> Section:
    rows = []
    for size, weeks, rounds in ((THOUSAND, 20, 5), (TWENTY, 5, 5)):
        city = lived(size)
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder) / "state.npz"
            np.savez(state, **described(city))
            engine = city.city

            def live(engine: Any = engine, weeks: int = weeks) -> None:
                for _ in range(weeks):
                    volunteer(engine)
                    experience(engine)

            live()  # each way lives through the same weeks from the same state, and is compared then
            want = {name: getattr(engine.citizens, name).copy() for name in COMPARED}
            for way in WAYS:
                python = sys.executable if way == "columns" else os.environ.get(OTHERS, sys.executable)
                # Processes that take turns: each round starts one of each.
                out = Path(folder) / f"{way}.npz"
                command = [python, str(Path(__file__).with_name(f"{way}.py")), str(state), str(weeks), str(out)]
                theirs, ours = [], []
                for _ in range(rounds):
                    done = subprocess.run(command, check=False, capture_output=True, text=True)
                    if done.returncode:
                        break
                    theirs.append(float(done.stdout.split()[-1]))
                    ours += interleaved({"engine": live}, 1)["engine"].seconds
                if not theirs:
                    rows.append((f"{size.citizens:,}", NAMES[way], "not installed, or fails here", "", ""))
                    continue
                found = np.load(out)
                apart = max(float(np.abs(found[name].astype(float) - want[name]).max()) for name in COMPARED)
                assert apart <= 1e-9, f"{way} differs from the engine by {apart}"
                other, own = Spread(tuple(theirs)), Spread(tuple(ours))
                rows.append((
                    f"{size.citizens:,}", NAMES[way], figure(1000 * other.median / weeks),
                    figure(1000 * own.median / weeks), ratio(other, own),
                ))  # fmt: skip
    return Section(
        "The residents' week in other ways",
        "Volunteering and experience of all residents, the same equations from the same state; each way is held to end "
        "where the engine ends, to 1e-9. The others are handed their random numbers and what happened in their grids; "
        "the engine draws and looks around itself, which is in their favour. Processor time of the weeks alone, "
        "interleaved; AgentPy 0.1.5 and mesa-frames 0.1.0a0 in an environment of their own "
        "(`benchmarks/peers/requirements.txt`).",
        ("citizens", "way", "its week (ms)", "the engine's (ms)", "engine: times as fast"),
        rows,
    )


def lived(size: Size) -> Simulation:
    """Return a city in the middle of its life."""
    simulation = Simulation(size.settings(WEEK + 1))
    for _ in range(WEEK):
        simulation.step()
    simulation.city.week = WEEK
    experience(simulation.city)  # so that what grids have seen is of this week
    return simulation


def described(simulation: Simulation) -> dict[str, Any]:
    """Return all that a week of the residents depends on."""
    city = simulation.city
    citizens, grids, communities, territory = city.citizens, city.grids, city.communities, city.territory
    luck = np.empty(len(citizens.key))
    draws.uniforms(city.seed, draws.VOLUNTEER, city.week, citizens.key, luck)
    grid = np.repeat(np.arange(territory.grids), np.diff(territory.resident_start))
    community = territory.home_of[grid]
    first, size = territory.citizen_start[community], np.diff(territory.citizen_start)[community]
    place = np.arange(len(grid)) - first
    ring = np.stack([first + (place + step) % size for step in (-3, -2, -1, 1, 2, 3)], axis=1)
    neighbours = np.column_stack([ring, citizens.near, citizens.far]).astype(np.int64)
    b, rules = city.settings.behaviour, city.rules.participation
    numbers = {f"volunteer.{name}": value for name, value in b.volunteer.model_dump().items()}
    numbers |= {f"experience.{name}": value for name, value in b.experience.model_dump().items()}
    numbers |= {"reward": rules.reward, "service": rules.volunteer_service, "year": 1.0 / min(city.week + 1, 52)}
    places = {name: getattr(grids, name)[grid] for name in ("harm", "solved", "let_down", "seen")}
    places |= {
        "pledge": communities.pledge[community], "vanguard": communities.vanguard[community],
        "lead": (communities.vanguard * communities.cohesion)[community],
        "links": communities.household_links[community], "call": mobilisation(city)[community],
    }  # fmt: skip
    return {
        "neighbours": neighbours, "luck": luck, **places,
        **{name: getattr(citizens, name) for name in COLUMNS},
        **{f"number.{name}": value for name, value in numbers.items()},
    }  # fmt: skip
