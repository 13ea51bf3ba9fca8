"""Cases that a regression tool gets wrong most easily, each by the code it has in the list of faults (F1 to F22).

F1 and F7 stand in test_regress_command.py. Runs are of a town that takes no time; where only the comparison is at
stake, values are made up or are those of the shipped baseline.
"""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cogov.experiments.regression import journal, proof, update
from cogov.experiments.regression.alarms import alarming_stage, margins_of, names_of
from cogov.experiments.regression.baseline import load_baseline
from cogov.experiments.regression.claims import judge_claims
from cogov.experiments.regression.ensemble import Ensemble
from cogov.experiments.regression.faults import FAULTS
from cogov.experiments.regression.planting import NotPlanted, plant, run_with_fault
from cogov.experiments.regression.sequential import Clock, run_stages
from cogov.experiments.regression.suite import ClaimForm, load_suite
from cogov.experiments.regression.tiers import CLAIMS, compare_with_baseline, smallest
from cogov.experiments.regression.trials import powers
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.consoles import progress

SUITE = """
schema_version = 1
[suite]
scenarios = ["fragmented", "synergy"]
changes = ["run.weeks=10", "world.city.agents_per_grid=3", "world.city.communities_per_street=1",
    "world.city.villages_per_township=1", "world.city.grids_per_community=2"]
indicators = ["effectiveness", "trust", "coordination_cost"]
replicates = 10
replicates_at_most = 20
common_random_numbers = true
scenario_claims = false
[[claims]]
scenario = "synergy"
indicator = "coordination_cost"
than = "fragmented"
direction = "higher"
"""


@pytest.fixture(scope="module", autouse=True)
def checkout_aside():
    """Tests run from a checkout that may have uncommitted changes; what is refused then is tested with other ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update, "git_state", lambda: None)
        yield


@pytest.fixture(autouse=True)
def journals_aside(tmp_path_factory, monkeypatch):
    """No test takes up what another one left behind."""
    aside = tmp_path_factory.mktemp("journals")
    monkeypatch.setattr(journal, "cache_folders", lambda: (aside / "kernels",))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder with a suite of two stages and its baseline."""
    folder = tmp_path_factory.mktemp("cases")
    (folder / "town.toml").write_text(SUITE)
    assert main(["regress", str(folder / "town.toml"), "--update", "--reason", "first"]) == 0
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def town(stored, tmp_path, monkeypatch):
    """A copy of that folder, as the working one."""
    for name, content in stored.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    for variable in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def cogov(town, capsys):
    def call(*arguments, code=0):
        found = main(["regress", "town.toml", *(str(argument) for argument in arguments)])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return done

    return call


@pytest.fixture
def suite(town):
    return load_suite(town / "town.toml")


@pytest.fixture(scope="module")
def shipped():
    """The shipped suite, its baseline, its values and margins."""
    suite = load_suite()
    baseline = load_baseline(suite)
    # The library may have grown since the baseline was made.
    suite = replace(suite, scenarios={name: suite.scenarios[name] for name in baseline.values})
    values = baseline.ensemble.table([*suite.scenarios], suite.indicators)
    return suite, baseline, values, margins_of(suite, names_of(suite), values)


def hurt(town, was, now):
    path = town / "town.baseline.json"
    data = path.read_bytes()
    assert data.count(was) >= 1
    path.write_bytes(data.replace(was, now, 1))


def test_f3_a_number_edited_by_hand_is_noticed(cogov, town):
    value = load_baseline(load_suite("town.toml")).values["synergy"]["trust"][3]
    hurt(town, repr(value).encode(), repr(value + 0.25).encode())
    assert "was changed by hand: its digest does not fit" in cogov(code=3).err


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_f4_what_is_not_a_number_is_refused(cogov, town, word):
    hurt(town, b'"alpha": 0.01', b'"alpha": ' + word)
    assert f"{word.decode()} is not a number" in cogov(code=3).err


def test_f6_an_indicator_that_the_model_lost_is_a_failure_and_not_passed_over(cogov, town, suite):
    """The baseline has one that the model does not know, and the suite was rid of it."""
    baseline = load_baseline(suite)
    values = {name: {**found, "harmony": found["trust"]} for name, found in baseline.values.items()}
    path = town / "town.baseline.json"
    before = baseline.model_copy(update={"values": values})
    path.write_text(before.text(), "utf-8")
    entry = json.loads((town / "HISTORY.jsonl").read_text("utf-8"))
    (town / "HISTORY.jsonl").write_text(json.dumps({**entry, "integrity": before.integrity}) + "\n", "utf-8")
    done = cogov("--junit", "r.xml", "--github", "--html", "r.html", code=1)
    assert "indicator harmony of the baseline is gone from the model" in done.out
    assert "::error file=town.toml::indicator harmony" in done.out
    assert "1 failed" in done.out
    assert ElementTree.parse(town / "r.xml").getroot().get("failures") == "1"
    assert "harmony" in (town / "r.html").read_text("utf-8").split("<script")[0]


