"""Small comparisons, made once."""

import pytest

from cogov.experiments import Comparison, compare
from cogov.scenarios import Scenario, Text, load

SMALL = (
    "world.city.communities_per_district=1",
    "world.city.villages_per_county=1",
    "world.city.residents_per_grid=20",
)

HOSTILE = "</script><img src=x onerror=alert(1)>\" onmouseover='x' {{7*7}} \x1b[31mred\x1b[0m\u202egnp"


@pytest.fixture(scope="session")
def small() -> tuple[str, ...]:
    """Changes that make a city quick to run."""
    return SMALL


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Three replicates of a year and a bit, three scenarios, one with an event."""
    return compare(["fragmented", "synergy", "flood"], replicates=3, weeks=60, changes=SMALL)


@pytest.fixture(scope="session")
def hostile() -> Comparison:
    """Scenarios whose every text attacks whoever shows it."""
    base = load("fragmented", changes=(*SMALL, "run.weeks=8"))
    text = Text(en=HOSTILE, zh=HOSTILE)
    evil = base.model_copy(
        update={"name": "=HYPERLINK(1)", "title": text, "story": text, "watch": (text,), "expect": ()}
    )
    other = load("flood", changes=(*SMALL, "run.weeks=8", "events.0.week=2"))
    return compare([evil, other.model_copy(update={"notes": {0: text}})], replicates=2)


@pytest.fixture
def scenario() -> Scenario:
    """A scenario that runs in no time."""
    return load("synergy", changes=(*SMALL, "run.weeks=6"))
