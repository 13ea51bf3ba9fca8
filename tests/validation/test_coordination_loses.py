"""Shipped scenarios in which more coordination governs worse: paired runs, 20 seeds, 95 % intervals.

They keep the program from becoming one in which coordination cannot lose. Two of them lose little: an interval below 0,
but not every pair of runs. They lost by 15 and more points while all cases of an office were worked on at once.
"""

import pytest

from cogov.experiments import compare
from cogov.scenarios import library, load

REPLICATES = 20
LOSING = (
    ("command", "fragmented"),
    ("grid_city", "fragmented"),
    ("formalism", "fragmented"),
    ("over_deliberation", "deliberative"),
    ("overloaded_hub", "synergy"),
)
BY_LITTLE = ("grid_city", "formalism")


@pytest.fixture(scope="module")
def compared():
    """Each scenario against that from which another one differs, made once."""
    made = {}

    def differences(than, others):
        wanted = [other for other in others if (other, than) not in made]
        if wanted:
            found = compare([than, *wanted], replicates=REPLICATES)
            made.update({(other, than): (found, other) for other in wanted})
        return {other: made[other, than] for other in others}

    return differences


@pytest.mark.parametrize(("name", "than"), LOSING)
def test_more_coordination_governs_worse(compared, name, than):
    together = [other for other, base in LOSING if base == than]
    found, label = compared(than, together)[name]
    assert found.paired[label, "coordination_cost"].low > 0.0
    worse = found.paired[label, "effectiveness"]
    assert worse.n >= 20
    assert worse.high < 0.0
    assert worse.higher < 10 if name in BY_LITTLE else worse.higher == 0


@pytest.mark.parametrize("name", [name for name in library() if load(name).expect])
def test_what_a_scenario_claims_holds(compared, name):
    for claim in load(name).expect:
        found, label = compared(claim.than, [name])[name]
        gap = found.paired[label, claim.indicator]
        assert gap.low is not None
        assert gap.low > 0.0 if claim.direction == "higher" else gap.high < 0.0, (claim, gap)