def test_f6_a_suite_that_lists_what_the_model_lost_is_told(cogov, town):
    (town / "town.toml").write_text(SUITE.replace('"trust"', '"harmony"'))
    assert '"harmony" is not an indicator' in cogov(code=2).err


def test_all_that_is_wrong_with_a_suite_is_told_at_once(cogov, town):
    (town / "town.toml").write_text(
        '[suite]\nscenarios = ["fragmentd", "synergy"]\nindicators = ["efectiveness"]\nreplicats = 8\nalpha = nan\n'
        "[margin]\ntrust = -1\n"
    )
    said = cogov(code=2).err
    for line, word in ((2, "fragmented"), (3, "effectiveness"), (4, "replicates"), (5, "finite"), (7, "no margin")):
        assert any(told.startswith(f"town.toml:{line}: ") and word in told for told in said.splitlines()), said


def test_f9_a_stream_moved_on_by_a_draw_does_not_alarm_and_is_looked_at_twice(cogov, suite, change_weeks):
    change_weeks(luck=1000)
    found = run_stages(suite, load_baseline(suite), clock=Clock(), progress=lambda total: progress("", total, ""))
    assert found.tier == "statistical"
    assert {cell.verdict for cell in found.cells} <= {"equivalent", "inconclusive", "drift"}
    assert found.open, "with so few runs of so small a town something must be left open"
    assert found.seeds == 20, "and both stages were run"
    assert found.code() == 0
    done = cogov("--strict", code=4)
    assert "(20 seeds," in done.out
    assert "No change is established; nor is it established everywhere that nothing changed." in done.out


def test_a_change_that_the_first_stage_finds_needs_no_second(suite, lose_trust):
    lose_trust()
    # Ten pairs can be turned round in few ways, so that a level of 0.003 is at the edge of what they can show.
    suite = replace(suite, alpha=0.05)
    found = run_stages(suite, load_baseline(suite), clock=Clock(), progress=lambda total: progress("", total, ""))
    assert (found.seeds, found.code()) == (10, 1)


def test_levels_of_both_stages_are_one_alpha(suite):
    (first, low), (second, high) = suite.stages
    assert (first, second) == (10, 20)
    assert low + high == pytest.approx(suite.alpha)
    assert 0.85 * low == pytest.approx(0.0028, abs=5e-5), "for the means of the first stage, and"
    assert 0.85 * high == pytest.approx(0.0057, abs=5e-5)
    alone = replace(suite, seeds=suite.seeds[:10])
    assert alone.stages == ((10, suite.alpha),)


@pytest.mark.parametrize("part", [0.05, 0.1, 0.2])
def test_f10_planted_effects_are_found_with_the_power_that_is_stated(shipped, part):
    suite, _, a, margins = shipped
    cell = names_of(suite).index(("synergy", "effectiveness"))
    b = a.copy()
    b[:, cell] *= 1.0 - part
    assert alarming_stage(suite, a, b, margins, 1) == 1
    common, apart = powers(suite, a, b, margins, 100)
    assert common >= 0.8
    # The shift that is promised whatever the luck is found that often, where luck is another, if the effect exceeds it.
    promised = smallest(suite, load_baseline(suite).ensemble)["synergy", "effectiveness"]
    if part * a[:, cell].mean() >= promised:
        assert apart >= 0.8
    if part == 0.2:
        assert part * a[:, cell].mean() >= promised, "a fifth is more than what is promised"


def test_f12_two_humps_with_the_mean_of_one_are_found_by_their_shape(suite):
    luck = np.random.default_rng(3)
    suite = replace(suite, seeds=tuple(range(1, 61)), replicates=60, margins={"effectiveness": 1.0})
    level = luck.normal(50.0, 0.4, size=60)
    humps = 50.0 + np.where(np.arange(60) % 2, 5.0, -5.0) + luck.normal(scale=0.1, size=60)
    humps += level.mean() - humps.mean()
    found = compare_with_baseline(suite, *made_up(suite, {"effectiveness": level}, {"effectiveness": humps}))
    failing = [(cell.scenario, cell.indicator, cell.verdict) for cell in found.cells if cell.fails]
    assert failing == [("synergy", "effectiveness", "shape")]
    assert found.code() == 1


