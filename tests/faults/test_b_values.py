"""B: values that are none, and files that contradict themselves. Every problem is told, with its line."""

from __future__ import annotations

import json
import tomllib

import pytest

from cogov.experiments.lessons.template import template
from cogov.scenarios import load

from .conftest import SCENARIO, SMALL, STUDY

HEAD = 'schema_version = 2\n[scenario]\nextends = "fragmented"\n'
FINITE = "is not a finite number; allowed a number between 0 and 1"
WEEKS = "allowed a whole number between 1 and 5200"
SEED = "allowed a whole number between 0 and 9223372036854775807"

# What stands below the heading of a scenario, and what is said of it.
SCENARIOS: dict[str, tuple[str, str]] = {
    "B2-nan": ("[rules.goals]\nstrength = nan", f"town.toml:5: rules.goals.strength: nan {FINITE}"),
    "B3-inf": ("[rules.goals]\nstrength = inf", f"rules.goals.strength: inf {FINITE}"),
    "B3-minus-inf": ("[rules.goals]\nstrength = -inf", f"rules.goals.strength: -inf {FINITE}"),
    "B3-1e400": ("[rules.goals]\nstrength = 1e400", f"rules.goals.strength: inf {FINITE}"),
    "B5-digits": ("[run]\nseed = " + "1" * 5_000, "town.toml:5: not valid TOML: a number that is too long"),
    "B5-4000-digits": ("[run]\nseed = " + "1" * 4_000, "town.toml:5: run.seed: a whole number of more than 20 digits"),
    "B6-2**63": ("[run]\nseed = 9223372036854775808", f"run.seed: 9223372036854775808 is too large; {SEED}"),
    "B8-text": ("[run]\nweeks = '10'", f'run.weeks: "10" is not a whole number; {WEEKS}'),
    "B9-fraction": ("[run]\nweeks = 10.5", f"run.weeks: 10.5 is not a whole number; {WEEKS}"),
    "B11-date": ("[rules.goals]\nstrength = 2020-01-01", "the date or time 2020-01-01 is not a number"),
    "B11-time": ("[run]\nweeks = 07:32:00", "is not a whole number"),
    "B12-above-one": ("[rules.goals]\nstrength = 1.0000001", "1.0000001 is too large; allowed a number between"),
    "B12-below-zero": ("[rules.goals]\nstrength = -1e-9", "-1e-09 is too small; allowed a number between 0 and 1"),
    "B14-no-places": ("[world.city]\nurban_districts = 0\nrural_counties = 0", "a city needs at least one"),
    "B14-no-residents": ("[world.city]\nagents_per_grid = 0", "0 is too small; allowed a whole number between 1"),
    "B14-no-communities": ("[world.city]\ncommunities_per_street = 0", "0 is too small"),
    "B15-population": (
        "[world.city]\nagents_per_grid = 100000\ncommunities_per_street = 5000",
        "4,001,600,000 residents would need about 1,200 GB of memory",
    ),
    "B15-10**12": ("[world.city]\nagents_per_grid = 1000000000000", "1000000000000 is too large"),
    "B17-no-grids": ("[world.city]\ngrids_per_community = 0", "0 is too small"),
    "B17-place-without-grids": (
        '[[world.city.places]]\ndistrict = "d"\nkind = "urban"\nname = "n"\ngrids = 0\nresidents = 5',
        "grids: 0 is too small",
    ),
    "B18-actor": ("[world.actors.goverment]\nnumber = 1", "unknown key; allowed"),
    "B18-mechanism": ("[rules.mechanism]\nrule = 'hubb'", "did you mean hub"),
    "B18-issue": ("[[events]]\nweek = 1\n[events.surge]\ntypes = ['dispte']\nfactor = 2\nweeks = 1", "mean dispute"),
    "B18-actor-of-an-event": (
        "[[events]]\nweek = 1\n[events.capacity]\nactors = ['enterprize']\nfactor = 0.5\nweeks = 1",
        "did you mean enterprise",
    ),
    "B32-minus": ("[run]\nseed = -1", f"run.seed: -1 is too small; {SEED}"),
    "B32-fraction": ("[run]\nseed = 1.5", f"run.seed: 1.5 is not a whole number; {SEED}"),
    "B32-true": ("[run]\nseed = true", f"run.seed: true is not a whole number; {SEED}"),
    "B32-text": ("[run]\nseed = '7'", f'run.seed: "7" is not a whole number; {SEED}'),
    "B32-list": ("[run]\nseed = []", "is not a whole number"),
    "B34-table-for-a-number": ("[rules.goals.strength]\na = 1", "is not a number"),
    "B34-number-for-a-table": ("[rules]\ngoals = 3", "rules.goals: 3 is not a table"),
    "B34-list-for-a-table": ("[[rules]]\na = 1", "is not a table"),
    "B35-unknown-key": ("[rules.goals]\nstrenght = 1", "unknown key; allowed rule, strength, campaign; did you"),
    "B35-a-key-elsewhere": ("[goals]\nstrength = 1", "did you mean rules.goals"),
    "B36-number-for-truth": ("[world.actors.citizen]\nenabled = 1", "1 is not true or false"),
    "B37-event-of-nothing": ("[[events]]\nweek = 3", "an event needs rules, a surge or a capacity change"),
    "B37-event-before-the-start": ("[[events]]\nweek = -1\n[events.rules.goals]\nstrength = 1", "-1 is too small"),
    "B38-no-needs": ("[world.issues.noise]\nshare = 0.1\n[world.issues.noise.needs]\nsocial = 0.0", "at least one res"),
    "B38-too-many": ("\n".join(f"[world.issues.t{n}]" for n in range(60)), "has too many entries; allowed at most 64"),
    "B39-parts-above-one": (
        "[behaviour.founding]\nconditional_cooperators = 0.9\nfree_riders = 0.9",
        "conditional_cooperators",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario(refused, put, text, told):
    put(HEAD + text + "\n")
    said = refused("run", "town.toml", "--out", "out", told=told)
    assert said.startswith("town.toml:")


def test_b40_everything_at_once(refused, put):
    put(HEAD + "[run]\nweeks = 0\nseed = -1\n[rules.goals]\nstrength = nan\nruel = 1\n")
    said = refused("run", "town.toml", "--seed", "-1", "--set", "run.sed=1", "--out", "out", told="run.weeks")
    for part in ("run.weeks: 0", "run.seed: -1", "strength: nan", "ruel: unknown key", "run.sed: unknown key"):
        assert part in said


@pytest.mark.parametrize("value", ["0", "1", "0.0", "1.0"])
def test_b12_the_ends_of_a_range_are_inside(cogov, put, value):
    put(SCENARIO + f"[rules.goals]\nrule = 'command'\nstrength = {value}\n")
    cogov("run", "town.toml", "--check")


@pytest.mark.parametrize("value", ["5e-324", "1e-300", "0.9999999999999999"])
def test_b41_numbers_at_the_edge_of_arithmetic(cogov, put, value):
    put(SCENARIO + f"[rules.goals]\nrule = 'command'\nstrength = {value}\n[rules.resources]\nshare = {value}\n")
    cogov("run", "town.toml", "--check")


NAMES = {
    "B29-long": "x" * 81,
    "B29-slash": "a/b",
    "B29-backslash": "a\\\\b",
    "B29-dots": "..",
    "B29-hyphen": "-rf",
    "B29-CON": "CON",
    "B29-nul": "nul.txt",
    "B29-direction": "a\\u202eb",
    "B29-isolate": "a\\u2066b",
    "B29-control": "a\\u0007b",
    "B29-blank": " ",
    "B29-none": "",
}


@pytest.mark.parametrize("kind", ["scenario", "study"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name(refused, put, kind, name):
    good = SCENARIO if kind == "scenario" else STUDY
    put(good.replace(f"[{kind}]\n", f'[{kind}]\nname = "{name}"\n'))
    command = ("run", "town.toml") if kind == "scenario" else ("sweep", "town.toml")
    refused(*command, "--out", "out", told=f"town.toml:3: {kind}.name: ")


@pytest.mark.parametrize("name", ["湘西·花垣", "Übergröße", "a b", "नगर"])
def test_b29_names_of_the_world_come_back(cogov, put, name):
    put(SCENARIO.replace("[scenario]\n", f'[scenario]\nname = "{name}"\n'))
    found = json.loads(cogov("run", "town.toml", "--json", "--out", name).out)
    assert found["scenario"]["name"] == name
    assert load(f"{name}/scenario.toml").name == name


def test_b30_two_spellings_of_one_name(refused, put):
    put(HEAD + '[world.issues."caf\u00e9"]\nshare = 0.1\n[world.issues."cafe\u0301"]\nshare = 0.1\n')
    refused("run", "town.toml", "--out", "out", told='is the same name as another spelling of "caf\u00e9"')


def test_b20_a_chain_of_a_thousand(refused, put):
    for number in range(1000):
        put(f'schema_version = 2\n[scenario]\nextends = "n{number + 1}.toml"\n', f"n{number}.toml")
    refused("run", "n0.toml", "--out", "out", told="extends goes on for more than 16 files")


def test_b20_a_circle(refused, put):
    put('schema_version = 2\n[scenario]\nextends = "b.toml"\n', "a.toml")
    put('schema_version = 2\n[scenario]\nextends = "a.toml"\n', "b.toml")
    refused("run", "a.toml", "--out", "out", told="extends runs in a circle: a.toml -> b.toml -> a.toml")


def test_b21_an_older_file_reads_as_it_did(cogov, put):
    """The first version of the form is the only one; a file that does not tell its version is of that."""
    put(SCENARIO, "first.toml")
    put(SCENARIO.replace("schema_version = 1\n", ""), "second.toml")
    assert load("first.toml").digest == load("second.toml").digest
    cogov("run", "second.toml")


def test_b23_a_shock_after_the_end_is_warned_of(cogov, put):
    put(SCENARIO + "[[events]]\nweek = 104\n[events.rules.goals]\nstrength = 1\n")
    done = cogov("run", "town.toml")
    assert "events.0.week: week 104 is after the last week 3, so it never happens" in " ".join(done.err.split())


def test_b24_of_overlapping_shocks_the_later_in_the_file_counts(cogov, put):
    shocks = "[[events]]\nweek = {}\n[events.rules.goals]\nrule = 'command'\nstrength = {}\n"
    digests = []
    for one, other in ((0.2, 0.8), (0.8, 0.2)):
        put(SCENARIO + shocks.format(1, one) + shocks.format(1, other))
        digests.append(json.loads(cogov("run", "town.toml", "--json").out)["digest"])
    put(SCENARIO + shocks.format(1, 0.8))
    assert json.loads(cogov("run", "town.toml", "--json").out)["digest"] == digests[0] != digests[1]


# A line of the study, what it becomes, and what is said of it.
STUDIES: dict[str, tuple[str, str, str]] = {
    "B26-unknown-parameter": ("responsibility_lists", "responsibility_list", "did you mean"),
    "B26-a-table": (
        '"rules.mechanism.responsibility_lists"',
        '"rules.mechanism"',
        "rules.mechanism: 0.0 is not a table",
    ),
    "B27-duplicate-values": ("[0.0, 0.5]", "[0.5, 0.5]", "town.toml:17: levers.lists.values"),
    "B2-nan-value": ("[0.0, 0.5]", "[0.0, nan]", "town.toml:17: levers.lists.values"),
    "B3-inf-value": ("[0.0, 0.5]", "[0.0, inf]", "town.toml:17: levers.lists.values"),
    "B12-value-out-of-range": ("[0.0, 0.5]", "[0.0, 1.5]", "town.toml:17: levers.lists.values"),
    "B8-text-value": ("[0.0, 0.5]", '[0.0, "1"]', "town.toml:17: levers.lists.values"),
    "B11-date-value": ("[0.0, 0.5]", "[0.0, 2020-01-01]", "town.toml:17: levers.lists.values"),
    "B36-truth-value": ("[0.0, 0.5]", "[0.0, true]", "town.toml:17: levers.lists.values"),
    "B42-no-values": ("[0.0, 0.5]", "[]", "levers.lists"),
    "B42-many-values": ("[0.0, 0.5]", "[" + "0.1, " * 40_000 + "0.5]", "levers.lists"),
    "B9-replicates": ("replicates = 2", "replicates = 2.5", "seeds.replicates: 2.5 is not a whole number"),
    "B43-no-replicates": ("replicates = 2", "replicates = 0", "seeds.replicates: 0 is too small"),
    "B43-10**12-replicates": ("replicates = 2", "replicates = 1000000000000", "seeds.replicates: 1000000000000 is too"),
    "B32-first-seed": ("replicates = 2", "replicates = 2\nfirst = -1", "seeds.first: -1 is too small"),
    "B33-outcome": ("[settings]", 'outcomes = ["efectiveness"]\n[settings]', "did you mean effectiveness"),
    "B18-scenario": ('"fragmented"', '"fragmentd"', "did you mean fragmented"),
    "C1-scenario-elsewhere": ('"fragmented"', '"../fragmented.toml"', "is not in the library or the same folder"),
    "B34-settings": ("[study]\n", "settings = 3\n[study]\n", "settings"),
    "B35-settings": ("run.weeks = 4", "run.week = 4", "did you mean weeks"),
    "B15-population": ("agents_per_grid = 10", "agents_per_grid = 1000000000000", "1000000000000 is too large"),
    "B44-design": ("[levers.lists]", '[design]\nmethod = "gird"\n[levers.lists]', "did you mean grid"),
    "B44-points": ("[levers.lists]", '[design]\nmethod = "lhs"\npoints = -1\n[levers.lists]', "-1 is too small"),
    "B45-no-question": ('question = { en = "Does it hold?" }\n', "", "study.question: is missing"),
    "B45-no-levers": ("[levers.lists]", "[zz.lists]", "zz: unknown key"),
    "B46-precision": ("[output]", "[precision]\nhalf_width = { effectiveness = nan }\n[output]", "is no half-width"),
}


@pytest.mark.parametrize(("old", "new", "told"), STUDIES.values(), ids=STUDIES)
def test_a_study(refused, put, old, new, told):
    assert old in STUDY
    put(STUDY.replace(old, new, 1))
    refused("sweep", "town.toml", "--out", "out", "--yes", told=told)


LESSON = template("mine")
LESSONS: dict[str, tuple[str, str, str]] = {
    "B2-nan": ("tolerance = 2.0", "tolerance = nan", "tolerance"),
    "B3-inf": ("tolerance = 2.0", "tolerance = inf", "tolerance"),
    "B5-digits": ("minutes = 15", "minutes = " + "1" * 5_000, "a number that is too long"),
    "B6-large": ("minutes = 15", "minutes = 9223372036854775808", "minutes"),
    "B8-text": ("minutes = 15", 'minutes = "15"', "minutes"),
    "B9-fraction": ("minutes = 15", "minutes = 1.5", "minutes"),
    "B11-date": ("minutes = 15", "minutes = 2020-01-01", "minutes"),
    "B12-lever": ("volunteer_service = 0.8", "volunteer_service = 1.0000001", "is too large"),
    "B18-scenario": ('scenario = "middling" ', 'scenario = "midling" ', "did you mean middling"),
    "B26-control": ('controls = ["rules.participation', 'controls = ["rules.partcipation', "is not a setting"),
    "B33-indicator": ('look = ["effectiveness"', 'look = ["efectiveness"', "did you mean effectiveness"),
    "B33-poll": ('indicator = "effectiveness" ', 'indicator = "trusst" ', "did you mean trust"),
    "B35-key": ("tolerance = 2.0", "tolerence = 2.0", "did you mean tolerance"),
    "B40-several": ("minutes = 15", "minutes = 0\nmintues = 1", "mintues: unknown key"),
    "C1-scenario-elsewhere": ('scenario = "middling" ', 'scenario = "../../etc/passwd" ', "is not a scenario"),
}


@pytest.mark.parametrize(("old", "new", "told"), LESSONS.values(), ids=LESSONS)
def test_a_lesson(refused, put, old, new, told):
    assert old in LESSON
    put(LESSON.replace(old, new, 1))
    assert refused("lessons", "check", "town.toml", told=told).startswith("town.toml:")


OPTIONS = {
    "B2-set-nan": (["--set", "rules.goals.strength=nan"], "--set: rules.goals.strength: nan"),
    "B3-set-inf": (["--set", "rules.goals.strength=inf"], "--set: rules.goals.strength: inf"),
    "B5-set-digits": (["--set", "run.seed=" + "1" * 5_000], "--set: run.seed"),
    "B12-set": (["--set", "rules.goals.strength=1.5"], "1.5 is too large"),
    "B18-set": (["--set", "rules.mechanism.rule=hubb"], "did you mean hub"),
    "B35-set": (["--set", "rules.goals.strenght=1"], "did you mean strength"),
    "B47-set-nothing": (["--set", "nonsense"], "key=value"),
    "B47-set-deep": (["--set", ".".join("a" * 10_000) + "=1"], "--set"),
    "B47-set-escape": (["--set", "rules.\x1b[31m=1"], "--set"),
    "B32-seed": (["--seed", "-1"], "--seed: -1 is too small"),
    "B32-large-seed": (["--seed", str(2**63)], f"--seed: {2**63} is too large"),
    "B32-text-seed": (["--seed", "x"], "--seed"),
    "B9-weeks": (["--weeks", "1.5"], "--weeks"),
    "B9-no-weeks": (["--weeks", "0"], "--weeks: 0 is too small"),
    "B9-many-weeks": (["--weeks", str(10**12)], f"--weeks: {10**12} is too large"),
}


@pytest.mark.parametrize("command", ["run", "compare", "multiplier"])
@pytest.mark.parametrize(("words", "told"), OPTIONS.values(), ids=OPTIONS)
def test_an_option(refused, command, words, told):
    scenarios = ("fragmented", "synergy") if command == "compare" else ("synergy",)
    refused(command, *scenarios, *words, "--out", "out", told=told)


COMMANDS = {
    "B33-multiplier": (["multiplier", "synergy", "--outcome", "efectiveness"], "did you mean effectiveness"),
    "B48-players": (["multiplier", "synergy", "--players", "goals,goats"], "goats"),
    "B48-workers": (["compare", "fragmented", "synergy", "--workers", "0"], "--workers"),
    "B48-replicates": (["compare", "fragmented", "synergy", "--replicates", "-1"], "--replicates"),
    "B48-shard": (["sweep", "hub_load", "--shard", "3/2"], "is no shard; allowed I/N"),
    "B48-limit": (["sweep", "hub_load", "--limit", "nan"], "--limit"),
    "B48-until": (["run", "fragmented", "--weeks", "3", "--until", "4"], "the run has 3 weeks"),
    "B48-method": (["analyse", "r", "--method", "anova"], "is not one of"),
    "B48-threshold": (["analyse", "r", "--threshold", "x"], "--threshold"),
    "B48-language": (["run", "fragmented", "--lang", "tr"], "--lang"),
    "B48-reason": (["regress", "--update"], "say why the baseline changes"),
    "B48-blank-reason": (["regress", "--update", "--reason", "\x1b[31m "], "say why the baseline changes"),
    "B48-command": (["rnu"], "No such command"),
    "B48-option": (["run", "fragmented", "--sed", "1"], "No such option"),
}


@pytest.mark.parametrize(("words", "told"), COMMANDS.values(), ids=COMMANDS)
def test_a_command(refused, words, told):
    refused(*words, told=told)


PLACES = """district,kind,name,grids,residents
east,urban,one,2,20
"""
ROWS = {
    "B49-grids": ("one,2,20", "one,0,20", "grids"),
    "B49-residents": ("one,2,20", "one,2,-5", "residents"),
    "B49-fraction": ("one,2,20", "one,2,1.5", "residents"),
    "B49-nan": ("one,2,20", "one,2,nan", "residents"),
    "B49-kind": ("urban", "urbane", "urban"),
    "B49-columns": ("grids", "gridz", "gridz"),
    "B49-formula": ("one", "=HYPERLINK(1)", ""),
    "B49-escape": ("one", "a\x1b[31mb", "name"),
    "B49-twice": ("east,urban,one,2,20\n", "east,urban,one,2,20\n" * 2, "one"),
    "B49-no-rows": ("east,urban,one,2,20\n", "", ""),
    "B49-short-row": ("one,2,20", "one", ""),
    "B49-open-quote": ("one", '"one', ""),
    "B49-10**12": ("one,2,20", f"one,2,{10**12}", ""),
}


@pytest.mark.parametrize(("old", "new", "told"), ROWS.values(), ids=ROWS)
def test_a_table_of_communities(cogov, refused, put, old, new, told):
    put(PLACES.replace(old, new), "places.csv")
    put(HEAD + '[run]\nweeks = 4\n[world.city]\ncommunities_file = "places.csv"\n')
    if new == "=HYPERLINK(1)":  # a name like another
        cogov("run", "town.toml", "--out", "out")
    else:
        assert "places.csv" in refused("run", "town.toml", "--out", "out", told=told)


def test_b50_tables_that_are_good_are_taken(cogov, put):
    put(PLACES, "places.csv")
    put(HEAD + '[run]\nweeks = 4\n[world.city]\ncommunities_file = "places.csv"\n')
    cogov("run", "town.toml", "--check")
    for text in (SCENARIO, STUDY, LESSON):
        tomllib.loads(text)
    put(STUDY, "study.toml")
    put(LESSON, "lesson.toml")
    cogov("sweep", "study.toml", "--estimate")
    cogov("lessons", "check", "lesson.toml")
    cogov("run", "fragmented", *SMALL)
