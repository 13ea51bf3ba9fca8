"""What the engine does is what the description says: a second model, written from it, agrees week by week."""

import pytest

from cogov.model.indicators import NAMES
from cogov.scenarios import library, load

from .agreement import Agreement, Disagreement, agree, compare
from .generating import SMALL, settings_of

WEEKS = 16
# Events come early, and problems often, so that a small city meets all of it within some weeks.
SOON = {"behaviour.arise.base_rate": 0.1, "world.actors.capacity_scale": 5.0} | {
    f"world.city.{name}": number for name, number in SMALL.items()
}


@pytest.mark.parametrize("name", library())
def test_library(name):
    events = load(name).settings.events
    early = {f"events.{place}.week": 5 for place in range(len(events))}
    found = agree(load(name, changes=SOON | early).settings, WEEKS)
    assert found.weeks == WEEKS
    assert found.problems > 20
    assert found.values > WEEKS * (len(NAMES) + 48 * 22)


@pytest.mark.parametrize("seed", range(25))
def test_generated_settings(seed):
    agree(settings_of(seed))


def test_a_difference_is_named():
    with pytest.raises(Disagreement, match=r"^in week 3, citizens\.trust\[1\]: reference .*0\.5.*, engine .*0\.6"):
        compare(Agreement(), "in week 3", [("same", 1.0, 1.0), ("citizens.trust", [0.4, 0.5], [0.4, 0.6])])


@pytest.mark.parametrize("theirs", [1.0 + 2e-9, float("nan"), [1.0]])
def test_small_missing_and_misshapen_values_differ(theirs):
    with pytest.raises(Disagreement):
        compare(Agreement(), "now", [("x", 1.0, theirs)])