def made_up(suite, old, new):
    """Return a baseline and new runs in which nothing varies but what is given of synergy."""
    luck = np.random.default_rng(4)
    n, names = len(suite.seeds), [*suite.scenarios]
    values = {name: {word: luck.normal(0.5, 0.001, n).tolist() for word in suite.indicators} for name in names}
    before = {**values, "synergy": {**values["synergy"], **{word: list(each) for word, each in old.items()}}}
    after = {**values, "synergy": {**values["synergy"], **{word: list(each) for word, each in new.items()}}}
    baseline = load_baseline(load_suite(suite.path)).model_copy(
        update={
            "seeds": suite.seeds,
            "values": {name: {word: tuple(each) for word, each in found.items()} for name, found in before.items()},
            "digests": dict.fromkeys(names, ("a",) * n),
        }
    )
    return baseline, Ensemble(after, {name: ["b"] * n for name in names})


def test_f13_a_claim_that_turns_round_fails_though_no_cell_does(suite):
    suite = replace(suite, replicates=20, margins={"coordination_cost": 0.1})
    higher, lower = np.full(20, 0.53), np.full(20, 0.47)
    luck = np.random.default_rng(5).normal(0.0, 0.002, 20)
    found = compare_with_baseline(
        suite, *made_up(suite, {"coordination_cost": higher}, {"coordination_cost": lower + luck})
    )
    assert not any(cell.fails for cell in found.cells)
    assert [claim.standing for claim in found.claims] == ["broken"]
    assert (found.failed, found.code()) == (1, 1)


def test_f13_a_claim_that_is_expected_to_be_broken_is_said_to_be(shipped):
    """Each on its own is said to work more together than all joined up: the runs of the baseline show the contrary."""
    suite, baseline, _, _ = shipped
    vain = ClaimForm(scenario="fragmented", indicator="coordination_cost", than="synergy", direction="higher")
    true = vain.model_copy(update={"direction": "lower"})
    found = judge_claims(replace(suite, claims=(vain, true)), baseline.ensemble, CLAIMS * suite.alpha)
    assert [claim.standing for claim in found] == ["broken", "holds"]
    assert found[0].fails


@pytest.mark.parametrize(("new", "verdict"), [(0.5, "numeric"), (0.5 + 1e-6, "drift"), (0.9, "changed")])
def test_f15_what_never_varies_is_compared_exactly(suite, new, verdict):
    suite = replace(suite, replicates=20)
    found = compare_with_baseline(suite, *made_up(suite, {"trust": np.full(20, 0.5)}, {"trust": np.full(20, new)}))
    cell = next(each for each in found.cells if (each.scenario, each.indicator) == ("synergy", "trust"))
    assert cell.verdict == verdict
    assert np.isfinite([cell.p, cell.shape_p, cell.half, cell.detectable]).all()


def test_f16_updating_needs_a_reason_and_keeps_history(cogov, town):
    assert "say why the baseline changes" in cogov("--update", code=2).err
    assert "say why the baseline changes" in cogov("--update", "--reason", " \n ", code=2).err
    assert "belongs to --update" in cogov("--reason", "x", code=2).err
    assert "belongs to --update" in cogov("--changed-claim", "x", code=2).err
    before = (town / "HISTORY.jsonl").read_text("utf-8")
    (town / "town.toml").write_text(SUITE.replace("run.weeks=10", "run.weeks=14"))
    told = cogov("--update", "--reason", "four weeks more, 因为").out
    assert re.search(r"(fragmented|synergy): \w+ moves from", told)
    assert "of 124 means move beyond their margins" in told
    after = (town / "HISTORY.jsonl").read_text("utf-8")
    assert after.startswith(before)
    assert json.loads(after.splitlines()[-1])["reason"] == "four weeks more, 因为"
    assert not [*town.glob("*.part*")]


def test_f16_fewer_seeds_are_refused(cogov, town):
    before = (town / "town.baseline.json").read_bytes()
    (town / "town.toml").write_text(SUITE.replace("replicates_at_most = 20", "replicates_at_most = 19"))
    assert "with fewer less would be noticed" in cogov("--update", "--reason", "x", code=2).err
    assert (town / "town.baseline.json").read_bytes() == before


