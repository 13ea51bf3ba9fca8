"""The page on regression experiments: its suite can be read, and the exit codes are those of the program."""

import json
import re
from pathlib import Path

import pytest

from cogov.experiments.regression import tiers
from cogov.experiments.regression.faults import FAULTS, HARMLESS
from cogov.experiments.regression.suite import FIRST, load_suite
from cogov.experiments.regression.trials import MUST, PARAMETERS
from cogov.visualization.reports.proof import insert_section, section
from cogov.visualization.terminal.cli import command_line


def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "regression.md").read_text("utf-8")


def test_the_suite_of_the_page_can_be_read(root, tmp_path):
    text = re.search(r"```toml\n(.*?)```", page(root), re.DOTALL).group(1)
    (tmp_path / "suite.toml").write_text(text, encoding="utf-8")
    (tmp_path / "my_city.toml").write_text('[scenario]\nextends = "fragmented"\n', encoding="utf-8")
    suite = load_suite(tmp_path / "suite.toml")
    assert [*suite.scenarios] == ["fragmented", "synergy", "my_city"]
    assert suite.margin("effectiveness", 50.0) == 0.5
    assert suite.margin("latent", 40.0) == 2.0, "5 % of a count, as the page says"
    assert suite.margin("trust", 0.5) == 0.02


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


@pytest.fixture(scope="module")
def proof(root):
    return json.loads((root / "experiments" / "baselines" / "shipped.proof.json").read_text("utf-8"))


def test_the_proof_of_the_page_is_the_one_that_is_stored(root, proof):
    assert insert_section(page(root), proof) == page(root)


def test_the_stored_proof_tries_what_is_declared_and_keeps_its_promises(proof):
    trials = proof["trials"]
    parameters = [(each["key"], each["about"]) for each in trials if each["kind"] == "parameter" and each["must"]]
    assert parameters == [(key, f"{100 * (move - 1):+.0f} %") for key in PARAMETERS for move in MUST]
    assert [each["about"] for each in trials if each["kind"] == "code"] == [fault.about for fault in FAULTS]
    harmless = [each["about"] for each in trials if each["kind"] == "harmless"]
    assert harmless[-len(HARMLESS) :] == [fault.about for fault in HARMLESS]
    assert len(harmless) == len(HARMLESS) + 3
    assert len(FAULTS) >= 10
    assert proof["kept"]
    assert proof["false_alarms"]["beyond_margin"]["interval"][0] <= proof["alpha"]


def test_a_proof_that_fails_is_not_made_to_look_well(proof):
    trial = {**proof["trials"][-1], "kind": "harmless", "found": True, "kept": False}
    lost = next(each for each in proof["trials"] if each["kind"] == "code")
    missed = {**lost, "found": False, "power": 0.3, "kept": False}
    text = section({**proof, "trials": [trial, missed], "holes": ["a rule: changes nothing in this suite"]})
    assert "FALSE ALARM" in text
    assert "30 %, not found" in text
    assert "0 of 1 are" in text
    assert "a rule: changes nothing" in text


@pytest.mark.parametrize("fault", [*FAULTS, *HARMLESS], ids=lambda fault: fault.about)
def test_every_edit_finds_its_place_in_the_model(root, fault):
    assert (root / "model" / fault.file).read_text("utf-8").count(fault.was) == 1
