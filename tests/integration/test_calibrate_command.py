"""Calibrations as their users meet them: the command, its files, kills, signals, and folders of something else."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments import calibrate
from cogov.experiments.calibration.caveat import find_caveat
from cogov.experiments.execution.runs import RunError, run_one
from cogov.experiments.store.atomic_files import Lock, StoreError
from cogov.scenarios import load, loads, to_toml
from cogov.visualization.language.translations import words
from cogov.visualization.reports.calibration_tables import parameter_cells, target_cells
from cogov.visualization.terminal.cli import main

COGOV = [sys.executable, "-m", "cogov.visualization.terminal"]
SCALE = "world.actors.capacity_scale"

FILE = """
schema_version = 1
[calibration]
title = { en = "A small one", zh = "小型校准" }
question = { en = "Which capacity?", zh = "怎样的能力？" }
[settings]
run.weeks = 4
[settings.world.city]
urban_districts = 1
streets_per_district = 1
communities_per_street = 1
rural_counties = 1
townships_per_county = 1
villages_per_township = 1
grids_per_community = 2
agents_per_grid = 10
[parameters]
world.actors.capacity_scale = {}
behaviour.arise.rate = { scale = "log" }
[[targets]]
scenario = "fragmented"
indicator = "arrivals"
value = 13.0
tolerance = 1.0
[[targets]]
scenario = "synergy"
indicator = "effectiveness"
value = 66.0
tolerance = 1.0
source = { en = "made up", zh = "虚构" }
[search]
trials = 14
seeds = 3
refine = 5
[profile]
points = 4
inner = 2
draws = 200
"""

RESULTS = ("calibration.json", "trials.parquet", "profile.csv", "fitted.toml", "fitted-synergy.toml")


def results(folder):
    return {name: (folder / name).read_bytes() for name in RESULTS}


@pytest.fixture(scope="session")
def targets(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("targets") / "small.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def undisturbed(targets, tmp_path_factory):
    """The folder of a calibration that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed") / "results"
    calibrate(targets, out=folder, workers=1)
    return folder


