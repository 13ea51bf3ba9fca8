"""The shipped scenarios: complete in both languages, distinct, alive, and differences."""

import re
import subprocess
import sys
import tomllib
from functools import cache

import numpy as np
import pytest

from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.settings import Settings, merge
from cogov.scenarios import Scenario, Text, library, load
from cogov.scenarios.form import FORM
from cogov.scenarios.inheritance import LIBRARY

SHIPPED = {
    "fragmented", "command", "party_led", "deliberative", "participatory", "synergy", "mutual_aid_five", "grid_city",
    "formalism", "over_deliberation", "overloaded_hub", "austerity", "austerity_coordinated", "flood",
    "flood_coordinated", "urban_rural_pooling", "middling", "fengqiao", "jiesu_jiban", "chuishao_baodao", "jianfu",
    "jifenzhi", "dianti", "dianti_majority", "dianti_unanimity", "flood_command",
}  # fmt: skip
CHINESE = re.compile(r"[一-鿿]")
NAMES = library()

EMERGENCY = {("fragmented", "command")}
"""Command no stronger than the floor of tasks: it works in an emergency alone, as in the flood that extends this."""


read = cache(load)
"""A record is frozen, and each is looked at by several tests."""


def written(name):
    return tomllib.loads((LIBRARY / f"{name}.toml").read_text("utf-8"))


def test_all_are_there():
    assert set(NAMES) == SHIPPED


def test_each_is_another():
    assert len({read(name).digest for name in NAMES}) == len(NAMES)
    for language in ("en", "zh"):
        assert len({getattr(read(name).title, language) for name in NAMES}) == len(NAMES)
        stories = [getattr(read(name).story, language) for name in NAMES]
        sentences = [each for story in stories for each in re.split(r"(?<=[.。])\s*", story) if len(each) > 60]
        assert len(set(stories)) == len(NAMES)
        # Twins share a sentence now and then; no story is another's with a word changed.
        assert len(set(sentences)) > 0.95 * len(sentences)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario(name):
    scenario, raw = read(name), written(name)
    assert isinstance(scenario, Scenario)
    assert raw["schema_version"] == 2
    assert (name == "fragmented") == ("extends" not in raw["scenario"])
    assert scenario.warnings == ()
    assert scenario.name == name
    for words in (scenario.title, scenario.story, *scenario.notes.values(), *scenario.watch):
        if isinstance(words, Text):
            assert words.en
            assert not CHINESE.search(words.en)
            assert CHINESE.search(words.zh)
    assert 3 <= len(re.findall(r"[.;:](?:\s|$)", scenario.story.en)) <= 9
    assert "\n" not in scenario.story.en + scenario.story.zh
    assert "  " not in scenario.story.en
    assert " " not in scenario.story.zh
    indicators = [item for item in scenario.watch if isinstance(item, str)]
    assert 3 <= len(indicators) <= 6
    assert set(indicators) <= set(FORM.names)
    assert bool(scenario.expect) == (name != "fragmented")
    for claim in scenario.expect:
        assert claim.indicator in FORM.names
        assert claim.than in NAMES
        assert claim.than != scenario.name
    assert len({(claim.indicator, claim.than) for claim in scenario.expect}) == len(scenario.expect)
    assert set(scenario.notes) == set(range(len(scenario.settings.events)))


def small(settings, *changes):
    """Return the series of a run in which few agents stand for the same persons, and events come early."""
    table = settings.model_dump(mode="json")
    table["world"]["city"]["agents_per_grid"] = 20
    for number, event in enumerate(table["events"]):
        if event["week"] is not None:
            event["week"] = 1 + number
        if event["when"] is not None:  # before a young city has a backlog
            event["when"], event["until"] = "at_desk > 0.01", None
    table["run"]["weeks"] = 60
    for change in changes:
        table = merge(table, change)
    return Simulation(Settings.model_validate(table)).run().series


def levers(rules):
    return [(group, lever) for group, table in rules.items() for lever in table]