def test_f16_claims_that_stopped_holding_are_refused_unless_listed(suite):
    runs = load_baseline(suite).ensemble
    swapped = Ensemble({"synergy": runs.values["fragmented"], "fragmented": runs.values["synergy"]}, runs.digests)
    same = Ensemble(dict.fromkeys(("synergy", "fragmented"), runs.values["synergy"]), runs.digests)
    before, history = suite.baseline.read_bytes(), suite.history.read_bytes()
    for others, how in ((swapped, "is broken"), (same, "is not established")):
        with pytest.raises(update.UpdateRefused, match=how):
            update.update_baseline(suite, others, load_baseline(suite), "why")
    assert (suite.baseline.read_bytes(), suite.history.read_bytes()) == (before, history)
    listed = ["synergy coordination_cost  higher than fragmented"]
    update.update_baseline(suite, swapped, load_baseline(suite), "why", listed)
    assert json.loads(suite.history.read_text("utf-8").splitlines()[-1])["changed_claims"] == listed


def git(folder, *words):
    name = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, "-C", str(folder), *words], check=True, capture_output=True)


def test_f16_a_dirty_tree_is_refused(suite, town):
    git(town, "init")
    git(town, "add", "town.toml")
    git(town, "commit", "-m", "suite")
    update.clean_tree(suite)  # baseline and history are untracked: they are what is being made
    (town / "城市 1.toml").write_text('[scenario]\nextends = "fragmented"\n', "utf-8")
    with pytest.raises(
        update.UpdateRefused,
        match=r"suite's folder \(in the checkout .*\) has uncommitted changes: 城市 1\.toml; commit.* or put",
    ):
        update.clean_tree(suite)
    git(town, "add", ".")
    git(town, "commit", "-m", "city")
    update.clean_tree(suite)
    (town / "town.toml").write_text(SUITE.replace("town", "city") + "\n")
    with pytest.raises(update.UpdateRefused, match=r"changes: town\.toml; commit"):
        update.clean_tree(suite)


def test_f16_what_else_changes_in_a_checkout_around_the_suite_is_no_matter(town):
    (town / "inner").mkdir()
    (town / "town.toml").rename(town / "inner" / "town.toml")
    suite = load_suite(town / "inner" / "town.toml")
    git(town, "init")
    git(town, "add", "inner")
    git(town, "commit", "-m", "suite")
    (town / "letters.txt").write_text("Dear all")
    update.clean_tree(suite)
    (town / "synergy.toml").write_text("")  # called like what the suite reads
    with pytest.raises(update.UpdateRefused, match=r"changes: synergy\.toml; commit"):
        update.clean_tree(suite)


def test_f16_a_dirty_checkout_of_the_model_is_refused_before_anything_is_run(cogov, town, monkeypatch):
    monkeypatch.setattr(update, "git_state", lambda: {"commit": "0", "dirty": True})
    monkeypatch.setattr(update, "dirty_files", lambda folder: ["model/rules.py", "x/HISTORY.jsonl"])
    before = (town / "town.baseline.json").read_bytes()
    told = cogov("--update", "--reason", "x", code=2).err
    assert "the checkout of cogov has uncommitted changes: model/rules.py; commit them" in told
    assert (town / "town.baseline.json").read_bytes() == before


def test_f16_a_changed_baseline_without_a_line_of_history_is_refused(cogov, town, suite):
    older = (town / "town.baseline.json").read_bytes()
    cogov("--update", "--reason", "again")
    assert older != (town / "town.baseline.json").read_bytes(), "at least its time is another"
    (town / "town.baseline.json").write_bytes(older)
    assert "changed without a line in HISTORY.jsonl" in cogov(code=3).err


