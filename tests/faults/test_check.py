"""``--check``: what leaves an impossible state is told with week and process, by every command that makes runs."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.engine.cases import Stage
from cogov.model.engine.simulation import Simulation

from .conftest import SMALL, STUDY


def loses_a_case(city):
    city.communities.born[0, 0] += 1


def leaves_its_bounds(city):
    city.residents.trust[0] = 1.5


def is_not_finite(city):
    city.bodies.effort[0] = np.nan


def spends_what_is_not_there(city):
    city.bodies.left[0] = -1.0


def gains_from_nothing(city):
    used = int(city.cases.used[0])
    city.cases.remaining[:used] = city.cases.work[:used] + 1.0


def is_no_number(city):
    city.communities.pledge[0] = np.nan


def wants_nothing(city):
    city.bodies.p[0] = 0.0


def belongs_to_nobody(city):
    city.cases.stage[: int(city.cases.used[0])] = np.where(
        city.cases.stage[: int(city.cases.used[0])] <= Stage.ON_PAPER, Stage.OWNED, Stage.GONE
    )
    city.cases.owner[:] = -1


BROKEN = {
    "E11-conservation": (loses_a_case, "cases arose, but"),
    "E11-bounds": (leaves_its_bounds, "residents.trust left [0, 1]"),
    "E11-finite": (is_not_finite, "bodies.effort is negative or not finite"),
    "E11-budget": (spends_what_is_not_there, "bodies.left is negative or not finite"),
    "E11-work": (gains_from_nothing, "work left of a case is negative or more than it began with"),
    "E11-nan": (is_no_number, "communities.pledge left [0, 1]"),
    "E11-priorities": (wants_nothing, "priorities p do not sum to 1"),
    "E11-owner": (belongs_to_nobody, "a case is owned by nobody"),
}

BUSY = (*SMALL, "behaviour.arise.rate=0.05")
FEW = ("--players", "goals,mechanism", "--no-controls", "--replicates", "1")
COMMANDS = {
    "run": ("run", "synergy", *BUSY),
    "compare": ("compare", "fragmented", "synergy", "--replicates", "1", *BUSY),
    "sweep": ("sweep", "study.toml", "--serial"),
}


@pytest.fixture
def break_in_week_2(monkeypatch):
    """Let the third week go wrong, before anything looks at what it left."""

    def build(fault):
        live = Simulation._live

        def live_wrongly(simulation, last, changed):
            while simulation.week < last:
                live(simulation, simulation.week + 1, changed)
                changed = False
                if simulation.week == 3:
                    fault(simulation.city)

        monkeypatch.setattr(Simulation, "_live", live_wrongly)

    return build


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("fault", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_invariant_is_named(cogov, put, here, break_in_week_2, command, fault, told):
    put(STUDY.replace("run.weeks = 4", "run.weeks = 4\nbehaviour.arise.rate = 0.05"), "study.toml")
    break_in_week_2(fault)
    done = cogov(*COMMANDS[command], "--check", "--out", "out", code=5)
    said = " ".join((done.err + done.out).split())
    assert "InvariantBroken: week 2: " in said
    assert told in said
    # What was asked for is not written; runs are kept, so that the others need not be made again.
    written = {path.name for path in (here / "out").glob("*")}
    assert command == "sweep" or written <= {"runs"}


@pytest.mark.parametrize("command", COMMANDS)
def test_e17_a_sound_model_passes(cogov, put, command):
    put(STUDY.replace("run.weeks = 4", "run.weeks = 4\nbehaviour.arise.rate = 0.05"), "study.toml")
    cogov(*COMMANDS[command], "--check", "--out", "out")


def test_e18_the_budget_neutral_arm_and_the_controls_are_checked_too(cogov, monkeypatch):
    """Their runs come after those of the factorial: each of them must be a checked one."""
    asked = []
    begun = Simulation.__init__

    def noted(self, *given, **more):
        asked.append(more.get("check", False))
        begun(self, *given, **more)

    noted.__kwdefaults__ = begun.__kwdefaults__
    monkeypatch.setattr(Simulation, "__init__", noted)
    words = ("multiplier", "synergy", "--players", "goals,mechanism", "--replicates", "1", *SMALL)
    cogov(*words, "--check", "--budget-neutral")
    assert asked
    assert sum(asked) >= 16
    asked.clear()
    cogov(*words)
    assert asked
    assert not any(asked)


@pytest.mark.parametrize("command", ["run", "compare"])
def test_e19_what_is_no_number_is_told_without_check_too(cogov, break_in_week_2, command):
    break_in_week_2(is_no_number)
    done = cogov(*COMMANDS[command], code=5)
    assert "is not a number" in done.err
    assert ", seed 1, week " in done.err
