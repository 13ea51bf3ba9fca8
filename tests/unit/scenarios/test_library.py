"""The shipped scenarios: complete in both languages, distinct, and differences rather than copies."""

import re
import subprocess
import sys
import tomllib

import pytest

from cogov.model.indicators import NAMES
from cogov.scenarios import Text, library, load
from cogov.scenarios.inheritance import LIBRARY

SHIPPED = {
    "fragmented",
    "command",
    "party_led",
    "deliberative",
    "participatory",
    "synergy",
    "mutual_aid_five",
    "grid_city",
    "formalism",
    "over_deliberation",
    "overloaded_hub",
    "austerity",
    "austerity_coordinated",
    "flood",
    "flood_coordinated",
    "urban_rural_pooling",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_all_are_there():
    assert set(library()) == SHIPPED


def test_each_is_another():
    assert len({load(name).digest for name in library()}) == len(library())
    for language in ("en", "zh"):
        assert len({getattr(load(name).title, language) for name in library()}) == len(library())


@pytest.mark.parametrize("name", library())
def test_a_scenario(name):
    scenario = load(name)
    raw = tomllib.loads((LIBRARY / f"{name}.toml").read_text("utf-8"))
    assert raw["schema_version"] == 1
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
    assert " " not in scenario.story.zh.replace("倒 U 形", "")
    indicators = [item for item in scenario.watch if isinstance(item, str)]
    assert 3 <= len(indicators) <= 6
    assert set(indicators) <= set(NAMES)
    for claim in scenario.expect:
        assert claim.than in library()
        assert claim.than != name
    assert set(scenario.notes) == set(range(len(scenario.settings.events)))


def test_three_or_more_are_expected_to_lose():
    losing = [
        name
        for name in library()
        for claim in load(name).expect
        if (claim.indicator, claim.direction) == ("effectiveness", "lower")
        and load(name).settings.rules.mechanism.rule != "silo"
    ]
    assert len(losing) >= 3


def test_what_is_said_of_overload():
    hub, synergy = (load(name).settings.world.actors for name in ("overloaded_hub", "synergy"))
    more = hub.enterprise.number + hub.social_organisation.number
    assert more - synergy.enterprise.number - synergy.social_organisation.number == 24
    assert hub.enterprise.capacity == synergy.enterprise.capacity


@pytest.mark.parametrize("pair", ["flood", "austerity"])
def test_twins_meet_the_same_event(pair):
    assert load(pair).settings.events == load(f"{pair}_coordinated").settings.events


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
