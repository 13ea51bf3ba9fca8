"""A change of the suite is compared under a heading of its own, and silences nothing else."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from cogov.experiments.regression.measures import NAMES

from .conftest import SUITE

MINE = 'schema_version = 2\n[scenario]\nextends = "synergy"\n[rules.goals]\nstrength = {}\n'


@pytest.fixture
def mine(town, cogov):
    """The suite with a scenario of its own, and a baseline of that."""
    (town / "mine.toml").write_text(MINE.format(0.9))
    (town / "town.toml").write_text(SUITE.replace('"synergy"', '"mine"'))
    cogov("--update", "--reason", "mine")
    return town / "mine.toml"


def test_a_changed_scenario_is_compared_under_a_heading_and_exits_3(cogov, town, mine):
    mine.write_text(MINE.format(0.1))
    done = cogov("--junit", "r.xml", "--html", "r.html", "--github", code=3)
    assert "Declared changes" in done.out
    assert "mine: rules.goals.strength was 0.9 and is 0.1" in done.out
    assert f"{len(NAMES)} passed, 0 failed, 0 inconclusive (identical)" in done.out, "the other scenario is as it was"
    assert "Nothing has changed that matters." not in done.out
    assert "this is no pass" in done.out
    assert "::warning file=town.toml::declared: mine: rules.goals.strength was 0.9 and is 0.1" in done.out
    found = json.loads(cogov("--json", code=3).out)
    moved = [cell for cell in found["declared_cells"] if cell["largest"]]
    assert {cell["scenario"] for cell in moved} == {"mine"}
    assert "goal_alignment" in {cell["indicator"] for cell in moved}
    assert {cell["scenario"] for cell in found["cells"]} == {"fragmented"}
    page = (town / "r.html").read_text("utf-8").split("<script")[0]
    assert "Declared changes" in page
    assert "goal" in page.lower()
    root = ElementTree.parse(town / "r.xml").getroot()
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")


def test_it_does_not_silence_the_rest(cogov, town, mine, lose_trust):
    mine.write_text(MINE.format(0.1))

    lose_trust()
    found = json.loads(cogov("--json", code=1).out)
    assert found["declared"] == ["mine: rules.goals.strength was 0.9 and is 0.1"]
    failing = {cell["scenario"] for cell in found["cells"] if cell["verdict"] in ("changed", "shape", "tails")}
    assert failing == {"fragmented"}


def test_scenarios_that_came_or_went_keep_nothing_from_being_compared(cogov, town):
    (town / "town.toml").write_text(SUITE.replace('"synergy"', '"middling"'))
    done = cogov(code=3)
    assert "scenario synergy is not in the suite any more" in done.out
    assert "scenario middling is not in the baseline" in done.out
    assert f"{len(NAMES)} passed, 0 failed, 0 inconclusive (identical)" in done.out


def test_other_seeds_are_compared_as_far_as_both_have_them(cogov, town):
    (town / "town.toml").write_text(SUITE.replace("replicates_at_most = 12", "replicates_at_most = 13"))
    done = cogov(code=3)
    assert "it has 12 seeds from 1, the suite has 13 from 1" in done.out
    assert "(identical)" in done.out
    (town / "town.toml").write_text(SUITE.replace("replicates = 8", "replicates = 8\nfirst_seed = 100"))
    assert "cannot be compared with" in cogov(code=3).err


def test_all_scenarios_changed_is_no_pass_either(cogov, town):
    (town / "town.toml").write_text(SUITE.replace("run.weeks=16", "run.weeks=15"))
    done = cogov(code=3)
    assert "fragmented: run.weeks was 16 and is 15" in done.out
    assert "synergy: run.weeks was 16 and is 15" in done.out
    assert "nothing is as it was to be compared" in done.out
    assert "identical" not in done.out.splitlines()[-1]


def test_a_declared_change_that_every_run_shows_is_told_as_one(cogov, town):
    """Ten seeds are few for a part of alpha, but where no alarm is raised there is nothing to be shared."""
    more = SUITE.replace('changes = ["run.weeks', 'changes = ["behaviour.arise.rate=0.02", "run.weeks')
    assert more != SUITE
    (town / "town.toml").write_text(more)
    found = json.loads(cogov("--json", code=3).out)
    arrivals = [cell for cell in found["declared_cells"] if cell["indicator"] == "arrivals"]
    assert {cell["verdict"] for cell in arrivals} == {"changed"}
    assert all(0.0 < cell["half"] < cell["effect"] for cell in arrivals)
