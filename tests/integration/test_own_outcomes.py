"""Outcomes of a study's own, from the file through the sweep to what is said of them."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import analyse
from cogov.experiments.execution.runs import RunResult
from cogov.experiments.store.manifest import StaleError
from cogov.experiments.store.results import IncompleteError, Results
from cogov.experiments.store.verification import faults
from cogov.experiments.sweeps.sweep import sweep
from cogov.model.indicators import NAMES
from cogov.visualization.terminal.cli import main

TITLES = 'title = { en = "Title of %s", zh = "%s的名称" }'
CITY = """\
world.city.streets_per_district = 1
world.city.communities_per_street = 1
world.city.townships_per_county = 1
world.city.villages_per_township = 1
world.city.agents_per_grid = 10
"""
HEAD = (
    """\
schema_version = 1
[study]
scenario = "fragmented"
question = { en = "Which?", zh = "哪个？" }
[settings]
run.weeks = 40
"""
    + CITY
    + """\
[design]
method = "grid"
[levers.joint]
levels.silo = { rules.mechanism.rule = "silo", rules.mechanism.strength = 0.0 }
levels.hub = { rules.mechanism.rule = "hub", rules.mechanism.strength = 0.7 }
[levers.share]
key = "rules.resources.share"
values = [0.0, 0.5]
[seeds]
replicates = 3
"""
)


def declare(name, **said):
    lines = [f"[outcomes.{name}]", TITLES % (name, name)]
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in said.items())]) + "\n"


TRUST = {"of": '"trust"', "better": '"higher"'}
FROM_20 = "{ first = 20, until = 32 }"
OWN = "".join(
    [
        declare("average", **TRUST),
        declare("gap", of='"(official - effectiveness) / 2"', better='"lower"', unit='"points"', window=FROM_20),
        declare("peak", **TRUST, measure='"highest"', window=FROM_20),
        declare("trough", **TRUST, measure='"lowest"', window=FROM_20),
        declare("final", **TRUST, measure='"end"', window=FROM_20),
        declare("change", **TRUST, measure='"change"', window=FROM_20),
        declare("lost", **TRUST, measure='"area_lost"', window=FROM_20, before=5),
        declare("above", **TRUST, measure='"weeks_above"', window=FROM_20, level=21.5),
        declare("below", **TRUST, measure='"weeks_below"', window=FROM_20, level=21.5),
        declare("back", **TRUST, measure='"weeks_to_recovery"', window=FROM_20, before=5, hold=2),
        declare("divided", of='"trust / (effectiveness - effectiveness)"', better='"higher"', unit='"index"'),
    ]
)


def known_course(spec, on_week):
    """Make a run whose weeks are known: trust falls at week 20 by the seed, and comes back unless the seed is 3."""
    weeks = spec.settings.run.weeks
    hub = spec.settings.rules.mechanism.rule == "hub"
    series = np.zeros((weeks, len(NAMES)))
    trust = np.full(weeks, 20.0)
    trust[20:26] = 20.0 - 2.0 * spec.settings.run.seed
    if spec.settings.run.seed == 3 and not hub:
        trust[26:] = 10.0
    trust[30] = 24.0
    series[:, NAMES.index("trust")] = trust
    series[:, NAMES.index("official")] = 60.0
    series[:, NAMES.index("effectiveness")] = 50.0 if hub else 40.0
    for week in range(weeks):
        on_week(week)
    final = dict(zip(NAMES, series.mean(axis=0).tolist(), strict=True))
    return RunResult(spec.label, spec.settings.run.seed, series, final, "digest")


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    def write(text=HEAD + OWN):
        path = tmp_path_factory.mktemp("study") / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def known(write, tmp_path_factory):
    return sweep(write(), out=tmp_path_factory.mktemp("known") / "own", serial=True, make=known_course)


@pytest.mark.parametrize(
    ("name", "by_seed"),
    [
        # weeks 20 to 31: six weeks at 20 - 2 s, four at 20, one at 24 (week 30), one at 20
        ("peak", [24, 24, 24]),
        ("trough", [18, 16, 14]),
        ("final", [20, 20, 20]),
        ("change", [2, 4, 6]),
        ("lost", [12, 24, 36]),
        ("above", [1 / 12] * 3),
        ("below", [11 / 12] * 3),
        ("back", [6, 6, 6]),
        ("gap", [5, 5, 5]),
    ],
)
def test_each_measure_by_hand_through_a_whole_sweep(known, name, by_seed):
    rows = known.finals[(known.finals["joint"] == "hub") & (known.finals["share"] == 0.0)]
    assert rows[name].tolist() == pytest.approx(by_seed)
    table = pd.read_csv(known.folder / "table.csv")
    assert table[(table["joint"] == "hub") & (table["share"] == 0.0)][name].tolist() == pytest.approx(by_seed)


def test_the_mean_of_the_last_year_is_the_indicators_own_number(known):
    assert known.finals["average"].to_numpy() == pytest.approx(known.finals["trust"].to_numpy(), rel=1e-6)


def test_what_never_came_back_is_no_number_and_is_told(known, capsys):
    assert known.undefined("back") == {"not_back": 2}
    assert known.undefined("divided") == {"no_number": 12}
    gone = known.finals[known.finals["back_undefined"] == "not_back"]
    assert gone["seed"].tolist() == [3, 3]
    assert gone["back"].isna().all()
    assert main(["status", str(known.folder)]) == 0
    assert "not back within the window in 2 of 12 runs" in capsys.readouterr().out
    assert main(["status", str(known.folder), "--lang", "zh"]) == 0
    assert "12 次运行中有 2 次在窗口内未恢复" in capsys.readouterr().out
    result = analyse(known, "effects", outcome="back")
    assert any("in 2 of 12 runs it was not back" in note["en"] for note in result.notes)
    assert any("2 次在窗口内未恢复" in note["zh"] for note in result.notes)


def test_a_method_that_needs_every_run_refuses_and_says_why(write, tmp_path):
    world = """\
