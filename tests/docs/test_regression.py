"""The page on regression experiments: its suite can be read, and the exit codes are those of the program."""

import ast
import json
import re
from pathlib import Path

import pytest

from cogov.experiments.regression import tiers
from cogov.experiments.regression.exercise import unexercised_parts
from cogov.experiments.regression.faults import FAULTS, HARMLESS
from cogov.experiments.regression.mutants import generate_mutants
from cogov.experiments.regression.suite import FIRST, SUITES, load_suite
from cogov.experiments.regression.trials import MUST, PARAMETERS, TOLD
from cogov.scenarios import library, load
from cogov.visualization.reports.proof import BEGIN, END, NONE, insert_section, section
from cogov.visualization.terminal.cli import command_line


def page(root: Path, ending: str = ".md") -> str:
    return (root / "docs" / "how-to" / f"regression{ending}").read_text("utf-8")


@pytest.mark.parametrize("ending", [".md", ".zh.md"])
def test_the_suite_of_the_page_can_be_read(root, tmp_path, ending):
    text = re.search(r"```toml\n(.*?)```", page(root, ending), re.DOTALL).group(1)
    (tmp_path / "suite.toml").write_text(text, encoding="utf-8")
    head = 'schema_version = 2\n[scenario]\nextends = "fragmented"\n'
    (tmp_path / "my_city.toml").write_text(head, encoding="utf-8")
    suite = load_suite(tmp_path / "suite.toml")
    assert [*suite.scenarios] == ["fragmented", "synergy", "my_city"]
    assert suite.margin("effectiveness", 50.0) == 0.5
    assert suite.margin("latent", 40.0) == 2.0, "5 % of a count, as the page says"
    assert suite.margin("trust", 0.5) == 0.02
    assert suite.margin("log_harm", -3.0) == 0.05


@pytest.mark.parametrize("ending", [".md", ".zh.md"])
def test_what_is_said_of_the_shipped_suites_is_so(root, ending):
    assert "cogov regress wide" in page(root, ending)
    shipped, wide = (load_suite(name) for name in SUITES)
    assert {settings.run.weeks for settings in (each.settings for each in shipped.scenarios.values())} == {104}
    assert {settings.run.weeks for settings in (each.settings for each in wide.scenarios.values())} == {260}
    of_library = {load(name).name for name in library()}
    assert of_library < set(shipped.scenarios)
    assert len(set(shipped.scenarios) - of_library) == 3


def test_the_wide_suite_comes_across_every_kind_of_event_and_nearly_all_else():
    missing = {part.group: set(part.missing) for part in unexercised_parts(load_suite("wide")).parts}
    assert missing["events"] == missing["weeks"] == missing["rules"] == missing["indicators"] == set()
    assert missing["places"] <= {"fewer_types"}
    assert missing["branches"] <= {"trust_full", "willingness_none", "willingness_full"}


def test_levels_are_those_of_the_page(root):
    text = page(root)
    assert f"at {tiers.MEANS} of the level" in text
    assert f"exchanges, at {tiers.SHAPES} of the level" in text
    assert f"cells and ends is compared, at {tiers.TAILS} of the level" in text
    assert f"at {tiers.CLAIMS} of the level for all together" in text
    assert sum((tiers.MEANS, tiers.SHAPES, tiers.TAILS, tiers.CLAIMS)) == pytest.approx(1.0)
    assert "at a third of alpha" in text
    assert pytest.approx(1 / 3) == FIRST


def test_options_of_the_page_are_those_of_the_command(root):
    told = set(re.findall(r"(?<!-)--[a-z][a-z-]*", page(root).split("## Checkpoints")[0]))
    has = {name for parameter in command_line().commands["regress"].itself.params for name in parameter.opts}
    assert told <= has
    assert {"--strict", "--time-limit", "--changed-claim", "--parameters-only"} <= told


def test_the_workflow_of_the_page_runs_this_command_and_keeps_its_reports(root):
    text = re.search(r"```yaml\n(.*?)```", page(root), re.DOTALL).group(1)
    (call,) = re.findall(r"- run: (cogov regress .*)", text)
    written = re.findall(r"--(?:junit|html) (\S+)", call)
    assert written == ["regress.xml", "regress.html"]
    kept = text.split("path: |")[1].split()
    assert kept == written
    assert "if: always()" in text, "reports are kept also of a comparison that fails"


def test_the_proof_of_the_page_is_the_one_that_is_stored_or_it_says_that_there_is_none(root):
    """A stored one may be of a part, and then its section says of how large a part; it keeps its promises."""
    file = root / "experiments" / "baselines" / "shipped.proof.json"
    if not file.exists():
        assert f"{BEGIN}\n{NONE}\n{END}" in page(root)
        return
    proof = json.loads(file.read_text("utf-8"))
    assert insert_section(page(root), proof) == page(root)
    check_proof(proof)


