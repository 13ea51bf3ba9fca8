"""``--check``: what leaves an impossible state is told with week and process, by every command that makes runs."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model import WEEK, Simulation
from cogov.model.engine.simulation import Simulation as SecondSimulation
from cogov.model.processes.adapt import adapt
from cogov.model.state import Count

from .conftest import SMALL, SMALL_SECOND, STUDY


def loses_a_problem(city):
    city.ledger.counts[city.week, Count.BORN] += 1


def leaves_its_bounds(city):
    city.citizens.trust[0] = 1.5


def is_not_finite(city):
    city.organisations.effort[0, 0] = np.nan


def spends_what_is_not_there(city):
    city.work.effort[0, 0, 0] = -1.0


def gains_from_nothing(city):
    city.issues.remaining[: city.issues.open] = city.issues.work[: city.issues.open] + 1.0


def is_no_number(city):
    city.communities.consensus[0] = np.nan


BROKEN = {
    "E11-conservation": (loses_a_problem, "problems arose, but"),
    "E11-bounds": (leaves_its_bounds, "citizens.trust left [0, 1]"),
    "E11-finite": (is_not_finite, "organisations.effort is negative or not finite"),
    "E11-budget": (spends_what_is_not_there, "work.effort is negative or not finite"),
    "E11-work": (gains_from_nothing, "work left of a problem is negative or more than it began with"),
    "E11-nan": (is_no_number, "communities.consensus left [0, 1]"),
}

BUSY = (*SMALL, "behaviour.arise.base_rate=0.5")
FEW = ("--players", "goals,mechanism", "--no-controls", "--replicates", "1")
COMMANDS = {
    "run": ("run", "synergy", *BUSY),
    "compare": ("compare", "fragmented", "synergy", "--replicates", "1", *BUSY),
    "sweep": ("sweep", "study.toml", "--serial"),
}


@pytest.fixture
def break_in_week_2(monkeypatch):
    """Let a process go wrong in the third week, under its own name."""

    def build(fault):
        def adapt_(city):
            adapt(city)
            if city.week == 2:
                fault(city)

        adapt_.__name__ = fault.__name__
        week = tuple(adapt_ if process is adapt else process for process in WEEK)
        monkeypatch.setitem(Simulation.__init__.__kwdefaults__, "processes", week)

    return build


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("fault", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_invariant_is_named(cogov, put, here, break_in_week_2, command, fault, told):
    put(STUDY.replace("run.weeks = 4", "run.weeks = 4\nbehaviour.arise.base_rate = 0.5"), "study.toml")
    break_in_week_2(fault)
    done = cogov(*COMMANDS[command], "--check", "--out", "out", code=5)
    said = " ".join((done.err + done.out).split())
    assert f"InvariantBroken: week 2, after {fault.__name__}: " in said
    assert told in said
    assert command == "sweep" or not (here / "out").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_e17_a_sound_model_passes(cogov, put, command):
    put(STUDY.replace("run.weeks = 4", "run.weeks = 4\nbehaviour.arise.base_rate = 0.5"), "study.toml")
    cogov(*COMMANDS[command], "--check", "--out", "out")


def test_e18_the_budget_neutral_arm_and_the_controls_are_checked_too(cogov, monkeypatch):
    """Their runs come after those of the factorial: each of them must be a checked one."""
    asked = []
    begun = SecondSimulation.__init__

    def noted(self, *given, **more):
        asked.append(more.get("check", False))
        begun(self, *given, **more)

    noted.__kwdefaults__ = begun.__kwdefaults__
    monkeypatch.setattr(SecondSimulation, "__init__", noted)
    words = ("multiplier", "synergy", "--players", "goals,mechanism", "--replicates", "1", *SMALL_SECOND)
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
