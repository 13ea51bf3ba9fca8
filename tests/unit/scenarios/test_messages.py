"""What a user reads when a file is wrong: whole sentences, word for word."""

import pickle

import pytest

from cogov.scenarios import ScenarioError, loads

HEAD = "schema_version = 2\n[scenario]\n"


def said(text: str, **more) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "town.toml", **more)
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[rules.goals]\nstrength = '0.5'",
            'rules.goals.strength: "0.5" is not a number; allowed a number between 0 and 1',
        ),
        (
            "[rules.goals]\nstrength = true",
            "rules.goals.strength: true is not a number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = nan",
            "rules.goals.strength: nan is not a finite number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = -inf",
            "rules.goals.strength: -inf is not a finite number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = 1e400",
            "rules.goals.strength: inf is not a finite number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = 1.0000001",
            "rules.goals.strength: 1.0000001 is too large; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = -1e-9",
            "rules.goals.strength: -1e-09 is too small; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = [1]",
            "rules.goals.strength: a list is not a number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nstrength = 2020-01-01",
            "rules.goals.strength: the date or time 2020-01-01 is not a number; allowed a number between 0 and 1",
        ),
        (
            "[rules.goals]\nrule = 'party'",
            'rules.goals.rule: "party" is not one of the choices; allowed independent, command, party_led, '
            "deliberative; did you mean party_led",
        ),
        (
            "[rules.goals]\nstrenght = 1",
            "rules.goals.strenght: unknown key; allowed rule, strength, campaign; did you mean strength",
        ),
        (
            "[rules.goals]\nshare = 1",
            "rules.goals.share: unknown key; allowed rule, strength, campaign; did you mean "
            "rules.resources.share or "
            "world.issues.share",
        ),
        ("[rules]\ngoals = 3", "rules.goals: 3 is not a table; allowed a table of rule, strength, campaign"),
        (
            "[run]\nweeks = 10.5",
            "run.weeks: 10.5 is not a whole number; allowed a whole number between 1 and 5200",
        ),
        (
            "[run]\nweeks = '10'",
            'run.weeks: "10" is not a whole number; allowed a whole number between 1 and 5200',
        ),
        ("[run]\nweeks = 0", "run.weeks: 0 is too small; allowed a whole number between 1 and 5200"),
        (
            "[run]\nseed = 9223372036854775808",
            "run.seed: 9223372036854775808 is too large; allowed a whole number between 0 and 9223372036854775807",
        ),
        (
            "[run]\nseed = true",
            "run.seed: true is not a whole number; allowed a whole number between 0 and 9223372036854775807",
        ),
        (
            "[world.actors.citizen]\nenabled = 1",
            "world.actors.citizen.enabled: 1 is not true or false; allowed true or false",
        ),
    ],
)
def test_values(text, sentence):
    if "world.issues.share" in sentence:  # what stands under free names is not suggested
        sentence = sentence.replace(" or world.issues.share", "")
    assert said(HEAD + text) == [f"town.toml:4: {sentence}"] or said(HEAD + text) == [f"town.toml:3: {sentence}"]


@pytest.mark.parametrize("value", ["0", "1", "0.0", "1.0"])
def test_ends_of_a_range_are_inside(value):
    assert loads(f"{HEAD}[rules.goals]\nrule = 'command'\nstrength = {value}").settings.rules.goals.strength == float(
        value
    )


def test_a_lever_in_the_wrong_table_is_found():
    assert said(HEAD + "[goals]\nstrength = 1") == [
        "town.toml:3: goals: unknown key; allowed schema_version, scenario, world, behaviour, "
        "rules, places, events, run; "
        "did you mean rules.goals or behaviour.hours.goals"
    ]
    assert said(HEAD + "[rules]\nstrength = 1")[0].endswith(
        "did you mean rules.goals.strength or rules.mechanism.strength"
    )


def test_everything_is_said_at_once_in_order():
    text = HEAD + (
        "name = 'CON'\n"
        "[world.city]\n"
        "urban_districts = 0\n"
        "rural_counties = 0\n"
        "[rules.goals]\n"
        "strength = 'x'\n"
        "stren = 1\n"
        "[[events]]\n"
        "week = -1\n"
        "[events.surge]\n"
        "types = ['dispte']\n"
        "factor = 2\n"
        "[[events]]\n"
        "week = 3\n"
    )
    assert said(text, changes=["run.weeks=abc", "run.sed=1"]) == [
        'town.toml:3: scenario.name: "CON": the name is reserved by Windows',
        "town.toml:4: world.city: a city needs at least one urban district or rural county",
        'town.toml:8: rules.goals.strength: "x" is not a number; allowed a number between 0 and 1',
        "town.toml:9: rules.goals.stren: unknown key; allowed rule, strength, campaign; did you mean strength",
        "town.toml:11: events.0.week: -1 is too small; allowed a whole number between 0 and 5200",
        "town.toml:12: events.0.surge.weeks: is missing; allowed a whole number between 1 and 5200",
        'town.toml:13: events.0.surge.types.0: there is no issue type "dispte"; allowed '
        "guidance, jobs, care, customs, "
        "dispute, safety, refuse, shared_facility; did you mean dispute",
        "town.toml:15: events.1: an event needs rules, a surge or a capacity change",
        'changes: run.weeks: "abc" is not a whole number; allowed a whole number between 1 and 5200',
        "changes: run.sed: unknown key; allowed weeks, seed; did you mean seed",
    ]


