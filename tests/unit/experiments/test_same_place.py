"""Scenarios that differ in their place: said, and run in one place when asked."""

import pytest

from cogov.experiments import compare
from cogov.experiments.execution.provenance import provenance
from cogov.scenarios import ScenarioError, load
from cogov.scenarios.twin import is_elsewhere, move
from cogov.visualization.language.translations import words
from cogov.visualization.narratives import comparison as findings
from cogov.visualization.reports.comparison import page
from cogov.visualization.reports.comparison_files import command
from cogov.visualization.reports.json_documents import comparison_document

FEW = {"world.city.agents_per_grid": 6}
VILLAGES, LED = "mutual_aid_five", "party_led"


def made(*names, **asked):
    return compare(names, replicates=2, weeks=6, changes=FEW, **asked)


def test_a_scenario_moved_has_its_own_rules_and_events_in_the_other_place():
    villages, flood = (load(name) for name in (VILLAGES, "flood"))
    assert is_elsewhere(flood, villages)
    moved = move(flood, villages)
    assert moved.settings.world == villages.settings.world
    assert moved.settings == flood.settings.model_copy(update={"world": villages.settings.world})
    assert (moved.name, moved.notes) == (flood.name, flood.notes)
    assert move(flood, load("fragmented")) is flood


def test_a_place_that_the_other_does_not_have_is_refused():
    pilot, villages = (load(name) for name in ("chuishao_baodao", VILLAGES))
    with pytest.raises(ScenarioError, match="there is no place") as caught:
        move(pilot, villages)
    assert "Urban district 1" in str(caught.value)
    with pytest.raises(ScenarioError, match="没有") as caught:
        compare([VILLAGES, "chuishao_baodao"], replicates=1, weeks=2, same_world=True, lang="zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_place_is_told_with_the_command_that_puts_both_into_one(language):
    say = words(language)
    found = made(LED, VILLAGES)
    assert (found.elsewhere, found.moved) == ((VILLAGES,), ())
    (told,) = findings.places(found, say)
    asked = f"cogov compare {LED} {VILLAGES} --same-world"
    assert asked in told
    assert asked in page(found, language, provenance(["cogov"]))
    assert {finding.verdict for finding in found.claims} == {"elsewhere"}
    assert len(findings.claims(found, say)) == len(load(VILLAGES).expect)
    document = comparison_document(found, provenance(["cogov"]))
    assert document["elsewhere"] == [VILLAGES]
    assert {each["verdict"] for each in document["claims"]} == {"elsewhere"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_one_place_claims_are_judged_and_the_move_is_told(language):
    found = made(VILLAGES, LED, same_world=True)
    assert (found.elsewhere, found.moved) == ((), (LED,))
    (told,) = findings.places(found, words(language))
    assert "--same-world" not in told
    assert {finding.verdict for finding in found.claims} <= {"holds", "broken", "not_shown"}
    assert "--same-world" in command([VILLAGES, LED], 2, found, ())
    assert found.scenarios[1].settings.world == found.scenarios[0].settings.world


def test_scenarios_of_one_place_are_left_as_they_are():
    apart, together = made("fragmented", LED), made("fragmented", LED, same_world=True)
    assert apart.elsewhere == apart.moved == together.moved == ()
    assert apart.finals.equals(together.finals)
    assert findings.places(apart, words("en")) == []


def test_a_claim_known_to_be_broken_is_said_of_a_scenario_alone():
    told = findings.known_to_be_broken(load("over_deliberation"), words("en"))
    assert told == [
        "Claimed by the story and found false in many runs: Effectiveness lower than in deliberative.",
        "Claimed by the story and found false in many runs: Matters waiting higher than in deliberative.",
    ]
    assert findings.known_to_be_broken(load("synergy"), words("en")) == []