@pytest.mark.parametrize("name", NAMES)
def test_every_lever_that_a_file_states_is_live(name):
    """A lever put back to what it was before the file changes the run: none is there for show."""
    scenario, raw = read(name), written(name)
    parent = raw["scenario"].get("extends")
    before = (read(parent).settings if parent else Settings()).rules.model_dump(mode="json")
    # What an event sets everywhere hides a lever of the same name that was there before.
    events = scenario.settings.model_copy(update={"events": ()})
    whole = small(events)
    for group, lever in levers(raw.get("rules", {})):
        if before[group][lever] == raw["rules"][group][lever] or (name, lever) in EMERGENCY:
            continue  # said for its reader
        back = {"rules": {group: {lever: before[group][lever]}}}
        assert not np.array_equal(small(events, back), whole, equal_nan=True), f"{group}.{lever} changes nothing"


@pytest.mark.parametrize("name", [name for name in NAMES if read(name).settings.events])
def test_every_lever_that_an_event_states_is_live(name):
    scenario = read(name)
    whole = small(scenario.settings)
    for place, event in enumerate(scenario.settings.events):
        for group, lever in levers(event.rules):
            rules = {key: dict(table) for key, table in event.rules.items()}
            del rules[group][lever]
            if not any(rules.values()) and event.surge is None and event.capacity is None:
                continue
            changed = list(scenario.settings.events)
            changed[place] = event.model_copy(update={"rules": {key: table for key, table in rules.items() if table}})
            without = scenario.settings.model_copy(update={"events": tuple(changed)})
            assert not np.array_equal(small(without), whole, equal_nan=True), f"{group}.{lever}"


def test_five_or_more_are_expected_to_govern_worse_with_more_coordination():
    losing = [
        name
        for name in NAMES
        for claim in read(name).expect
        if (claim.indicator, claim.direction) == ("effectiveness", "lower")
        and read(name).settings.rules.mechanism.rule != "silo"
    ]
    assert len(losing) >= 5


def test_twins_meet_the_same_events():
    flood = read("flood").settings.events
    assert flood == read("flood_coordinated").settings.events == read("flood_command").settings.events
    cut = read("austerity").settings.events
    assert cut == read("austerity_coordinated").settings.events


def test_lifts_differ_in_the_rule_of_decision_alone():
    rules = {}
    for name in ("dianti", "dianti_majority", "dianti_unanimity"):
        table = read(name).settings.model_dump()
        rules[name] = table["rules"]["deliberation"].pop("decision_rule")
        assert table == {**table, **read("dianti").settings.model_dump(exclude={"rules"})}
        rest = read("dianti").settings.rules.model_dump()
        del rest["deliberation"]["decision_rule"]
        assert table["rules"] == rest
    assert list(rules.values()) == ["two_thirds", "majority", "unanimity"]


def test_what_stories_say_in_numbers():
    hub, synergy = (read(name).settings for name in ("overloaded_hub", "synergy"))
    assert (hub.rules.resources.rule, hub.rules.resources.share) == ("city", 0.8)
    assert hub.behaviour.pool.loss_city > 0.2
    assert synergy.behaviour.pool.loss_street == 0.1
    hours, actors = Settings().behaviour.hours, Settings().world.actors
    paid = 5.0 * hours.grid_hours
    departments = sum(actors.government.capacity.model_dump().values()) * actors.government.department
    assert 0.35 < paid / departments < 0.45  # "about two fifths of the departments' hours"
    city = read("mutual_aid_five").settings.world.city
    household = city.persons_per_grid / city.agents_per_grid
    assert (household, int(Settings().behaviour.founding.group_persons / household + 0.5)) == (2.5, 5)
    lifts = read("dianti").settings.world.issues
    assert 0.2 < lifts["shared_facility"].share / sum(each.share for each in lifts.values()) < 0.25


def test_the_library_is_read_without_the_kernels():
    """Listing scenarios must not wait for Numba."""
    code = (
        "import sys\n"
        "from cogov.scenarios import library, load\n"
        "[load(name) for name in library()]\n"
        "print([name for name in ('numba', 'numpy', 'mesa', 'pandas') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_module_hides_the_function_that_lists_the_library():
    # A package of that name would take the function's place as soon as anybody imported it.
    assert not (LIBRARY / "__init__.py").exists()
