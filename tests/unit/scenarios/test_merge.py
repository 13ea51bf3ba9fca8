"""What the settings are when all is said: ancestors, events, changes."""

import numpy as np
import pytest

from cogov.model.parameters.settings import Settings
from cogov.scenarios import ScenarioError, load, loads
from cogov.scenarios.overrides import OPTION, read_changes

FLOOD = """
schema_version = 2
[scenario]
extends = "flood"
"""


def said(changes, source="flood") -> str:
    with pytest.raises(ScenarioError) as caught:
        load(source, changes=changes)
    return str(caught.value)


def test_nothing_said_is_the_default():
    assert loads("schema_version = 2\n[scenario]").settings == Settings()
    assert loads("schema_version = 2\n[scenario]").digest == Settings().digest()


def test_lists_replace_and_tables_merge():
    scenario = loads(
        FLOOD + "[[events]]\nweek = 3\n[events.rules.goals]\nstrength = 1\n[world.issues.jobs.needs]\nsocial = 0.9"
    )
    (event,) = scenario.settings.events
    assert (event.week, event.surge) == (3, None)
    needs = scenario.settings.world.issues["jobs"].needs
    assert (needs.social, needs.administrative) == (0.9, 0.3)
    assert scenario.notes == {}
    assert loads(FLOOD).notes[0].zh.startswith("全县洪涝")


def test_issue_types_can_be_added_and_dropped():
    issues = loads(
        'schema_version = 2\n[scenario]\n[world.issues."噪声"]\nshare = 0.1\n[world.issues.jobs]\nshare = 0'
    ).settings.world.issues
    assert issues["噪声"].share == 0.1
    assert issues["jobs"].share == 0.0


def test_order_of_types_does_not_hang_on_the_file():
    one = loads("schema_version = 2\n[scenario]\n[world.issues.b]\nshare = 0.1\n[world.issues.a]\nshare = 0.1").settings
    other = loads(
        "schema_version = 2\n[scenario]\n[world.issues.a]\nshare = 0.1\n[world.issues.b]\nshare = 0.1"
    ).settings
    assert list(one.world.issues) == list(other.world.issues)
    assert one.digest() == other.digest()


def test_a_whole_number_is_a_number():
    one, other = (
        loads(f"schema_version = 2\n[scenario]\n[[events]]\nweek = 1\n[events.rules.goals]\nstrength = {value}")
        for value in ("1", "1.0")
    )
    assert one.digest == other.digest


def test_changes_as_text_and_as_values():
    texts = [
        "rules.goals.rule=command",
        "rules.goals.strength = 0.5",
        "run.weeks=52",
        'run.seed="7"'[:-3] + "7",
    ]
    values = {
        "rules.goals.rule": "command",
        "rules.goals.strength": np.float64(0.5),
        "run.weeks": np.int64(52),
        "run.seed": 7,
    }
    assert load("synergy", changes=texts).digest == load("synergy", changes=values).digest
    assert load(load("synergy"), changes=values).digest == load("synergy", changes=values).digest
    assert load("synergy", changes=values).sources[-1] == "changes"
    assert load(load("synergy")).sources == load("synergy").sources


def test_a_table_can_be_set():
    assert load("synergy", changes=["run={weeks=5}"]).settings.run.weeks == 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (["run.weeks=5", "run.weeks=6"], "changes: run.weeks: is given twice, as 5 and as 6; allowed one of both"),
        (["run.weeks=5", "run.weeks=5"], "changes: run.weeks: is given twice, as 5 and as 5; allowed one of both"),
        (["run={weeks=5}", "run.weeks=6"], "changes: run.weeks: is given twice, as 5 and as 6; allowed one of both"),
        ({"run.weeks": 5, " run.weeks": 6}, "changes: run.weeks: is given twice, as 5 and as 6; allowed one of both"),
        (
            {"run": {"weeks": 5}, "run.weeks": 6},
            "changes: run.weeks: is given twice, as 5 and as 6; allowed one of both",
        ),
        (
            ["events.0.week=5", "events.00.week=6"],
            "changes: events.0.week: is given twice, as 5 and as 6; allowed one of both",
        ),
    ],
)
def test_one_setting_is_given_once(changes, sentence):
    with pytest.raises(ScenarioError) as caught:
        load("flood", changes=changes)
    assert str(caught.value) == sentence


