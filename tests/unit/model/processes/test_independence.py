"""What luck decides about one thing in one process says nothing about another process, or another week."""

import numpy as np
import pytest

from cogov.model.processes.assign import assign
from cogov.model.processes.deliberate import deliberate
from cogov.model.processes.lapse import lapse
from cogov.model.processes.produce import produce
from cogov.model.processes.report import report
from cogov.model.processes.volunteer import volunteer
from cogov.model.state import Contributor, Stage

N = 20_000
HALF = {
    "behaviour": {
        "report": {"residents_base": 0.5, "residents_trust": 0.0},
        "assign": {"base": 0.5},
        "lapse": {"patience": 2.0},
        "produce": {"paper": 1.0},
    },
    "rules": {"administration": {"assessment": 1.0}},
}


def unrelated(decisions: dict[str, np.ndarray]) -> None:
    together = np.array(list(decisions.values()), dtype=float)
    assert (np.abs(together.mean(axis=1) - 0.5) < 0.02).all()
    correlation = np.corrcoef(together)[~np.eye(len(together), dtype=bool)]
    assert np.abs(correlation).max() < 4.5 / np.sqrt(N), list(decisions)


@pytest.mark.parametrize("step", [0, 1])
def test_decisions_about_one_problem_are_independent(city_of, hamlet, place_issues, step):
    """Each of the four is an even chance; in the next week the dice are thrown anew."""
    decided = {}
    for week in (10, 10 + step):
        for process, before in (
            (report, Stage.LATENT),
            (assign, Stage.REPORTED),
            (produce, Stage.ASSIGNED),
            (lapse, Stage.LATENT),
        ):
            city = city_of(hamlet, HALF)
            city.week = week
            place_issues(city, N, stage=before, born=2, reported=2)
            process(city)
            decided[f"{process.__name__} {week}"] = city.issues.stage[:N] != before
    assert len(decided) == 4 * (1 + step)
    unrelated(decided)


@pytest.mark.parametrize(
    ("inclusiveness", "turnout"), [(1.0, 0.0), (0.5, 10.0)], ids=["invited, comes or not", "comes if invited"]
)
def test_decisions_of_one_resident_are_independent(city_of, hamlet, inclusiveness, turnout):
    """Whether she is invited and comes, and whether she volunteers."""
    half = {
        "world": {"city": {"residents_per_grid": N}, "actors": {"party_branch": {"number": 1}}},
        "rules": {"deliberation": {"interval_weeks": 1, "inclusiveness": inclusiveness}},
        "behaviour": {
            "deliberate": {"turnout_base": turnout, "turnout_motive": 0.0, "turnout_trust": 0.0},
            "volunteer": dict.fromkeys(("base", "motive", "trust", "neighbours", "mobilising", "fatigue"), 0.0),
        },
    }
    decided = {}
    for week in (3, 4):
        city = city_of(hamlet, half)
        city.week = week
        city.citizens.contributor[:] = Contributor.FREE_RIDER
        deliberate(city)
        decided[f"comes {week}"] = city.citizens.took_part == week
        volunteer(city)
        decided[f"volunteers {week}"] = city.citizens.volunteered.copy()
    decided["is linked early"] = city.citizens.link_rank < 0.5
    unrelated(decided)