def check_proof(proof):
    """See that a proof tried what is declared, and kept its promises."""
    trials = proof["trials"]
    of = {kind: [each for each in trials if each["kind"] == kind] for kind in ("parameter", "code", "harmless")}
    moves = [f"{100 * (move - 1):+.0f} %" for move in MUST]
    for key in {each["key"] for each in of["parameter"]}:
        assert key in PARAMETERS
        assert [each["about"] for each in of["parameter"] if each["key"] == key and each["must"]] == moves
    assert {each["about"] for each in of["code"]} <= {str(fault.about) for fault in FAULTS}
    assert [each["about"] for each in of["harmless"]][3:] in ([], [str(fault.about) for fault in HARMLESS])
    assert proof["declared"] == {"parameters": len(PARAMETERS), "faults": len(FAULTS)}
    assert proof["kept"]
    assert proof["false_alarms"]["beyond_margin"]["interval"][0] <= proof["alpha"]


def trial(kind, key, about, **said):
    found = {
        "kind": kind,
        "key": key,
        "about": about,
        "must": kind in ("parameter", "code"),
        "touched": 2,
        "found": True,
    }
    found |= {"stage": 1, "power": 1.0, "power_apart": 0.9, "cell": "synergy: trust", "effect": 0.01, "margin": 0.002}
    return {**found, "failed": "", "kept": True, **said}


@pytest.fixture
def proof():
    """A proof of one parameter, one fault and what is harmless, as a document."""
    alarms = {"found": 3, "of": 1000, "interval": [0.0006, 0.0087]}
    return {
        "suite": "shipped",
        "alpha": 0.01,
        "stages": [{"runs": 20, "level": 0.003}, {"runs": 40, "level": 0.007}],
        "kept": True,
        "false_alarms": {"significant": alarms, "beyond_margin": alarms},
        "sizes": {"effectiveness": 5.2, "trust": 0.05},
        "declared": {"parameters": len(PARAMETERS), "faults": len(FAULTS)},
        "trials": [
            *(trial("harmless", "seeds", str(number), found=False) for number in range(3)),
            *(
                trial("parameter", PARAMETERS[0], f"{100 * (move - 1):+.0f} %", must=move in MUST)
                for move in (*MUST, *TOLD)
            ),
            trial("code", FAULTS[0].file, str(FAULTS[0].about)),
            trial("mutant", "engine/processes/adapt.py", "“a < b” became “a >= b”", found=False),
            *(trial("harmless", fault.file, str(fault.about), found=False) for fault in HARMLESS),
        ],
        "holes": [],
        "provenance": {"git": {"commit": "a" * 40}, "time": "2026-11-29T00:00:00Z", "code": "b" * 64},
    }


def test_a_proof_of_a_part_says_of_how_large_a_part_it_is(proof):
    check_proof(proof)
    text = section(proof)
    assert f"Tried: 1 of {len(PARAMETERS)} parameters, 1 of {len(FAULTS)} faults. A part only" in text
    assert "0 of 1 raise an alarm, 1 change runs and raise none, 0 change nothing" in text
    assert "3 of 3 are, with a power" in text


def test_faults_are_planted_in_every_process_that_has_an_equation(root):
    processes = {path.name for path in (root / "model" / "engine" / "processes").glob("*.py")}
    without = {"__init__.py", "calendar.py", "carriers.py", "conditions.py", "measure.py", "team.py", "work.py"}
    assert {fault.file.rpartition("/")[2] for fault in FAULTS if "processes" in fault.file} == processes - without
    assert len(FAULTS) >= 20


def test_faults_are_described_in_both_languages():
    for fault in (*FAULTS, *HARMLESS, *generate_mutants(2)):
        assert fault.about != fault.about.say("zh")
        assert any("一" <= mark <= "鿿" for mark in fault.about.say("zh"))


def test_generated_edits_are_the_same_each_time_and_no_edit_twice(root):
    one, other = generate_mutants(60), generate_mutants(60)
    assert one == other
    assert len(set(one)) == len({(fault.file, fault.now) for fault in one}) == 60
    for fault in one:
        text = (root / "model" / fault.file).read_text("utf-8")
        assert text.count(fault.was) == 1
        ast.parse(text.replace(fault.was, fault.now))


def test_a_proof_that_fails_is_not_made_to_look_well(proof):
    alarming = {**proof["trials"][-1], "kind": "harmless", "found": True, "kept": False}
    lost = next(each for each in proof["trials"] if each["kind"] == "code")
    missed = {**lost, "found": False, "power": 0.3, "kept": False}
    text = section({**proof, "trials": [alarming, missed], "holes": ["a rule: changes nothing in this suite"]})
    assert "FALSE ALARM" in text
    assert "30 %, not found" in text
    assert "0 of 1 are" in text
    assert "a rule: changes nothing" in text


@pytest.mark.parametrize("fault", [*FAULTS, *HARMLESS], ids=lambda fault: fault.code)
def test_every_edit_finds_its_place_in_the_model(root, fault):
    assert (root / "model" / fault.file).read_text("utf-8").count(fault.was) == 1