[uncertainties.demand]
key = "behaviour.arise.rate"
low = 0.01
high = 0.03
steps = 2
"""
    text = HEAD.replace("[design]\n", "[design.levers]\n").replace("[seeds]", f"{world}[seeds]")
    text = text.replace("[levers.joint]", '[design.uncertainties]\nmethod = "grid"\n[levers.joint]', 1)
    results = sweep(write(text + OWN), out=tmp_path / "r", serial=True, make=known_course)
    with pytest.raises(IncompleteError, match="not back within the window"):
        analyse(results, "regret", outcome="back")
    assert analyse(results, "regret", outcome="lost").outcome == "lost"


@pytest.mark.parametrize("method", ["effects", "oat", "phase", "timing", "contrast"])
@pytest.mark.parametrize("outcome", ["gap", "lost", "back"])
def test_every_method_of_a_grid_takes_an_outcome(known, method, outcome):
    result = analyse(known, method, outcome=outcome)
    assert (result.outcome, result.study) == (outcome, "own")
    assert all(result.verdict.values())


def test_prim_takes_an_outcome(write, tmp_path):
    text = HEAD.replace("values = [0.0, 0.5]", f"values = {[round(0.04 * step, 2) for step in range(13)]}")
    results = sweep(write(text + OWN), out=tmp_path / "r", serial=True, make=known_course)
    result = analyse(results, "prim", outcome="gap", threshold=7.0)
    assert (result.cases, result.judged) == (13, 26), "silo has a gap of 10, hub one of 5, and less is better"


def test_main_effect_and_contrast_are_the_numbers_worked_out_by_hand(known):
    row = analyse(known, "effects", outcome="gap").tables["factors"].set_index("factor").loc["joint"]
    assert row["difference"] == pytest.approx(5.0), "(60 - 40) / 2 less (60 - 50) / 2"
    result = analyse(known, "contrast", outcome="gap", of="joint=hub", against="joint=silo")
    assert result.mean == pytest.approx(-5.0)


def test_timing_looks_at_the_expression_by_week_and_leaves_no_run_out(known):
    result = analyse(known, "timing", outcome="gap")
    assert (result.units, result.gaps) == (3, 0)
    assert result.weeks[0].mean == pytest.approx([-5.0] * 40)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_commands_say_the_outcomes_title_and_unit_in_both_languages(known, lang, capsys):
    folder = str(known.folder)
    assert main(["analyse", folder, "--outcome", "lost", "--method", "effects", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("lost的名称" if lang == "zh" else "Title of lost") in said
    assert ("指数（0–1）·周" if lang == "zh" else "(0–1) × weeks") in said
    assert main(["plot", folder, "--indicator", "gap", "--lang", lang]) == 0
    assert main(["report", folder, "--lang", lang]) == 0
    page = (known.folder / ("report.zh.html" if lang == "zh" else "report.html")).read_text(encoding="utf-8")
    assert ("average的名称" if lang == "zh" else "Title of average") in page
    capsys.readouterr()
    assert main(["analyse", folder, "--outcome", "lots"]) == 2
    assert "lost" in capsys.readouterr().err
    assert main(["verify", folder]) == 0


def small(text=OWN):
    return HEAD.replace("run.weeks = 40", "run.weeks = 36").replace("replicates = 3", "replicates = 2") + text


@pytest.fixture(scope="module")
def straight(write, tmp_path_factory):
    folder = tmp_path_factory.mktemp("straight") / "own"
    sweep(write(small()), out=folder, serial=True)
    return folder


TABLES = ("table.parquet", "table.csv", "summary.json")


def same(one, other):
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in TABLES)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_and_resumed_it_has_the_same_bytes(straight, write, tmp_path):
    study, folder = write(small()), tmp_path / "own"
    for after in (2, 5):
        child = os.fork()
        if child == 0:
            asked = iter(range(1000))

            def stop(asked=asked, after=after):
                if next(asked) >= after:
                    os.kill(os.getpid(), signal.SIGKILL)
                return False

            sweep(study, out=folder, serial=True, part_runs=1, interrupted=stop)
            os._exit(0)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert 0 < Results(folder).progress.ok < 8
    sweep(study, out=folder, serial=True, part_runs=1)
    assert same(folder, straight)


def test_two_processes_give_the_same_bytes(straight, write, tmp_path):
    sweep(write(small()), out=tmp_path / "own", workers=2)
    assert same(tmp_path / "own", straight)


def test_an_edited_outcome_is_computed_anew_from_the_weeks_with_the_bytes_of_a_fresh_sweep(write, tmp_path):
    before = OWN.replace("first = 20, until = 32", "first = 21, until = 30")
    folder, told = tmp_path / "own", []
    sweep(write(small(before)), out=folder, serial=True)
    made = sorted((folder / "runs").iterdir())
    sweep(write(small()), out=folder, serial=True, notice=told.append)
    assert sorted((folder / "runs").iterdir()) == made, "no run was made again"
    assert any("computed anew" in str(each) for each in told)
    fresh = tmp_path / "fresh" / "own"
    sweep(write(small()), out=fresh, serial=True)
    assert same(folder, fresh)
    assert list(faults(folder)) == []
    assert "until = 32" in (folder / "study.toml").read_text(encoding="utf-8")


def test_an_outcome_added_to_a_finished_sweep_needs_no_run(write, tmp_path):
    folder = tmp_path / "own"
    sweep(write(small("")), out=folder, serial=True)
    results = sweep(write(small(declare("average", **TRUST))), out=folder, serial=True)
    assert results.finals["average"].notna().all()
    assert "average" in pd.read_csv(folder / "table.csv").columns


def test_without_weeks_an_edited_outcome_is_refused_with_the_difference(write, tmp_path):
    text = small() + "[output]\nseries = false\n"
    sweep(write(text), out=tmp_path / "own", serial=True)
    table = (tmp_path / "own" / "table.csv").read_bytes()
    edited = text.replace("level = 21.5", "level = 22.5", 1)
    with pytest.raises(StaleError) as caught:
        sweep(write(edited), out=tmp_path / "own", serial=True, allow_stale=True)
    assert "outcomes.above.level: 21.5 -> 22.5" in str(caught.value)
    assert (tmp_path / "own" / "table.csv").read_bytes() == table


def test_without_weeks_the_numbers_are_those_with_weeks(straight, write, tmp_path):
    results = sweep(write(small() + "[output]\nseries = false\n"), out=tmp_path / "own", serial=True)
    names = results.own_columns
    pd.testing.assert_frame_equal(results.finals[names], Results(straight).finals[names])


def test_a_manifest_from_elsewhere_runs_nothing(straight, tmp_path, capsys):
    import shutil

    folder = tmp_path / "own"
    shutil.copytree(straight, folder)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["identity"]["outcomes"]["gap"]["of"] = f"__import__('pathlib').Path({str(tmp_path / 'x')!r}).touch()"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["status", str(folder)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not Path(tmp_path / "x").exists()


def test_stopping_by_precision_looks_at_an_outcome(write, tmp_path):
    text = HEAD.replace("replicates = 3", "replicates = 30") + declare(
        "peak", **TRUST, measure='"highest"', window=FROM_20
    )
    text += "[precision]\nhalf_width = { peak = 0.5 }\nminimum = 3\nlook_ahead = 1\n"
    results = sweep(write(text), out=tmp_path / "own", serial=True, make=known_course)
    assert results.summary["rounds"] == 4, "the peak is 24 whatever the luck"
