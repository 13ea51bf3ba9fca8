"""What the engine does is what the description says: a second model, written from it, agrees week by week."""

import pytest

from cogov.model.indicators import NAMES
from cogov.model.settings import Settings
from cogov.scenarios import library, load

from .agreement import Agreement, Disagreement, agree, compare
from .generating import KINDS, SMALL, settings_of

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


ALONE = {f"world.actors.{kind}.enabled": False for kind in KINDS}
INDEX = ("weight_resolution", "weight_backlog", "weight_public", "weight_participation", "weight_equity", "weight_cost",
    "official_response", "official_closing", "official_satisfaction")  # fmt: skip
EDGES = {
    "no organisations": ALONE,
    "residents do not act": {"world.actors.citizen.enabled": False},
    "two partners": ALONE | {f"world.actors.{kind}.enabled": True for kind in ("party_branch", "mass_organisation")},
    "two peers": ALONE
    | {f"world.actors.{kind}.enabled": True for kind in ("self_governing", "mass_organisation")}
    | {"rules.mechanism.rule": "peer"},
    "no administrative work": {
        f"world.issues.{issue}.needs": {"social": 0.5, "economic": 0.5} for issue in Settings().world.issues
    },
    "three agencies a domain": {"world.actors.government.number": 3},
    "a resource is missing": {f"world.actors.{kind}.capacity.economic": 0.0 for kind in KINDS}
    | {"behaviour.produce.fungible": 0.0},
    "the same under Cobb and Douglas": {f"world.actors.{kind}.capacity.economic": 0.0 for kind in KINDS}
    | {"behaviour.produce.fungible": 0.0, "behaviour.produce.substitution": 0.0},
    "almost Cobb and Douglas": {"behaviour.produce.substitution": 1e-9},
    "nothing weighs": {f"behaviour.index.{weight}": 0.0 for weight in INDEX},
    "everyone content": {"behaviour.founding.satisfaction": 1.0, "behaviour.experience.satisfaction_rate": 0.0},
    "nobody content": {"behaviour.founding.satisfaction": 0.0, "behaviour.experience.satisfaction_rate": 0.0},
    "most serve, up to a point": {
        "behaviour.volunteer.base": 2.0,
        "behaviour.founding.conditional_cooperators": 0.0,
        "behaviour.founding.hump_shaped": 0.7,
    },
    "tasks leave no hours": {"behaviour.commit.tasks_committee": 1.0, "rules.administration.command": 1.0},
    "meetings end": {"events": [{"week": 6, "rules": {"deliberation": {"interval_weeks": 0}}}]},
    "lists come, the branch goes first no more": {
        "events": [
            {"week": 9, "rules": {"mechanism": {"responsibility_lists": 1.0}}},
            {"week": 4, "rules": {"mechanism": {"responsibility_lists": 0.0}, "party_building": {"vanguard": 0.0}}},
        ]
    },
}


@pytest.mark.parametrize("name", EDGES)
def test_edges(name):
    agree(load("synergy", changes=SOON | EDGES[name]).settings, WEEKS)


def test_years():
    """Longer than the memory of a year, and than every deadline."""
    found = agree(load("flood_coordinated", changes=SOON).settings, 120)
    assert found.weeks == 120


def test_a_difference_is_named():
    with pytest.raises(Disagreement, match=r"^in week 3, citizens\.trust\[1\]: reference .*0\.5.*, engine .*0\.6"):
        compare(Agreement(), "in week 3", [("same", 1.0, 1.0), ("citizens.trust", [0.4, 0.5], [0.4, 0.6])])


@pytest.mark.parametrize("theirs", [1.0 + 2e-9, float("nan"), [1.0]])
def test_small_missing_and_misshapen_values_differ(theirs):
    with pytest.raises(Disagreement):
        compare(Agreement(), "now", [("x", 1.0, theirs)])