def test_watched_and_expected_indicators_exist():
    lines = said(
        HEAD
        + "watch = ['effectivness']\n"
        + "[[scenario.expect]]\nindicator = 'trsut'\nthan = 'fragmented'\ndirection = 'up'"
    )
    assert lines[0].startswith('town.toml:3: scenario.watch.0: "effectivness" is not an indicator; allowed effect')
    assert lines[0].endswith("did you mean effectiveness")
    # The claim has another fault, so that its indicator is looked at once that is mended.
    assert lines[1] == (
        'town.toml:7: scenario.expect.0.direction: "up" is not one of the choices; allowed higher, lower'
    )
    right = said(HEAD + "[[scenario.expect]]\nindicator = 'trsut'\nthan = 'fragmented'\ndirection = 'higher'")
    assert right[0].endswith("did you mean trust")


def test_control_characters_of_a_file_do_not_reach_the_terminal():
    (line,) = said(HEAD + '[rules]\n"\\u001b[2J\\n::error::" = 1')
    assert "\x1b" not in line
    assert "rules.\\x1b[2J\\n::error::: unknown key" in line


def test_many_problems_are_counted():
    text = HEAD + "[rules.goals]\n" + "\n".join(f"x{number} = 1" for number in range(1000))
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert len(caught.value.problems) == 1000
    assert str(caught.value).endswith("\nand 800 more problems")


def test_an_error_crosses_processes_whole():
    with pytest.raises(ScenarioError) as caught:
        loads("")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("x" * 81, "the name has 81 characters, and at most 80 are allowed"),
        ("a/b", "a name may not hold a slash or backslash"),
        ("a\\\\b", "a name may not hold a slash or backslash"),
        ("..", "a name may not begin with a dot or a blank, nor end with one"),
        ("-rf", "a name may not begin with a hyphen"),
        ("nul.txt", "the name is reserved by Windows"),
        ("a\\u202eb", "a name may not hold control, direction or invisible characters"),
        ("a\\u0007", "a name may not hold control, direction or invisible characters"),
        (" ", "the name is empty"),
        ("a?", "a name may not hold the character ?"),
    ],
)
def test_names_that_are_refused(name, fault):
    (line,) = said(f'{HEAD}name = "{name}"')
    assert line.startswith("town.toml:3: scenario.name: ")
    assert fault in line


def test_a_newer_form_is_named_and_nothing_else():
    assert said("schema_version = 3\n[scenery]\n") == [
        "town.toml:1: schema_version: 3 was written by a newer version of cogov; this one reads up to 2"
    ]


def test_two_spellings_of_one_name():
    lines = said(HEAD + '[world.issues."caf\u00e9"]\nshare = 0.1\n[world.issues."cafe\u0301"]\nshare = 0.1')
    assert lines == ['town.toml:5: world.issues.cafe\u0301: is the same name as another spelling of "caf\u00e9"']


def test_titles():
    assert said(f'{HEAD}[scenario.title]\nen = "{"x" * 81}"') == [
        "town.toml:4: scenario.title.en: has 81 characters, and at most 80 are allowed"
    ]
    assert said(f'{HEAD}[scenario.title]\nen = "a\\u202e"') == [
        "town.toml:4: scenario.title.en: may not hold control, direction or invisible characters; "
        "allowed text of up to 4000 characters"
    ]


def test_a_city_without_places_or_people():
    assert said(HEAD + "[world.city]\nurban_districts = 0\nrural_counties = 0") == [
        "town.toml:3: world.city: a city needs at least one urban district or rural county"
    ]
    assert said(HEAD + "[world.city]\nagents_per_grid = 0") == [
        "town.toml:4: world.city.agents_per_grid: 0 is too small; allowed a whole number between 1 and 100000"
    ]


def test_a_city_too_large_is_refused_before_it_is_built():
    (line,) = said(HEAD + "[world.city]\ngrids_per_community = 10000\ncommunities_per_street = 1000")
    assert line == (
        "town.toml:3: world.city: 1,602,400,000 residents would need about 481 GB of memory; "
        "at most 20,000,000 are "
        "accepted (one agent may stand for several people)"
    )
    assert said(HEAD + "[run]\nweeks = 1000000000000")[0].startswith(
        "town.toml:4: run.weeks: 1000000000000 is too large"
    )


def test_issue_types_by_themselves():
    assert said(HEAD + "[world.issues.noise]\nshare = 0.1\n[world.issues.noise.needs]\nsocial = 0.0") == [
        "town.toml:5: world.issues.noise.needs: a type of case needs at least one resource"
    ]
    shares = "\n".join(
        f"[world.issues.{name}]\nshare = 0"
        for name in ["guidance", "jobs", "care", "customs", "dispute", "safety", "refuse", "shared_facility"]
    )
    assert said(HEAD + shares) == ["town.toml:3: world: at least one type of case needs a share above 0"]
    many = "\n".join(f"[world.issues.t{number}]" for number in range(60))
    assert said(HEAD + many) == ["town.toml:3: world.issues: has too many entries; allowed at most 64"]