def test_a_list_may_be_given_and_then_one_of_its_items():
    changes = ["events=[{week=3, surge={types=['safety'], factor=2, weeks=1}}]", "events.0.week=5"]
    assert load("flood", changes=changes).settings.events[0].week == 5


def test_an_event_can_be_moved():
    scenario = load("flood", changes={"events.0.week": 10, "events.0.surge.factor": 2})
    (event,) = scenario.settings.events
    assert (event.week, event.surge.factor, event.surge.weeks) == (10, 2.0, 4)
    assert 0 in scenario.notes
    assert load("flood", changes=["events=[]"]).settings.events == ()
    assert load("flood", changes=["events=[]"]).notes == {}
    assert load("flood", changes={"events": []}).digest == load("fragmented").digest


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "rules.goals.strength",
            "changes: rules.goals.strength: has no value; allowed key=value, such as rules.goals.strength=0.5",
        ),
        (
            "rules.goals.strenth=1",
            "changes: rules.goals.strenth: unknown key; allowed rule, strength, campaign; did you mean strength",
        ),
        (
            "goals.strength=1",
            "changes: goals.strength: unknown key; allowed keys below world, behaviour, rules, places, "
            "events, run; did you mean "
            "rules.goals.strength or rules.mechanism.strength",
        ),
        (
            "vanguard=1",
            "changes: vanguard: unknown key; allowed keys below world, behaviour, rules, places, events, "
            "run; did you mean "
            "rules.party_building.vanguard or behaviour.hours.vanguard or behaviour.volunteer.vanguard",
        ),
        (
            "scenario.name=x",
            "changes: scenario.name: unknown key; allowed keys below world, behaviour, rules, places, events, run",
        ),
        (
            "rules.goals.strength=0,5",
            'changes: rules.goals.strength: "0,5" is not a number: write it with a point, 0.5; '
            "allowed a number between 0 and 1",
        ),
        (
            "rules.goals.strength=",
            "changes: rules.goals.strength: is empty; allowed a number between 0 and 1",
        ),
        (
            "rules.goals.strength=1\n[run]",
            "changes: rules.goals.strength: the value 1\\n[run] is not valid; allowed a number, a "
            "word, true or false, or a "
            "TOML value",
        ),
        (
            "events.1.week=3",
            'changes: events.1.week: the list events has no item "1"; allowed a number from 0 to 0',
        ),
        (
            "world.city.communities_file=x.csv",
            "changes: world.city.communities_file: a file beside a scenario cannot be set here",
        ),
        ("a b=1", "changes: a b: not a dotted key; allowed key=value, such as rules.goals.strength=0.5"),
        ("=1", "changes: not a dotted key; allowed key=value, such as rules.goals.strength=0.5"),
        (
            "events.0.surge.types=['flod']",
            'changes: events.0.surge.types.0: there is no issue type "flod"; allowed guidance, '
            "jobs, care, customs, dispute, "
            "safety, refuse, shared_facility",
        ),
    ],
)
def test_changes_that_are_wrong(change, sentence):
    assert said([change]) == sentence


def test_a_change_of_ten_thousand_parts():
    key = ".".join(["a"] * 10_000)
    assert said([f"{key}=1"]).endswith("a dotted key of more than 16 parts")
    assert len(said({key: 1})) < 200
    assert "is not valid" in said(["run.seed=" + "1" * 5000])


def test_what_is_wrong_with_changes_of_one_option_is_told_once():
    given = "is given twice, as 0.1 and as 0.9"
    assert said(["rules.goals.strength=0.1", "rules.goals.strength=0.9"]).count(given) == 1
    with pytest.raises(ScenarioError) as error:
        load("fragmented", changes=read_changes(["rules.goals.strength=0.1", "rules.goals.strength=0.9"], OPTION))
    assert str(error.value).count(given) == 1


def test_quoted_keys_in_changes():
    changed = load("fragmented", changes=['world.issues."加装电梯".share=0.1', "world.issues.噪声.share=0.2"])
    assert changed.settings.world.issues["加装电梯"].share == 0.1
    assert changed.settings.world.issues["噪声"].share == 0.2
