"""An extension through every door that knows it: run, compare, sweep, checkpoint; edited, moved, wrong."""

import json
import pickle
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cogov.experiments import Results, simulate, sweep
from cogov.experiments.execution.exit_codes import BAD_INPUT, RUN_FAILED
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.store.manifest import StaleError
from cogov.model.engine.checkpoint import CheckpointError
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import ScenarioError, extensions, load, loads, to_toml
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.scaffolding import TEMPLATES, write_files
from cogov.visualization.terminal.scaffolding_extension import EXAMPLES, draft_extension

SMALL = {
    "run.weeks": 12, "world.city.urban_districts": 1, "world.city.streets_per_district": 1,
    "world.city.communities_per_street": 2, "world.city.townships_per_county": 1,
    "world.city.villages_per_township": 1, "world.city.agents_per_grid": 10,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the three shipped extensions, as their user has them."""
    for name in EXAMPLES:
        write_files(draft_extension(tmp_path, name, name))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def study(scenario, key, values, **more):
    said = {
        "schema_version": 1,
        "study": {
            "scenario": scenario, "title": {"en": "A study", "zh": "研究"}, "question": {"en": "?", "zh": "？"},
            "outcomes": more.pop("outcomes", ["trust"]),
        },
        "settings": {**SMALL}, "uncertainties": {"how_much": {"key": key, "values": values}},
        "seeds": {"replicates": 2}, **more,
    }  # fmt: skip
    return said


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# ---- nothing is changed where there is none


@pytest.mark.parametrize("name", EXAMPLES)
def test_with_nothing_of_it_the_city_is_the_one_without(folder, name):
    off, _ = EXAMPLES[name]
    without = simulate("synergy", changes=SMALL).drop(columns="scenario")
    with_it = simulate(folder / f"{name}.toml", changes={**SMALL, f"extensions.{name}.{off}": 0.0})[without.columns]
    if name == "local_medium":  # the compiled edition, called step by step
        assert with_it.equals(without)
    np.testing.assert_allclose(with_it.to_numpy(), without.to_numpy(), rtol=1e-9, atol=1e-9)


def test_weeks_lived_step_by_step_are_the_same_bits_as_weeks_lived_whole():
    settings = load("synergy", changes=SMALL).settings
    whole, parts = Simulation(settings).run(), Simulation(settings)
    for week in range(settings.run.weeks):
        changed = parts._calendar.turn_to(parts.city, week)
        for step in range(14):
            parts._live_steps(changed, step, step + 1)
        parts.week = week + 1
    assert parts.digest() == whole.digest()


# ---- through the doors


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_goes_through_a_sweep_and_goes_on_where_it_stopped(folder, name):
    off, measured = EXAMPLES[name]
    tables = study(f"{name}.toml", f"extensions.{name}.{off}", [0.0, 0.9], outcomes=[measured])
    file = folder / "a.toml"
    file.write_text(_toml(tables), "utf-8")
    count = iter([False, True])
    first = sweep(file, out="out", workers=2, part_runs=1, interrupted=lambda: next(count, True))
    result = sweep(file, out="out", workers=2)
    assert len(first.runs) <= len(result.runs) == 4
    assert set(result.runs["status"]) == {"ok"}
    assert measured in result.columns
    again = sweep(file, out="serial", serial=True)
    assert sorted(result.runs["digest"]) == sorted(again.runs["digest"])
    assert (folder / "out" / f"{name}.py").exists()


GOLDEN = {
    "local_medium": "1c14de2afbfe87c85f0e9ee6ae6ecad593bf14eadd7de6a19d50e7ff7767fb8a",
    "stubborn_committees": "3ec4032af1979fd0f768743eff970945ee8831457f72bd67bfca79116eda480d",
    "mediation_centre": "2f9f17a2e50f827aaf2f6ef4c0102c4f8cfb99235213de698aa48cd414806055",
}
"""Digests of the three examples. They change with the model's results, and are renewed with these."""


@pytest.mark.portable
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_digest_of_each_example_is_that_of_every_python(folder, name):
    settings = load(folder / f"{name}.toml", changes=SMALL).settings
    digest = run_one(RunSpec(name, settings)).digest
    if sys.platform == "linux" and platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc":
        assert digest == GOLDEN[name], f"{name}: {digest}"


def test_another_process_gives_the_same_digest(folder):
    settings = load(folder / "local_medium.toml", changes=SMALL).settings
    (folder / "settings.pickle").write_bytes(pickle.dumps(settings))
    shutil.move(folder / "local_medium.py", folder / "elsewhere.py")  # the text travels with the settings
    script = (
        "import pickle; from pathlib import Path; from cogov.model.engine.simulation import Simulation;"
        "settings = pickle.loads(Path('settings.pickle').read_bytes());"
        "print(settings.digest(), Simulation(settings).run().digest())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=folder)
    assert done.stdout.split() == [settings.digest(), Simulation(settings).run().digest()]


def test_a_run_shows_what_is_measured_and_a_comparison_does(folder, capsys):
    few = [word for key, value in SMALL.items() if key != "run.weeks" for word in ("--set", f"{key}={value}")]
    assert main(["run", "local_medium.toml", "--weeks", "6", *few, "--lang", "zh"]) == 0
    assert "负面新闻占比" in capsys.readouterr().out
    both = ["compare", "local_medium.toml", "synergy", "--weeks", "6", "--replicates", "2", *few]
    assert main([*both, "--out", "c"]) == 0
    heading = (folder / "c" / "finals.csv").read_text("utf-8").splitlines()[0]
    assert "trust" in heading
    assert "bad_news" not in heading  # the other scenario does not measure it


def test_a_checkpoint_goes_on_to_the_bit_and_refuses_another_text(folder):
    settings = load("local_medium.toml", changes=SMALL).settings
    whole = run_one(RunSpec("whole", settings))
    run_one(RunSpec("part", settings, until=5, save=Path("c.npz")))
    assert run_one(RunSpec("rest", settings, start=Path("c.npz"))).digest == whole.digest
    more = load("local_medium.toml", changes={**SMALL, "extensions.local_medium.alarm": 0.5}).settings
    branched = run_one(RunSpec("branch", more, start=Path("c.npz")))
    assert np.array_equal(branched.series[:5], whole.series[:5], equal_nan=True)
    assert branched.final["trust"] < whole.final["trust"]
    edit(folder / "local_medium.py", "1.0 - loss", "1.0 - 2.0 * loss")
    edited = load("local_medium.toml", changes=SMALL).settings
    assert edited.digest() != settings.digest()
    with pytest.raises(CheckpointError, match="is to go on with local_medium"):
        run_one(RunSpec("rest", edited, start=Path("c.npz")))


def test_the_resolved_form_reads_back_to_the_same_digest(folder):
    record = load("local_medium.toml", changes=SMALL)
    (folder / "resolved.toml").write_text(to_toml(record), "utf-8")
    assert load("resolved.toml").digest == record.digest


# ---- what is refused


def test_an_edited_extension_refuses_to_resume_with_a_diff(folder):
    tables = study("local_medium.toml", "extensions.local_medium.reach", [0.1, 0.9])
    (folder / "a.toml").write_text(_toml(tables), "utf-8")
    sweep("a.toml", out="out", serial=True)
    edit(folder / "local_medium.py", "1.0 - loss", "1.0 - 2.0 * loss")
    with pytest.raises(StaleError) as refused:
        sweep("a.toml", out="out", serial=True)
    assert '-        city["resident.trust"] = city["resident.trust"] * (1.0 - loss)' in str(refused.value)
    edit(folder / "local_medium.py", "1.0 - 2.0 * loss", "1.0 - loss")
    assert len(sweep("a.toml", out="out", serial=True).runs) == 4


def test_a_moved_extension_is_named(folder):
    (folder / "lib").mkdir()
    shutil.move(folder / "local_medium.py", folder / "lib" / "local_medium.py")
    with pytest.raises(ScenarioError) as refused:
        load("local_medium.toml")
    assert [each.suggestion for each in refused.value.problems] == ["lib/local_medium.py"]
    edit(folder / "local_medium.toml", '"local_medium.py"', '"lib/local_medium.py"')
    load("local_medium.toml")


def test_a_module_that_is_missing_is_what_is_blamed_first(folder, capsys):
    """Not the numbers, indicators and factors that it would have declared; in every file that names the scenario."""
    (folder / "local_medium.py").unlink()
    tables = study("local_medium.toml", "extensions.local_medium.reach", [0.1, 0.9], outcomes=["bad_news"])
    (folder / "a.toml").write_text(_toml(tables), "utf-8")
    for words in (["run", "local_medium.toml"], ["sweep", "a.toml"], ["sweep", "a.toml", "--estimate"]):
        assert main(words) == BAD_INPUT
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 1
        assert 'scenario.uses.0: there is no file "local_medium.py"' in said[0]
        assert "did you mean" not in said[0]  # the test beside it is no extension


@pytest.mark.parametrize(("old", "new", "said"), [
    ('uses = ["local_medium.py"]\n', "", 'extensions.local_medium: no extension of this name is used; allowed below'),
    ('uses = ["local_medium.py"]', 'uses = "local_medium.py"', 'scenario.uses: "local_medium.py" is not a list'),
])  # fmt: skip
def test_numbers_of_an_extension_that_is_not_used_say_how_to_use_it(folder, capsys, old, new, said):
    edit(folder / "local_medium.toml", old, new)
    assert main(["scenarios", "check", "local_medium.toml"]) == BAD_INPUT
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert said in told[0]
    assert main(["run", "synergy", "--set", "extensions.local_medium.reach=0.4"]) == BAD_INPUT
    assert "no extension of this name is used" in capsys.readouterr().err


def test_the_folder_of_something_new_is_made(folder, capsys):
    assert main(["new", "extension", "gossip", "--folder", "a/b"]) == 0
    assert "cogov run a/b/gossip.toml" in capsys.readouterr().out.replace("\\", "/")
    load("a/b/gossip.toml")
    assert main(["new", "study", "mine", "--folder", "c"]) == 0
    assert (folder / "c" / "mine.toml").exists()
    assert main(["new", "extension", "gossip", "--folder", "a/b"]) == BAD_INPUT  # nothing is written over
    assert main(["new", "study", "x" * 300, "--folder", "d/e"]) != 0
    assert not (folder / "d").exists()


@pytest.mark.parametrize("word", ["../local_medium.py", "/tmp/local_medium.py", "local_medium.txt", "os"])
def test_code_from_elsewhere_is_refused(folder, word):
    edit(folder / "local_medium.toml", "local_medium.py", word)
    with pytest.raises(ScenarioError) as refused:
        load("local_medium.toml")
    assert refused.value.problems[0].code in ("extension.elsewhere", "extension.not_there")


def test_what_is_uploaded_brings_no_code(folder):
    text = (folder / "local_medium.toml").read_text("utf-8")
    with pytest.raises(ScenarioError) as refused:
        loads(text)
    assert [each.code for each in refused.value.problems] == ["extension.refused"]


def test_the_browser_loads_none(folder, monkeypatch):
    monkeypatch.setitem(extensions._state, "refused", False)  # set back at the end
    extensions.refuse_extensions()
    with pytest.raises(ScenarioError) as refused:
        load("local_medium.toml")
    assert [each.code for each in refused.value.problems] == ["extension.refused"]
    assert "cogov run" in str(refused.value)


def test_an_error_is_a_row_and_the_rest_of_the_sweep_goes_on(folder):
    edit(folder / "local_medium.py", "return float(self.news.mean())", "return 1 / (self.reach < 0.5)")
    line = 1 + (folder / "local_medium.py").read_text("utf-8").split("return 1 /")[0].count("\n")
    tables = study("local_medium.toml", "extensions.local_medium.reach", [0.1, 0.9])
    (folder / "a.toml").write_text(_toml(tables), "utf-8")
    runs = sweep("a.toml", out="out", workers=2).runs
    assert runs.groupby("point")["status"].first().tolist() == ["ok", "failed"]
    failed = runs[runs["status"] == "failed"].iloc[0]
    assert f"local_medium.py, line {line}: ZeroDivisionError: division by zero" in failed["error"]
    assert "return 1 / (self.reach < 0.5)" in failed["traceback"]


def test_an_error_in_a_run_is_a_sentence_with_file_and_line(folder, capsys):
    edit(folder / "local_medium.py", 'city["resident.trust"] * (1.0 - loss)', "3.0")
    line = 1 + (folder / "local_medium.py").read_text("utf-8").split(" = 3.0")[0].count("\n")
    small = [word for key, value in SMALL.items() if key != "run.weeks" for word in ("--set", f"{key}={value}")]
    assert main(["run", "local_medium.toml", *small]) == RUN_FAILED
    said = capsys.readouterr().err
    assert f"local_medium.py, line {line}" in said
    assert "lies between 0 and 1" in said
    assert "Traceback" not in said


def test_a_faulty_module_is_told_with_its_line(folder, capsys):
    edit(folder / "local_medium.py", "reads = stream()", "reads = strem()")
    assert main(["scenarios", "check", "local_medium.toml"]) == BAD_INPUT
    assert "local_medium.py, line 24: NameError" in capsys.readouterr().err


# ---- reading results runs nothing


def test_results_are_read_without_the_extension(folder):
    tables = study("local_medium.toml", "extensions.local_medium.reach", [0.1, 0.9], outcomes=["bad_news"])
    (folder / "a.toml").write_text(_toml(tables), "utf-8")
    sweep("a.toml", out="out", serial=True)
    shutil.rmtree(folder / "runs", ignore_errors=True)
    for module in folder.rglob("local_medium.py"):
        module.unlink()
    assert Results("out").indicator("bad_news").zh == "负面新闻占比"
    assert set(json.loads((folder / "out" / "manifest.json").read_text())["identity"]["extensions"]) == {"local_medium"}


def test_every_shipped_example_is_known():
    shipped = {file.name.removesuffix(".py.txt") for file in (TEMPLATES / "extensions").glob("*.py.txt")}
    assert shipped == {*EXAMPLES, "test"}


def _toml(tables):
    from cogov.scenarios.writing import write_tables

    return write_tables(tables)