def test_f16_every_commit_that_changes_a_baseline_adds_to_its_history(root):
    """Continuous integration runs this: a baseline cannot be changed in silence, and history is only ever added to."""
    assert load_baseline(load_suite()).integrity  # the newest line of HISTORY is of this very baseline
    log = ["git", "-C", str(root), "log", "--no-merges", "--reverse", "--format=%x00%H", "--name-only"]
    try:
        told = subprocess.run([*log, "--", "experiments/baselines"], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        told = ""  # not a checkout: what can be checked is checked above
    for entry in filter(None, told.split("\0")):
        commit, *files = entry.split()
        touched = [Path(file).name for file in files]
        if any(name.endswith(".baseline.json") for name in touched):
            assert "HISTORY.jsonl" in touched, commit
    path = "experiments/baselines/HISTORY.jsonl"
    before = subprocess.run(["git", "-C", str(root), "show", f"HEAD:{path}"], capture_output=True, check=False).stdout
    assert (root / path).read_bytes().startswith(before)


def test_f18_a_baseline_of_a_newer_format_is_refused(cogov, town):
    hurt(town, b'"format_version": 3', b'"format_version": 4')
    assert "was written in a newer version of the format, 4" in cogov(code=3).err


def test_f19_a_key_that_is_given_twice_is_refused(cogov, town):
    hurt(town, b'"format_version": 3', b'"format_version": 3, "format_version": 3')
    assert "a key is given twice" in cogov(code=3).err


def test_f21_out_of_time_is_inconclusive_and_no_pass(cogov, town):
    done = cogov("--time-limit", 0, "--junit", "r.xml", "--github", code=4)
    assert "inconclusive: 0 minutes were not enough" in done.err
    assert "passed" not in done.out
    assert "::warning file=town.toml::inconclusive" in done.out
    counts = ElementTree.parse(town / "r.xml").getroot()
    assert (counts.get("tests"), counts.get("skipped"), counts.get("failures")) == ("1", "1", "0")
    assert json.loads(cogov("--time-limit", 0, "--json", code=4).out)["exit_code"] == 4
    assert "identical" in cogov("--time-limit", 60).out


def test_in_github_actions_annotations_come_by_themselves(cogov, town, monkeypatch):
    assert "::" not in cogov("--time-limit", 0, code=4).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::warning file=town.toml::" in cogov("--time-limit", 0, code=4).out


def test_f21_a_second_stage_cut_short_is_no_pass_either(suite, change_weeks):
    change_weeks(luck=1000)
    clock, begun = Clock(), []

    def watched(total):
        begun.append(total)
        if len(begun) == 3:  # first stage, the same runs checked, second stage
            clock.until = 0.0
        return progress("", total, "")

    found = run_stages(suite, load_baseline(suite), clock=clock, progress=watched)
    assert found.seeds == 10
    assert found.open
    assert found.unended
    assert found.code() == 4, "not strict, and no pass"


@pytest.fixture
def quick_proof(monkeypatch):
    monkeypatch.setitem(proof.prove.__kwdefaults__, "splits", 40)
    keys = ("behaviour.founding.satisfaction", "rules.goals.campaign")
    monkeypatch.setitem(proof.prove.__kwdefaults__, "keys", keys)


def test_f22_false_alarms_are_measured_with_their_interval(cogov, quick_proof):
    done = cogov("--prove", "--parameters-only", code=1)
    assert "of 40 comparisons alarm" in done.out
    assert re.search(r"behaviour\.founding\.satisfaction, \+20 %: found in stage [12]; power 100 %", done.out)
    assert "a hole in the suite: rules.goals.campaign: changes nothing in this suite" in done.out
    assert "seeds, all luck is another: no alarm" in done.out
    assert "places, communities and actors in another order: no alarm" in done.out
    assert "indicators, an indicator more than the baseline has: no alarm" in done.out
    assert "NOT all promises are kept" in done.out
    assert "belongs to --prove" in cogov("--parameters-only", code=2).err


def test_f22_the_proof_as_a_document(cogov, quick_proof, monkeypatch):
    monkeypatch.setitem(proof.prove.__kwdefaults__, "keys", ("behaviour.founding.satisfaction",))
    found = json.loads(cogov("--prove", "--parameters-only", "--json").out)
    alarms = found["false_alarms"]["beyond_margin"]
    assert alarms["interval"][0] <= found["alpha"], "the promise is not refuted"
    assert alarms["found"] / alarms["of"] <= alarms["interval"][1]
    assert found["kept"] is True
    assert {trial["kind"] for trial in found["trials"]} == {"harmless", "parameter"}
    assert [trial["about"] for trial in found["trials"] if trial["kind"] == "parameter"] == ["+20 %", "-20 %", "-10 %"]


@pytest.mark.nightly
def test_an_edit_of_the_code_is_planted_in_a_copy_and_found(suite, root):
    fault = next(fault for fault in FAULTS if fault.code == "services_for_nothing")
    runs, baseline = run_with_fault(fault, suite, 2), load_baseline(suite)
    assert isinstance(runs, Ensemble), runs
    assert tuple(runs.digests["fragmented"]) == baseline.digests["fragmented"][:2], "nobody buys services there"
    assert runs.digests["synergy"][0] != baseline.digests["synergy"][0]
    assert fault.was in (root / "model" / fault.file).read_text("utf-8"), "the model itself is as it was"


def test_a_copy_that_cannot_run_is_told(suite):
    fault = FAULTS[0]
    told = run_with_fault(replace(fault, was="from ..state import", now="from ..nothing import"), suite, 1)
    assert isinstance(told, str)
    assert "nothing" in told
    missing = replace(fault, was="no such line")
    with pytest.raises(NotPlanted, match="does not have once"), plant(missing):
        pass
