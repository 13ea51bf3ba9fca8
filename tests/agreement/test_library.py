"""Both editions live through every scenario of the library, and agree."""

import pytest

from cogov.model.parameters.settings import Settings
from cogov.scenarios import library, load

from .comparing import agree

WEEKS = 10


def hasten(settings: Settings) -> Settings:
    """Return settings in which few agents stand for the same persons, and events come within a few weeks."""
    table = settings.model_dump(mode="json")
    table["world"]["city"]["agents_per_grid"] = 8
    for number, event in enumerate(table["events"]):
        if event["week"] is not None:
            event["week"] = 2 + number
    return Settings.model_validate(table)


@pytest.mark.parametrize("name", library())
def test_a_scenario(name):
    found = agree(hasten(load(name).settings), weeks=WEEKS)
    assert found.weeks == WEEKS
    assert found.cases > WEEKS * 20
    assert found.largest < 1e-11
