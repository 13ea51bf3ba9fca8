"""The shipped extensions through every further door: calibrate, regress, hand-out, contrast, report, Dask, kill -9."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from distributed import Client, LocalCluster

from cogov.experiments import Results, calibrate, sweep
from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.agreement import repeat_edition
from cogov.experiments.execution.dask import QUIET
from cogov.experiments.execution.exit_codes import BAD_INPUT, NOT_MET, RUN_FAILED
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.regression.ensemble_result import result_of
from cogov.experiments.regression.suite import load_suite
from cogov.experiments.store.manifest import StaleError
from cogov.experiments.sweeps.estimate import START, estimate
from cogov.experiments.sweeps.plan import Plan
from cogov.model import GovernanceModel
from cogov.model.agents.columns import ColumnsOfModel
from cogov.model.engine.columns import ColumnsOfCity
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import ScenarioError, load, to_toml
from cogov.scenarios.writing import write_tables
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.scaffolding import write_files
from cogov.visualization.terminal.scaffolding_extension import EXAMPLES, draft_extension

CITY = {
    "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "townships_per_county": 1,
    "villages_per_township": 1, "agents_per_grid": 10,
}  # fmt: skip
FEW = [word for key, value in CITY.items() for word in ("--set", f"world.city.{key}={value}")]
OWN = {"local_medium": "bad_news", "stubborn_committees": "at_committees", "mediation_centre": "mediated"}
"""What each measures itself."""

TITLES = {"local_medium": "Bad news", "stubborn_committees": "At the desks", "mediation_centre": "Mediated"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the three shipped extensions, each beside a small scenario that uses it."""
    for name in EXAMPLES:
        write_files(draft_extension(tmp_path, name, name))
        file = tmp_path / f"{name}.toml"
        small = "\n".join(f"{key} = {value}" for key, value in CITY.items())
        file.write_text(f"{file.read_text('utf-8')}\n[run]\nweeks = 6\n\n[world.city]\n{small}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder, file, tables):
    (folder / file).write_text(write_tables(tables), "utf-8")
    return file


def study(folder, name, **more):
    off, measured = EXAMPLES[name][0], OWN[name]
    tables = {
        "schema_version": 1,
        "study": {
            "scenario": f"{name}.toml", "title": {"en": "A study", "zh": "研究"},
            "question": {"en": "?", "zh": "？"}, "outcomes": [measured],
        },
        "levers": {"own": {"key": f"extensions.{name}.{off}", "values": [0.0, 0.9]}},
        "seeds": {"replicates": 2}, **more,
    }  # fmt: skip
    return put(folder, "study.toml", tables)


def targets(folder, name):
    off, measured = EXAMPLES[name][0], OWN[name]
    tables = {
        "schema_version": 1,
        "calibration": {"question": {"en": "?", "zh": "？"}},
        "parameters": {"extensions": {name: {off: {"title": {"en": "own", "zh": "自编"}}}}},
        "targets": [{"scenario": f"{name}.toml", "indicator": measured, "value": 0.5, "tolerance": 1.0}],
        "search": {"method": "qmc", "trials": 2, "seeds": 2, "refine": 0},
        "profile": {"points": 3, "inner": 0, "draws": 100},
    }
    return put(folder, "targets.toml", tables)


def edit(folder, file, old, new):
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")


# ---- calibrate


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_parameter_is_fitted_to_an_indicator_of_its_own(folder, name):
    off, measured = EXAMPLES[name][0], OWN[name]
    result = calibrate(targets(folder, name), out="fit", workers=1)
    assert list(result.values) == [f"extensions.{name}.{off}"]
    assert np.isfinite(result.misfit)
    assert load(folder / "fit" / "fitted.toml").settings.digest()  # its module lies beside it
    said = json.loads((folder / "fit" / "calibration.json").read_text())
    assert [each["indicator"] for each in said["targets"]] == [measured]
    for module in folder.rglob(f"{name}.py"):
        module.unlink()
    assert main(["report", "fit"]) == 0  # without running anything of it
    assert TITLES[name] in (folder / "fit" / "report.html").read_text("utf-8")


def test_an_edited_extension_refuses_to_go_on_with_a_calibration(folder):
    file = targets(folder, "local_medium")
    calibrate(file, out="fit", workers=1)
    edit(folder, "local_medium.py", "1.0 - loss", "1.0 - 2.0 * loss")
    with pytest.raises(StaleError) as refused:
        calibrate(file, out="fit", workers=1)
    assert '+        city["resident.trust"] = city["resident.trust"] * (1.0 - 2.0 * loss)' in str(refused.value)


def test_a_target_without_the_extension_is_refused(folder):
    file = targets(folder, "local_medium")
    edit(folder, file, '"local_medium.toml"', '"fragmented"')
    with pytest.raises(ScenarioError) as refused:
        calibrate(file, out="fit", workers=1)
    assert "extensions" in str(refused.value)


# ---- regress


def test_a_suite_sees_a_change_of_what_an_extension_alone_measures(folder):
    settings = load("local_medium.toml").settings
    before = result_of(run_one(RunSpec("a", settings)))
    edit(folder, "local_medium.py", "return float(self.news.mean())", "return float(self.news.mean()) * 0.9")
    after = result_of(run_one(RunSpec("a", load("local_medium.toml").settings)))
    assert "bad_news" not in before.values
    assert after.values == before.values
    assert after.course != before.course
    assert after.digest != before.digest


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_suite_takes_cities_that_are_compiled(folder, name):
    file = put(folder, "suite.toml", {"schema_version": 1, "suite": {"scenarios": [name], "replicates": 8}})
    if name == "local_medium":
        assert list(load_suite(file).scenarios) == [name]
    else:
        with pytest.raises(ScenarioError) as refused:
            load_suite(file)
        assert [each.code for each in refused.value.problems] == ["suite.agents"]


# ---- pages


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_hand_out_moves_a_number_of_it(folder, name):
    key = f"extensions.{name}.{EXAMPLES[name][0]}"
    words = ["handout", f"{name}.toml", "--lever", key, "--against", f"{name}.toml", "--steps", "2"]
    assert main([*words, "--replicates", "2", "--weeks", "3", "--workers", "1", "--out", "h"]) == 0
    assert key in (folder / "h" / "handout.html").read_text("utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_multiplier_and_its_report_judge_what_it_measures(folder, name):
    measured = OWN[name]
    words = ["multiplier", f"{name}.toml", "--outcome", measured, "--replicates", "2", "--no-controls"]
    assert main([*words, "--weeks", "3", "--out", "m"]) == 0
    assert main(["report", "m"]) == 0
    assert TITLES[name] in (folder / "m" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_comparison_of_two_that_use_it_shows_what_it_measures(folder, name):
    edit(folder, f"{name}.toml", f'name = "{name}"', 'name = "more"')
    text = (folder / f"{name}.toml").read_text("utf-8")
    (folder / "more.toml").write_text(text, "utf-8")
    edit(folder, f"{name}.toml", 'name = "more"', 'name = "less"')
    assert main(["compare", f"{name}.toml", "more.toml", "--replicates", "2", "--out", "c"]) == 0
    assert OWN[name] in (folder / "c" / "finals.csv").read_text("utf-8").splitlines()[0]


def test_two_doses_of_a_lever_are_policies_and_two_parameters_are_not(folder, capsys):
    text = (folder / "mediation_centre.toml").read_text("utf-8")
    (folder / "more.toml").write_text(text.replace("mediation = 0.5", "mediation = 0.9"), "utf-8")
    words = ["more.toml", "mediation_centre.toml", "--over", "behaviour.arise.rate", "--states", "6"]
    assert main(["contrast", *words, "--replicates", "1", "--weeks", "3", "--workers", "1", "--out", "p"]) == 0
    (folder / "more.toml").write_text(text.replace("mediation = 0.5", "success = 0.9"), "utf-8")
    assert main(["contrast", *words]) == BAD_INPUT
    assert "extensions.mediation_centre.success" in capsys.readouterr().err


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_sweep_is_analysed_plotted_and_reported_by_what_it_measures(folder, name):
    sweep(study(folder, name), out="out", serial=True)
    for module in folder.rglob(f"{name}.py"):
        module.unlink()
    measured = OWN[name]
    assert main(["analyse", "out", "--outcome", measured]) == 0
    assert main(["plot", "out", "--indicator", measured]) == 0
    assert main(["report", "out"]) == 0
    assert TITLES[name] in (folder / "out" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_odd_names_all_that_it_declares_in_both_languages(folder, name, capsys):
    off, measured = EXAMPLES[name][0], OWN[name]
    for language in ("en", "zh"):
        assert main(["scenarios", "odd", f"{name}.toml", "--lang", language]) == 0
        said = capsys.readouterr().out
        assert f"`extensions.{name}.{off}`" in said
        assert f"`{measured}`" in said
        assert ("参数" if language == "zh" else "## Parameters") in said
    assert main(["scenarios", "odd", "synergy"]) == BAD_INPUT


@pytest.mark.parametrize("name", ["stubborn_committees", "mediation_centre"])
def test_the_browser_refuses_what_agents_alone_play_and_says_what_to_do(folder, name, capsys):
    assert main(["app", f"{name}.toml", "--no-browser"]) == BAD_INPUT
    assert f"cogov handout {name}.toml" in capsys.readouterr().err


# ---- one edition, and what it costs


def test_of_one_edition_it_is_told_what_it_costs_and_that_equal_luck_gives_equal_weeks(folder, capsys):
    assert main(["check-extension", "mediation_centre.toml", "--cities", "2", "--weeks", "3"]) == 0
    said = capsys.readouterr().out
    assert "-fold" in said
    assert "lived twice" in said
    edit(folder, "mediation_centre.py", "self.extension.takes_up(case.key)", "__import__('random').random()")
    assert main(["check-extension", "mediation_centre.toml"]) == NOT_MET
    assert "random" in capsys.readouterr().out


def test_a_week_of_agents_costs_more(folder):
    found = repeat_edition(load("stubborn_committees.toml"), 1, 2)
    assert found.apart is None
    assert found.seconds > found.compiled > 0.0


def test_an_estimate_counts_the_start_of_processes(folder):
    plan = Plan(load_study(study(folder, "mediation_centre")))
    assert estimate(plan, 4, 4, 2).seconds >= START
    assert estimate(plan, 4, 4, 1).seconds > 0.0


def test_a_decision_with_other_arguments_is_refused(folder, capsys):
    edit(
        folder, "stubborn_committees.py", "def accepts(self, case: Case, luck: float)", "def accepts(self, luck, case)"
    )
    assert main(["scenarios", "check", "stubborn_committees.toml"]) == BAD_INPUT
    assert "StubbornCommittee.accepts takes (luck, case)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def accepts(self, case", "def accept(self, case", "no method of it has the name of one of Committee"),
        ("def accepts(self, case", "def accept(self, case", "did you mean accepts"),
        ("kinds = (StubbornCommittee,)", "kinds = StubbornCommittee", "must be a sequence of classes"),
        ("0.5, (0.0, 0.95)", '"much", (0.0, 0.95)', "the number stubbornness is declared as 'much'"),
    ],
)
def test_what_would_change_nothing_or_stop_inside_is_refused(folder, capsys, old, new, said):
    edit(folder, "stubborn_committees.py", old, new)
    assert main(["scenarios", "check", "stubborn_committees.toml"]) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_a_decision_draws_anew_every_week(folder):
    edit(
        folder, "stubborn_committees.py", "    stubbornness = parameter(",
        "    looks, drawn = stream(), None\n    stubbornness = parameter(",
    )  # fmt: skip
    edit(folder, "stubborn_committees.py", "import Extension, ", "import Extension, stream, ")
    edit(
        folder, "stubborn_committees.py", "        return super().accepts(",
        "        own.drawn = {**(own.drawn or {}), self.model.week: (own.week, own.looks(7))}\n"
        "        return super().accepts(",
    )  # fmt: skip
    model = GovernanceModel(load("stubborn_committees.toml").settings)
    for _ in range(4):
        model.step()
    drawn = model.extension("stubborn_committees").drawn
    assert len(drawn) > 2
    assert all(week == there for week, (there, _) in drawn.items())
    assert len({luck for _, luck in drawn.values()}) == len(drawn)


def test_a_number_of_the_scenario_is_not_changed_in_a_run(folder, capsys):
    edit(folder, "local_medium.py", "        self.news = ", "        self.reach = 0.9\n        self.news = ")
    assert main(["run", "local_medium.toml"]) == RUN_FAILED
    assert "reach is a number of the scenario" in capsys.readouterr().err


def test_an_error_in_a_decision_is_a_row_with_its_line_and_the_rest_of_the_sweep_goes_on(folder):
    edit(
        folder, "stubborn_committees.py", "        return super().accepts(",
        "        if own.stubbornness > 0.5:\n            raise ValueError('not today')\n"
        "        return super().accepts(",
    )  # fmt: skip
    text = (folder / "stubborn_committees.py").read_text("utf-8")
    line = 1 + text.split("raise ValueError")[0].count("\n")
    runs = sweep(study(folder, "stubborn_committees"), out="out", serial=True).runs
    assert set(runs["status"]) == {"ok", "failed"}
    error = runs[runs["status"] == "failed"].iloc[0]["error"]
    assert f"stubborn_committees.py, line {line}: ValueError: not today" in error


def test_a_column_that_there_is_not_is_told_with_the_nearest(folder, capsys):
    edit(folder, "local_medium.py", 'city["case.stage"]', 'city["case.stag"]')
    assert main(["check-extension", "local_medium.toml", "--cities", "1"]) == RUN_FAILED
    said = capsys.readouterr().err
    assert "case.stage perhaps?" in said
    assert "resident.trust" not in said  # a list of its own kind alone
    assert "Traceback" not in said
    assert "inside the program" not in said


# ---- by place


CARED_FOR = """
from cogov.model.extension import Extension, after, column, indicator, lever


class Care(Extension):
    care = lever(0.1, carrier="self_governing", en="care", zh="关怀")

    @after("experience")
    def comfort(self, city):
        given = self.carried("care", city)[city["resident.community"]]
        city["resident.trust"] = city["resident.trust"] + given * (1.0 - city["resident.trust"])
"""
PLACES = """
schema_version = 2

[scenario]
name = "care"
extends = "synergy"
uses = ["care.py"]

[[places.rules]]
where = ["Urban district 1"]
extensions.care.care = 0.9

[run]
weeks = 4
"""


@pytest.fixture
def cared_for(folder):
    (folder / "care.py").write_text(CARED_FOR, "utf-8")
    (folder / "care.toml").write_text(PLACES, "utf-8")
    return folder / "care.toml"


def test_a_lever_differs_by_place_in_both_editions_and_in_another_process(cared_for):
    settings = load(cared_for, changes={f"world.city.{key}": value for key, value in CITY.items()}).settings
    one, two = Simulation(settings), GovernanceModel(settings, register_citizens=False)
    for _ in range(4):
        one.step()
        two.step()
    trust = ColumnsOfCity(one.city)
    by_home = [trust["resident.trust"][trust["resident.community"] == place].mean() for place in range(3)]
    assert min(by_home[:2]) > by_home[2] + 0.1
    np.testing.assert_allclose(ColumnsOfModel(two)["resident.trust"], trust["resident.trust"], atol=1e-9)
    two.release()
    again = pickle.loads(pickle.dumps(settings))
    assert again.digest() == settings.digest()
    assert Simulation(again).run().digest() == one.digest()


def test_a_written_scenario_keeps_it(cared_for, folder):
    (folder / "resolved.toml").write_text(to_toml(load(cared_for)), "utf-8")
    assert load("resolved.toml").digest == load(cared_for).digest


@pytest.mark.parametrize(("old", "new", "said"), [
    ("care.care = 0.9", "care.car = 0.9", "did you mean care"),
    ("care.care = 0.9", "care.care = 9.0", "between 0 and 1"),
    ("extensions.care.care", "extensions.cares.care", "care"),
])  # fmt: skip
def test_what_is_no_lever_is_refused(cared_for, folder, old, new, said):
    edit(folder, "care.toml", old, new)
    with pytest.raises(ScenarioError) as refused:
        load(cared_for)
    assert said in str(refused.value)


def test_a_parameter_is_not_decided_by_place(folder):
    text = (folder / "local_medium.toml").read_text("utf-8")
    there = '\n[[places.rules]]\nwhere = ["County 1"]\nextensions.local_medium.reach = 0.9\n'
    (folder / "local_medium.toml").write_text(text + there, "utf-8")
    with pytest.raises(ScenarioError) as refused:
        load("local_medium.toml")
    assert "no lever of an extension" in str(refused.value)


# ---- elsewhere, and killed


@pytest.fixture(scope="module")
def far_away(tmp_path_factory):
    """The address of a scheduler whose worker was started in another folder, where there is no extension."""
    before, elsewhere = Path.cwd(), tmp_path_factory.mktemp("elsewhere")
    os.chdir(elsewhere)
    try:
        with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=QUIET) as cluster:
            os.chdir(before)
            with Client(cluster) as client:
                assert set(client.run(os.getcwd).values()) == {str(elsewhere)}
            yield cluster.scheduler_address
    finally:
        os.chdir(before)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worker_of_dask_in_another_folder_gives_the_same_digests(far_away, folder, name):
    file = study(folder, name)
    near = sweep(file, out="near", serial=True)
    far = sweep(file, out="far", dask=far_away)
    assert set(far.runs["status"]) == {"ok"}
    assert sorted(far.runs["digest"]) == sorted(near.runs["digest"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_sweep_that_was_killed_goes_on_to_the_same_bytes(folder, name):
    study(folder, name, settings={"run.weeks": 40})
    script = "from cogov.experiments import sweep; sweep('study.toml', out='out', serial=True, part_runs=1)"
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    ledger, end = folder / "out" / "ledger.jsonl", time.monotonic() + 120
    while not (ledger.exists() and ledger.read_text().count("\n") > 1) and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.002)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = len(Results("out").runs)
    assert kept >= 1
    result = sweep("study.toml", out="out", serial=True)
    whole = sweep("study.toml", out="whole", serial=True)
    assert (folder / "out" / "table.parquet").read_bytes() == (folder / "whole" / "table.parquet").read_bytes()
    assert len(result.runs) == len(whole.runs) == 4