@pytest.fixture
def begun(undisturbed, tmp_path):
    """A folder as a driver leaves it that was killed after some trials: without results, with part of the journal."""

    def begun(lines, torn=b""):
        folder = tmp_path / "begun"
        folder.mkdir()
        shutil.copy(undisturbed / "asked.json", folder)
        journal = (undisturbed / "journal.log").read_bytes().splitlines(keepends=True)
        (folder / "journal.log").write_bytes(b"".join(journal[:lines]) + torn)
        return folder

    return begun


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder and return what it printed."""
    monkeypatch.chdir(tmp_path)

    def cogov(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out + done.err
        assert "Traceback" not in done.err
        return done

    return cogov


@pytest.mark.parametrize(
    ("language", "told", "invites", "caveat"),
    [
        ("en", "1 of 1 target is missed", "cogov run", "values of a calibration that are not settled"),
        ("zh", "1 个目标中有 1 个没有达到", "cogov run", "校准所得的取值尚未确定"),
    ],
)
def test_values_that_are_not_settled_say_so_wherever_they_are_run(language, told, invites, caveat, cogov, tmp_path):
    """A target that nothing reaches: the file says it, the closing line invites nobody, and every reader is told."""
    head, _, rest = FILE.partition("[[targets]]")
    only = rest.partition("[[targets]]")[0].replace("value = 13.0", "value = 9000.0")
    few = "[search]\ntrials = 2\nseeds = 1\nrefine = 0\n[profile]\npoints = 3\ninner = 0\ndraws = 100\n"
    text = f"{head}[[targets]]{only}{few}"
    (tmp_path / "far.toml").write_text(text.replace('behaviour.arise.rate = { scale = "log" }\n', ""), "utf-8")
    said = cogov("calibrate", "far.toml", "--out", "far", "--workers", "1", "--lang", language)
    assert invites not in said.out.splitlines()[-1]
    record = load(tmp_path / "far" / "fitted.toml")
    assert caveat in getattr(record.caveat, language)
    assert getattr(record.story, language).startswith(getattr(record.caveat, language))
    assert loads(to_toml(record)).caveat == record.caveat
    assert load(record, changes={"rules.goals.strength": 0.5}).warnings
    (tmp_path / "far" / "mine.toml").write_text(
        'schema_version = 2\n[scenario]\nextends = "fitted.toml"\n[rules.goals]\nstrength = 0.4\n', "utf-8"
    )
    for asked in (("run", "far/fitted.toml"), ("compare", "far/fitted.toml", "far/mine.toml", "--replicates", "2")):
        done = cogov(*asked, "--weeks", "2", "--lang", language)
        flat = re.sub(r"\s+", " " if language == "en" else "", done.err)
        assert (told if language == "en" else told.replace(" ", "")) in flat
        assert flat.count(caveat) == 1 if asked[0] == "run" else flat.count(caveat) <= 2


def test_a_folder_of_another_calibration_is_begun_anew_when_asked(cogov, tmp_path):
    few = (
        FILE.replace("trials = 14", "trials = 2")
        .replace("refine = 5", "refine = 0")
        .replace("points = 4", "points = 3")
    )
    few = few.replace('behaviour.arise.rate = { scale = "log" }\n', "").replace("inner = 2", "inner = 0")
    (tmp_path / "one.toml").write_text(few, "utf-8")
    (tmp_path / "other.toml").write_text(few.replace("value = 66.0", "value = 60.0"), "utf-8")
    words_ = ("--out", "found", "--workers", "1")
    cogov("calibrate", "one.toml", *words_)
    (tmp_path / "found" / "mine.toml").write_text("# mine\n", "utf-8")
    before = {file.name: file.read_bytes() for file in (tmp_path / "found").iterdir()}
    assert "--replace" in cogov("calibrate", "other.toml", *words_, code=2).err
    assert {file.name: file.read_bytes() for file in (tmp_path / "found").iterdir()} == before
    said = cogov("calibrate", "other.toml", *words_, "--replace", "--lang", "zh").err
    assert "已删除另一次校准留下的文件" in said
    assert (tmp_path / "found" / "mine.toml").exists()
    assert json.loads((tmp_path / "found" / "calibration.json").read_text("utf-8"))["targets"][1]["target"] == 60.0
    again = cogov("calibrate", "other.toml", *words_, "--replace")  # the same one only goes on
    assert "gone" not in again.err


def test_values_that_are_settled_bear_no_caveat():
    reached = {"reached": True, "units": 0.4}
    known = {"verdict": "identified", "value": 2.0, "key": SCALE, "title": {"en": "Capacity scale", "zh": "总工时系数"}}
    assert not find_caveat({"targets": [reached], "parameters": [known]})
    doubt = find_caveat({"targets": [reached], "parameters": [known, {**known, "verdict": "flat"}]})
    assert "Capacity scale is not identified" in doubt.en
    assert "总工时系数不可辨识" in doubt.zh
    one_side = find_caveat({"targets": [reached], "parameters": [{**known, "verdict": "bounded_below"}]})
    assert "bounded on one side only" in one_side.en


def test_tables_name_scenarios_and_parameters_by_their_titles(undisturbed):
    result = json.loads((undisturbed / "calibration.json").read_text("utf-8"))
    shown = [row[0] for row in target_cells(result, words("zh")).rows]
    titles = [load(name).title.zh for name in ("fragmented", "synergy")]
    assert [name.partition(":")[0] for name in shown] == titles
    result["parameters"][0]["title"] = {"en": "Capacity scale", "zh": "总工时系数"}
    assert parameter_cells(result, words("zh")).rows[0][0] == f"总工时系数（{SCALE}）"


class TestCommand:
    def test_without_targets_the_shipped_ones_are_listed(self, cogov):
        said = cogov("calibrate").out
        assert "beijing: " in said
        assert "How much capacity" in said

    def test_what_is_said_and_written(self, cogov, targets, tmp_path, undisturbed):
        done = cogov("calibrate", targets, "--workers", 1)
        assert "targets are reached within their tolerance" in done.out
        assert SCALE in done.out
        assert "At most 67 trials of 6 runs: 2 parameters, 2 targets, 2 scenarios × 3 seeds" in done.err
        folder = tmp_path / "results" / "small"
        assert results(folder) == results(undisturbed)
        found = json.loads((folder / "calibration.json").read_text("utf-8"))
        trials = pd.read_parquet(folder / "trials.parquet")
        assert len(trials) == found["trials"]
        assert trials["misfit"].min() == found["misfit"]
        profile = pd.read_csv(folder / "profile.csv")
        assert set(profile["parameter"]) == set(found["values"])
        assert json.loads((folder / "provenance.json").read_text("utf-8"))["code"] == found["code"]

    def test_results_do_not_hang_on_workers(self, targets, tmp_path, undisturbed):
        calibrate(targets, out=tmp_path / "r", workers=2)
        assert results(tmp_path / "r") == results(undisturbed)

    def test_the_fitted_scenario_runs_and_gives_what_was_found(self, cogov, undisturbed):
        found = json.loads((undisturbed / "calibration.json").read_text("utf-8"))
        for file, scenario in (("fitted.toml", "fragmented"), ("fitted-synergy.toml", "synergy")):
            target = next(each for each in found["targets"] if each["scenario"] == scenario)
            said = [json.loads(cogov("run", undisturbed / file, "--seed", seed, "--json").out) for seed in (1, 2, 3)]
            mean = sum(each["final"][target["indicator"]] for each in said) / 3
            assert mean == pytest.approx(target["found"])

    def test_json_is_the_document_and_where_it_comes_from(self, cogov, targets, undisturbed, tmp_path):
        shutil.copytree(undisturbed, tmp_path / "r")
        said = json.loads(cogov("calibrate", targets, "--out", "r", "--json", "--workers", 1).out)
        assert said.pop("provenance")["versions"]["cogov"]
        assert said == json.loads((undisturbed / "calibration.json").read_text("utf-8"))

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_a_page_of_it(self, cogov, undisturbed, tmp_path, language):
        shutil.copytree(undisturbed, tmp_path / "r")
        cogov("report", "r", "--lang", language, "--out", "page.html")
        page = (tmp_path / "page.html").read_text("utf-8")
        assert page.count("<svg") == 2
        assert page.count("<figcaption>") == 2
        assert {"en": "Which capacity?", "zh": "怎样的能力？"}[language] in page
        assert {"en": "made up", "zh": "虚构"}[language] in page
        assert SCALE in page
        assert page.count("<script") == 1

    def test_bad_files_write_nothing(self, cogov, targets, tmp_path):
        bad = tmp_path / "bad.toml"
        bad.write_text(FILE.replace("value = 13.0", "value = nan").replace("trials =", "trails ="), encoding="utf-8")
        said = cogov("calibrate", "bad.toml", code=2).err
        assert "bad.toml:23: targets.0.value: nan is not a finite number" in said
        assert "trails: unknown key" in said
        bad.write_bytes(FILE.encode("gbk"))
        assert "GBK" in cogov("calibrate", "bad.toml", code=2).err
        assert "no such targets or file" in cogov("calibrate", "nowhere.toml", code=2).err
        assert [file.name for file in tmp_path.iterdir()] == ["bad.toml"]


class TestGoingOn:
    @pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks")
    def test_killed_at_any_moment_it_comes_to_the_same(self, targets, tmp_path, undisturbed):
        script = Path(__file__).with_name("killing_calibration.py")
        done = subprocess.run(
            [sys.executable, script, targets, tmp_path, "6"], capture_output=True, text=True, timeout=300, check=True
        )
        killed, code = map(int, done.stdout.split())
        assert code == 0
        assert killed >= 3
        assert results(tmp_path / "killed") == results(undisturbed)

    @pytest.mark.parametrize("lines", [0, 3, 8, 40, 90])
    def test_from_any_line_of_the_journal(self, begun, lines, targets, undisturbed):
        folder = begun(lines)
        calibrate(targets, out=folder, workers=1)
        assert results(folder) == results(undisturbed)

    @pytest.mark.parametrize("method", ["qmc", "abc"])
    def test_so_do_the_other_methods(self, method, tmp_path):
        """Even points and random draws depend on the number of the trial alone; a posterior has a file of its own."""
        text = FILE.replace("trials = 14", f'method = "{method}"\ntrials = 10').replace("points = 4", "points = 3")
        file = tmp_path / "small.toml"
        file.write_text(text.replace("refine = 5", "") if method == "abc" else text, encoding="utf-8")
        whole, part = tmp_path / "whole", tmp_path / "part"
        calibrate(file, out=whole, workers=1)
        part.mkdir()
        shutil.copy(whole / "asked.json", part)
        journal = (whole / "journal.log").read_bytes().splitlines(keepends=True)
        (part / "journal.log").write_bytes(b"".join(journal[: len(journal) // 2]))
        calibrate(file, out=part, workers=1)
        table = {"qmc": "profile.csv", "abc": "posterior.csv"}[method]
        for name in ("calibration.json", "trials.parquet", "fitted.toml", table):
            assert (part / name).read_bytes() == (whole / name).read_bytes()

    @pytest.mark.parametrize("torn", [b'{"op_code": 4, "worker', b"\0" * 40, b"\0\0\n"])
    def test_a_torn_last_line_is_cut_off(self, begun, torn, targets, undisturbed):
        notices = []
        folder = begun(30, torn)
        calibrate(targets, out=folder, workers=1, notice=notices.append)
        assert any("torn and is cut off" in notice for notice in notices)
        assert results(folder) == results(undisturbed)

    def test_a_line_that_was_altered_is_refused(self, begun, targets):
        folder = begun(30)
        journal = folder / "journal.log"
        journal.write_bytes(journal.read_bytes().replace(b'{"op_code"', b'["op_code"', 5))
        with pytest.raises(StoreError, match=r"line 1 of journal\.log is not as it was written"):
            calibrate(targets, out=folder, workers=1)

    def test_more_trials_go_on_from_there_and_come_to_the_same(self, targets, undisturbed, tmp_path):
        shutil.copytree(undisturbed, tmp_path / "grown")
        calibrate(targets, out=tmp_path / "grown", trials=17, workers=1)
        calibrate(targets, out=tmp_path / "at_once", trials=17, workers=1)
        assert results(tmp_path / "grown") == results(tmp_path / "at_once")
        with pytest.raises(StoreError, match="was made for 17 trials, and 14 are asked for"):
            calibrate(targets, out=tmp_path / "grown", workers=1)

    @pytest.mark.parametrize(
        ("old", "new", "differs"),
        [
            ("value = 66.0", "value = 61.0", "targets.1.value: 66.0 -> 61.0"),
            ("seeds = 3", "seeds = 4", "search.seeds: 3 -> 4"),
            ("run.weeks = 4", "run.weeks = 5", "scenarios.fragmented.run.weeks: 4 -> 5"),
            ("capacity_scale = {}", "capacity_scale = { low = 1.5 }", f"parameters.{SCALE}.low: 1.0 -> 1.5"),
        ],
    )
    def test_what_has_changed_is_refused_with_the_difference(self, begun, tmp_path, old, new, differs):
        changed = tmp_path / "changed.toml"
        changed.write_text(FILE.replace(old, new), encoding="utf-8")
        folder = begun(30)
        before = (folder / "journal.log").read_bytes()
        with pytest.raises(StoreError, match=re.escape(differs)):
            calibrate(changed, out=folder, workers=1)
        assert (folder / "journal.log").read_bytes() == before

    def test_other_code_is_refused(self, begun, targets):
        folder = begun(30)
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        asked["identity"]["code"] = "0" * 64
        (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        with pytest.raises(StoreError, match="code: "):
            calibrate(targets, out=folder, workers=1)

    def test_two_drivers_are_one_too_many(self, begun, targets):
        folder = begun(30)
        lock = Lock(folder / "LOCK")
        try:
            with pytest.raises(StoreError, match="another cogov is writing here"):
                calibrate(targets, out=folder, workers=1)
        finally:
            lock.release()

    def test_a_folder_of_something_else_is_left_alone(self, cogov, targets, tmp_path):
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "thesis.txt").write_text("all of it")
        said = cogov("calibrate", targets, "--out", "mine", code=2).err
        assert "holds something else" in said
        assert "trials of" not in said  # no estimate of what will not be done
        (tmp_path / "file").write_text("")
        assert "a folder is needed" in cogov("calibrate", targets, "--out", "file", code=2).err
        assert [file.name for file in (tmp_path / "mine").iterdir()] == ["thesis.txt"]

    def test_a_page_of_half_a_calibration_is_refused(self, cogov, begun):
        assert "is not finished" in cogov("report", begun(30), code=2).err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
class TestSignals:
    @pytest.fixture
    def driver(self, targets, tmp_path):
        """Start a calibration of long runs, and wait until it has tried something."""
        slow = tmp_path / "slow.toml"
        slow.write_text(FILE.replace("run.weeks = 4", "run.weeks = 2000"), encoding="utf-8")
        process = subprocess.Popen(
            [*COGOV, "calibrate", "slow.toml", "--workers", "1"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        journal = tmp_path / "results" / "slow" / "journal.log"
        until = time.monotonic() + 120
        while not (journal.exists() and b'"figures"' in journal.read_bytes()):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield process
        process.kill()
        process.wait()

    def test_once_finishes_the_trial_that_is_under_way(self, driver):
        driver.send_signal(signal.SIGINT)
        out, err = driver.communicate(timeout=120)
        assert driver.returncode == 130
        assert out == ""
        assert "Finishing what is under way" in err
        assert re.search(r"interrupted; \d+ trials? (is|are) kept in results/slow; the same command goes on", err)
        assert "Traceback" not in err

    def test_twice_stops_at_once(self, driver):
        driver.send_signal(signal.SIGINT)
        while "Finishing" not in driver.stderr.readline():
            assert driver.poll() is None
        driver.send_signal(signal.SIGINT)
        _, err = driver.communicate(timeout=120)
        assert driver.returncode == 130
        assert "Traceback" not in err


def fails(case, on_week):
    raise ZeroDivisionError("no residents")


def fails_where_capacity_is_large(case, on_week):
    if case.settings.world.actors.capacity_scale > 2.0:
        raise ZeroDivisionError("too much of it")
    return run_one(case, on_week)


class TestFailures:
    def test_where_no_run_succeeds_it_says_why(self, targets, tmp_path):
        with pytest.raises(RunError, match="no trial gave a result: seed 1: ZeroDivisionError: no residents"):
            calibrate(targets, out=tmp_path / "r", workers=1, make=fails)

    def test_values_at_which_runs_fail_are_passed_over_and_counted(self, targets, tmp_path):
        found = calibrate(targets, out=tmp_path / "r", workers=1, make=fails_where_capacity_is_large)
        trials = found.trials
        assert (trials[trials[SCALE] > 2.0]["error"] != "").all()
        assert (trials[trials[SCALE] <= 2.0]["error"] == "").all()
        document = json.loads((tmp_path / "r" / "calibration.json").read_text("utf-8"))
        assert document["failures"] == (trials["error"] != "").sum() > 0
